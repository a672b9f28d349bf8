"""The list of merit: ordered in the office once nothing is missing, made by the worker, whole after every kill."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from huduma.platform.audit.models import ChainedRecord
from huduma.platform.institutions.scoping import whole_nation
from huduma.platform.institutions.tests.factories import make_institution
from huduma.platform.jobs.testing import work_off
from huduma.systems.recruitment.actions import advertising, interviews, merit, offers, stage_work
from huduma.systems.recruitment.models import Application, ApplicationEvent, Call, Seeker, Stage, Vacancy
from huduma.systems.recruitment.states import ApplicationState, Refused, VacancyState

from .factories import make_seeker, make_vacancy
from .interviewing import O, W, days, hold, make_member, make_round, plan, reached
from .killing import finish_after_two_kills

pytestmark = pytest.mark.django_db
MANY = 3000


def until_then():
    return timezone.localdate() + timedelta(days=90)


def test_recommending_is_offered_once_nothing_is_missing_and_the_worker_does_it(client):
    round_ = make_round(people=3, posts=1)
    vacancy, judge = round_.vacancy, make_member("jaji", round_.vacancy.institution)
    written, oral = plan(vacancy, (W, 50, 0), (O, 50, 0))
    page, recommend, place = (reverse(f"interviewed-vacancies:{n}", args=[vacancy.pk]) for n in ("inspect", "recommend", "place"))
    said = {"reserve_until": f"{until_then():%d/%m/%Y}"}
    client.force_login(round_.secretary)
    marks = {application.pk: 90 - 10 * number for number, application in enumerate(round_.applications)}
    with whole_nation():
        interviews.call_to_stage(stage=written, by=None)
    for answer in (client.get(page), client.post(recommend, said)):
        assert answer.status_code == 200
        assert "Maandishi: alama bado hazijakamilishwa." in answer.text
        assert "Mahojiano: bado hakuna aliyeitwa." in answer.text
    assert f'href="{recommend}"' not in client.get(page).text
    assert recommend not in client.get(reverse("interviewed-vacancies:index")).text
    with whole_nation():
        hold(written, marks, judge)
        merit.settle_stage(stage=written, by=None)
        interviews.call_to_stage(stage=oral, by=None)
        hold(oral, marks, judge)
        merit.settle_stage(stage=oral, by=None)
    assert recommend in client.get(page).text
    assert "yafanyike kwanza" not in client.get(page).text
    assert client.post(recommend, said).status_code == 302
    assert f'href="{recommend}"' not in client.get(page).text, "it is being done"
    assert "Inafanyika" in client.get(page).text
    assert client.post(recommend, said).status_code == 200
    assert not reached(vacancy, ApplicationState.RECOMMENDED)
    work_off()
    assert [a.pk for a in reached(vacancy, ApplicationState.RECOMMENDED)] == [round_.applications[0].pk]
    assert [a.pk for a in reached(vacancy, ApplicationState.RESERVE)] == [a.pk for a in round_.applications[1:]]
    shown = client.get(page).text
    assert "3 kati ya 3" in shown
    assert place in shown


def marked_round(people, posts):
    """A round whose one stage is settled, the first the best."""
    round_ = make_round(people=people, posts=posts, seats=people)
    (stage,) = plan(round_.vacancy, (O, 100, 0))
    with whole_nation():
        interviews.call_to_stage(stage=stage, by=None)
        marks = {application.pk: 90 - number for number, application in enumerate(round_.applications)}
        hold(stage, marks, make_member("jaji", round_.vacancy.institution))
        merit.settle_stage(stage=stage, by=None)
    return round_, stage


def killed(**given):
    def progress(done, total):
        raise KeyboardInterrupt

    merit.recommend(**{**given, "progress": progress})


def test_a_list_of_merit_that_is_killed_is_finished_as_it_would_have_been(monkeypatch):
    round_, stage = marked_round(people=7, posts=3)
    monkeypatch.setattr(merit, "AT_ONCE", 2)
    with whole_nation():
        work = stage_work.order_merit(vacancy=round_.vacancy, reserve_until=until_then(), by=round_.secretary)
        with monkeypatch.context() as patched:
            patched.setattr(stage_work, "recommend", killed)
            with pytest.raises(KeyboardInterrupt):
                stage_work.do_work(work=work.pk)
        assert len(reached(round_.vacancy, ApplicationState.RECOMMENDED)) == 2
        assert Vacancy.objects.get().state == VacancyState.INTERVIEWING, "nothing is published of a list that is not whole"
        with pytest.raises(Refused):
            offers.place(vacancy=round_.vacancy, **days(), by=None)
        Call.objects.filter(stage=stage).update(at=timezone.now() - timedelta(days=40))
        stage.starts_at = timezone.now() + timedelta(days=1)
        with pytest.raises(ValidationError, match="hakuna anayesailiwa tena"):
            interviews.schedule_stage(stage=stage, centres=[], by=None)
    work_off()
    work.refresh_from_db()
    assert (work.status, work.done, work.total) == ("done", 7, 7)
    ranked = [(a.rank, a.state) for a in sorted(reached(round_.vacancy, "recommended") + reached(round_.vacancy, "reserve"), key=_rank)]
    assert ranked == [(rank, "recommended" if rank <= 3 else "reserve") for rank in range(1, 8)]
    assert ApplicationEvent.objects.filter(verb__in=["recommend", "reserve"]).count() == 7


def _rank(application):
    return application.rank


def test_a_withdrawal_stops_the_list_of_merit(monkeypatch):
    round_, _stage = marked_round(people=5, posts=1)
    monkeypatch.setattr(merit, "AT_ONCE", 2)

    def withdrawn(**given):
        def progress(done, total):
            if done == 2:
                advertising.withdraw_vacancy(vacancy=round_.vacancy, reason_sw="Basi", reason_en="No more", by=None)

        return merit.recommend(**{**given, "progress": progress})

    monkeypatch.setattr(stage_work, "recommend", withdrawn)
    with whole_nation():
        work = stage_work.order_merit(vacancy=round_.vacancy, reserve_until=until_then(), by=None)
    work_off()
    work.refresh_from_db()
    assert (work.status, "limeondolewa" in work.said) == ("refused", True)
    assert len(reached(round_.vacancy, ApplicationState.SCORED)) == 3


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_kill_9_of_the_worker_leaves_every_place_given_once():
    vacancy = make_vacancy(make_institution("aaa"), state=VacancyState.INTERVIEWING, posts=1000)
    mark_many(vacancy)
    with whole_nation():
        work = stage_work.order_merit(vacancy=vacancy, reserve_until=until_then(), by=None)
    finish_after_two_kills(work, MANY)
    assert ApplicationEvent.objects.count() == MANY
    assert ChainedRecord.objects.filter(verb="recruitment.reserve").count() == MANY - 1000
    with whole_nation():
        ranked = Application.objects.order_by("rank").values_list("rank", "number", "state")
        assert [rank for rank, _number, _state in ranked] == list(range(1, MANY + 1))
        assert [number for _rank, number, _state in ranked] == [f"{n:012d}" for n in range(MANY)]
        assert [state for _rank, _number, state in ranked] == ["recommended"] * 1000 + ["reserve"] * (MANY - 1000)
        assert Vacancy.objects.get().state == VacancyState.DECIDED


def mark_many(vacancy):
    """So many who have passed the one stage, the better the lower their number."""
    now = timezone.now()
    first = make_seeker("wa-kwanza")
    people = type(first.person).objects.bulk_create(
        type(first.person)(email=f"m{n}@example.go.tz", full_name="M", password="!") for n in range(MANY)
    )
    seekers = Seeker.objects.bulk_create(Seeker(person=person, full_name="M") for person in people)
    sent = {"state": ApplicationState.SCORED, "version": vacancy.version, "submitted_at": now}
    with whole_nation():
        stage = Stage.objects.create(vacancy=vacancy, order=1, kind=O, weight=100, pass_mark=0, called_at=now, settled_at=now)
        applications = Application.objects.bulk_create(
            Application(vacancy=vacancy, institution=vacancy.institution, seeker=seeker, number=f"{n:012d}", **sent)
            for n, seeker in enumerate(seekers)
        )
        Call.objects.bulk_create(
            Call(stage=stage, application=a, at=now, attended=True, mark=Decimal(100) - Decimal(n) / 100)
            for n, a in enumerate(applications)
        )
