"""Adding domain names, looking for their proof, and letting them lead to their sites."""

from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from huduma.platform.audit.actions import record
from huduma.platform.delivery import actions as delivery
from huduma.platform.delivery.models import LiveSite
from huduma.platform.institutions.models import Institution
from huduma.platform.institutions.policy import reach
from huduma.platform.institutions.scoping import whole_nation
from huduma.platform.jobs.models import database_now
from huduma.platform.jobs.sweep import owe
from huduma.systems.websites.agency.actions import move_host
from huduma.systems.websites.gateways.name_servers import Unreachable, texts_at
from huduma.systems.websites.models import SiteDomain

from .names import check_free, is_used_by_another, normalised
from .telling import tell_of_loss

OWED_CHECKS = "websites.domains"
ADD, CHANGE, REHOST = "websites.add_sitedomain", "websites.change_sitedomain", "institutions.rehost_institution"
PROVEN_EVERY = timedelta(days=1)  # a proof is looked for again
CLAIM_EVERY = timedelta(hours=1)  # a name that is to be proven, and one whose servers did not answer
CLAIM_FOR = timedelta(days=14)  # after that only when somebody asks


@transaction.atomic
def add_domain(*, institution: Institution, name: str, by: Any) -> SiteDomain:
    """Write down that ``institution`` says ``name`` is its own; the record that proves it is looked for from now on.

    Raises ``ValidationError`` naming the field when it is no name that an institution can have, and ``PermissionDenied``.
    """
    _require(by, ADD, institution)
    name = normalised(name)
    check_free(name, institution)
    if not LiveSite.objects.filter(institution=institution).exists():
        raise ValidationError({"institution": _("This institution has no website yet.")})
    with whole_nation():
        domain = SiteDomain(institution=institution, name=name, added_by=by, check_at=database_now())
        domain.full_clean()
        domain.save(force_insert=True)
    record(subject=domain, verb="websites.add_domain", by=by, data={"name": name})
    return domain


@transaction.atomic
def ask_for_check(*, domain: SiteDomain, by: Any) -> None:
    """Have the worker look for the record now."""
    _require(by, CHANGE, domain.institution)
    SiteDomain.objects.filter(pk=domain.pk).update(check_at=database_now())
    owe(OWED_CHECKS, domain.pk)


def check_domain(*, domain: int, by: Any) -> None:
    """Ask the DNS for the proof of the name with this primary key, and write down what it says. Does nothing when that is not due.

    Not one transaction: the DNS may take its time. What it says of a name that was removed meanwhile is forgotten.
    """
    with whole_nation():
        row = SiteDomain.objects.due().filter(pk=domain).first()
        if row is None:
            return
        try:
            texts = texts_at(row.record_name)
        except Unreachable:
            _settle(domain, None, by)
        else:
            _settle(domain, texts, by)


@transaction.atomic
def use_domain(*, domain: SiteDomain, by: Any) -> None:
    """Move the site to a proven name; the host at which it was leads there. Raises ``ValidationError`` as ``move_host`` does."""
    try:
        move_host(institution=domain.institution, host=domain.name, by=by)
    except ValidationError as error:
        raise ValidationError(error.messages) from error


@transaction.atomic
def remove_domain(*, domain: SiteDomain, by: Any) -> None:
    """Forget a name: it leads to the site no more. Raises ``ValidationError`` while the site is at this name."""
    _require(by, CHANGE, domain.institution)
    row = SiteDomain.objects.select_for_update().get(pk=domain.pk)
    if row.is_main:
        raise ValidationError(_("The website is at this name. Move it to another host name first."))
    site = LiveSite.objects.get(institution=row.institution_id)
    record(subject=row, verb="websites.remove_domain", by=by, data={"name": row.name})
    if row.proven_at:
        delivery.drop_host(site=site, host=row.name, by=by)
    row.delete()


@transaction.atomic
def _settle(pk: int, texts: list[str] | None, by: Any) -> None:
    """Write down what the DNS said of a name, ``None`` when it said nothing, and what follows from it."""
    row = SiteDomain.objects.select_for_update().filter(pk=pk).first()
    if row is None:
        return
    now = row.checked_at = database_now()
    row.check_at = _next_check(row, now)
    if texts is None:
        row.fault = SiteDomain.Fault.UNREACHABLE
        row.check_at = row.check_at and now + CLAIM_EVERY
    elif row.record_text not in texts:
        row.fault = SiteDomain.Fault.OTHER if texts else SiteDomain.Fault.MISSING
        _lose(row, by)
    elif is_used_by_another(row.name, row.institution):
        row.fault = SiteDomain.Fault.TAKEN
    else:
        row.fault = ""
        _prove(row, now, by)
    row.save()


def _next_check(row: SiteDomain, now: datetime) -> datetime | None:
    if row.proven_at:
        return now + PROVEN_EVERY
    return now + CLAIM_EVERY if now < row.added_at + CLAIM_FOR else None


def _prove(row: SiteDomain, now: datetime, by: Any) -> None:
    if row.is_proven:
        return
    if row.proven_at is None:
        row.proven_at = now
        row.check_at = now + PROVEN_EVERY
        if not row.is_main:
            delivery.lead_host(site=LiveSite.objects.get(institution=row.institution_id), host=row.name, by=by)
    row.lost_at = None
    record(subject=row, verb="websites.prove_domain", by=by, data={"name": row.name})


def _lose(row: SiteDomain, by: Any) -> None:
    """A proof that is gone is told, once; the site stays where it is, for a slip of the pen in the DNS must not take it down."""
    if row.is_proven:
        row.lost_at = row.checked_at
        record(subject=row, verb="websites.lose_domain", by=by, data={"name": row.name})
        tell_of_loss(row)


def _require(by: Any, permission: str, institution: Institution) -> None:
    """Raise ``PermissionDenied`` unless ``by`` holds ``permission`` there; ``None``, the platform itself, does."""
    if by is not None and not reach(by, permission).covers(institution.pk):
        raise PermissionDenied(_("Your appointment does not allow this."))
