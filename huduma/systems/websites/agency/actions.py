"""Notices on the sites of institutions."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from huduma.platform.audit.actions import record
from huduma.platform.delivery.models import LiveSite
from huduma.platform.institutions.policy import reach
from huduma.platform.institutions.scoping import whole_nation
from huduma.platform.jobs.models import database_now
from huduma.platform.jobs.sweep import owe
from huduma.systems.websites.actions import BATCH
from huduma.systems.websites.drawing import draw_frame, site_map_of
from huduma.systems.websites.models import SiteNotice

OWED_NOTICES = "websites.notices"
PROCLAIM, BANNER = "websites.proclaim_sitenotice", "websites.add_sitenotice"


@transaction.atomic
def publish_notice(*, notice: SiteNotice, by: Any) -> SiteNotice:
    """Show a new notice from its beginning, or from now on when it names none, until it ends or is withdrawn.

    An institution's own banner is on its site when this commits. The nation's goes from site to site at once, in the queue. Raises
    ``ValidationError`` naming each field that is wrong, and ``PermissionDenied`` when ``by`` may not speak to these sites.
    """
    _require(by, notice)
    now = database_now()
    notice.starts_at = notice.starts_at or now
    notice.published_by = by
    notice.full_clean()
    if notice.ends_at and notice.ends_at <= now:
        raise ValidationError({"ends_at": _("This time has passed.")})
    notice.save(force_insert=True)
    record(subject=notice, verb="websites.publish_notice", by=by, data={"audience": _audience(notice), "kind": notice.kind})
    _follow(notice)
    return notice


@transaction.atomic
def withdraw_notice(*, notice: SiteNotice, by: Any) -> None:
    """Take a notice off its sites now, or call off one that is still to begin. One that is over stays as it is."""
    _require(by, notice)
    if not SiteNotice.objects.filter(pk=notice.pk, withdrawn_at__isnull=True).update(withdrawn_at=database_now()):
        return
    notice.refresh_from_db()
    record(subject=notice, verb="websites.withdraw_notice", by=by, data={"audience": _audience(notice)})
    _follow(notice)


def carry_out_notice(*, notice: int, by: Any) -> int:
    """Draw the notice with this primary key on the sites that should show it, or off those that should not; returns how many sites.

    Each batch of sites is one transaction. What a killed process did not reach is still owed, for ``shown`` says so until the last site
    is done; and a site that is right already is left alone.
    """
    with whole_nation():
        row = SiteNotice.objects.owed().filter(pk=notice).first()
        if row is None:
            return 0
        wanted = row.is_in_force(database_now())
        SiteNotice.objects.filter(pk=notice).update(shown=SiteNotice.Shown.SOMEWHERE)
        sites = list(_sites(row).values_list("pk", flat=True))
        for start in range(0, len(sites), BATCH):
            _redraw(sites[start : start + BATCH])
        _settle(row, wanted)
    record(subject=row, verb="websites.carry_out_notice", by=by, data={"sites": len(sites), "shown": wanted})
    return len(sites)


def _follow(notice: SiteNotice) -> None:
    """Draw an own banner at once; owe the sites the nation's. One that is still to begin is found when its time comes."""
    with whole_nation():
        if not SiteNotice.objects.owed().filter(pk=notice.pk).exists():
            return
        if notice.institution_id is None:
            owe(OWED_NOTICES, notice.pk)
            return
        wanted = notice.is_in_force(database_now())
        _redraw(list(_sites(notice).values_list("pk", flat=True)))
        _settle(notice, wanted)


@transaction.atomic
def _redraw(sites: list[int]) -> None:
    """Draw what surrounds the pages of these sites, taken in the order in which every transaction takes them."""
    found = LiveSite.objects.filter(pk__in=sites).select_related("institution__parent", "institution__successor")
    for site in found.order_by("pk"):
        assert site.institution  # noqa: S101  the portal has no institution and is no institution's site
        draw_frame(site, site_map_of(site.institution))


@transaction.atomic
def _settle(notice: SiteNotice, wanted: bool) -> None:
    """Write down that all sites show ``notice``, or none does, as was ``wanted``: unless that changed meanwhile, for then it is owed."""
    current = SiteNotice.objects.select_for_update().get(pk=notice.pk)
    if current.is_in_force(database_now()) == wanted:
        current.shown = SiteNotice.Shown.EVERYWHERE if wanted else SiteNotice.Shown.NOWHERE
        current.save(update_fields=["shown"])
    notice.shown = current.shown


def _sites(notice: SiteNotice) -> Any:
    """The live sites that are to show ``notice``."""
    sites = LiveSite.objects.filter(institution__isnull=False).order_by("pk")
    if notice.institution_id:
        return sites.filter(institution=notice.institution_id)
    return sites.filter(institution__kind=notice.institution_kind) if notice.institution_kind else sites


def _audience(notice: SiteNotice) -> str:
    return notice.institution.code if notice.institution else notice.institution_kind or "all"


def _require(by: Any, notice: SiteNotice) -> None:
    """Raise ``PermissionDenied`` unless ``by`` may speak to the sites of ``notice``; ``None``, the platform itself, may."""
    permission = BANNER if notice.institution_id else PROCLAIM
    if by is not None and not reach(by, permission).covers(notice.institution_id):
        raise PermissionDenied(_("Your appointment does not allow this."))
