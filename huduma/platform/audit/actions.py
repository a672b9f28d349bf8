"""Writing down who did what."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction
from django.db.models import Model
from django.utils import timezone
from wagtail.log_actions import log

from .models import GENESIS, ChainedRecord
from .triggers import TURN

_AT_ONCE = 500  # rows in one INSERT


@transaction.atomic
def record(*, subject: Model, verb: str, by: Any, data: dict[str, Any] | None = None, decision: bool = False) -> None:
    """Write the audit entry of an action.

    ``verb`` is ``system.verb``; ``by`` is the person, or ``None`` for the platform's own work; ``data`` is JSON-able and holds no
    secrets. The institution of ``subject``, where it has one, is written down with it. With ``decision=True`` (decisions about people
    and money) the entry also joins the hash chain.
    """
    institution = getattr(subject, "institution", None)
    about = {**(data or {}), **({"institution": institution.pk} if institution else {})}
    log(subject, verb, user=by, data=about, content_changed=True)
    if decision:
        _chain(subject, verb, by, data or {}, getattr(institution, "code", ""))


def _chain(subject: Model, verb: str, by: Any, data: dict[str, Any], institution_code: str) -> None:
    take_turn()
    last = ChainedRecord.objects.order_by("-sequence").values_list("seal", flat=True).first()
    entry = ChainedRecord(
        at=timezone.now(),
        verb=verb,
        by=by,
        subject=f"{subject._meta.label_lower}:{subject.pk}",
        institution_code=institution_code,
        data=data,
        previous_seal=last or GENESIS,
    )
    entry.seal = entry.compute_seal()
    entry.save(force_insert=True)


@dataclass(frozen=True)
class Decision:
    """One of many decisions that are taken together: about ``subject``, of the institution with this code, with JSON-able ``data``."""

    subject: Model
    institution_code: str
    data: dict[str, Any] = field(default_factory=dict)


@transaction.atomic
def record_decisions(*, decisions: Iterable[Decision], verb: str, by: Any) -> int:
    """Write many decisions of one kind into the hash chain, each sealed by the one before it, and return how many.

    For work on thousands of records at once: Wagtail's log is the caller's to write, once for all of them.
    """
    take_turn()
    seal = ChainedRecord.objects.order_by("-sequence").values_list("seal", flat=True).first() or GENESIS
    entries = []
    for decision in decisions:
        entry = ChainedRecord(
            at=timezone.now(),
            verb=verb,
            by=by,
            subject=f"{decision.subject._meta.label_lower}:{decision.subject.pk}",
            institution_code=decision.institution_code,
            data=decision.data,
            previous_seal=seal,
        )
        entry.seal = seal = entry.compute_seal()
        entries.append(entry)
    ChainedRecord.objects.bulk_create(entries, batch_size=_AT_ONCE)
    return len(entries)


def take_turn() -> None:
    """Serialise writers to the end of the transaction; SQLite's ``BEGIN IMMEDIATE`` already does."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {TURN}")
