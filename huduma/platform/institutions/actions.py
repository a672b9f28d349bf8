"""Changes of the register and of who may act for whom."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Collection, Page

from huduma.platform.audit.actions import record
from huduma.platform.contributions.role import roles

from .groups import regroup, sync_workspaces
from .models import Appointment, Institution, InstitutionChange, Workspace
from .policy import reach
from .register_file import COLUMNS, Row


class AlreadyGone(ValueError):
    """The institution was merged or abolished and takes no further change of that kind."""


@transaction.atomic
def register(*, institution: Institution, by: Any, effective_date: date | None = None) -> Institution:
    """Enter a new institution in the register. Raises ``ValidationError`` naming each field that is wrong."""
    _require(by, "institutions.add_institution")
    institution.host = institution.host or f"{institution.code}.{settings.HOST}"
    institution.status_date = institution.status_date or effective_date or timezone.localdate()
    institution.full_clean()
    institution.save(force_insert=True)
    _remember(institution, InstitutionChange.What.REGISTERED, {}, _names(institution), institution.status_date, by)
    record(subject=institution, verb="institutions.register", by=by)
    return institution


@transaction.atomic
def amend(*, institution: Institution, by: Any, effective_date: date | None = None) -> Institution:
    """Save changed details; a changed name is kept as a renaming. Raises ``ValidationError``.

    The institution's own manager may change what ``Institution.DESCRIPTIVE`` lists, a registrar everything but the code, which is
    in addresses and group names for good.
    """
    _require(by, "institutions.describe_institution", institution)
    institution.full_clean()
    before = Institution.objects.select_for_update().get(pk=institution.pk)
    changed = {f.attname for f in Institution._meta.concrete_fields if getattr(before, f.attname) != getattr(institution, f.attname)}
    if not changed:
        return institution
    if "code" in changed:
        raise ValidationError({"code": _("The code of an institution never changes.")})
    if not changed.issubset(Institution.DESCRIPTIVE):
        _require(by, "institutions.change_institution", institution)
    institution.save(update_fields=[f.name for f in Institution._meta.concrete_fields if f.attname in changed])
    renamed = bool(changed & set(_names(institution)))
    what = InstitutionChange.What.RENAMED if renamed else InstitutionChange.What.AMENDED
    values = [{f: str(getattr(version, f) or "") for f in sorted(changed)} for version in (before, institution)]
    _remember(institution, what, values[0], values[1], effective_date or timezone.localdate(), by)
    record(subject=institution, verb="institutions.amend", by=by, data={"fields": sorted(changed)})
    return institution


@transaction.atomic
def rehost(*, institution: Institution, host: str, by: Any) -> None:
    """Enter another host name for the site of ``institution``. Raises ``ValidationError`` when another institution has it.

    Whatever serves the site follows the register; which names a site can have is for that to say.
    """
    _require(by, "institutions.rehost_institution", institution)
    locked = Institution.objects.select_for_update().get(pk=institution.pk)
    before, locked.host = locked.host, host
    locked.full_clean()
    locked.save(update_fields=["host"])
    _remember(locked, InstitutionChange.What.AMENDED, {"host": before}, {"host": host}, timezone.localdate(), by)
    record(subject=locked, verb="institutions.rehost", by=by, data={"from": before, "to": host})
    institution.refresh_from_db()


@dataclass
class ImportedRegister:
    """What an import did: the institutions that are new, those that were amended, and those that were as the file says."""

    registered: list[Institution] = field(default_factory=list)
    amended: list[Institution] = field(default_factory=list)
    unchanged: list[Institution] = field(default_factory=list)


@transaction.atomic
def import_register(*, rows: Sequence[Row], by: Any) -> ImportedRegister:
    """Enter all ``rows`` in the register, or bring what is there in step with them; a parent's row comes before those that name it.

    An empty cell says nothing: what is on the register stays. Repeating it changes nothing. Raises ``ValidationError`` when the
    register has changed since the rows were read and no longer takes one of them; then none is entered.
    """
    named = {code for row in rows for code in (row.code, row.parent, row.region)}
    known = {i.code: i for i in Institution.objects.select_for_update().filter(code__in=named)}
    result = ImportedRegister()
    for row in rows:
        if row.code not in known:
            known[row.code] = register(institution=Institution(**_said(row, known)), by=by)
            result.registered.append(known[row.code])
        elif _amend_as_said(row, known, by):
            result.amended.append(known[row.code])
        else:
            result.unchanged.append(known[row.code])
    for row in rows:  # a region may itself come under an institution that lies in it
        if row.region and known[row.code].region != known[row.region]:
            _amend_as_said(row, known, by)
    return result


def _said(row: Row, known: Mapping[str, Institution]) -> dict[str, Any]:
    """What the row says of an institution's fields, as far as the institutions it names are ``known``."""
    said: dict[str, Any] = {name: getattr(row, name) for name in COLUMNS if getattr(row, name)}
    for name in ("parent", "region"):
        code = said.pop(name, "")
        if code in known:
            said[name] = known[code]
    return said


def _amend_as_said(row: Row, known: Mapping[str, Institution], by: Any) -> bool:
    """Amend the row's institution where it differs from what the row says; returns whether it did."""
    institution = known[row.code]
    different = {name: value for name, value in _said(row, known).items() if getattr(institution, name) != value}
    for name, value in different.items():
        setattr(institution, name, value)
    if different:
        amend(institution=institution, by=by)
    return bool(different)


@transaction.atomic
def merge(*, institution: Institution, into: Institution, by: Any, effective_date: date) -> None:
    """Close ``institution`` as merged into ``into`` from ``effective_date``; its appointments end.

    Raises ``AlreadyGone`` when either of the two is no longer active.
    """
    _require(by, "institutions.change_institution")
    locked = {i.pk: i for i in Institution.objects.select_for_update().filter(pk__in=[institution.pk, into.pk])}
    if len(locked) != 2 or any(i.status != Institution.Status.ACTIVE for i in locked.values()):
        raise AlreadyGone(_("Only two different, active institutions can be merged."))
    Institution.objects.filter(pk=institution.pk).update(status=Institution.Status.MERGED, status_date=effective_date, successor=into)
    institution.refresh_from_db()
    _remember(institution, InstitutionChange.What.MERGED, {}, {"into": into.code}, effective_date, by)
    _end_all(institution, by)
    record(subject=institution, verb="institutions.merge", by=by, data={"into": into.code})


@transaction.atomic
def change_status(*, institution: Institution, status: str, by: Any, effective_date: date) -> None:
    """Make an institution active, dormant or abolished. Raises ``AlreadyGone`` when it was merged or abolished before."""
    _require(by, "institutions.change_institution")
    locked = Institution.objects.select_for_update().get(pk=institution.pk)
    if locked.status in (Institution.Status.MERGED, Institution.Status.ABOLISHED):
        raise AlreadyGone(_("This institution was closed on %(date)s.") % {"date": locked.status_date})
    before = locked.status
    locked.status, locked.status_date = Institution.Status(status), effective_date
    locked.full_clean()
    locked.save(update_fields=["status", "status_date"])
    _remember(locked, InstitutionChange.What.STATUS, {"status": before}, {"status": status}, effective_date, by)
    if status == Institution.Status.ABOLISHED:
        _end_all(locked, by)
    record(subject=locked, verb="institutions.change_status", by=by, data={"status": status})
    institution.refresh_from_db()


@transaction.atomic
def appoint(
    *, person: Any, institution: Institution, role: str, by: Any, from_date: date | None = None, until_date: date | None = None
) -> Appointment:
    """Let ``person`` act for ``institution`` as ``role``.

    Raises ``ValidationError`` when they already do, or the role or the dates are wrong, and ``PermissionDenied`` when ``by`` may not
    appoint there; a national role is given only by somebody who may appoint everywhere.
    """
    if role not in roles:
        raise ValidationError({"role": _("There is no role %(role)s.") % {"role": role}})
    _require(by, "institutions.add_appointment", None if roles[role].national else institution)
    appointment = Appointment(
        person=person,
        institution=institution,
        role=role,
        from_date=from_date or timezone.localdate(),
        until_date=until_date,
        appointed_by=by,
    )
    appointment.full_clean()
    appointment.save(force_insert=True)
    regroup(person)
    record(subject=appointment, verb="institutions.appoint", by=by, data={"role": role, "person": person.pk}, decision=True)
    return appointment


@transaction.atomic
def end_appointment(*, appointment: Appointment, by: Any) -> None:
    """End an appointment now: its next request is refused. Ending one that has ended changes nothing."""
    national = appointment.role in roles and roles[appointment.role].national
    _require(by, "institutions.change_appointment", None if national else appointment.institution)
    ended = Appointment.objects.filter(pk=appointment.pk, ended_at__isnull=True).update(ended_at=timezone.now(), ended_by=by)
    if ended:
        regroup(appointment.person)
        record(subject=appointment, verb="institutions.end_appointment", by=by, data={"person": appointment.person_id}, decision=True)
    appointment.refresh_from_db()


@transaction.atomic
def keep_in_step(*, appointment: Appointment, by: Any = None) -> None:
    """Give or take the groups of an appointment whose day has come; for the sweep over ``Appointment.objects.out_of_step()``."""
    regroup(appointment.person)
    record(subject=appointment, verb="institutions.keep_in_step", by=by)


@transaction.atomic
def open_workspace(*, institution: Institution, pages: Sequence[Page], collection: Collection, by: Any) -> Workspace:
    """Give an institution its places in the editor: its officers may work on ``pages`` and below, and in ``collection``.

    Repeating it replaces the places.
    """
    return open_workspaces(places=[(institution, pages, collection)], by=by)[0]


@transaction.atomic
def open_workspaces(*, places: Sequence[tuple[Institution, Sequence[Page], Collection]], by: Any) -> list[Workspace]:
    """Give many institutions their places in the editor, each as (institution, pages, collection); as ``open_workspace`` for one."""
    opened = Workspace.objects.bulk_create(
        [Workspace(institution=institution, collection=collection) for institution, _pages, collection in places],
        update_conflicts=True,
        unique_fields=["institution"],
        update_fields=["collection"],
    )
    links = Workspace.pages.through
    links.objects.filter(workspace__in=opened).delete()
    links.objects.bulk_create([links(workspace_id=i.pk, page_id=page.pk) for i, pages, _collection in places for page in pages])
    sync_workspaces(opened)
    for institution, _pages, _collection in places:
        record(subject=institution, verb="institutions.open_workspace", by=by)
    return opened


def _end_all(institution: Institution, by: Any) -> None:
    for appointment in Appointment.objects.filter(institution=institution, ended_at__isnull=True):
        end_appointment(appointment=appointment, by=by)


def _require(by: Any, permission: str, institution: Institution | None = None) -> None:
    """Raise ``PermissionDenied`` unless ``by`` holds ``permission`` at ``institution`` (``None``: everywhere).

    The platform's own work, which is ``by=None``, holds every permission.
    """
    if by is not None and not reach(by, permission).covers(institution.pk if institution else None):
        raise PermissionDenied(_("Your appointment does not allow this."))


def _names(institution: Institution) -> dict[str, str]:
    return {f: getattr(institution, f) for f in ("name_sw", "name_en", "short_name_sw", "short_name_en")}


def _remember(institution: Institution, what: str, before: dict[str, str], after: dict[str, str], effective_date: date, by: Any) -> None:
    InstitutionChange.objects.create(institution=institution, what=what, before=before, after=after, effective_date=effective_date, by=by)
