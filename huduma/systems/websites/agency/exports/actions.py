"""Handing out a website whole: to the operator's own file, or ordered in the office, kept for some days, and gone."""

import hashlib
from os import SEEK_END
from tempfile import TemporaryFile
from typing import IO, Any

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _

from huduma.platform.audit.actions import record
from huduma.platform.institutions.models import Institution
from huduma.platform.institutions.policy import reach
from huduma.platform.institutions.scoping import of_institution, whole_nation
from huduma.platform.jobs.models import database_now
from huduma.platform.jobs.sweep import owe
from huduma.systems.websites.models import InstitutionSite, SiteExport
from huduma.systems.websites.models.site_export import KEPT, new_file

from .writing import Written, write_site

OWED_EXPORTS = "websites.exports"
ORDER, FETCH = "websites.add_siteexport", "websites.view_siteexport"


def export_site(*, institution: Institution, out: IO[bytes], drafts: bool, by: Any) -> Written:
    """Write the archive of the site of ``institution`` into ``out``, for the operator; returns what it holds.

    Not one transaction: reading a large site takes minutes. Raises ``ValidationError`` where there is no site, ``KeepsChanging``, and
    ``PermissionDenied`` when ``by`` may not have it.
    """
    _require(by, ORDER, institution)
    _check(institution)
    with of_institution(institution):
        written = write_site(institution, out, drafts=drafts)
    record(subject=institution, verb="websites.export_site", by=by, data={"drafts": drafts, "files": written.files})
    return written


@transaction.atomic
def order_export(*, institution: Institution, drafts: bool, by: Any) -> SiteExport:
    """Owe an archive of the site of ``institution``; the worker makes it. Raises ``ValidationError`` while another is being made."""
    _require(by, ORDER, institution)
    _check(institution)
    with of_institution(institution):
        if SiteExport.objects.owed().filter(institution=institution).exists():
            raise ValidationError(_("An archive of this website is being made already."))
        export = SiteExport(institution=institution, drafts=drafts, ordered_by=by)
        export.save(force_insert=True)
    owe(OWED_EXPORTS, export.pk)
    record(subject=export, verb="websites.order_export", by=by, data={"drafts": drafts})
    return export


def make_export(*, export: int, by: Any) -> None:
    """Make the archive with this primary key and put it where whoever ordered it fetches it. Does nothing when it is not owed any more.

    Not one transaction. A killed worker leaves the row owed, and in it the name under which a file may lie in the storage already.
    """
    with whole_nation():
        row = SiteExport.objects.owed().select_related("institution").filter(pk=export).first()
    if row is None:
        return
    with of_institution(row.institution), TemporaryFile(dir=settings.STATE) as out:
        written = write_site(row.institution, out, drafts=row.drafts)
        if _keep(row, out):
            record(subject=row, verb="websites.make_export", by=by, data={"files": written.files, "missing": len(written.missing)})


def _keep(row: SiteExport, out: IO[bytes]) -> bool:
    """Put the archive into the storage and write that down; whether it was still owed, and to this worker."""
    owed = SiteExport.objects.owed().filter(pk=row.pk)
    name = new_file()
    if not owed.filter(file=row.file).update(file=name):
        return False
    default_storage.delete(row.file)
    size = out.seek(0, SEEK_END)
    out.seek(0)
    digest = hashlib.file_digest(out, "sha256").hexdigest()  # type: ignore[arg-type]
    out.seek(0)
    default_storage.save(name, File(out, name=name))
    now = database_now()
    made = {"status": SiteExport.Status.MADE, "made_at": now, "kept_until": now + KEPT, "bytes": size, "sha256": digest}
    if owed.filter(file=name).update(**made):
        return True
    default_storage.delete(name)
    return False


@transaction.atomic
def fetch_export(*, export: SiteExport, by: Any) -> File:
    """The archive, opened, for ``by`` to save. Raises ``FileNotFoundError`` when it is not there (any more)."""
    _require(by, FETCH, export.institution)
    if export.status != SiteExport.Status.MADE:
        raise FileNotFoundError(export.file)
    opened = default_storage.open(export.file)
    record(subject=export, verb="websites.fetch_export", by=by)
    return opened


@transaction.atomic
def discard_export(*, export: int, by: Any) -> None:
    """Remove the archive with this primary key, which was kept long enough. Does nothing when it is gone or still to be kept."""
    with whole_nation():
        row = SiteExport.objects.over().select_related("institution").filter(pk=export).first()
        if row is None:
            return
        default_storage.delete(row.file)
        SiteExport.objects.filter(pk=export).update(status=SiteExport.Status.GONE)
        record(subject=row, verb="websites.discard_export", by=by)


def _check(institution: Institution) -> None:
    if not InstitutionSite.objects.made().filter(pk=institution.pk).exists():
        raise ValidationError(_("This institution has no website yet."))


def _require(by: Any, permission: str, institution: Institution) -> None:
    """Raise ``PermissionDenied`` unless ``by`` holds ``permission`` there; ``None``, the platform itself, does."""
    if by is not None and not reach(by, permission).covers(institution.pk):
        raise PermissionDenied(_("Your appointment does not allow this."))
