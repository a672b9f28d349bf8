"""Who came: asked about before it is kept, and corrected with a reason until the marks are final."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import translation

from huduma.platform.audit.models import ChainedRecord
from huduma.platform.institutions.scoping import whole_nation
from huduma.platform.institutions.tests.factories import make_person
from huduma.platform.messaging.models import Message
from huduma.systems.recruitment.actions import attendance, interviews, merit, panels, telling
from huduma.systems.recruitment.actions.moving import Reason
from huduma.systems.recruitment.jobs.applications import tell_owed
from huduma.systems.recruitment.models import Application, Call, StageWork
from huduma.systems.recruitment.states import ApplicationState, Refused

from .interviewing import O, let_it_come, make_member, make_round, plan, state_of

pytestmark = pytest.mark.django_db
WHY = {"reason_sw": "Jina liliwekewa alama kimakosa.", "reason_en": "The wrong name was ticked."}


@pytest.fixture
def seated(client):
    """An officer signed in who may write down who came to a stage that is over, to which four were called."""
    round_ = make_round(people=4, posts=1)
    (stage,) = plan(round_.vacancy, (O, 100, 50))
    with whole_nation():
        interviews.call_to_stage(stage=stage, by=None)
    let_it_come(stage)
    round_.secretary.language = "en"
    round_.secretary.save()
    client.force_login(round_.secretary)
    with whole_nation():
        return round_, stage, {call.application_id: call for call in Call.objects.select_related("application", "stage__vacancy")}


def tick_list(stage) -> str:
    return reverse("interview-stages:attendance", args=[stage.pk])


def correction(call) -> str:
    return reverse("interview-stages:correct", args=[call.stage_id, call.pk])


def write_down(stage, present, absent) -> None:
    with whole_nation():
        interviews.record_attendance(stage=stage, present=[c.pk for c in present], absent=[c.pk for c in absent], by=None)


def test_the_tick_list_says_how_many_are_absent_before_it_is_kept_and_touches_only_whom_it_showed(client, seated):
    _round, stage, calls = seated
    first, second, third, fourth = calls.values()
    shown = client.get(tick_list(stage)).text
    assert all(f'name="listed" value="{call.pk}"' in shown for call in calls.values())
    write_down(stage, [], [third])  # by somebody else, after the page was drawn
    sent = {"listed": [first.pk, second.pk, third.pk], "came": [first.pk, fourth.pk]}  # the fourth was on another page
    asked = client.post(tick_list(stage), sent)
    assert "Present: 1. Absent: 1." in asked.text
    assert second.application.exam_number in asked.text
    assert third.application.exam_number not in asked.text
    assert Call.objects.filter(attended__isnull=True).count() == 3, "nothing is kept yet"
    assert client.post(tick_list(stage), {**sent, "sure": "1"}).status_code == 302
    assert [Call.objects.get(pk=call.pk).attended for call in calls.values()] == [True, False, False, None]
    assert "Nobody was on the list" in client.post(tick_list(stage), {"came": [fourth.pk], "sure": "1"}).text


def test_a_slip_is_corrected_with_a_reason_that_the_applicant_reads(client, seated):
    round_, stage, calls = seated
    call, other, *rest = calls.values()
    write_down(stage, [other, *rest], [call])
    tell_owed.func()
    page = correction(call)
    assert page in client.get(tick_list(stage)).text
    for missing in ({}, {"attended": "yes"}, {"attended": "yes", **WHY, "reason_sw": " "}, {"attended": "no", **WHY}):
        assert client.post(page, missing).status_code == 200
    assert state_of(call.application) == ApplicationState.ABSENT
    assert client.post(page, {"attended": "yes", **WHY}).status_code == 302
    assert state_of(call.application) == ApplicationState.ATTENDED
    sealed = ChainedRecord.objects.get(verb="recruitment.correct_to_attended")
    assert (sealed.by, sealed.data["before"], sealed.data["after"]) == (round_.secretary, "absent", "attended")
    assert sealed.data["reason"] == Reason(*WHY.values()).sealed
    assert not any(reason in str(row.data) for row in ChainedRecord.objects.all() for reason in WHY.values())
    for _turn in range(2):
        tell_owed.func()
    with whole_nation():
        said = Message.objects.filter(notice=telling.CHANGED, person=call.application.seeker.person_id, channel="email")
        assert [("absent" in m.body or "hakuhudhuria" in m.body) for m in said.order_by("pk")] == [True, False], "each once"
    assert client.post(correction(other), {"attended": "no", **WHY}).status_code == 302
    assert state_of(other.application) == ApplicationState.ABSENT
    assert client.post(correction(other), {"attended": "unknown", **WHY}).status_code == 302
    assert state_of(other.application) == ApplicationState.CALLED
    assert client.get(correction(other)).status_code == 404, "there is nothing to correct"
    write_down(stage, [other], [])
    assert state_of(other.application) == ApplicationState.ATTENDED
    client.force_login(call.application.seeker.person)
    with translation.override("en"):
        own = client.get(reverse("recruitment:application", args=[call.application.number])).text
    assert WHY["reason_en"] in own


def test_only_those_who_write_down_who_came_correct_it(client, seated):
    round_, stage, calls = seated
    call, *rest = calls.values()
    write_down(stage, rest, [call])
    for person in (make_member("jaji", round_.vacancy.institution), round_.officer):
        client.force_login(person)
        assert client.post(correction(call), {"attended": "yes", **WHY}).status_code == 404
    client.force_login(make_person("raia"))
    assert client.post(correction(call), {"attended": "yes", **WHY}).status_code in (302, 403, 404)
    assert state_of(call.application) == ApplicationState.ABSENT


def mark_and_lock(panel, officer, marks) -> None:
    """A member of ``panel`` who gives these, by call, and locks the sheet."""
    with whole_nation():
        member = panels.add_member(panel=panel, officer=officer, by=None)
        if not panels.has_declared(member):
            panels.declare_interest(member=member, conflicted=False, text="", by=officer)
        panels.mark(member=member, marks={call.pk: panels.Mark(Decimal(mark)) for call, mark in marks.items()}, by=officer)
        panels.lock_sheet(member=member, by=officer)


def test_whoever_was_there_after_all_is_heard_by_another_panel_where_the_first_has_locked(client, seated):
    round_, stage, calls = seated
    call, *rest = calls.values()
    judge = make_member("jaji", round_.vacancy.institution)
    write_down(stage, rest, [call])
    with whole_nation():
        first = panels.make_panel(stage=stage, name="A", centre=None, by=None)
    mark_and_lock(first, judge, dict.fromkeys(rest, 60))
    assert client.post(correction(call), {"attended": "unknown", **WHY}).status_code == 302
    write_down(stage, [call], [])
    assert "1 applicant is heard by no panel yet" in client.get(reverse("interview-stages:inspect", args=[stage.pk])).text
    with whole_nation():
        assert set(Call.objects.filter(panel=first)) == set(rest), "those who have their mark keep their panel"
        with pytest.raises(ValidationError):
            merit.settle_stage(stage=stage, by=None)
        mark_and_lock(panels.make_panel(stage=stage, name="B", centre=None, by=None), judge, {call: 80})
        merit.settle_stage(stage=stage, by=None)
        assert sorted(Call.objects.values_list("mark", flat=True)) == [60, 60, 60, 80]


def test_nothing_is_corrected_once_the_marks_are_being_worked_out_or_final(client, seated):
    round_, stage, calls = seated
    call, *rest = calls.values()
    write_down(stage, rest, [call])
    with whole_nation():
        panel = panels.make_panel(stage=stage, name="A", centre=None, by=None)
        mark_and_lock(panel, make_member("jaji", round_.vacancy.institution), dict.fromkeys(rest, 60))
        work = StageWork.objects.create(stage=stage, kind=StageWork.Kind.SETTLE)
    said = {"attended": "yes", **WHY}
    assert "final, or being worked out" in client.post(correction(call), said).text
    work.delete()
    with whole_nation():
        merit.settle_stage(stage=stage, by=None)
    assert "final, or being worked out" in client.post(correction(call), said).text
    assert correction(call) not in client.get(tick_list(stage)).text
    with whole_nation(), pytest.raises(Refused):
        attendance.correct_attendance(call=rest[0], attended=False, **WHY, by=round_.secretary)
    with whole_nation():
        assert Application.objects.filter(state=ApplicationState.ABSENT).get().pk == call.application_id
