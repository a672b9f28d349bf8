"""Writing down who did what."""

from typing import Any

from django.db import connection, transaction
from django.db.models import Model
from django.utils import timezone
from wagtail.log_actions import log

from .models import ChainedRecord

GENESIS = "0" * 64


@transaction.atomic
def record(*, subject: Model, verb: str, by: Any, data: dict[str, Any] | None = None, decision: bool = False) -> None:
    """Write the audit entry of an action.

    ``verb`` is ``system.verb``; ``by`` is the person, or ``None`` for the platform's own work; ``data`` is JSON-able and holds no
    secrets. With ``decision=True`` (decisions about people and money) the entry also joins the hash chain.
    """
    log(subject, verb, user=by, data=data or {}, content_changed=True)
    if decision:
        _chain(subject, verb, by, data or {})


def _chain(subject: Model, verb: str, by: Any, data: dict[str, Any]) -> None:
    _take_turn()
    last = ChainedRecord.objects.order_by("-sequence").values_list("seal", flat=True).first()
    institution = getattr(subject, "institution", None)
    entry = ChainedRecord(
        at=timezone.now(),
        verb=verb,
        by=by,
        subject=f"{subject._meta.label_lower}:{subject.pk}",
        institution_code=getattr(institution, "code", ""),
        data=data,
        previous_seal=last or GENESIS,
    )
    entry.seal = entry.compute_seal()
    entry.save(force_insert=True)


def _take_turn() -> None:
    """Serialise writers to the end of the transaction; SQLite's ``BEGIN IMMEDIATE`` already does."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('huduma.audit'))")
