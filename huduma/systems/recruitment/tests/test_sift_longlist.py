"""The long-list, and the same list made again from what was frozen."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from huduma.platform.audit.chain import verify
from huduma.platform.audit.models import ChainedRecord
from huduma.platform.institutions.scoping import whole_nation
from huduma.platform.institutions.tests.factories import make_institution
from huduma.platform.jobs.sweep import run_sweeps
from huduma.platform.jobs.testing import work_off
from huduma.systems.recruitment.actions import longlist
from huduma.systems.recruitment.actions.advertising import readvertise_vacancy
from huduma.systems.recruitment.actions.leaving import erase_applications
from huduma.systems.recruitment.models import Application, ApplicationEvent, CriteriaVersion, SiftWork, Vacancy
from huduma.systems.recruitment.states import ApplicationState, Refused, VacancyState

from .applying import receipt_in, send
from .factories import PROFILE, make_application, make_seeker, make_vacancy
from .sifters import make_sifter

pytestmark = pytest.mark.django_db


@pytest.fixture
def closed():
    """A closed vacancy with three applications: one meets the criteria, one is too old, one says nothing of any education."""
    institution = make_institution("aaa")
    now = timezone.now()
    vacancy = make_vacancy(
        institution, state=VacancyState.CLOSED, opens_at=now - timedelta(days=30), closes_at=now - timedelta(days=1), takes_failing=True
    )
    profiles = {"fit": PROFILE, "old": {**PROFILE, "born": "1961-05-01"}, "unschooled": {**PROFILE, "education": []}}
    for name, profile in profiles.items():
        make_application(vacancy, make_seeker(name, profile=profile))
    with whole_nation():
        make_application(vacancy, make_seeker("gone"), ApplicationState.WITHDRAWN)
    return vacancy


def of(name: str) -> Application:
    with whole_nation():
        return Application.objects.get(seeker__person__email=f"{name}@example.go.tz")


def make_list(client, vacancy):
    officer = make_sifter("katibu", vacancy.institution)
    client.force_login(officer)
    assert client.post(reverse("sift-vacancies:longlist", args=[vacancy.pk])).status_code == 302
    work_off()
    return officer


def test_everybody_is_judged_and_reads_why(closed, client):
    officer = make_list(client, closed)
    assert [of(name).state for name in ("fit", "old", "unschooled", "gone")] == ["eligible", "ineligible", "ineligible", "withdrawn"]
    with whole_nation():
        assert Vacancy.objects.get().state == VacancyState.SHORTLISTING
    told = ApplicationEvent.objects.get(application=of("old").pk)
    assert told.by == officer
    assert "miaka 18 hadi 45" in told.reason_sw
    assert "from 18 to 45 years" in told.reason_en
    assert "65 years old" in told.reason_en
    assert "Education" not in told.reason_en, "what is met is no reason"
    assert "says nothing" in ApplicationEvent.objects.get(application=of("unschooled").pk).reason_en
    assert of("old").findings[1]["passed"] is False
    assert sorted([of(name).sift_number for name in ("fit", "old", "unschooled")]) == [1, 2, 3]
    assert of("fit").years == 4
    page = client.get(reverse("sift-vacancies:inspect", args=[closed.pk])).text
    assert "3 of 3" in page


def test_each_decision_is_sealed_with_what_it_was_made_by_and_nothing_of_the_person(closed, client):
    officer = make_list(client, closed)
    (record,) = ChainedRecord.objects.filter(subject=f"recruitment.application:{of('old').pk}")
    assert (record.verb, record.by, record.institution_code) == ("recruitment.find_ineligible", officer, "aaa")
    assert record.data["criteria_version"] == closed.version_id
    assert record.data["inputs"]["passed"] == [True, False, True]
    assert record.data["reason"] == "Not met: Age: from 18 to 45 years"
    assert (record.data["before"], record.data["after"]) == ("submitted", "ineligible")
    assert "1961" not in str(record.data), "nobody could be erased from the chain"
    assert not verify().broken


def test_it_is_made_once_of_a_closed_vacancy_whose_criteria_are_those_that_were_published(closed, client):
    make_list(client, closed)
    again = client.post(reverse("sift-vacancies:longlist", args=[closed.pk]))
    assert again.status_code == 200, "the form says that it cannot be done any more"
    assert SiftWork.objects.count() == 1
    other = make_vacancy(closed.institution, "2026-00002", state=VacancyState.CLOSED)
    thaw()
    other.version.criteria = [{"kind": "age", "least": 18, "most": 60}]
    other.version.save()
    assert "digest does not fit" in client.post(reverse("sift-vacancies:longlist", args=[other.pk])).text


def test_it_judges_nobody_while_the_vacancy_is_open_and_can_be_made_after(closed, client):
    officer = make_sifter("katibu", closed.institution)
    client.force_login(officer)
    client.post(reverse("sift-vacancies:longlist", args=[closed.pk]))
    now = timezone.now()
    again = {"opens_at": now, "closes_at": now + timedelta(days=9), "reason_sw": "Wachache.", "reason_en": "Too few."}
    with whole_nation():
        with pytest.raises(Refused, match="sifted already"), override("en"):
            readvertise_vacancy(vacancy=closed, by=officer, **again)
        Application.objects.filter(pk=of("unschooled").pk).update(sift_number=1)  # by a worker that began before
        Vacancy.objects.update(state=VacancyState.PUBLISHED)  # by a process that did not see the order
    work_off()
    assert (SiftWork.objects.get().status, of("fit").state) == ("refused", "submitted")
    with whole_nation():
        Vacancy.objects.update(state=VacancyState.CLOSED)
    client.post(reverse("sift-vacancies:longlist", args=[closed.pk]))
    work_off()
    assert [of(name).state for name in ("fit", "old", "unschooled")] == ["eligible", "ineligible", "ineligible"]


def test_of_whoever_was_erased_nothing_is_judged(closed, client):
    erase_applications(person=of("old").seeker.person, by=None)
    make_list(client, closed)
    assert [of(name).state for name in ("fit", "old", "unschooled")] == ["eligible", "submitted", "ineligible"]
    with whole_nation():
        assert not ApplicationEvent.objects.filter(application__seeker__person__email="old@example.go.tz").exists()
        assert Vacancy.objects.get().state == VacancyState.SHORTLISTING
    assert SiftWork.objects.get().status == "done"


def test_a_worker_that_comes_back_judges_only_who_is_left(closed, client, monkeypatch):
    monkeypatch.setattr(longlist, "AT_ONCE", 1)
    calls, real = [], longlist.move

    def dies_at_the_second(*, steps, **rest):
        calls.extend(step.application.pk for step in steps)
        if steps and len(calls) == 2:
            raise MemoryError
        return real(steps=steps, **rest)

    monkeypatch.setattr(longlist, "move", dies_at_the_second)
    make_list(client, closed)
    work = SiftWork.objects.get()
    assert (work.status, work.done, work.total) == ("owed", 1, 3)
    assert "1 of 3" in client.get(reverse("sift-work:index")).text
    with whole_nation():
        longlist.make_longlist(work=SiftWork.objects.select_related("vacancy__institution", "ordered_by").get())
    assert len(calls) == 4, "the first is not judged again"
    assert ApplicationEvent.objects.count() == 3
    assert SiftWork.objects.get().status == "done"
    assert sorted([of(name).sift_number for name in ("fit", "old", "unschooled")]) == [1, 2, 3]


def replayed(capsys, number: str = "2026-00001") -> str:
    try:
        call_command("replay_shortlist", number)
    except CommandError as error:
        return f"{capsys.readouterr().out}{error}"
    return capsys.readouterr().out


def thaw() -> None:
    """Take the database's own refusal away, as somebody with its password could."""
    with connection.cursor() as cursor:
        table = " ON recruitment_criteriaversion" if connection.vendor == "postgresql" else ""
        cursor.execute(f"DROP TRIGGER recruitment_criteriaversion_update{table}")


def test_the_replay_of_an_honest_list_is_identical(closed, client, capsys):
    make_list(client, closed)
    assert replayed(capsys).startswith("identical: 3 applications")


def tamper_with_the_profile():
    profile = of("old").snapshot | {"born": "1995-01-01"}
    Application.objects.filter(pk=of("old").pk).update(snapshot=profile)


def tamper_with_the_criteria():
    thaw()
    version = Vacancy.objects.get().version
    version.criteria = [*version.criteria[:1], {"kind": "age", "least": 18, "most": 70}, *version.criteria[2:]]
    version.save()


def tamper_with_the_day():
    thaw()
    CriteriaVersion.objects.update(judged_on=timezone.localdate() + timedelta(days=400))


def tamper_with_the_findings():
    found = of("old").findings
    found[1]["passed"] = True
    Application.objects.filter(pk=of("old").pk).update(findings=found)


def take_an_application_away():
    ApplicationEvent.objects.filter(application=of("old").pk).delete()
    Application.objects.filter(pk=of("old").pk).delete()


@pytest.mark.parametrize(
    ("tamper", "said"),
    [
        (tamper_with_the_profile, ["snapshot", "Age: from 18 to 45 years: not met -> met", "outcome: ineligible -> eligible"]),
        (tamper_with_the_criteria, ["criteria and day of version", "Age: from 18 to 70 years: not met -> met"]),
        (tamper_with_the_day, ["criteria and day of version", "day of judging"]),
        (tamper_with_the_findings, ["Age: from 18 to 45 years: met (65 years old) -> not met (65 years old)"]),
        (take_an_application_away, ["is not there any more"]),
    ],
)
def test_the_replay_names_what_somebody_changed_behind_the_platform(closed, client, capsys, tamper, said):
    make_list(client, closed)
    number = of("old").number
    with whole_nation():
        tamper()
    report = replayed(capsys)
    assert "identical" not in report
    for part in said:
        assert part in report
    if tamper is tamper_with_the_profile:
        assert number in report


def test_an_extension_leaves_the_day_by_which_everybody_is_judged(client, capsys):
    """Whoever is within the age on the day that was advertised, and beyond it on the later one, stays within it."""
    closes = timezone.now() + timedelta(days=7)
    criteria = [{"kind": "age", "least": 18, "most": 47}]
    vacancy = make_vacancy(make_institution("aaa"), None, state=VacancyState.APPROVED, closes_at=closes, criteria=criteria)
    run_sweeps()
    work_off()  # it is published
    officer, day = make_sifter("katibu", vacancy.institution), timezone.localdate(closes)
    birthday = day + timedelta(days=1)
    seeker = make_seeker("asha", profile={**PROFILE, "born": birthday.replace(year=birthday.year - 48).isoformat()})
    said = f"Age, experience and registration are counted on {day.day} {day:%B %Y}"

    client.force_login(officer)
    reasons = {"reason_sw": "Mtandao ulikatika.", "reason_en": "The network was down."}
    later = (timezone.localtime(closes) + timedelta(days=3)).strftime("%Y-%m-%d %H:%M:%S")
    assert client.post(reverse("vacancies:extend", args=[vacancy.pk]), {"closes_at": later, **reasons}).status_code == 302
    with whole_nation():
        vacancy = Vacancy.objects.get()
    assert vacancy.closes_at > closes
    assert said in client.get(f"/en/jobs/{vacancy.number}/").text
    client.force_login(seeker.person)
    page = client.get(f"/en/jobs/{vacancy.number}/apply/").text
    assert said in page
    assert "Not met" not in page
    receipt_in(send(client, vacancy))

    with whole_nation():
        Vacancy.objects.update(state=VacancyState.CLOSED)
    client.force_login(officer)
    assert client.post(reverse("sift-vacancies:longlist", args=[vacancy.pk])).status_code == 302
    work_off()
    assert (of("asha").state, of("asha").findings[0]["datum"]["age"]) == ("eligible", 47)
    assert replayed(capsys, vacancy.number).startswith("identical: 1 application")
