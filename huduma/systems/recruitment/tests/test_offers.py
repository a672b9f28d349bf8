"""From the marks to a post: the list of merit, offers, the reserve, and what lapses."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.serializers import serialize
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone, translation
from wagtail.models import ModelLogEntry

from huduma.platform.audit.models import ChainedRecord
from huduma.platform.institutions.scoping import whole_nation
from huduma.platform.jobs.sweep import run_sweeps
from huduma.platform.jobs.testing import work_off
from huduma.platform.messaging.models import Message
from huduma.systems.recruitment.actions import advertising, interviews, leaving, merit, offers, telling
from huduma.systems.recruitment.jobs.applications import tell_owed
from huduma.systems.recruitment.models import (
    Appeal,
    Application,
    ApplicationEvent,
    Interest,
    Offer,
    Panel,
    PanelMember,
    Proposal,
    Score,
    ScoreSheet,
    Seeker,
    Vacancy,
)
from huduma.systems.recruitment.states import ApplicationState, Refused, VacancyState

from .factories import make_application, make_seeker, make_vacancy
from .interviewing import O, W, days, decided, hold, make_member, make_round, plan, reached, state_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def storage(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)


def test_the_list_of_merit_breaks_ties_by_the_stated_rule():
    round_ = make_round(people=6, posts=1)
    stages = plan(round_.vacancy, (W, 50, 0), (O, 50, 0))
    a, b, c, d, e, f = round_.applications
    # Totals: a and b 70 (b has the higher oral), c and d alike in all but the hour, e best, f alike with c and d and later.
    given = {a: (80, 60), b: (60, 80), c: (50, 50), d: (50, 50), e: (90, 90), f: (50, 50)}
    judge = make_member("jaji", round_.vacancy.institution)
    with whole_nation():
        for hours, application in enumerate((d, c, f)):
            Application.objects.filter(pk=application.pk).update(submitted_at=timezone.now() - timedelta(hours=10 - hours))
        for position, stage in enumerate(stages):
            interviews.call_to_stage(stage=stage, by=None)
            hold(stage, {application.pk: marks[position] for application, marks in given.items()}, judge)
            merit.settle_stage(stage=stage, by=None)
        assert [m.application.pk for m in merit.merit_list(round_.vacancy)] == [x.pk for x in (e, b, a, d, c, f)]
        until = timezone.localdate() + timedelta(days=30)
        assert merit.recommend(vacancy=round_.vacancy, reserve_until=until, by=None) == (1, 5)
        assert list(Application.objects.order_by("rank").values_list("pk", flat=True)) == [x.pk for x in (e, b, a, d, c, f)]
        with pytest.raises(Refused):
            merit.recommend(vacancy=Vacancy.objects.get(), reserve_until=until, by=None)


def test_nobody_is_recommended_before_a_late_appeal_is_decided_and_its_applicant_heard():
    round_ = make_round(people=1, posts=1)
    judge, until = make_member("jaji", round_.vacancy.institution), timezone.localdate() + timedelta(days=30)
    (stage,) = plan(round_.vacancy, (O, 100, 50))
    late = make_application(round_.vacancy, make_seeker("mkata-rufaa"), ApplicationState.INELIGIBLE)
    appeal = Appeal.objects.create(application=late, text="Cheti changu kipo.")
    with whole_nation():
        interviews.call_to_stage(stage=stage, by=None)
        hold(stage, {round_.applications[0].pk: 60}, judge)
        merit.settle_stage(stage=stage, by=None)
        with pytest.raises(ValidationError, match="Rufaa"):
            merit.recommend(vacancy=round_.vacancy, reserve_until=until, by=None)
        Appeal.objects.filter(pk=appeal.pk).update(outcome="upheld", reason_sw="Kipo.", reason_en="It is.", decided_at=timezone.now())
        late = make_application(round_.vacancy, make_seeker("aliyechelewa"), ApplicationState.SHORTLISTED)
        with pytest.raises(ValidationError, match="hawajaitwa"):
            merit.recommend(vacancy=round_.vacancy, reserve_until=until, by=None)
        interviews.schedule_stage(stage=stage, centres=[], by=None)
        assert interviews.call_to_stage(stage=stage, by=None) == 1
        hold(stage, {late.pk: 90}, judge)
        merit.settle_stage(stage=stage, by=None)
        assert merit.recommend(vacancy=round_.vacancy, reserve_until=until, by=None) == (1, 1)
    assert [one.pk for one in reached(round_.vacancy, ApplicationState.RECOMMENDED)] == [late.pk]


def test_an_offer_is_revoked_with_a_reason_and_nobody_erased_is_offered_the_post(client):
    round_ = make_round(people=3, posts=1)
    decided(round_, (90, 80, 70))
    with whole_nation():
        (offer,) = offers.place(vacancy=round_.vacancy, **days(), by=None)
        with pytest.raises(PermissionDenied):
            offers.revoke_offer(offer=offer, reason_sw="Kosa.", reason_en="An error.", by=round_.officer)
    revoke = reverse("offers:revoke", args=[offer.pk])
    why = {"reason_sw": "Cheti kilikuwa cha mtu mwingine.", "reason_en": "The certificate was somebody else's."}
    client.force_login(round_.officer)
    client.post(revoke, why)
    assert state_of(round_.applications[0]) == ApplicationState.PLACED
    client.force_login(round_.secretary)
    assert client.post(revoke, {**why, "reason_en": ""}).status_code == 200, "in both languages"
    assert client.post(revoke, why).status_code == 302
    assert state_of(round_.applications[0]) == ApplicationState.REVOKED
    revoked = ApplicationEvent.objects.get(verb="revoke")
    assert (revoked.reason_sw, revoked.reason_en) == tuple(why.values())
    assert ChainedRecord.objects.filter(verb="recruitment.revoke").count() == 1
    assert not any(reason in str(row.data) for row in ChainedRecord.objects.all() for reason in why.values())
    with whole_nation():
        Application.objects.filter(pk=round_.applications[1].pk).update(erased_at=timezone.now())
        assert offers.offer_next(vacancy=round_.vacancy, **days(), by=None).application_id == round_.applications[2].pk
        Vacancy.objects.update(changed_at=timezone.now() - timedelta(days=401))
    assert advertising.archive_vacancies(by=None) == 0, "somebody is offered a post"
    with whole_nation():
        standing = Offer.objects.standing().get()
        offers.revoke_offer(offer=standing, reason_sw="Kibali kimefutwa.", reason_en="No permit.", by=round_.secretary)
        Application.objects.update(reserve_until=timezone.localdate() - timedelta(days=1))
        offers.lapse_reserve(application=round_.applications[1].pk)
    assert advertising.archive_vacancies(by=None) == 1


def test_a_post_is_taken_by_whoever_proved_who_they_are(client, settings):
    settings.DEMONSTRATION = True  # where there is an authority to ask
    round_ = make_round(people=2, posts=1)
    decided(round_, (90, 80))
    best = round_.applications[0]
    with whole_nation():
        offers.place(vacancy=round_.vacancy, **days(), by=None)
    Seeker.objects.filter(pk=best.seeker_id).update(nin_checked_at=None)
    client.force_login(best.seeker.person)
    page, answer = f"/ajira/maombi/{best.number}/", reverse("recruitment:answer-offer", args=[best.number])
    hint = "Thibitisha namba yako ya kitambulisho"
    assert hint in client.get(page).text
    assert hint in client.post(answer, {"answer": "accept"}, follow=True).text
    assert state_of(best) == ApplicationState.PLACED
    settings.DEMONSTRATION = False
    assert hint not in client.get(page).text, "nobody has to prove it where nobody can"
    settings.DEMONSTRATION = True
    Seeker.objects.filter(pk=best.seeker_id).update(nin_checked_at=timezone.now())
    assert hint not in client.get(page).text
    client.post(answer, {"answer": "accept"})
    assert state_of(best) == ApplicationState.ACCEPTED


@pytest.mark.parametrize("accepted", [False, True])
def test_whoever_loses_an_offer_hears_that_it_was_revoked_and_not_that_it_lapsed(client, accepted):
    round_ = make_round(people=1, posts=1)
    decided(round_, (90,))
    best = round_.applications[0]
    with whole_nation():
        (offer,) = offers.place(vacancy=round_.vacancy, **days(), by=None)
    if accepted:
        offers.accept_offer(offer=offer, by=best.seeker.person)
    why = {"reason_sw": "Kibali cha ajira kimefutwa.", "reason_en": "The permit was cancelled."}
    client.force_login(round_.secretary)
    assert client.post(reverse("offers:revoke", args=[offer.pk]), why).status_code == 302
    for _turn in range(2):
        tell_owed.func()
    with whole_nation():
        heard = Message.objects.filter(person=best.seeker.person_id)
        assert heard.filter(notice=telling.REVOKED).count() == 1, "by e-mail: there is no proved phone"
        assert "imefutwa" in heard.get(notice=telling.REVOKED).body
        assert not heard.filter(notice=telling.CHANGED, body__contains="muda umepita").exists()
    client.force_login(best.seeker.person)
    with translation.override("en"):
        own = reverse("recruitment:application", args=[best.number])
    page = client.get(own).text
    assert page.count("Offer revoked") == 2, "how it stands, and the step"
    assert why["reason_en"] in page
    assert "Lapsed" not in page
    client.logout()
    listed = client.get(reverse("recruitment:interview-lists", args=[round_.vacancy.number])).text
    with whole_nation():
        assert listed.split("hd-table")[0].count(Application.objects.get().exam_number) == 1, "they were recommended"


def test_what_is_not_answered_lapses_and_so_does_the_reserve_and_no_post_is_offered_twice():
    round_ = make_round(people=3, posts=1)
    decided(round_, (90, 80, 70))
    best, second, third = round_.applications
    with whole_nation():
        offers.place(vacancy=round_.vacancy, **days(), by=None)
        with pytest.raises(ValidationError):
            offers.offer_next(vacancy=round_.vacancy, **days(), by=None)
        Offer.objects.update(answer_by=timezone.now() - timedelta(minutes=1))
        offer = Offer.objects.get()
    with pytest.raises(Refused):
        offers.accept_offer(offer=offer, by=best.seeker.person)
    run_sweeps()
    work_off()
    assert state_of(best) == ApplicationState.LAPSED
    assert ApplicationEvent.objects.get(application=best, verb="lapse").reason_sw
    with whole_nation():
        offers.offer_next(vacancy=round_.vacancy, **days(), by=None)
        Application.objects.update(reserve_until=timezone.localdate() - timedelta(days=1))
    run_sweeps()
    work_off()
    assert (state_of(second), state_of(third)) == (ApplicationState.PLACED, ApplicationState.LAPSED)


def test_whoever_closes_the_account_leaves_marks_and_no_word_that_was_written_of_them():
    round_ = make_round(people=2, posts=1)
    decided(round_, (90, 80))
    best, words = round_.applications[0], {"reason_sw": "Siri ya Asha", "reason_en": "Siri of Asha"}
    second = make_member("jaji2", round_.vacancy.institution)
    with whole_nation():
        (offer,) = offers.place(vacancy=round_.vacancy, **days(), by=None)
        offers.decline_offer(offer=offer, reason=words["reason_sw"], by=best.seeker.person)
        Appeal.objects.create(application=best, text="Siri", outcome="dismissed", decided_at=timezone.now(), **words)
        Interest.objects.get_or_create(vacancy=round_.vacancy, officer=second, conflicted=False)
        Proposal.objects.create(application=best, verdict=ApplicationState.NOT_SHORTLISTED, by=second, **words)
        sheet = ScoreSheet.objects.create(member=PanelMember.objects.create(panel=Panel.objects.get(), officer=second))
        Score.objects.create(sheet=sheet, call=best.calls.get(), mark=70, note="Siri ya Asha")
        ScoreSheet.objects.filter(pk=sheet.pk).update(locked_at=timezone.now())
        leaving.erase_applications(person=best.seeker.person, by=best.seeker.person)
        kept = [Application, ApplicationEvent, Offer, Appeal, Proposal, Score]
        said = serialize("json", [row for model in kept for row in model.objects.all()], ensure_ascii=False)
        assert "Siri" not in said
        assert set(ApplicationEvent.objects.filter(application=best).values_list("reason_sw", "reason_en")) == {("", "")}
        assert set(ModelLogEntry.objects.for_instance(offer).values_list("label", flat=True)) == {""}
        assert Score.objects.filter(call__application=best).count() == 2
        for change in ({"note": "Siri"}, {"note": "", "mark": 1}):
            with pytest.raises(IntegrityError), transaction.atomic():
                Score.objects.filter(sheet=sheet).update(**change)


def test_two_vacancies_of_a_requisition_offer_none_of_its_posts_twice():
    round_ = make_round(people=1, posts=2)
    decided(round_, (90,))
    other = make_vacancy(round_.vacancy.institution, requisition=round_.vacancy.requisition, posts=1, state=VacancyState.DECIDED)
    make_application(other, make_seeker("mwingine", region=round_.dodoma), ApplicationState.RECOMMENDED, rank=1)
    with whole_nation():
        for vacancy in (round_.vacancy, other):
            offers.place(vacancy=vacancy, **days(), by=None)
        assert set(Offer.objects.values_list("station", flat=True)) == {"Dodoma Mjini", "Ilemela"}


def test_who_reported_in_time_is_appointed_though_the_officer_writes_it_down_later():
    round_ = make_round(people=2)
    decided(round_, (90, 80))
    with whole_nation():
        came, stayed_away = offers.place(vacancy=round_.vacancy, **days(), by=None)
        for offer in (came, stayed_away):
            offers.accept_offer(offer=offer, by=offer.application.seeker.person)
        for offer, late in ((came, 13), (stayed_away, 15)):
            Offer.objects.filter(pk=offer.pk).update(report_by=timezone.now() - timedelta(days=late))
    run_sweeps()
    work_off()
    with whole_nation():
        offers.confirm_report(offer=came, by=round_.officer)
    assert (state_of(came.application), state_of(stayed_away.application)) == (ApplicationState.APPOINTED, ApplicationState.LAPSED)
