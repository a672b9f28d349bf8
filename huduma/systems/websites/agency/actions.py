"""Notices on sites, freezing of sites, and moving of host names."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from huduma.platform.audit.actions import record
from huduma.platform.delivery.models import LiveSite
from huduma.platform.delivery.negotiation import host_of
from huduma.platform.institutions.actions import rehost
from huduma.platform.institutions.models import Institution
from huduma.platform.institutions.policy import reach
from huduma.platform.institutions.scoping import whole_nation
from huduma.platform.jobs.models import database_now
from huduma.platform.jobs.sweep import owe
from huduma.systems.websites.actions import BATCH, redraw_site
from huduma.systems.websites.actions.hosts import check_host
from huduma.systems.websites.drawing import draw_frame, take_homes, take_sites
from huduma.systems.websites.models import InstitutionSite, SiteMap, SiteNotice
from huduma.systems.websites.models.freezing import why_frozen
from huduma.systems.websites.models.site import LONGEST_REASON

OWED_NOTICES = "websites.notices"
FREEZE = "websites.freeze_institutionsite"
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
def correct_notice(*, notice: SiteNotice, by: Any) -> None:
    """Save the words and the link of ``notice`` as they are now; its sites show them as soon as they would show a new notice.

    Nothing else of a published notice changes. Raises ``ValidationError`` when it is over or something is wrong, and ``PermissionDenied``.
    """
    _require(by, notice)
    current = SiteNotice.objects.select_for_update().get(pk=notice.pk)
    if current.is_over:
        raise ValidationError(_("This notice is over. Publish another."))
    before = {name: getattr(current, name) for name in SiteNotice.WORDS if getattr(current, name) != getattr(notice, name)}
    if not before:
        return
    for name in before:
        setattr(current, name, getattr(notice, name))
    current.full_clean()
    current.corrected_at = database_now()
    if current.shown == SiteNotice.Shown.EVERYWHERE:
        current.shown = SiteNotice.Shown.SOMEWHERE  # as it is now
    current.save(update_fields=[*before, "corrected_at", "shown"])
    record(subject=current, verb="websites.correct_notice", by=by, data={"audience": _audience(current), "before": before})
    _follow(current)
    notice.refresh_from_db()


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


@transaction.atomic
def freeze_site(*, site: InstitutionSite, reason: str, by: Any) -> None:
    """Let nobody change anything on ``site`` until it is unfrozen; its officers are told ``reason``, and visitors go on reading.

    What is scheduled waits. Freezing a frozen site changes the reason. Raises ``ValidationError`` without a reason.
    """
    _require_at(by, FREEZE, site.institution_id)
    reason = " ".join(reason.split())
    longest = LONGEST_REASON
    if not reason or len(reason) > longest:
        raise ValidationError({"reason": _("Say why, in at most %(longest)d characters.") % {"longest": longest}})
    InstitutionSite.objects.filter(pk=site.pk).update(frozen_at=database_now(), frozen_by=by, frozen_reason=reason)
    site.refresh_from_db()
    record(subject=site, verb="websites.freeze_site", by=by, data={"reason": reason})


@transaction.atomic
def unfreeze_site(*, site: InstitutionSite, by: Any) -> None:
    """Let the officers of ``site`` change it again. One that is not frozen stays as it is."""
    _require_at(by, FREEZE, site.institution_id)
    if InstitutionSite.objects.frozen().filter(pk=site.pk).update(frozen_at=None, frozen_by=None, frozen_reason=""):
        site.refresh_from_db()
        record(subject=site, verb="websites.unfreeze_site", by=by)


@transaction.atomic
def move_host(*, institution: Institution, host: str, by: Any) -> None:
    """Move the site of ``institution`` to ``host``; the old host leads there, each address to the same one on the new host.

    Register, site and all that is drawn from them change together. Raises ``ValidationError`` when ``host`` is not a name that a site can
    have, and ``PermissionDenied`` when ``by`` may not move it.
    """
    host = host_of(host.strip())
    check_host(host, institution)
    take_homes(institution)
    rehost(institution=institution, host=host, by=by)
    redraw_site(institution=institution, by=by)


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
    """Draw what surrounds the pages of these sites."""
    for site in take_sites(LiveSite.objects.filter(pk__in=sites).values("institution")):
        assert site.institution  # noqa: S101  the portal has no institution and is no institution's site
        draw_frame(site, SiteMap(site.institution))


@transaction.atomic
def _settle(notice: SiteNotice, wanted: bool) -> None:
    """Write down that all sites show ``notice``, or none does, as was ``wanted``.

    Unless that, or its words, changed meanwhile: then it is still owed.
    """
    current = SiteNotice.objects.select_for_update().get(pk=notice.pk)
    if current.is_in_force(database_now()) == wanted and current.corrected_at == notice.corrected_at:
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
    _require_at(by, BANNER if notice.institution_id else PROCLAIM, notice.institution_id)
    frozen = InstitutionSite.objects.frozen().filter(pk=notice.institution_id).first()
    if by is not None and frozen:
        raise ValidationError(why_frozen(frozen.frozen_reason))


def _require_at(by: Any, permission: str, institution: int | None) -> None:
    """Raise ``PermissionDenied`` unless ``by`` holds ``permission`` there; ``None`` is the whole nation."""
    if by is not None and not reach(by, permission).covers(institution):
        raise PermissionDenied(_("Your appointment does not allow this."))
