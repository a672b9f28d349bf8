"""From the shortlist to the examination room: centres, the plan of a vacancy's stages, calling, attendance."""

import hashlib
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import islice
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from huduma.platform.audit.actions import record
from huduma.platform.jobs.models import database_now
from huduma.systems.recruitment.models import Application, Call, Centre, Stage, Vacancy
from huduma.systems.recruitment.states import VACANCY, ApplicationState, Refused, VacancyState

from .announcing import announce
from .moving import Step, move
from .panels import release_unmarked
from .seating import Candidate, Room, Seat, seat_all
from .vacancies import locked

INTERVIEWED = (VacancyState.SHORTLISTING, VacancyState.INTERVIEWING)  # applicants are called, heard and marked
AT_ONCE = 500  # applicants in one transaction
ORDER = [Stage.Kind.WRITTEN, Stage.Kind.PRACTICAL, Stage.Kind.ORAL]  # in which the stages of a vacancy follow one another
Progress = Callable[[int, int], object]  # is told how many of how many are through


@dataclass(frozen=True)
class Planned:
    """A stage to be held: what it weighs, in per cent, and the mark out of 100 below which nobody goes on."""

    kind: str
    weight: int
    pass_mark: Decimal


@transaction.atomic
def keep_centre(*, centre: Centre, by: Any) -> Centre:
    """Enter an interview centre or amend one. Raises ``ValidationError``."""
    centre.full_clean()
    centre.save()
    record(subject=centre, verb="recruitment.keep_centre", by=by, data={"name": centre.name, "seats": centre.capacity})
    return centre


@transaction.atomic
def plan_stages(*, vacancy: Vacancy, stages: Sequence[Planned], by: Any) -> list[Stage]:
    """Say which stages the interviews of ``vacancy`` have, instead of what was said before; they follow one another as ``ORDER`` says.

    Raises ``ValidationError`` when their weights are not 100 together, or one of them was called to already.
    """
    if sum(stage.weight for stage in stages) != 100 or any(stage.weight < 1 for stage in stages):
        raise ValidationError(_("The weights of the stages have to be 100 together."))
    if vacancy.state != VacancyState.SHORTLISTING or Call.objects.filter(stage__vacancy=vacancy).exists():
        raise ValidationError(_("The stages are planned while the shortlist is being made, before anybody is called."))
    kinds = sorted(stages, key=lambda stage: ORDER.index(Stage.Kind(stage.kind)))
    vacancy.stages.exclude(kind__in=[stage.kind for stage in kinds]).delete()
    vacancy.stages.update(order=F("order") + 100)  # out of the way of the new order
    for order, stage in enumerate(kinds, start=1):
        values = {"order": order, "weight": stage.weight, "pass_mark": stage.pass_mark}
        vacancy.stages.update_or_create(kind=stage.kind, defaults=values)
    planned = {stage.kind: [stage.weight, str(stage.pass_mark)] for stage in kinds}
    record(subject=vacancy, verb="recruitment.plan_stages", by=by, data={"stages": planned}, decision=True)
    return list(vacancy.stages.order_by("order"))


@transaction.atomic
def schedule_stage(*, stage: Stage, centres: Collection[Centre], by: Any) -> Stage:
    """Say when and where a stage is held: its fields as they stand in ``stage``.

    Once it was called to, only later sittings can be given to it, for those who come late, by an appeal; its marks are worked out again
    for them, and nobody else's change. Raises ``ValidationError``.
    """
    last = Call.objects.filter(stage=stage).order_by("at").last()
    if last is not None:
        if stage.starts_at is None or stage.starts_at <= last.at or stage.vacancy.state != VacancyState.INTERVIEWING:
            raise ValidationError(_("Applicants were called to this stage already. It can only be given sittings after theirs."))
        if Application.objects.filter(vacancy=stage.vacancy, rank__isnull=False).exists():
            raise ValidationError(_("The list of merit is being made: nobody is heard any more."))
        stage.settled_at = None
    stage.full_clean(exclude=["called_at", "settled_at"])
    stage.save()
    stage.centres.set(centres)
    record(subject=stage, verb="recruitment.schedule_stage", by=by, data={"starts_at": stage.starts_at and stage.starts_at.isoformat()})
    return stage


def call_to_stage(*, stage: Stage, by: Any, progress: Progress = lambda done, total: None) -> int:
    """Call everyone who has come so far to ``stage`` and return how many: a centre, a time, a seat, and an exam number for each.

    Deterministic, by the rule of ``seating``. Not one transaction: 500 at a time, and a second call goes on where a killed one stopped.
    Raises ``ValidationError``, with nobody called, when the stage is not ready or there are not seats enough for all; and ``Refused`` once
    the vacancy is withdrawn: whoever was called before stays called to what is not held, and nobody else is.
    """
    _check_callable(stage)
    waiting = {application.pk: application for application in _waiting(stage)}
    ordered = sorted(waiting.values(), key=lambda application: _by_lot(stage.vacancy, application))
    seats, unseated = _seats(stage, ordered)
    if unseated:
        raise ValidationError(
            ngettext(
                "There is no seat for %(count)d applicant. Add centres, sittings or days.",
                "There is no seat for %(count)d applicants. Add centres, sittings or days.",
                len(unseated),
            )
            % {"count": len(unseated)}
        )
    with transaction.atomic():
        _begin_interviews(stage.vacancy, by)
        number_applicants(stage.vacancy)
    for key, exam_number in _waiting(stage).values_list("pk", "exam_number"):
        if key in waiting:
            waiting[key].exam_number = exam_number
    before, done = Call.objects.filter(stage=stage).count(), 0
    centres = {centre.pk: centre for centre in Centre.objects.all()}
    rest = iter(seats.items())
    while chunk := list(islice(rest, AT_ONCE)):
        _call([(waiting[key], seat) for key, seat in chunk], stage, centres, by)
        done += len(chunk)
        progress(before + done, before + len(seats))
    with transaction.atomic():
        row = hold_interviewed(stage.vacancy)  # as it is now: this took a while
        Stage.objects.filter(pk=stage.pk, called_at__isnull=True).update(called_at=Now())
        record(subject=stage, verb="recruitment.call_to_stage", by=by, data={"called": before + done}, decision=True)
        announce(vacancy=row)
    stage.refresh_from_db(fields=["called_at"])
    return done


def _check_callable(stage: Stage) -> None:
    if stage.vacancy.state not in INTERVIEWED:
        raise ValidationError(_("Nobody can be called to an interview of this vacancy now."))
    if stage.starts_at is None or stage.starts_at <= database_now():
        raise ValidationError(_("Say first when the stage begins; it has to be in the future."))
    if stage.settled_at is not None:
        raise ValidationError(_("The marks of this stage are final."))
    if stage.vacancy.stages.filter(order__lt=stage.order, settled_at__isnull=True).exists():
        raise ValidationError(_("The marks of the stage before this one are not final yet."))


def hold_interviewed(vacancy: Vacancy) -> Vacancy:
    """The row of ``vacancy`` as it stands, held to the end of the transaction: whoever withdraws it waits. Raises ``Refused`` once it is
    withdrawn, or otherwise past its interviews."""
    row = locked(vacancy)
    if row.state == VacancyState.WITHDRAWN:
        raise Refused(_("The vacancy was withdrawn: the work was stopped, and nothing more was done for its applicants."))
    if row.state not in INTERVIEWED:
        raise Refused(_("This cannot be done while it is: %(state)s.") % {"state": row.standing})
    return row


def _begin_interviews(vacancy: Vacancy, by: Any) -> None:
    row = hold_interviewed(vacancy)
    if row.state == VacancyState.SHORTLISTING:
        row.state = vacancy.state = VACANCY.after("call", row.state)
        row.save(update_fields=["state"])
        record(subject=row, verb="recruitment.begin_interviews", by=by, data={"after": row.state}, decision=True)


def _waiting(stage: Stage) -> Any:
    """Whom the stage is for, who is not called to it yet: the shortlist, or whoever passed the stage before."""
    first = not stage.vacancy.stages.filter(order__lt=stage.order).exists()
    state = ApplicationState.SHORTLISTED if first else ApplicationState.SCORED
    found = Application.objects.filter(vacancy=stage.vacancy, state=state, erased_at__isnull=True).exclude(calls__stage=stage)
    return found.select_related("institution").defer("snapshot", "findings")


def _by_lot(vacancy: Vacancy, application: Application) -> str:
    """The place in an order that everybody can work out again, and that follows neither names nor the time of applying."""
    return hashlib.sha256(f"{vacancy.number}:{application.number}".encode()).hexdigest()


def number_applicants(vacancy: Vacancy) -> None:
    """Give every shortlisted applicant without an exam number one, for good: ``2026-00017/00042``, after those given before, in the order
    of ``_by_lot``. In a transaction that holds ``vacancy``."""
    shortlisted = Application.objects.filter(vacancy=vacancy, state=ApplicationState.SHORTLISTED, erased_at=None)
    new = shortlisted.filter(exam_number__isnull=True).only("pk", "number")
    held = new.select_for_update().order_by("pk")  # in the order in which the sift holds them too
    last = Application.objects.filter(vacancy=vacancy, exam_number__isnull=False).count()
    ordered = sorted(held, key=lambda application: _by_lot(vacancy, application))
    for number, application in enumerate(ordered, start=last + 1):
        application.exam_number = f"{vacancy.number}/{number:05d}"
    Application.objects.bulk_update(ordered, ["exam_number"], batch_size=AT_ONCE)


def _seats(stage: Stage, ordered: Sequence[Application]) -> tuple[dict[int, Seat], list[int]]:
    centres = list(stage.centres.filter(in_use=True) or Centre.objects.filter(in_use=True))
    rooms = [Room(c.pk, c.region_id, min(c.capacity, stage.at_once or c.capacity), c.name) for c in centres]
    candidates = [Candidate(application.pk, application.region_id) for application in ordered]
    return seat_all(candidates, rooms, len(stage.sittings()), _taken(stage))


def _taken(stage: Stage) -> frozenset[Seat]:
    """Seats on which somebody sits while a sitting of the stage is held, called to it before or to another vacancy's."""
    sittings, length = stage.sittings(), timedelta(minutes=stage.minutes)
    near = (sittings[0] - timedelta(days=1), sittings[-1] + timedelta(days=1))
    others = Call.objects.filter(at__range=near, centre__isnull=False).values_list("centre", "at", "stage__minutes", "seat")
    taken = set()
    for centre, at, minutes, seat in others:
        for number, start in enumerate(sittings):
            if at < start + length and start < at + timedelta(minutes=minutes):
                taken.add(Seat(centre, number, seat or 0))
    return frozenset(taken)


@transaction.atomic
def _call(chunk: list[tuple[Application, Seat]], stage: Stage, centres: dict[int, Centre], by: Any) -> None:
    hold_interviewed(stage.vacancy)
    sittings = stage.sittings()
    calls = [Call(stage=stage, application=a, centre=centres[s.centre], at=sittings[s.sitting], seat=s.number) for a, s in chunk]
    Call.objects.bulk_create(calls)
    kinds = in_both(lambda: str(stage.get_kind_display()))
    steps = []
    for call in calls:
        where = f"{call.centre}, {told(call.at)}"
        inputs = {"stage": stage.kind, "centre": call.centre_id, "at": call.at.isoformat(), "seat": call.seat}
        exam_number = call.application.exam_number
        steps.append(Step(call.application, f"{kinds['sw']}: {where}", f"{kinds['en']}: {where}", {**inputs, "exam_number": exam_number}))
    move(steps=steps, verb="call", by=by)


def told(at: datetime) -> str:
    """An instant as it stands in letters and lists, the same in both languages."""
    return f"{timezone.localtime(at):%d/%m/%Y %H:%M}"


def in_both(say: Callable[[], str]) -> dict[str, str]:
    """What ``say`` says, by the language in which it says it."""
    said = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            said[language] = say()
    return said


@transaction.atomic
def record_attendance(*, stage: Stage, present: Collection[int], absent: Collection[int], by: Any) -> int:
    """Write down who came and who did not, by the primary keys of their calls, and return how many; whoever was written down stays so,
    but for ``attendance.correct_attendance``.

    Raises ``ValidationError`` when one was not called to the stage, sits only later, or is said to be both, and once the vacancy is
    withdrawn.
    """
    if locked(stage.vacancy).state == VacancyState.WITHDRAWN:
        raise ValidationError(_("The vacancy was withdrawn: none of its interviews is held any more."))
    said = {**dict.fromkeys(present, True), **dict.fromkeys(absent, False)}
    if len(said) != len(present) + len(absent):
        raise ValidationError(_("Somebody is said to be both present and absent."))
    unknown = Call.objects.filter(stage=stage, attended__isnull=True).select_related("application__institution").order_by("pk")
    due = [call for call in unknown.defer("application__snapshot", "application__findings") if call.pk in said]
    if set(said) - set(Call.objects.filter(stage=stage).values_list("pk", flat=True)):
        raise ValidationError(_("Somebody was not called to this stage."))
    now = database_now()
    if early := next((call for call in due if call.at > now), None):
        raise ValidationError(_("%(number)s sits only at %(when)s.") % {"number": early.application.exam_number, "when": told(early.at)})
    for came, verb in ((True, "attend"), (False, "miss")):
        those = [call for call in due if said[call.pk] is came]
        for call in those:
            call.attended = came
        Call.objects.bulk_update(those, ["attended"], batch_size=AT_ONCE)
        move(steps=[Step(call.application, inputs={"stage": stage.kind}) for call in those], verb=verb, by=by)
    if due:
        release_unmarked(stage=stage, by=by)
        record(subject=stage, verb="recruitment.record_attendance", by=by, data={"present": len(present), "absent": len(absent)})
    return len(due)
