"""Making the sites of institutions, and keeping what visitors are served in step with what is published.

What concerns one page after it is made is in ``publishing.py``: there Wagtail's own publishing calls us.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from wagtail.models import Locale, Site
from wagtail.signal_handlers import disable_reference_index_auto_update

from huduma.platform.audit.actions import record
from huduma.platform.delivery import actions as delivery
from huduma.platform.delivery.models import LiveSite
from huduma.platform.institutions.actions import open_workspaces
from huduma.platform.institutions.models import Institution, InstitutionChange
from huduma.platform.search.actions import index_many

from .drawing import draw_site, pages_of, site_map_of
from .models import HomePage, InstitutionSite
from .models.site import InstitutionSiteQuerySet
from .starter import NewSite, home_title, new_site
from .tree import add_children, add_collections, sector_pages

BATCH = 25  # sites in one transaction: other writers wait for it, and a killed process loses no more than its time

Progress = Callable[[int, int], None]


@transaction.atomic
def owe_sites(*, institutions: Iterable[Institution], by: Any) -> int:
    """Write down that each of ``institutions`` is to have a site; one that has or is owed it already stays so. Returns how many are new."""
    known = set(InstitutionSite.objects.values_list("pk", flat=True))
    new = [institution for institution in institutions if institution.pk not in known]
    InstitutionSite.objects.bulk_create([InstitutionSite(institution=institution) for institution in new], ignore_conflicts=True)
    for institution in new:
        record(subject=institution, verb="websites.owe_site", by=by)
    return len(new)


@transaction.atomic
def make_site(*, institution: Institution, by: Any) -> LiveSite:
    """Make the whole site of ``institution`` from its register row, in both languages, and open it to visitors.

    Does nothing more when it is there already. Returns the live site. Raises ``ValidationError`` when the host is taken.
    """
    owe_sites(institutions=[institution], by=by)
    _make(InstitutionSite.objects.owed().filter(institution=institution), by)
    return LiveSite.objects.get(institution=institution)


def make_sites(*, institutions: Iterable[Institution], by: Any, progress: Progress | None = None) -> int:
    """Make the sites of all ``institutions``, as ``make_site`` for one, and any others that are owed; returns how many were made.

    Each batch is one transaction: a site is there whole or not at all, and what a killed process did not reach stays owed. ``progress``
    is called with the number of sites made and the number to be made.
    """
    owe_sites(institutions=institutions, by=by)
    return make_owed_sites(by=by, progress=progress)


def make_owed_sites(*, by: Any, progress: Progress | None = None) -> int:
    """Make every site that is owed; returns how many were made."""
    total, made = InstitutionSite.objects.owed().count(), 0
    while True:
        with transaction.atomic():
            count = _make(InstitutionSite.objects.owed().order_by("pk")[:BATCH], by)
        if not count:
            return made
        made += count
        if progress:
            progress(made, max(total, made))


@transaction.atomic
def redraw_site(*, institution: Institution, by: Any) -> None:
    """Draw the whole site of ``institution`` anew from its pages and its register row, and bring host and names in step with the row.

    For a change of the register, a new release, or after a disaster. Does nothing for an institution whose site is still owed.
    """
    site = LiveSite.objects.select_for_update().filter(institution=institution).first()
    if site is None:
        return
    institution.refresh_from_db()
    if site.host != institution.host:
        Site.objects.filter(hostname=site.host).update(hostname=institution.host, site_name=institution.name_sw[:255])
        delivery.move_site(site=site, host=institution.host, by=by)
    for home in HomePage.objects.filter(institution=institution).select_related("locale"):
        title = home_title(institution, home.language)
        HomePage.objects.filter(pk=home.pk).update(title=title, draft_title=title)
    draw_site(site, site_map_of(institution), pages_of(institution))
    InstitutionSite.objects.filter(pk=institution.pk).update(drawn_change=_last_changes([institution])[institution.pk])
    record(subject=institution, verb="websites.redraw_site", by=by)


def _make(owed: InstitutionSiteQuerySet, by: Any) -> int:
    """Make the sites of the rows ``owed`` in the surrounding transaction; returns how many."""
    sectors = sector_pages()  # taken first: whoever makes sites at the same time waits here, and then finds fewer owed
    rows = list(owed.select_related("institution__parent", "institution__successor"))
    if not rows:
        return 0
    locales = {locale.language_code: locale for locale in Locale.objects.all()}
    new = [new_site(row.institution, sectors, locales) for row in rows]
    with disable_reference_index_auto_update():  # first pages refer to nothing
        add_children([place for site in new for place in site.places])
        _give_workspaces(new, by)
    _open(new, by)
    changes = _last_changes([row.institution for row in rows])
    for row in rows:
        row.status, row.made_at, row.drawn_change = InstitutionSite.Status.MADE, timezone.now(), changes[row.pk]
        record(subject=row.institution, verb="websites.make_site", by=by)
    InstitutionSite.objects.bulk_update(rows, ["status", "made_at", "drawn_change"])
    return len(rows)


def _give_workspaces(new: Sequence[NewSite], by: Any) -> None:
    collections = add_collections([site.institution for site in new])
    open_workspaces(places=[(site.institution, list(site.homes.values()), collections[site.institution.pk]) for site in new], by=by)


def _open(new: Sequence[NewSite], by: Any) -> None:
    """Open the new sites to visitors and to search."""
    first = settings.LANGUAGE_CODE
    Site.objects.bulk_create(
        [Site(hostname=s.institution.host, site_name=s.institution.name_sw[:255], root_page=s.homes[first]) for s in new]
    )
    for site in new:
        live = delivery.open_site(host=site.institution.host, institution=site.institution, by=by)
        draw_site(live, site_map_of(site.institution), [page for _parent, page in site.places])
    index_many(listing="websites.pages", records=[page for site in new for _parent, page in site.places])


def _last_changes(institutions: Sequence[Institution]) -> dict[int, int]:
    """The primary key of the last change of each institution on the register, 0 where there is none."""
    found = InstitutionChange.objects.filter(institution__in=institutions).order_by().values_list("institution").annotate(Max("pk"))
    return {institution.pk: 0 for institution in institutions} | dict(found)
