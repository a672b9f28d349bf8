"""Requisitions: an institution writes and sends them, the secretariat decides."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from huduma.platform.audit.actions import record
from huduma.systems.recruitment.models import Post, Requisition
from huduma.systems.recruitment.states import REQUISITION, Refused, RequisitionState, VacancyState

from .telling_officers import tell_filer


@dataclass(frozen=True)
class PostLine:
    """So many posts at one station, as an officer fills them in; ``region`` is the primary key of a region on the register."""

    station: str
    region: int | None
    number: int
    establishment: str


@transaction.atomic
def write_requisition(*, requisition: Requisition, posts: Sequence[PostLine], by: Any) -> Requisition:
    """Keep a new requisition with its posts, as a draft of its institution. Raises ``ValidationError``."""
    requisition.filed_by = by
    requisition.full_clean()
    requisition.save(force_insert=True)
    _put(requisition, posts)
    record(subject=requisition, verb="recruitment.write_requisition", by=by, data={"posts": _total(posts)})
    return requisition


@transaction.atomic
def change_requisition(*, requisition: Requisition, posts: Sequence[PostLine], by: Any) -> None:
    """Write a draft anew. Raises ``ValidationError``, and ``Refused`` once it was sent."""
    if _locked(requisition).state != RequisitionState.DRAFT:
        raise Refused(_("It was sent already. It can be changed when it comes back."))
    requisition.full_clean()
    requisition.save()
    _put(requisition, posts)
    record(subject=requisition, verb="recruitment.change_requisition", by=by, data={"posts": _total(posts)})


@transaction.atomic
def submit_requisition(*, requisition: Requisition, by: Any) -> None:
    """Send a draft to the secretariat. Raises ``Refused``."""
    if not requisition.posts.exists():
        raise Refused(_("Say first which posts are to be filled."))
    _move(requisition, "submit", by, submitted_at=Now(), filed_by=by)


@transaction.atomic
def return_requisition(*, requisition: Requisition, reason: str, by: Any) -> None:
    """Give it back to its institution, which reads ``reason`` and may send it again. Raises ``Refused``."""
    _move(requisition, "return", by, reason, remark=reason, decided_at=Now(), decided_by=by)


@transaction.atomic
def approve_requisition(*, requisition: Requisition, by: Any) -> None:
    """Grant it; a vacancy can be made of it from now on. Raises ``Refused``, also to whoever sent it."""
    _move(requisition, "approve", by, remark="", decided_at=Now(), decided_by=by)


@transaction.atomic
def cancel_requisition(*, requisition: Requisition, reason: str, by: Any) -> None:
    """Give it up for good. Raises ``Refused``, also while a vacancy that was made of it stands."""
    if requisition.vacancies.exclude(state=VacancyState.WITHDRAWN).exists():
        raise Refused(_("A vacancy was made of it. Withdraw that first."))
    _move(requisition, "cancel", by, reason, remark=reason, decided_at=Now(), decided_by=by)


def _move(requisition: Requisition, verb: str, by: Any, reason: str = "", **values: Any) -> None:
    row = _locked(requisition)
    after = REQUISITION.after(verb, row.state, reason)
    if verb == "approve" and by is not None and row.filed_by_id == by.pk:
        raise Refused(_("Somebody else has to decide on what you sent."))
    Requisition.objects.filter(pk=row.pk).update(state=after, **values)
    said = {"before": row.state, "after": after, "reason": reason}
    record(subject=row, verb=f"recruitment.{verb}_requisition", by=by, data=said, decision=verb != "submit")
    requisition.refresh_from_db()
    tell_filer(requisition=requisition, verb=verb, by=by)


def _locked(requisition: Requisition) -> Requisition:
    """The row as it stands, held until the transaction ends."""
    return Requisition.objects.select_for_update().get(pk=requisition.pk)  # type: ignore[no-any-return]


def _put(requisition: Requisition, posts: Sequence[PostLine]) -> None:
    if not posts:
        raise Refused(_("Say first which posts are to be filled."))
    requisition.posts.all().delete()
    Post.objects.bulk_create(
        Post(requisition=requisition, station=line.station, region_id=line.region, number=line.number, establishment=line.establishment)
        for line in posts
    )


def _total(posts: Sequence[PostLine]) -> int:
    return sum(line.number for line in posts)
