"""How long applications are kept: what goes some time after the vacancy was over, what stays, and what their senders read of it."""

import io
import json
import re
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from wagtail.models import ModelLogEntry

from huduma.platform.accounts import actions as accounts
from huduma.platform.accounts.tests.way_in import PHONE, make_citizen, password_login
from huduma.platform.audit.chain import verify
from huduma.platform.contributions.dialogue import Caller
from huduma.platform.contributions.figure import figures
from huduma.platform.institutions.models import Institution
from huduma.platform.institutions.scoping import whole_nation
from huduma.platform.institutions.tests.factories import make_institution
from huduma.platform.jobs.schedule import schedules
from huduma.platform.jobs.testing import work_off
from huduma.platform.portal.actions import answer_sms
from huduma.systems.recruitment.actions import retention
from huduma.systems.recruitment.actions.advertising import withdraw_vacancy
from huduma.systems.recruitment.jobs.sift import count_stage_times
from huduma.systems.recruitment.models import Appeal, Application, ApplicationEvent, Call, Seeker, SeekerDocument, Stage, Vacancy
from huduma.systems.recruitment.states import ApplicationState, VacancyState

from .factories import PROFILE, make_application, make_seeker, make_vacancy
from .sifters import declare, make_sifter

pytestmark = pytest.mark.django_db
_A = ApplicationState
WHY = {"reason_sw": "Siri ya Asha", "reason_en": "A secret of Asha"}
FINDING = {"kind": "age", "least": 18, "most": 45, "passed": False, "datum": {"age": 65}}


def make_over(days: int, number: str = "2026-00001", state: str = VacancyState.ARCHIVED) -> Vacancy:
    """A vacancy of ``tma`` that came to ``state`` so many days ago."""
    institution = Institution.objects.filter(code="tma").first() or make_institution("tma")
    vacancy = make_vacancy(institution, number=number, state=state)
    age(vacancy, days)
    return vacancy


def age(vacancy: Vacancy, days: int) -> None:
    with whole_nation():
        Vacancy.objects.filter(pk=vacancy.pk).update(changed_at=timezone.now() - timedelta(days=days))


def make_refused(vacancy: Vacancy, seeker: Seeker, state: str = _A.INELIGIBLE) -> Application:
    """An application of which something is written wherever something can be."""
    application = make_application(vacancy, seeker, state, findings=[FINDING], passes=False)
    ApplicationEvent.objects.create(application=application, verb="find_ineligible", before="submitted", after="ineligible", **WHY)
    Appeal.objects.create(application=application, text="Siri", outcome="dismissed", decided_at=timezone.now(), **WHY)
    return application


def night() -> None:
    schedules["recruitment.erase_due"].job.enqueue()
    work_off()


def kept() -> list[bool]:
    """Of every application, in order, whether what it says is there."""
    with whole_nation():
        return [bool(one.snapshot) and one.erased_at is None for one in Application.objects.order_by("pk")]


def text(client: Client, address: str) -> str:
    return " ".join(client.get(address).text.split())


def test_what_came_to_nothing_is_emptied_and_its_sender_reads_so_and_how_it_ended():
    asha = make_citizen(phone=PHONE)
    vacancy = make_over(366)
    application = make_refused(vacancy, make_seeker("asha", person=asha))
    stage = Stage.objects.create(vacancy=vacancy, order=1, kind="oral", weight=100, pass_mark=50, called_at=timezone.now())
    Call.objects.create(stage=stage, application=application, at=timezone.now())
    ApplicationEvent.objects.create(application=application, verb="call", before="shortlisted", after="called")
    browser = Client()
    password_login(browser)
    page, letter = f"/en/jobs/applications/{application.number}/", reverse("recruitment:call-letter", args=[application.number])
    before = text(browser, page)
    assert "A secret of Asha" in before
    assert "65 years old" in before
    assert browser.get(letter).status_code == 200
    night()

    after = text(browser, page)
    assert re.search(r"were deleted on \d+ \w+ \d{4}\. We keep them for 365 days after a vacancy is archived or withdrawn", after)
    assert "Does not meet the criteria" in after
    assert after.count("<time datetime=") == before.count("<time datetime=") == 2
    assert "Dismissed" in after.title(), "the outcome of the appeal"
    assert not re.search("secret|Siri|What the criteria found|What you wrote|65 years", after)
    assert letter not in after
    assert browser.get(letter).status_code == 404
    assert application.number in text(browser, "/en/jobs/applications/")
    assert browser.get(f"/ajira/maombi/{application.number}/stakabadhi.pdf").content.startswith(b"%PDF-")
    for said, caller in ((f"OMBI {application.number}", Caller("", "sms:1")), ("OMBI 1", Caller(PHONE, "sms:2"))):
        assert "does not meet the criteria" in answer_sms(text=said, caller=caller, language="en")
    archive = zipfile.ZipFile(io.BytesIO(browser.post("/account/my-data/").content))
    (mine,) = json.loads(archive.read("recruitment.applications.json"))
    assert (mine["state"], mine["sent"], mine["findings"], mine["appeal"]["text"]) == ("ineligible", {}, [], "")
    assert mine["erased_at"]
    assert mine["judged_on"] == application.vacancy.judged_on.isoformat()
    assert Seeker.objects.get().profile == PROFILE, "the profile is the person's own"

    accounts.erase(person=asha, by=asha)
    assert "There is no application" in answer_sms(text=f"OMBI {application.number}", caller=Caller("", "sms:3"), language="en")


def test_an_applicant_is_told_before_anything_is_sent(client, settings):
    settings.APPLICATIONS_KEPT = timedelta(days=200)
    vacancy = make_over(0, state=VacancyState.PUBLISHED)
    client.force_login(make_seeker("asha").person)
    said = "what you send is deleted 200 days after the vacancy is archived or withdrawn"
    assert said in text(client, f"/en/jobs/{vacancy.number}/apply/")


def test_what_is_younger_not_over_or_led_into_the_service_is_not_touched():
    old, young, decided = make_over(366), make_over(364, "2026-00002"), make_over(900, "2026-00003", VacancyState.DECIDED)
    asha, *others = [make_seeker(name) for name in ("asha", "juma", "neema", "ally", "rehema")]
    for vacancy in (young, decided):
        make_application(vacancy, asha, _A.UNSUCCESSFUL)
    for state, seeker in zip((_A.APPOINTED, _A.ACCEPTED, _A.DECLINED, _A.WITHDRAWN), others, strict=True):
        make_application(old, seeker, state)
    night()
    assert kept() == [True, True, True, True, False, False]


def test_the_secretariat_sees_that_it_is_gone_counts_what_it_counted_and_makes_the_long_list_again(client, capsys):
    vacancy = make_over(0, state=VacancyState.CLOSED)
    with whole_nation():
        Vacancy.objects.update(closes_at=timezone.now() - timedelta(days=1), takes_failing=True)
        vacancy.refresh_from_db()
    sent = [make_application(vacancy, make_seeker(f"m{n}", sex="FM"[n % 2])) for n in range(6)]
    officer = make_sifter("katibu", vacancy.institution)
    declare(vacancy, officer)
    client.force_login(officer)
    client.post(reverse("sift-vacancies:longlist", args=[vacancy.pk]))
    work_off()
    with whole_nation():
        withdraw_vacancy(vacancy=vacancy, reason_sw="Kibali kimefutwa.", reason_en="No permit.", by=officer)
    count_stage_times.call()
    page = reverse("received-applications:inspect", args=[sent[0].pk])
    assert "+255712345678" in client.get(page).text

    def counted() -> list[str]:
        lists = [reverse("recruitment-figures:index"), reverse("recruitment-figures:inspect", args=[vacancy.pk])]
        cells = [cell for address in lists for cell in re.findall(r"<t[hd].*?</t[hd]>", client.get(address).text)]
        return [*cells, str(figures["recruitment.applications"].count()), client.get("/api/v1/recruitment/figures.csv").text]

    before = counted()
    age(vacancy, 366)
    night()
    assert kept() == [False] * 6
    count_stage_times.call()
    assert counted() == before
    assert '<th scope="row">Meet the criteria</th>' in " ".join(before)
    shown = client.get(page).text
    assert "What was sent is erased" in shown
    assert "+255712345678" not in shown
    call_command("replay_shortlist", vacancy.number)
    assert "identical: 0 applications. 6 were erased" in capsys.readouterr().out
    assert not verify().broken


def test_a_run_that_was_killed_leaves_whole_chunks_the_next_goes_on_and_one_more_does_nothing(monkeypatch):
    monkeypatch.setattr(retention, "AT_ONCE", 2)
    vacancy = make_over(366)
    for n in range(5):
        make_refused(vacancy, make_seeker(f"m{n}"))
    real, chunks = retention.remove_unnamed, []

    def dies_at_the_second(**given):
        chunks.append(given)
        if len(chunks) == 2:
            raise KeyboardInterrupt
        return real(**given)

    monkeypatch.setattr(retention, "remove_unnamed", dies_at_the_second)
    with pytest.raises(KeyboardInterrupt):
        retention.erase_due(by=None)
    assert kept() == [False, False, True, True, True]
    assert ApplicationEvent.objects.filter(reason_sw=WHY["reason_sw"]).count() == 3
    night()
    assert kept() == [False] * 5

    def trace() -> list[object]:
        with whole_nation():
            entries = ModelLogEntry.objects.filter(action="recruitment.erase_due").order_by("pk")
            return [*Application.objects.order_by("pk").values_list("erased_at"), *[entry.data["applications"] for entry in entries]]

    once = trace()
    assert once[5:] == [2, 2, 1]
    night()
    assert trace() == once


def test_a_night_has_an_end_and_the_next_does_the_rest(monkeypatch):
    monkeypatch.setattr(retention, "AT_ONCE", 1)
    monkeypatch.setattr(retention, "MOST", 2)
    for n in range(3):
        make_application(make_over(366, f"2026-0000{n}"), make_seeker(f"m{n}"), _A.UNSUCCESSFUL)
    night()
    assert kept() == [False, False, True]
    night()
    assert kept() == [False] * 3


def test_a_removed_certificate_goes_with_the_last_application_that_names_it(settings, tmp_path, client, django_capture_on_commit_callbacks):
    settings.MEDIA_ROOT = str(tmp_path)
    seeker = make_seeker("asha")
    for number, name in enumerate(("of the old one", "of both", "of the profile")):
        path = Path(tmp_path, "certificates", f"{name}.pdf")
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"%PDF-1.4")
        SeekerDocument.objects.create(
            seeker=seeker, kind="award", name=name, file=f"certificates/{name}.pdf", size=8, digest=f"{number:064}"
        )
    papers = seeker.as_profile()["documents"]
    young = make_over(300, "2026-00002")
    make_application(make_over(366), seeker, _A.UNSUCCESSFUL, snapshot={**PROFILE, "documents": papers})
    make_application(young, seeker, _A.UNSUCCESSFUL, snapshot={**PROFILE, "documents": [one for one in papers if one["name"] == "of both"]})
    client.force_login(seeker.person)
    with translation.override("en"), django_capture_on_commit_callbacks(execute=True):
        for document in SeekerDocument.objects.exclude(name="of the profile"):
            client.post(reverse("recruitment:remove-certificate", args=[document.public_id]))

    def files() -> set[str]:
        assert set(SeekerDocument.objects.values_list("name", flat=True)) == {path.stem for path in tmp_path.rglob("*.pdf")}
        return {path.stem for path in tmp_path.rglob("*.pdf")}

    assert files() == {"of the old one", "of both", "of the profile"}
    with django_capture_on_commit_callbacks(execute=True):
        night()
    assert files() == {"of both", "of the profile"}
    age(young, 366)
    with django_capture_on_commit_callbacks(execute=True):
        night()
    assert files() == {"of the profile"}
