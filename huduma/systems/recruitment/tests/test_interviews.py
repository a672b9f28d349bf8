"""From the shortlist to the report to duty: nobody is lost, nobody sees what is not theirs, no locked mark changes."""

import io
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from huduma.platform.audit.models import ChainedRecord
from huduma.platform.institutions.scoping import whole_nation
from huduma.platform.institutions.tests.factories import appoint, make_institution, make_person
from huduma.platform.jobs.testing import work_off
from huduma.systems.recruitment.actions import interviews, merit, offers, panels
from huduma.systems.recruitment.actions.advertising import withdraw_vacancy
from huduma.systems.recruitment.actions.call_letters import token_of
from huduma.systems.recruitment.models import (
    Application,
    ApplicationEvent,
    Call,
    Interest,
    Offer,
    PanelMember,
    Requisition,
    Score,
    ScoreSheet,
    StageWork,
    Vacancy,
)
from huduma.systems.recruitment.states import ApplicationState, VacancyState

from .factories import make_application, make_seeker
from .interviewing import O, W, call_and_attend, filled_in, generation, hold, let_it_come, make_member, make_round, plan, reached, state_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def storage(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)


def test_from_the_shortlist_to_the_report_to_duty(client):
    round_ = make_round(people=8, posts=2)
    vacancy, office = round_.vacancy, round_.secretary
    client.force_login(office)

    # Two stages are planned, the written one for tomorrow.
    planned = {"written_weight": 40, "written_pass_mark": 50, "oral_weight": 60, "oral_pass_mark": 50}
    plan_page = reverse("interviewed-vacancies:plan", args=[vacancy.pk])
    assert "100" in client.post(plan_page, {**planned, "oral_weight": 50}).text
    assert client.post(plan_page, planned).status_code == 302
    written, oral = vacancy.stages.order_by("order")
    starts = (timezone.localtime() + timedelta(days=1)).strftime("%d/%m/%Y 09:00")
    when = {"starts_at": starts, "minutes": 120, "pause": 30, "sittings_a_day": 2, "days": 1, "at_once": ""}
    assert client.post(reverse("interview-stages:edit", args=[written.pk]), when).status_code == 302, "the form of the stage"

    # Everyone is called, near where they live as far as there is room, and finds the letter.
    kept = generation()
    assert client.post(reverse("interview-stages:call", args=[written.pk])).status_code == 302
    work_off()
    assert generation() > kept, "the page of the vacancy shows the list at once"
    work = StageWork.objects.get()
    assert (work.status, work.done, work.total, work.said) == ("done", 8, 8, "")
    calls = {call.application_id: call for call in Call.objects.select_related("centre", "application")}
    assert len(calls) == 8
    lived = {call.centre.name for key, call in calls.items() if round_.applications[0].region_id == _region(key)}
    assert lived == {"Ukumbi wa Dodoma"}
    assert sorted(call.application.exam_number for call in calls.values()) == [f"2026-00017/{n:05d}" for n in range(1, 9)]
    public = reverse("recruitment:interview-lists", args=[vacancy.number])
    client.logout()
    page = client.get(reverse("recruitment:vacancy", args=[vacancy.number])).text
    assert f'href="{public}"' in page
    assert reverse("recruitment:shortlist", args=[vacancy.number]) not in page, "none is published"
    listed = client.get(public)
    assert all(call.application.exam_number in listed.text for call in calls.values())
    assert "Asha" not in listed.text
    assert "Mwombaji" not in listed.text
    first, other = round_.applications[0], round_.applications[1]
    client.force_login(first.seeker.person)
    assert f'href="{public}"' in client.get(reverse("recruitment:application", args=[first.number])).text
    letter = client.get(reverse("recruitment:call-letter", args=[first.number]))
    assert letter.content.startswith(b"%PDF-")
    assert letter.content.rstrip().endswith(b"%%EOF")
    assert client.get(reverse("recruitment:call-letter", args=[other.number])).status_code == 404

    # All letters in one file, and the page behind their codes.
    client.force_login(office)
    assert client.post(reverse("interview-stages:letters", args=[written.pk])).status_code == 302
    work_off()
    letters = client.get(reverse("stage-works:download", args=[StageWork.objects.get(kind="letters").pk]))
    content = b"".join(letters.streaming_content)
    assert content.count(b"/Type /Page\n") == 8
    token = token_of(calls[first.pk])
    genuine = client.get(reverse("recruitment:verify-letter", args=[token]))
    assert calls[first.pk].application.exam_number in genuine.text
    assert "Asha" not in genuine.text
    assert client.get(reverse("recruitment:verify-letter", args=[f"{token[:-1]}x"])).status_code == 404

    # Nobody is absent before having sat; the attendance comes back as a workbook, one of the lines wrong at first.
    sheet = client.get(reverse("interview-stages:attendance_sheet", args=[written.pk])).content
    numbers = {call.application.exam_number: key for key, call in calls.items()}
    missing = next(number for number, key in numbers.items() if key == round_.applications[7].pk)
    came = {number: "hapana" if number == missing else "ndiyo" for number in numbers}
    send = reverse("interview-stages:attended", args=[written.pk])
    assert client.post(send, {"workbook": filled_in(sheet, "present", came)}).status_code == 200
    assert Call.objects.filter(attended__isnull=True).count() == 8
    let_it_come(written)
    wrong = client.post(send, {"workbook": filled_in(sheet, "present", {**came, missing: "labda"})})
    assert "Mstari wa" in wrong.text
    assert "present" in wrong.text
    assert client.post(send, {"workbook": filled_in(sheet, "present", came)}).status_code == 302
    assert state_of(round_.applications[7]) == ApplicationState.ABSENT

    # The written papers are marked, the oral interview held, and the best two recommended.
    marks = {application.pk: mark for application, mark in zip(round_.applications, (60, 70, 80, 90, 55, 49, 30), strict=False)}
    judge = make_member("jaji", vacancy.institution)
    panel_page = reverse("interview-stages:panel", args=[written.pk])
    assert client.post(panel_page, {"name": "Wasahihishaji"}).status_code == 302
    panel = written.panels.get()
    assert client.post(reverse("interview-panels:member", args=[panel.pk]), {"address": judge.email}).status_code == 302
    client.force_login(judge)
    own = reverse("my-panels:sheet", args=[PanelMember.objects.get().pk])
    assert numbers.keys().isdisjoint(client.get(own).text.split()), "nothing is seen before interests are declared"
    assert client.post(own, {"do": "declare", "conflicted": "no"}).status_code == 302
    by_web = {f"mark_{calls[key].pk}": str(mark) for key, mark in list(marks.items())[:3]}
    assert "0 hadi 100" in client.post(own, {"do": "save", **by_web, f"mark_{calls[first.pk].pk}": "101"}).text
    assert client.post(own, {"do": "save", **by_web}).status_code == 302
    book = client.get(reverse("my-panels:workbook", args=[PanelMember.objects.get().pk])).content
    given = {calls[key].application.exam_number: mark for key, mark in marks.items()}
    bad = client.post(own, {"do": "upload", "workbook": filled_in(book, "mark", {**given, next(iter(given)): "themanini"})})
    assert "mark" in bad.text
    assert Score.objects.count() == 3
    assert client.post(own, {"do": "upload", "workbook": filled_in(book, "mark", given)}).status_code == 302
    assert client.post(own, {"do": "lock"}).status_code == 302
    client.force_login(office)
    assert client.post(reverse("interview-stages:settle", args=[written.pk])).status_code == 302
    work_off()
    turned_away = ApplicationEvent.objects.filter(after=ApplicationState.UNSUCCESSFUL).order_by("application")
    assert [event.application_id for event in turned_away] == [round_.applications[5].pk, round_.applications[6].pk]
    assert "49.00" in turned_away[0].reason_sw
    assert "50.00" in turned_away[0].reason_en
    oral.starts_at = timezone.now() + timedelta(days=2)
    with whole_nation():
        interviews.schedule_stage(stage=oral, centres=[], by=office)
        assert interviews.call_to_stage(stage=oral, by=office) == 5
        hold(oral, dict(zip([a.pk for a in round_.applications[:5]], (90, 80, 60, 50, 40), strict=True)), judge)
        merit.settle_stage(stage=oral, by=office)
    until = (timezone.localdate() + timedelta(days=90)).strftime("%d/%m/%Y")
    assert client.post(reverse("interviewed-vacancies:recommend", args=[vacancy.pk]), {"reserve_until": until}).status_code == 302
    work_off()
    first, second, third, fourth = round_.applications[:4]  # 78, 76, 68, 66
    assert [a.pk for a in reached(vacancy, ApplicationState.RECOMMENDED)] == [first.pk, second.pk]
    assert [a.pk for a in reached(vacancy, ApplicationState.RESERVE)] == [third.pk, fourth.pk]
    client.logout()
    assert calls[first.pk].application.exam_number in client.get(public).text.split("hd-table")[0]

    # Each is offered a post where they live; one declines, the next of the reserve comes; both report to duty.
    client.force_login(office)
    said = {"answer_by": until + " 16:00", "report_by": (timezone.localdate() + timedelta(days=120)).strftime("%d/%m/%Y") + " 16:00"}
    assert client.post(reverse("interviewed-vacancies:place", args=[vacancy.pk]), said).status_code == 302
    with whole_nation():
        made = {offer.application_id: offer for offer in Offer.objects.all()}
    assert {key: offer.station for key, offer in made.items()} == {first.pk: "Dodoma Mjini", second.pk: "Ilemela"}
    with pytest.raises(PermissionDenied):
        offers.accept_offer(offer=made[first.pk], by=second.seeker.person)
    offers.accept_offer(offer=made[first.pk], by=first.seeker.person)
    offers.decline_offer(offer=made[second.pk], reason="Nimepata kazi nyingine", by=second.seeker.person)
    assert client.post(reverse("interviewed-vacancies:next", args=[vacancy.pk]), said).status_code == 302
    with whole_nation():
        replaced = Offer.objects.get(application=third)
    assert replaced.station == "Ilemela"
    offers.accept_offer(offer=replaced, by=third.seeker.person)
    stranger = make_person("mgeni", language="sw")
    appoint(stranger, make_institution("elimu"), "recruitment.officer")
    for offer in (made[first.pk], replaced):
        report = reverse("offers:report", args=[offer.pk])
        client.force_login(stranger)
        assert client.post(report).status_code == 404
        client.force_login(round_.officer)
        assert client.post(report).status_code == 302
    assert state_of(first) == state_of(third) == ApplicationState.APPOINTED
    with whole_nation():
        assert Requisition.objects.get().state == "filled"
    assert not any("Nimepata" in str(row.data) for row in ChainedRecord.objects.all()), "nobody could be erased from the chain"
    call_command("verify_audit", stdout=io.StringIO())


def _region(key):
    with whole_nation():
        return Application.objects.values_list("region", flat=True).get(pk=key)


def test_a_call_that_is_killed_goes_on_where_it_stopped(monkeypatch):
    round_ = make_round(people=11, seats=2)
    (stage,) = plan(round_.vacancy, (W, 100, 50))
    monkeypatch.setattr(interviews, "AT_ONCE", 3)

    def called():
        with whole_nation():
            rows = Call.objects.filter(stage=stage).order_by("application")
            return list(rows.values_list("application", "centre", "at", "seat", "application__exam_number"))

    def killed(done, total):
        raise KeyboardInterrupt

    with whole_nation():
        with transaction.atomic():
            interviews.call_to_stage(stage=stage, by=None)
            whole = called()
            transaction.set_rollback(True)
        round_.vacancy.refresh_from_db()
        stage.refresh_from_db()
        with pytest.raises(KeyboardInterrupt):
            interviews.call_to_stage(stage=stage, by=None, progress=killed)
        assert len(called()) == 3
        stage.refresh_from_db()
        assert stage.called_at is None, "nothing is published of a call that is not complete"
        interviews.call_to_stage(stage=stage, by=None)
    assert called() == whole
    assert len(whole) == 11


def test_nobody_is_called_when_there_are_not_seats_enough_for_all():
    round_ = make_round(people=5, seats=1)
    (stage,) = plan(round_.vacancy, (O, 100, 50))
    stage.sittings_a_day, stage.days = 2, 1
    with whole_nation():
        interviews.schedule_stage(stage=stage, centres=[], by=None)
        with pytest.raises(ValidationError, match="1"):
            interviews.call_to_stage(stage=stage, by=None)
        assert Vacancy.objects.get().state == VacancyState.SHORTLISTING, "the stages can still be planned otherwise"
    assert not Call.objects.exists()


def test_a_panel_is_blind_until_all_is_locked_and_locked_for_good(client):
    round_ = make_round(people=2)
    (stage,) = plan(round_.vacancy, (O, 100, 50))
    body = round_.vacancy.institution
    judges = [make_member(name, body) for name in ("jaji1", "jaji2")]
    outsider, friend = make_member("nje", body), make_member("rafiki", body)
    with whole_nation():
        keys = call_and_attend(stage)
        panel = panels.make_panel(stage=stage, name="A", centre=None, by=None)
        members = [panels.add_member(panel=panel, officer=judge, by=None) for judge in judges]
        Interest.objects.create(vacancy=round_.vacancy, officer=friend, conflicted=True, text="Ndugu yangu")
        with pytest.raises(ValidationError, match="maslahi"):
            panels.add_member(panel=panel, officer=friend, by=None)
        with pytest.raises(ValidationError, match="aliomba"):
            panels.add_member(panel=panel, officer=round_.applications[0].seeker.person, by=None)
    sheets = [reverse("my-panels:sheet", args=[member.pk]) for member in members]
    for judge, sheet, mark in zip(judges, sheets, ("61.25", "72.75"), strict=True):
        client.force_login(judge)
        client.post(sheet, {"do": "declare", "conflicted": "no"})
        assert client.post(sheet, {"do": "save", **{f"mark_{key}": mark for key in keys}}).status_code == 302
    assert "61.25" not in client.get(sheets[1]).text
    assert client.get(sheets[0]).status_code == 404, "another member's sheet"
    client.force_login(outsider)
    assert client.get(sheets[0]).status_code == client.post(sheets[0], {"do": "lock"}).status_code == 404
    client.force_login(judges[0])
    assert client.post(sheets[0], {"do": "lock"}).status_code == 302
    seen_by_office = reverse("interview-panels:inspect", args=[panel.pk])
    client.force_login(round_.secretary)
    assert "61.25" not in client.get(seen_by_office).text
    with whole_nation(), pytest.raises(ValidationError):
        merit.settle_stage(stage=stage, by=None)
    client.force_login(judges[0])
    refused = client.post(sheets[0], {"do": "save", f"mark_{keys[0]}": "99"})
    assert refused.status_code == 200
    assert not Score.objects.filter(mark=99).exists()
    # Whoever goes around the actions meets the database.
    locked = ScoreSheet.objects.get(locked_at__isnull=False)
    mine = Score.objects.filter(sheet=locked)
    moved = Score.objects.filter(sheet__member=members[1])[:1]
    for way in (
        lambda: mine.update(mark=99),
        lambda: mine.delete(),
        lambda: Score.objects.filter(pk=moved[0].pk).update(sheet=locked),
        lambda: ScoreSheet.objects.filter(pk=locked.pk).update(locked_at=None),
        lambda: members[0].delete(),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            way()
    client.force_login(judges[1])
    client.post(sheets[1], {"do": "lock"})
    client.force_login(round_.secretary)
    assert "61.25" in client.get(seen_by_office).text
    with whole_nation():
        merit.settle_stage(stage=stage, by=None)
    assert set(Call.objects.values_list("mark", flat=True)) == {Decimal("67.000")}


def test_nobody_came_to_an_interview_of_a_vacancy_that_was_withdrawn():
    round_, stage, *_ = panel_of_one()
    with whole_nation():
        call = Call.objects.get()
        let_it_come(stage)
        withdraw_vacancy(vacancy=round_.vacancy, reason_sw="Bajeti", reason_en="Budget", by=None)
        with pytest.raises(ValidationError, match="limeondolewa"):
            interviews.record_attendance(stage=stage, present=[call.pk], absent=[], by=None)
        call.refresh_from_db()
    assert call.attended is None


def panel_of_one():
    """An oral stage to which one applicant was called, and its panel of one judge."""
    round_ = make_round(people=1)
    (stage,) = plan(round_.vacancy, (O, 100, 50))
    judge = make_member("jaji", round_.vacancy.institution)
    with whole_nation():
        interviews.call_to_stage(stage=stage, by=None)
        panel = panels.make_panel(stage=stage, name="A", centre=None, by=None)
        member = panels.add_member(panel=panel, officer=judge, by=None)
    return round_, stage, panel, judge, member


def test_a_member_who_applies_judges_nobody_and_the_secretariat_sees_it(client):
    round_, stage, panel, judge, member = panel_of_one()
    pages = [reverse("interview-panels:inspect", args=[panel.pk]), reverse("interview-stages:inspect", args=[stage.pk])]
    client.force_login(round_.secretary)
    assert not any("ameomba nafasi hii" in client.get(page).text for page in pages)
    make_application(round_.vacancy, make_seeker("jaji", person=judge))
    assert all("ameomba nafasi hii" in client.get(page).text for page in pages)
    client.force_login(judge)
    sheet = reverse("my-panels:sheet", args=[member.pk])
    seen = client.get(sheet).text
    assert "Wewe mwenyewe umeomba nafasi hii" in seen
    assert 'name="do"' not in seen, "no form"
    for said in ({"do": "declare", "conflicted": "no"}, {"do": "save"}, {"do": "lock"}):
        assert "Wewe mwenyewe umeomba nafasi hii" in client.post(sheet, said).text
    assert not Interest.objects.exists()
    client.force_login(round_.secretary)
    assert client.post(reverse("interview-panels:remove", args=[panel.pk]), {"member": member.pk}).status_code == 302
    assert not PanelMember.objects.exists()
    assert not any("ameomba nafasi hii" in client.get(page).text for page in pages)


def test_who_declares_a_conflict_is_on_the_panel_no_more(client):
    *_, judge, member = panel_of_one()
    client.force_login(judge)
    sheet = reverse("my-panels:sheet", args=[member.pk])
    assert client.post(sheet, {"do": "save"}).status_code == 200, "nothing without a declaration"
    assert client.post(sheet, {"do": "declare", "conflicted": "yes", "text": "Shemeji yangu"}).status_code == 302
    assert client.get(sheet).status_code == 404
