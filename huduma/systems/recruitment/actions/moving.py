"""Moving applications from state to state, one or fifty thousand at a time: the only place that writes their state."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from huduma.platform.audit.actions import Decision, record_decisions
from huduma.systems.recruitment.models import Application, ApplicationEvent
from huduma.systems.recruitment.states import APPLICATION, Refused

from .telling import NOTICE_OF

_AT_ONCE = 500  # rows in one statement


@dataclass(frozen=True)
class Step:
    """One application to be moved, why (in both languages; the applicant reads it), and what it was decided by (JSON, for the chain).

    The chain is never changed, so nobody could be erased from it: a reason that tells of the person says in ``sealed`` what the chain
    keeps instead of it. ``found``: what the long-list keeps with the application.
    """

    application: Application
    reason_sw: str = ""
    reason_en: str = ""
    inputs: dict[str, Any] = field(default_factory=dict)
    sealed: str = ""
    found: "Found | None" = None


class Found(NamedTuple):
    """What the long-list keeps with an application: the number by which the anonymised view names it, the whole years of work by which
    it is filtered, whether it passes, and the findings (JSON) where they are others than its sender saw; ``None`` leaves them."""

    sift_number: int
    years: int
    passes: bool
    findings: list[dict[str, Any]] | None


@dataclass(frozen=True)
class Reason:
    """Why an officer decided so, in both languages: the applicant reads one of them."""

    sw: str = ""
    en: str = ""

    @property
    def is_given(self) -> bool:
        """Whether it is there in both."""
        return bool(self.sw.strip() and self.en.strip())

    @property
    def sealed(self) -> str:
        """What the chain keeps of it."""
        return seal_of(f"{self.sw}\n{self.en}") if self.sw or self.en else ""


def seal_of(words: str) -> str:
    """What the chain keeps of words that somebody wrote: a digest, by which the record is compared with it for as long as it is kept."""
    return f"sha256:{hashlib.sha256(words.encode()).hexdigest()}" if words else ""


@transaction.atomic
def move(*, steps: Sequence[Step], verb: str, by: Any) -> int:
    """Take every one of ``steps`` by ``verb`` of ``states.APPLICATION``, or none, and return how many.

    Writes the event that the applicant reads and the sealed record of each decision: actor, version of the criteria, inputs, reason,
    before and after. Raises ``states.Refused`` when the table allows one of them not, or somebody else has moved one meanwhile. ``steps``
    need ``application.institution`` (select_related), and their records are given their new state.
    """
    for chunk in _chunks(steps):
        _move_rows(chunk, verb, by)
    return len(steps)


def _chunks(steps: Sequence[Step]) -> Iterator[list[Step]]:
    rest = iter(steps)
    while chunk := list(islice(rest, _AT_ONCE)):
        yield chunk


def _move_rows(steps: list[Step], verb: str, by: Any) -> None:
    targets = [APPLICATION.after(verb, step.application.state, step.reason_sw or step.reason_en) for step in steps]
    by_way: dict[tuple[str, str], list[Step]] = {}
    for step, target in zip(steps, targets, strict=True):
        by_way.setdefault((step.application.state, target), []).append(step)
    for (before, after), alike in by_way.items():
        moved = _write_found(alike, before, after) if alike[0].found else _write_state(alike, before, after)
        if moved != len(alike):
            raise Refused(_("Somebody else has changed one of them meanwhile. Look again."))
    ApplicationEvent.objects.bulk_create(
        ApplicationEvent(
            application=step.application,
            verb=verb,
            before=step.application.state,
            after=target,
            reason_sw=step.reason_sw or step.reason_en,
            reason_en=step.reason_en or step.reason_sw,
            by=by,
            untold=verb in NOTICE_OF,
        )
        for step, target in zip(steps, targets, strict=True)
    )
    record_decisions(
        decisions=[_decision(step, target) for step, target in zip(steps, targets, strict=True)], verb=f"recruitment.{verb}", by=by
    )
    for step, target in zip(steps, targets, strict=True):
        step.application.state = target


def _write_state(steps: list[Step], before: str, after: str) -> int:
    keys = [step.application.pk for step in steps]
    return int(Application.objects.filter(pk__in=keys, state=before).update(state=after, changed_at=Now()))


def _write_found(steps: list[Step], before: str, after: str) -> int:
    """The state together with what was found, each row written once: it stands in a dozen indexes."""
    rows: list[Any] = []
    for key, found in ((step.application.pk, step.found) for step in steps if step.found):
        rows += [key, found.sift_number, found.years, None if found.findings is None else json.dumps(found.findings), found.passes]
    kind = Application._meta.get_field("findings").db_type(connection)
    now, _none = Application.objects.none().query.get_compiler(connection.alias).compile(Now())
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE recruitment_application SET state = %s, changed_at = {now}, sift_number = given.column2,"  # noqa: S608  placeholders
            f" years = given.column3, findings = COALESCE(CAST(given.column4 AS {kind}), findings), passes = given.column5"
            f" FROM (VALUES {', '.join(['(%s, %s, %s, %s, %s)'] * len(steps))}) AS given"
            " WHERE recruitment_application.id = given.column1 AND state = %s",
            [after, *rows, before],
        )
        return int(cursor.rowcount)


def _decision(step: Step, target: str) -> Decision:
    application = step.application
    said = {"before": application.state, "after": target, "reason": step.sealed or step.reason_en or step.reason_sw, "inputs": step.inputs}
    return Decision(application, application.institution.code, {**said, "criteria_version": application.version_id})
