"""What the marks make of everyone: who passes a stage, the order of merit, who is recommended, who is kept in reserve."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from itertools import islice
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from huduma.platform.audit.actions import record
from huduma.platform.jobs.models import database_now
from huduma.systems.recruitment.models import Application, Call, Score, Stage, StageWork, Vacancy
from huduma.systems.recruitment.models.wording import instant
from huduma.systems.recruitment.states import VACANCY, ApplicationState, VacancyState

from .announcing import announce
from .following import appeals_until
from .interviews import AT_ONCE, Progress, hold_interviewed, in_both
from .moving import Step, move
from .panels import are_all_locked

TIE_RULE = gettext_lazy(
    "Where totals are equal, the higher mark in the oral interview comes first, then in the written one, then in the practical one, then "
    "the application that was received first, then the lower receipt number."
)
_THOUSANDTH = Decimal("0.001")


def settle_stage(*, stage: Stage, by: Any, progress: Progress = lambda done, total: None) -> int:
    """Work out everybody's mark of ``stage`` (the mean of the panel's sheets), turn away who is below the pass mark, with the reason.

    Returns how many were marked. Not one transaction: 500 at a time, and a second call goes on where a killed one stopped. Raises
    ``ValidationError``, with nothing changed, while somebody's attendance or a sheet is missing, and ``Refused`` once the vacancy is
    withdrawn.
    """
    _check_settleable(stage)
    todo = Call.objects.filter(stage=stage, attended=True, mark__isnull=True)
    total, done = Call.objects.filter(stage=stage, attended=True).count(), 0
    before = total - todo.count()
    while keys := list(todo.order_by("pk").values_list("pk", flat=True)[:AT_ONCE]):
        _settle(keys, stage, by)
        done += len(keys)
        progress(before + done, total)
    with transaction.atomic():
        hold_interviewed(stage.vacancy)
        if Stage.objects.filter(pk=stage.pk, settled_at__isnull=True).update(settled_at=Now()):
            record(subject=stage, verb="recruitment.settle_stage", by=by, data={"marked": total}, decision=True)
    stage.refresh_from_db(fields=["settled_at"])
    return done


def _check_settleable(stage: Stage) -> None:
    calls = Call.objects.filter(stage=stage)
    if stage.called_at is None or stage.settled_at is not None:
        raise ValidationError(_("Marks are worked out once, after the applicants were called."))
    if calls.filter(attended__isnull=True).exists():
        raise ValidationError(_("It is not written down yet for everybody whether they came."))
    if calls.filter(attended=True, panel__isnull=True).exists():
        raise ValidationError(_("Somebody who came is heard by no panel."))
    if calls.filter(attended=True).exists() and not are_all_locked(stage):
        raise ValidationError(_("Not all members of the panels have locked their sheets."))


@transaction.atomic
def _settle(keys: Sequence[int], stage: Stage, by: Any) -> None:
    hold_interviewed(stage.vacancy)
    found = Call.objects.filter(pk__in=keys).select_related("application__institution").order_by("pk")
    calls = list(found.defer("application__snapshot", "application__findings"))
    given: dict[int, list[Decimal]] = {call.pk: [] for call in calls}
    own = Score.objects.filter(sheet__member__panel=F("call__panel"))  # not what another panel gave that heard them before
    for call_id, mark in own.filter(call__in=keys, sheet__locked_at__isnull=False).values_list("call", "mark"):
        given[call_id].append(mark)
    marks: dict[int, Decimal] = {}
    for call in calls:
        if not given[call.pk]:
            raise ValidationError(_("%(number)s has no mark yet.") % {"number": call.application.exam_number})
        marks[call.pk] = call.mark = rounded(sum(given[call.pk], Decimal(0)) / len(given[call.pk]))
    Call.objects.bulk_update(calls, ["mark"])
    steps = [Step(c.application, inputs={"stage": stage.kind, "marks": [str(m) for m in given[c.pk]], "mark": str(c.mark)}) for c in calls]
    move(steps=steps, verb="mark", by=by)
    move(steps=[_failure(call, stage) for call in calls if marks[call.pk] < stage.pass_mark], verb="fail", by=by)


def rounded(mark: Decimal) -> Decimal:
    """A mark to a thousandth, a half upwards."""
    return mark.quantize(_THOUSANDTH, ROUND_HALF_UP)


def _failure(call: Call, stage: Stage) -> Step:
    reason = in_both(
        lambda: (
            _("%(stage)s: your mark is %(mark)s, and the pass mark %(pass_mark)s.")
            % {"stage": stage.get_kind_display(), "mark": f"{call.mark:.2f}", "pass_mark": f"{stage.pass_mark:.2f}"}
        )
    )
    inputs = {"stage": stage.kind, "mark": str(call.mark), "pass_mark": str(stage.pass_mark)}
    return Step(call.application, reason["sw"], reason["en"], inputs)


@dataclass(frozen=True)
class Merit:
    """One who passed all stages: the mark of each stage by its kind, and all of them by their weights."""

    application: Application
    marks: dict[str, Decimal]
    total: Decimal

    @property
    def order(self) -> tuple[Any, ...]:
        """By what the list is sorted, the best first: the total, and where totals are equal what ``TIE_RULE`` says."""
        of = [-self.marks.get(kind, Decimal(0)) for kind in (Stage.Kind.ORAL, Stage.Kind.WRITTEN, Stage.Kind.PRACTICAL)]
        return (-self.total, *of, self.application.submitted_at, self.application.number)


# Everybody who is, or was, on the list.
_ON_THE_LIST = Q(state=ApplicationState.SCORED) | Q(rank__isnull=False)
_OF_EACH = (
    *("vacancy", "institution", "version", "state", "number", "exam_number", "submitted_at"),
    *("mark", "rank", "reserve_until"),
)


def merit_list(vacancy: Vacancy) -> list[Merit]:
    """Whoever passed all stages of ``vacancy``, the best first; of each application only what ``_OF_EACH`` names, for they may be many."""
    stages = list(vacancy.stages.order_by("order"))
    weights = {stage.pk: (stage.kind, stage.weight) for stage in stages}
    applications = {
        application.pk: application for application in Application.objects.filter(_ON_THE_LIST, vacancy=vacancy).only(*_OF_EACH)
    }
    for application in applications.values():
        application.institution = vacancy.institution
    marks: dict[int, dict[str, Decimal]] = {key: {} for key in applications}
    totals: dict[int, Decimal] = dict.fromkeys(applications, Decimal(0))
    calls = Call.objects.filter(stage__in=stages, application__vacancy=vacancy, mark__isnull=False)
    for key, stage, mark in calls.values_list("application", "stage", "mark"):
        if key in applications and mark is not None:
            kind, weight = weights[stage]
            marks[key][kind] = mark
            totals[key] += mark * weight / 100
    merits = [Merit(applications[key], marks[key], rounded(totals[key])) for key in applications if len(marks[key]) == len(stages)]
    return sorted(merits, key=lambda merit: merit.order)


def recommend(*, vacancy: Vacancy, reserve_until: date, by: Any, progress: Progress = lambda done, total: None) -> tuple[int, int]:
    """Rank everybody, recommend as many as there are posts, keep the others in reserve until a day; returns how many of each.

    Not one transaction: 500 at a time, the best first, and a second call goes on where a killed one stopped: the marks are final, so
    everybody's place is the same. Raises ``ValidationError``, with nothing changed, as ``check_recommendable`` does, and
    ``states.Refused`` once the vacancy is decided or withdrawn.
    """
    if not is_begun(vacancy):
        check_recommendable(Vacancy.objects.get(pk=vacancy.pk), reserve_until)
    merits = merit_list(vacancy)
    for rank, merit in enumerate(merits, start=1):
        merit.application.rank, merit.application.mark = rank, merit.total
        merit.application.reserve_until = reserve_until if rank > vacancy.posts else None
    rest = iter([merit for merit in merits if merit.application.state == ApplicationState.SCORED])
    before, done = sum(merit.application.state != ApplicationState.SCORED for merit in merits), 0
    while chunk := list(islice(rest, AT_ONCE)):
        _put_on_list(chunk, vacancy, by)
        done += len(chunk)
        progress(before + done, len(merits))
    counts = min(len(merits), vacancy.posts), max(len(merits) - vacancy.posts, 0)
    _decide(vacancy, counts, reserve_until, by)
    return counts


@transaction.atomic
def _put_on_list(merits: Sequence[Merit], vacancy: Vacancy, by: Any) -> None:
    """Write down the places of ``merits``, and who of them is recommended or in reserve."""
    hold_interviewed(vacancy)
    waiting = Application.objects.filter(pk__in=[merit.application.pk for merit in merits], state=ApplicationState.SCORED)
    left = set(waiting.values_list("pk", flat=True))  # another worker may have taken some of them
    due = [merit for merit in merits if merit.application.pk in left]
    Application.objects.bulk_update([merit.application for merit in due], ["rank", "mark", "reserve_until"])
    for verb, recommended in (("recommend", True), ("reserve", False)):
        move(steps=[_place_on_list(m) for m in due if (m.application.reserve_until is None) is recommended], verb=verb, by=by)


@transaction.atomic
def _decide(vacancy: Vacancy, counts: tuple[int, int], reserve_until: date, by: Any) -> None:
    """The list of merit is whole: everybody may read it."""
    row = hold_interviewed(vacancy)
    row.state, row.changed_at = VACANCY.after("decide", row.state), database_now()
    row.save(update_fields=["state", "changed_at"])
    vacancy.state, vacancy.changed_at = row.state, row.changed_at
    announce(vacancy=row)
    data = {"recommended": counts[0], "reserve": counts[1], "reserve_until": reserve_until.isoformat()}
    record(subject=row, verb="recruitment.recommend", by=by, data=data, decision=True)


def is_begun(vacancy: Vacancy) -> bool:
    """Whether somebody has a place on the list of merit already."""
    return bool(Application.objects.filter(vacancy=vacancy, rank__isnull=False).exists())


def check_recommendable(vacancy: Vacancy, reserve_until: date) -> None:
    """Raise ``ValidationError`` while something is missing or the day has come, and ``Refused`` out of the interviews."""
    VACANCY.after("decide", vacancy.state)
    if missing := missing_for_merit(vacancy):
        raise ValidationError(missing)
    if reserve_until <= timezone.localdate():
        raise ValidationError({"reserve_until": _("The day has to be in the future.")})


def missing_for_merit(vacancy: Vacancy) -> list[str]:
    """What is to be done before applicants of ``vacancy`` can be recommended, in words; nothing when they can.

    Nobody is passed over who may still appeal, whose appeal is not decided yet, or was upheld so late that they have not come to every
    stage.
    """
    stages = list(vacancy.stages.order_by("order"))
    if not stages:
        return [_("No stage is planned yet.")]
    if open_stages := [stage for stage in stages if stage.settled_at is None]:
        return [_unfinished(stage) for stage in open_stages]
    here = Application.objects.filter(vacancy=vacancy, erased_at__isnull=True)
    missing = []
    if appeals := here.filter(appeal__outcome="").count():
        missing.append(_("Appeals that are not decided yet: %(count)s. Decide them first.") % {"count": appeals})
    if (until := appeals_until(vacancy)) and until > database_now():
        missing.append(_("Whoever was found not to meet the criteria may still appeal, until %(until)s.") % {"until": instant(until)})
    on_their_way = here.filter(state__in=[ApplicationState.SHORTLISTED, ApplicationState.SCORED])
    if uncalled := on_their_way.exclude(calls__stage=stages[-1]).count():
        late = _("Not called to all interviews yet: %(count)s applicants. Give the stage later sittings and call them.")
        missing.append(late % {"count": uncalled})
    return missing


def _unfinished(stage: Stage) -> str:
    said = _("%(stage)s: nobody is called to it yet.") if stage.called_at is None else _("%(stage)s: the marks are not final yet.")
    return capfirst(said % {"stage": stage.get_kind_display()})


def may_recommend(vacancy: Vacancy) -> bool:
    """Whether applicants can be recommended now: their interviews are over, and nobody is doing it already."""
    return vacancy.state == VacancyState.INTERVIEWING and not missing_for_merit(vacancy) and not is_being_ranked(vacancy)


def is_being_ranked(vacancy: Vacancy) -> bool:
    """Whether the list of merit of ``vacancy`` is ordered, and not whole yet."""
    return bool(StageWork.objects.owed().filter(stage__vacancy=vacancy, kind=StageWork.Kind.MERIT).exists())


def _place_on_list(merit: Merit) -> Step:
    marks = {kind: str(mark) for kind, mark in merit.marks.items()}
    application = merit.application
    said = in_both(lambda: _("Place %(rank)s on the list of merit, with %(mark)s.") % {"rank": application.rank, "mark": merit.total})
    return Step(application, said["sw"], said["en"], {"marks": marks, "total": str(merit.total), "rank": application.rank})
