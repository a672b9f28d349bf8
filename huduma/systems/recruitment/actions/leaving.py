"""What becomes of a job seeker's records when their account is closed; and of what applications say, whenever that is to go."""

from typing import Any

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Case, QuerySet, Value, When
from django.db.models.functions import Now
from wagtail.models import ModelLogEntry

from huduma.platform.institutions.scoping import whole_nation
from huduma.systems.recruitment.models import (
    Appeal,
    Application,
    ApplicationEvent,
    Offer,
    Proposal,
    Score,
    Seeker,
    SeekerDocument,
)

_NO_REASON = "–"  # where the database wants one


@transaction.atomic
def erase_profile(*, person: Any, by: Any) -> None:
    """Empty the profile: sex and region stay, so that what was counted by them stays true. Certificates go, those that are only hidden
    too, and so do searches and the record of what was told."""
    seeker = Seeker.objects.select_for_update().filter(person=person, erased_at__isnull=True).first()
    if seeker is None:
        return
    files = list(SeekerDocument.objects.filter(seeker=seeker).values_list("file", flat=True))
    SeekerDocument.objects.filter(seeker=seeker).delete()
    seeker.searches.all().delete()
    seeker.alerts.all().delete()
    seeker.full_name = seeker.nin_encrypted = seeker.district = seeker.ward = ""
    seeker.nin_hash, seeker.nin_checked_at, seeker.employer, seeker.profile = None, None, None, {}
    seeker.erased_at = seeker.changed_at = Now()
    seeker.save()
    ModelLogEntry.objects.for_instance(seeker).update(label="")
    transaction.on_commit(lambda: _delete_files(files))


@transaction.atomic
def erase_applications(*, person: Any, by: Any) -> None:
    """Empty what the person's applications say, and every reason and note that was written of them; state, dates, marks, sex, region and
    level stay, and so do the steps that were decided. What was proposed and nobody confirmed is taken back."""
    with whole_nation():
        empty(keys=list(held(Application.objects.of(person).filter(erased_at__isnull=True))))


def held(found: QuerySet[Application]) -> dict[int, int]:
    """Those of ``found`` that are not erased, held to the end of the transaction: the primary keys of each and of its seeker."""
    rows = Application.objects.filter(pk__in=list(found.values_list("pk", flat=True)), erased_at__isnull=True)
    return dict(rows.select_for_update().order_by("pk").values_list("pk", "seeker"))


def empty(*, keys: list[int]) -> None:
    """Make tombstones of the applications with these primary keys, in the caller's transaction, which holds them and covers them all."""
    _empty_what_was_written(keys)
    for offer in Offer.objects.filter(application__in=keys):
        ModelLogEntry.objects.for_instance(offer).update(label="")
    Application.objects.filter(pk__in=keys).update(snapshot={}, findings=[], erased_at=Now())


def _empty_what_was_written(keys: list[int]) -> None:
    ApplicationEvent.objects.filter(application__in=keys).exclude(reason_sw="", reason_en="").update(reason_sw="", reason_en="")
    Offer.objects.filter(application__in=keys).update(reason="")
    kept = Case(When(outcome="", then=Value("")), default=Value(_NO_REASON))
    Appeal.objects.filter(application__in=keys).update(text="", reason_sw=kept, reason_en=kept)
    Proposal.objects.filter(application__in=keys, confirmed_by=None, undone_at=None).update(undone_at=Now())  # there is nobody to confirm
    Proposal.objects.filter(application__in=keys).exclude(reason_sw="").update(reason_sw=_NO_REASON, reason_en=_NO_REASON)
    Score.objects.filter(call__application__in=keys).exclude(note="").update(note="")


def _delete_files(names: list[str]) -> None:
    for name in names:
        default_storage.delete(name)  # one that was killed in between is found by the clearing of orphans
