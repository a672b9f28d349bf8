"""Certificates: uploaded, judged, kept private, and kept for as long as an application names them."""

import hashlib
import uuid
from collections.abc import Collection
from datetime import timedelta
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext as _

from huduma.platform.audit.actions import record
from huduma.platform.institutions.scoping import whole_nation
from huduma.platform.uploads import documents, pictures
from huduma.systems.recruitment.codes import DOCUMENTS
from huduma.systems.recruitment.models import Application, Seeker, SeekerDocument

from .profiles import Unfit, locked

FOLDER = "certificates"  # serving.kind_of knows no such folder, and the policy of a bucket lets nobody read it
MAX_BYTES = 2 * 1024 * 1024  # of what is sent
MOST = 20
_MAX_DRAWN = 4 * 1024 * 1024  # of a picture that was drawn anew
_LONGEST_NAME = 150
_ON_ITS_WAY = timedelta(days=1)  # a file may be stored so long before its row


def add_certificate(*, person: Any, kind: str, name: str, content: bytes, by: Any) -> SeekerDocument:
    """Keep a PDF as it came, or a picture drawn anew, as a certificate of ``kind`` (``codes.DOCUMENTS``).

    The same file as the same kind is kept once. Raises ``Unfit`` with ``code`` ``kind``, ``full``, ``file_too_large``, ``has_macros``,
    ``too_many_pixels`` or ``not_a_document``. Not one transaction on purpose: nothing is locked while a picture is drawn and stored.
    """
    if kind not in DOCUMENTS:
        raise Unfit(_("Choose what it is."), code="kind")
    content, extension = judged(content)
    public_id, digest = uuid.uuid4(), hashlib.sha256(content).hexdigest()
    file = default_storage.save(f"{FOLDER}/{public_id.hex[:2]}/{public_id.hex}.{extension}", ContentFile(content))
    new = SeekerDocument(public_id=public_id, kind=kind, name=_named(name, extension), file=file, size=len(content), digest=digest)
    kept = None
    try:
        kept = _keep(person=person, new=new, by=by)
    finally:
        if kept is not new:
            default_storage.delete(file)
    return kept


@transaction.atomic
def _keep(*, person: Any, new: SeekerDocument, by: Any) -> SeekerDocument:
    """Write the row, or show the one that the same file has already."""
    seeker = locked(person)
    standing = seeker.documents.filter(kind=new.kind, digest=new.digest).first()
    if standing and not standing.removed_at:
        return standing
    if seeker.documents.shown().count() >= MOST:
        raise Unfit(_("No more than %(most)s can be kept here. Remove one first.") % {"most": MOST}, code="full")
    if standing:
        standing.removed_at = None
        standing.save(update_fields=["removed_at"])
    else:
        new.seeker = seeker
        new.save(force_insert=True)
    Seeker.objects.filter(pk=seeker.pk).update(changed_at=Now(), active_at=Now())
    record(subject=seeker, verb="recruitment.add_certificate", by=by, data={"kind": new.kind})
    return standing or new


def judged(content: bytes) -> tuple[bytes, str]:
    """What is kept of ``content``, and its extension. Raises ``Unfit`` when it is neither a PDF nor a picture, or too large."""
    if len(content) > MAX_BYTES:
        raise too_large()
    try:
        if content.startswith(b"%PDF-"):
            return content, documents.judge(content, "x.pdf")
        drawn, extension = pictures.rewrite(content)
    except ValidationError as error:
        if error.code in {"has_macros", "too_many_pixels"}:
            raise Unfit(error.message, code=error.code) from None
        raise Unfit(_("This is neither a whole PDF nor a picture (JPEG, PNG, WebP)."), code="not_a_document") from None
    if len(drawn) > _MAX_DRAWN:
        raise too_large()
    return drawn, extension


def too_large() -> Unfit:
    """What is said of a file of more than two megabytes."""
    return Unfit(
        _("The file is larger than %(most)s MB. Take the picture with fewer pixels, or scan it in grey.") % {"most": MAX_BYTES // 1024**2},
        code="file_too_large",
    )


@transaction.atomic
def remove_certificate(*, document: SeekerDocument, by: Any) -> bool:
    """Take a certificate out of its owner's profile, and return whether it is gone for good: it stays hidden while an application of
    theirs names it."""
    seeker = locked(document.seeker.person)
    named = str(document.public_id) in _named_by_applications([seeker.pk])
    if named:
        SeekerDocument.objects.filter(pk=document.pk).update(removed_at=Now())
    else:
        SeekerDocument.objects.filter(pk=document.pk).delete()
        file = str(document.file.name)
        transaction.on_commit(lambda: default_storage.delete(file))
    Seeker.objects.filter(pk=seeker.pk).update(changed_at=Now(), active_at=Now())
    record(subject=seeker, verb="recruitment.remove_certificate", by=by, data={"kind": document.kind})
    return not named


def remove_unnamed(*, seekers: Collection[int]) -> int:
    """Remove, with their files, the hidden certificates of these seekers that no application names any more; return how many. In the
    caller's transaction, which holds the seekers."""
    hidden = list(SeekerDocument.objects.filter(seeker__in=seekers, removed_at__isnull=False))
    named = _named_by_applications({document.seeker_id for document in hidden})
    gone = [document for document in hidden if str(document.public_id) not in named]
    SeekerDocument.objects.filter(pk__in=[document.pk for document in gone]).delete()
    for document in gone:
        transaction.on_commit(partial(default_storage.delete, str(document.file.name)))  # else the clearing of orphans finds it
    return len(gone)


def clear_orphans(*, by: Any = None) -> int:
    """Remove files that no row names, as a process leaves them that was killed between file and row; return how many.

    Those of the last day are left alone: their row may be on its way.
    """
    removed = 0
    for folder in _folders():
        names = {f"{folder}/{name}" for name in default_storage.listdir(folder)[1]}
        for name in names - set(SeekerDocument.objects.filter(file__in=names).values_list("file", flat=True)):
            if default_storage.get_modified_time(name) < timezone.now() - _ON_ITS_WAY:
                default_storage.delete(name)
                removed += 1
    return removed


def _folders() -> list[str]:
    try:
        return [f"{FOLDER}/{name}" for name in default_storage.listdir(FOLDER)[0]]
    except FileNotFoundError:
        return []


def _named(given: str, extension: str) -> str:
    """The name that its owner knows it by, with the extension of what it is."""
    words = "".join(sign for sign in given.replace("\\", "/").rpartition("/")[2] if sign.isprintable() and sign not in '"<>:|?*')
    stem = words.rpartition(".")[0] or words or "cheti"
    return f"{stem[: _LONGEST_NAME - len(extension) - 1]}.{extension}"


def _named_by_applications(seekers: Collection[int]) -> set[str]:
    """The public ids in the snapshots of all that these seekers, by primary key, have sent, as far as it is kept."""
    with whole_nation():
        sent = Application.objects.filter(seeker__in=seekers, erased_at__isnull=True).values_list("snapshot", flat=True)
        return {str(one.get("public_id")) for snapshot in sent.iterator() for one in (snapshot or {}).get("documents", [])}
