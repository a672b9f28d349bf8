"""Appeals against the long-list: taken while somebody can decide them, waited for, and decided without a name."""

from collections import Counter
from datetime import timedelta
from html import unescape
from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone, translation

from huduma.platform.audit.chain import verify
from huduma.platform.audit.models import ChainedRecord
from huduma.platform.institutions.scoping import whole_nation
from huduma.platform.institutions.tests.factories import make_institution
from huduma.platform.jobs.testing import work_off
from huduma.platform.messaging.models import Message
from huduma.systems.recruitment.actions import interviews, merit, telling
from huduma.systems.recruitment.actions.following import appeal_until
from huduma.systems.recruitment.actions.moving import Reason
from huduma.systems.recruitment.jobs.applications import tell_owed
from huduma.systems.recruitment.jobs.sift import count_stage_times
from huduma.systems.recruitment.models import Appeal, Application, StageTime, Vacancy
from huduma.systems.recruitment.models.candidate import findings_of
from huduma.systems.recruitment.models.wording import instant
from huduma.systems.recruitment.states import ApplicationState, VacancyState

from .applying import make_applicant
from .factories import PROFILE, make_application, make_seeker, make_vacancy
from .interviewing import O, hold, make_member, make_round, plan, state_of
from .sifters import declare, make_sifter

pytestmark = pytest.mark.django_db
WHY = {"reason_sw": "Cheti hakikuwepo.", "reason_en": "The certificate was not there."}


def not_eligible(vacancy: Vacancy, name: str = "asiyetimiza", days_ago: float = 0, **fields) -> Application:
    """Somebody who was found not to meet the criteria, so many days ago."""
    one = make_application(vacancy, make_seeker(name), ApplicationState.INELIGIBLE, passes=False, **fields)
    found = {"before": "submitted", "after": "ineligible", "reason_sw": "Umri", "reason_en": "Age"}
    with whole_nation():
        one.events.create(verb="find_ineligible", at=timezone.now() - timedelta(days=days_ago), **found)
    return one


def marked_round():
    """A vacancy all stages of which are over for the one who was heard; it can be recommended, but for appeals."""
    round_ = make_round(people=1, posts=1)
    (stage,) = plan(round_.vacancy, (O, 100, 50))
    with whole_nation():
        interviews.call_to_stage(stage=stage, by=None)
        hold(stage, {round_.applications[0].pk: 60}, make_member("jaji", round_.vacancy.institution))
        merit.settle_stage(stage=stage, by=None)
        round_.vacancy.refresh_from_db()
    return round_


def own_page(application: Application) -> tuple[str, str]:
    return reverse("recruitment:application", args=[application.number]), reverse("recruitment:appeal", args=[application.number])


def test_nobody_is_recommended_while_somebody_may_still_appeal_and_nobody_appeals_after(client):
    round_ = marked_round()
    late, silent = not_eligible(round_.vacancy, "mkata-rufaa"), not_eligible(round_.vacancy, "aliyenyamaza", days_ago=1)
    details, recommend = (reverse(f"interviewed-vacancies:{name}", args=[round_.vacancy.pk]) for name in ("inspect", "recommend"))
    said = {"reserve_until": f"{timezone.localdate() + timedelta(days=90):%d/%m/%Y}"}

    def waits_until(application):
        client.force_login(round_.secretary)
        with whole_nation(), translation.override("sw"):
            until = instant(appeal_until(application))
        assert client.post(recommend, said).status_code == 200
        shown = client.get(details).text
        assert f'href="{recommend}"' not in shown
        return until in shown and until in client.post(recommend, said).text

    assert waits_until(late), "the page names the instant"
    page, appeal = own_page(late)
    client.force_login(late.seeker.person)
    assert client.post(appeal, {"text": "Cheti changu kipo."}).status_code == 303
    assert waits_until(silent), "whoever has appealed is waited for no more, but for the decision"
    with whole_nation():
        Vacancy.objects.filter(pk=round_.vacancy.pk).update(appeal_days=1)
        assert merit.missing_for_merit(Vacancy.objects.get()), "the appeal itself"
    declare(round_.vacancy, round_.secretary)
    client.force_login(round_.secretary)
    assert client.post(reverse("appeals:dismiss", args=[Appeal.objects.get().pk]), WHY).status_code == 302
    assert f'href="{recommend}"' in client.get(details).text
    assert client.post(recommend, said).status_code == 302
    work_off()
    assert state_of(round_.applications[0]) == ApplicationState.RECOMMENDED
    with whole_nation():
        Vacancy.objects.filter(pk=round_.vacancy.pk).update(appeal_days=14)
    page, appeal = own_page(silent)
    client.force_login(silent.seeker.person)
    assert appeal not in client.get(page).text
    with translation.override("en"):
        assert "It is settled who gets the posts" in client.post(own_page(silent)[1], {"text": "Cheti changu kipo."}, follow=True).text
    assert Appeal.objects.count() == 1


def test_an_appeal_that_was_on_its_way_comes_too_late_once_the_list_of_merit_is_being_made(client):
    round_ = marked_round()
    late = not_eligible(round_.vacancy)
    with whole_nation():
        Application.objects.filter(pk=round_.applications[0].pk).update(rank=1)
        assert Vacancy.objects.get().state == VacancyState.INTERVIEWING
    client.force_login(late.seeker.person)
    client.post(own_page(late)[1], {"text": "Cheti changu kipo."})
    assert not Appeal.objects.exists()


@pytest.mark.parametrize("state", [VacancyState.CLOSED, VacancyState.SHORTLISTING])
def test_an_appeal_may_come_while_the_long_list_or_the_shortlist_is_being_made(client, state):
    one = not_eligible(make_vacancy(make_institution("aaa"), state=state))
    page, appeal = own_page(one)
    client.force_login(one.seeker.person)
    assert appeal in client.get(page).text
    client.post(appeal, {"text": "Cheti changu kipo."})
    assert Appeal.objects.get().application_id == one.pk


def heard(notice: str) -> Counter:
    """To whom, and by which way, ``notice`` was sent since nobody had heard anything."""
    for _turn in range(2):
        tell_owed.func()
    with whole_nation():
        return Counter(Message.objects.filter(notice=notice).values_list("person", "channel"))


def told(application: Application) -> Counter:
    """That its applicant heard once of something, by SMS and by e-mail."""
    return Counter((application.seeker.person_id, channel) for channel in ("sms", "email"))


def sifted(client, *profiles, **fields):
    """A vacancy whose long-list was made, an officer who is signed in and may sift it, and the applications with ``profiles``."""
    closed = {"state": VacancyState.CLOSED, "closes_at": timezone.now() - timedelta(days=1), "takes_failing": True}
    vacancy = make_vacancy(make_institution("aaa"), **closed, **fields)
    applications = [make_application(vacancy, make_applicant(f"m{n}", profile=profile)) for n, profile in enumerate(profiles)]
    officer = make_sifter("katibu", vacancy.institution)
    client.force_login(officer)
    assert client.post(reverse("sift-vacancies:longlist", args=[vacancy.pk])).status_code == 302
    work_off()
    declare(vacancy, officer)
    tell_owed.func()
    return vacancy, officer, applications


def test_an_applicant_hears_what_became_of_an_appeal_and_reads_it_among_the_steps(client):
    old = {**PROFILE, "born": "1961-05-01"}
    vacancy, officer, applications = sifted(client, old, old)
    for one in applications:
        client.force_login(one.seeker.person)
        client.post(own_page(one)[1], {"text": "Nilizaliwa 1991."})
    client.force_login(officer)
    for verb, one in zip(("uphold", "dismiss"), applications, strict=True):
        assert client.post(reverse(f"appeals:{verb}", args=[Appeal.objects.get(application=one).pk]), WHY).status_code == 302
    upheld, dismissed = applications
    assert (state_of(upheld), state_of(dismissed)) == ("eligible", "ineligible")
    assert heard(telling.UPHELD) == told(upheld)
    assert heard(telling.DISMISSED) == told(dismissed)
    for one, said in ((upheld, "Appeal upheld"), (dismissed, "Appeal dismissed")):
        client.force_login(one.seeker.person)
        with translation.override("en"):
            latest = client.get(own_page(one)[0]).text.split('id="steps"')[1].split("hd-summary__row")[1]
        assert "<time datetime=" in latest
        assert said in latest
        assert WHY["reason_en"] in latest
    sealed = ChainedRecord.objects.get(verb="recruitment.dismiss_appeal")
    assert (sealed.by, sealed.data["before"], sealed.data["after"]) == (officer, "ineligible", "ineligible")
    assert (sealed.data["reason"], sealed.data["inputs"]) == (Reason(*WHY.values()).sealed, {"appeal": dismissed.appeal.pk})
    assert not verify().broken
    said = StringIO()
    call_command("replay_shortlist", vacancy.number, stdout=said)
    assert "identical" in said.getvalue()
    count_stage_times.func()
    stood = dict(StageTime.objects.values_list("state", "applications"))
    assert stood == {"submitted": 2, "ineligible": 1}, "whoever's appeal is dismissed has not left the state"


def test_whoever_was_told_of_a_decision_on_the_shortlist_hears_that_it_was_undone(client):
    vacancy, _officer, (one,) = sifted(client, PROFILE)
    second = make_sifter("wa-pili", vacancy.institution)
    declare(vacancy, second)
    client.post(reverse("sift:shortlist", args=[one.pk]))
    client.force_login(second)
    client.post(reverse("sift:confirm", args=[one.pk]), {"seen": timezone.now()})
    assert heard(telling.SHORTLISTED) == told(one)
    assert client.post(reverse("sift:undo", args=[one.pk]), WHY).status_code == 302
    assert heard(telling.UNDONE) == told(one)
    assert heard(telling.SHORTLISTED) == told(one), "and of nothing a second time"
    client.force_login(one.seeker.person)
    with translation.override("en"):
        assert "Decision on the shortlist undone" in client.get(own_page(one)[0]).text


def test_an_appeal_is_read_without_what_tells_who_it_is(client):
    criteria = [
        {"kind": "age", "least": 18, "most": 45},
        {"kind": "citizenship", "countries": ["TZ"]},
        {"kind": "registration", "board": "ERB"},
        {"kind": "education", "level": "66", "fields": ["07"]},
    ]
    seeker = {"born": "1961-05-01", "citizenship": "KE", "registrations": [{"board": "ERB", "number": "ERB-4711", "until": "2020-01-01"}]}
    _vacancy, officer, (one,) = sifted(client, {**PROFILE, **seeker}, criteria=criteria)
    client.force_login(one.seeker.person)
    client.post(own_page(one)[1], {"text": "Naomba kiangaliwe tena."})
    client.force_login(officer)
    page = unescape(client.get(reverse("appeals:inspect", args=[Appeal.objects.get().pk])).text)
    with whole_nation(), translation.override("en"):
        one.refresh_from_db()
        found = {finding.criterion.kind: finding.found for finding in findings_of(one)}
        needed = [finding.needed for finding in findings_of(one)]
    assert all(each in page for each in needed)
    assert page.count("Not met") == 4
    assert found["education"] in page, "what was found decides, where it tells nobody's name"
    for kind in ("age", "citizenship", "registration"):
        assert found[kind] not in page, kind
    assert "ERB-4711" not in page
