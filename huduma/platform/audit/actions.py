"""Writing down who did what."""

from typing import Any

from django.db import connection, transaction
from django.db.models import Model
from django.utils import timezone
from wagtail.log_actions import log

from .models import GENESIS, ChainedRecord


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
    _take_turn()
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


def _take_turn() -> None:
    """Serialise writers to the end of the transaction; SQLite's ``BEGIN IMMEDIATE`` already does."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('huduma.audit'))")
