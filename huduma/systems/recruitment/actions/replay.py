"""The long-list again, from what was frozen: does it come out the same? Reads only."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from huduma.platform.audit.models import ChainedRecord
from huduma.systems.recruitment.criteria import Finding
from huduma.systems.recruitment.models import Application, ApplicationEvent, SiftWork, Vacancy
from huduma.systems.recruitment.models.candidate import findings_of
from huduma.systems.recruitment.states import ApplicationState

from .judging import Judge, Judged, Judges
from .longlist import chunks

_VERBS = {"find_eligible": ApplicationState.ELIGIBLE, "find_ineligible": ApplicationState.INELIGIBLE}
_READ = 2000  # records of the chain in memory at a time


@dataclass(frozen=True)
class Difference:
    """Something of one application, or of the vacancy where ``number`` is empty, that is not as it was or as it should be."""

    number: str
    what: str
    before: str
    after: str

    def __str__(self) -> str:
        return f"{self.number or 'vacancy'}: {self.what}: {self.before} -> {self.after}"


@dataclass
class Replay:
    """How many applications were judged again, how many could not be (what they say was erased), and what differs."""

    judged: int
    erased: int
    differences: list[Difference]


@dataclass(frozen=True, slots=True)
class _Sealed:
    """What the chain keeps of one decision."""

    holds: bool
    after: str
    on: str
    criteria: str
    snapshot: str
    passed: tuple[bool, ...]


class NotListed(ValueError):
    """There is no long-list of this vacancy to make again."""


def replay(vacancy: Vacancy) -> Replay:
    """Judge every application of ``vacancy`` again, and compare with the sealed decisions and with what stands in the records.

    Raises ``NotListed`` when no long-list was made, or is not through.
    """
    work = SiftWork.objects.filter(vacancy=vacancy, kind=SiftWork.Kind.LONGLIST, status=SiftWork.Status.DONE).first()
    if work is None:
        raise NotListed
    judges, sealed, found = Judges(vacancy), _sealed(work), Replay(0, 0, [])
    for version, judge in judges.broken().items():
        found.differences.append(Difference("", f"criteria and day of version {version}", "as published", f"changed ({judge.digest[:12]})"))
    for keys in chunks(list(vacancy.applications.order_by("pk").values_list("pk", flat=True))):
        _replay_chunk(keys, judges, sealed, found)
    left = sorted(sealed)
    found.differences += [Difference("", f"application {pk}", "decided", "is not there any more") for pk in left]
    return found


def _replay_chunk(keys: list[int], judges: Judges, sealed: dict[int, _Sealed], found: Replay) -> None:
    applications = Application.objects.filter(pk__in=keys).order_by("pk")
    last: dict[int, ApplicationEvent] = {}
    listed: dict[int, ApplicationEvent] = {}
    for event in ApplicationEvent.objects.filter(application__in=keys).order_by("at", "pk"):
        last[event.application_id] = event
        if event.verb in _VERBS:
            listed[event.application_id] = event
    for application in applications:
        decision, told = sealed.pop(application.pk, None), listed.get(application.pk)
        if decision is None and told is None and application.state in (ApplicationState.DRAFT, ApplicationState.WITHDRAWN):
            continue
        found.differences += _of_state(application, last.get(application.pk))
        if application.erased_at is not None:
            found.erased += 1
            continue
        found.judged += 1
        found.differences += _of_application(application, decision, told, judges.of(application))


def _of_state(application: Application, last: ApplicationEvent | None) -> Iterator[Difference]:
    if last is not None and last.after != application.state:
        yield Difference(application.number, "state", last.after, application.state)


def _of_application(
    application: Application, decision: _Sealed | None, event: ApplicationEvent | None, judge: Judge
) -> Iterator[Difference]:
    judged = judge.judge(application.snapshot)
    outcome = ApplicationState.ELIGIBLE if judged.passes else ApplicationState.INELIGIBLE
    if decision is None:
        yield Difference(application.number, "decision in the chain", "none", outcome)
    else:
        yield from _of_decision(application, decision, judged, judge)
    recorded = event.after if event else "none"
    if recorded != (decision.after if decision else outcome):
        yield Difference(application.number, "event", decision.after if decision else outcome, recorded)
    yield from _of_findings(application, judged)


def _of_decision(application: Application, decision: _Sealed, judged: Judged, judge: Judge) -> Iterator[Difference]:
    number = application.number
    if not decision.holds:
        yield Difference(number, "record in the chain", "sealed", "changed after it was sealed")
    if decision.on != judge.on.isoformat():
        yield Difference(number, "day of judging", decision.on, judge.on.isoformat())
    if decision.criteria != judge.digest:
        yield Difference(number, "criteria", decision.criteria[:12], judge.digest[:12])
    if decision.snapshot != judged.snapshot:
        yield Difference(number, "snapshot", decision.snapshot[:12], judged.snapshot[:12])
    for criterion, before, after in zip(judge.criteria, decision.passed, judged.outcome, strict=False):
        if before != after:
            yield Difference(number, str(criterion), _said(before), _said(after))
    outcome = ApplicationState.ELIGIBLE if judged.passes else ApplicationState.INELIGIBLE
    if decision.after != outcome:
        yield Difference(number, "outcome", decision.after, outcome)


def _of_findings(application: Application, judged: Judged) -> Iterator[Difference]:
    """What stands with the application has to be what is found now, datum by datum."""
    stored = findings_of(application)
    if len(stored) != len(judged.findings):
        yield Difference(application.number, "findings", str(len(stored)), str(len(judged.findings)))
    for before, after in zip(stored, judged.findings, strict=False):
        if (before.passed, before.datum) != (after.passed, after.datum):
            yield Difference(application.number, str(after.criterion), _told(before), _told(after))


def _said(passed: bool) -> str:
    return "met" if passed else "not met"


def _told(finding: Finding) -> str:
    return f"{_said(finding.passed)} ({finding.found})"


def _sealed(work: SiftWork) -> dict[int, _Sealed]:
    """The decisions of ``work`` in the chain, by application."""
    found: dict[int, _Sealed] = {}
    last = work.sealed_from - 1
    verbs = [f"recruitment.{verb}" for verb in _VERBS]
    records = ChainedRecord.objects.filter(sequence__lte=work.sealed_to, verb__in=verbs).order_by("sequence")
    while chunk := list(records.filter(sequence__gt=last)[:_READ]):
        for record in chunk:
            if record.data.get("inputs", {}).get("vacancy") == work.vacancy_id:
                found[int(record.subject.rpartition(":")[2])] = _read(record)
        last = chunk[-1].sequence
    return found


def _read(record: ChainedRecord) -> _Sealed:
    said: dict[str, Any] = record.data
    inputs: dict[str, Any] = said.get("inputs", {})
    return _Sealed(
        holds=record.compute_seal() == record.seal,
        after=str(said.get("after", "")),
        on=str(inputs.get("on", "")),
        criteria=str(inputs.get("criteria", "")),
        snapshot=str(inputs.get("snapshot", "")),
        passed=tuple(inputs.get("passed", ())),
    )
