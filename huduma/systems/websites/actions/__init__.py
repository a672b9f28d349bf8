"""Making the sites of institutions, and keeping what visitors are served in step with what is published.

Publishing itself is Wagtail's: what it sets off here is in ``publishing.py``.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from wagtail.models import Collection, Locale, Page, ReferenceIndex, Site
from wagtail.signal_handlers import disable_reference_index_auto_update

from huduma.platform.audit.actions import record
from huduma.platform.delivery import actions as delivery
from huduma.platform.delivery.models import LivePage, LiveSite
from huduma.platform.institutions.actions import ImportedRegister, import_register, open_workspaces
from huduma.platform.institutions.models import Institution
from huduma.platform.institutions.register_file import Row
from huduma.platform.jobs.models import database_now
from huduma.platform.portal.addresses import origin
from huduma.platform.search.actions import forget, index_many
from huduma.systems.websites.actions.hosts import refused_hosts
from huduma.systems.websites.addresses import HOME_DEPTH, HOME_PATH
from huduma.systems.websites.drawing import (
    draw_pages,
    draw_parts,
    draw_site,
    frames_served,
    pages_of,
    specific,
    take_homes,
    take_sites,
)
from huduma.systems.websites.models import (
    EventPage,
    FormPage,
    HomePage,
    InstitutionSite,
    NewsPage,
    PublicationPage,
    ServicePage,
    SiteMap,
    SitePage,
    TenderPage,
    source_of,
)
from huduma.systems.websites.models.site import InstitutionSiteQuerySet
from huduma.systems.websites.rendering.look import look
from huduma.systems.websites.starter import NewSite, home_title, new_site
from huduma.systems.websites.tree import add_children, add_collections, note_references, sector_pages

LISTINGS: dict[type[SitePage], str] = {
    NewsPage: "websites.news",
    EventPage: "websites.events",
    TenderPage: "websites.tenders",
    PublicationPage: "websites.publications",
    ServicePage: "websites.services",
}
OTHERS = "websites.pages"  # the listing of all other pages
BATCH = 25  # sites in one transaction: other writers wait for it, and a killed process loses no more than its time

Progress = Callable[[int, int], None]
Furnish = Callable[[NewSite, Collection], Iterable[tuple[Page, SitePage]]]


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


def make_sites(*, institutions: Iterable[Institution], by: Any, progress: Progress | None = None, furnish: Furnish | None = None) -> int:
    """Make the sites of all ``institutions``, as ``make_site`` for one, and any others that are owed; returns how many were made.

    Each batch is one transaction: a site is there whole or not at all, and what a killed process did not reach stays owed. ``progress``
    is called with the number of sites made and the number to be made; ``furnish``, with a new site and its folder of files, for the pages
    that it is to have beside its first ones, as (parent, page).
    """
    owe_sites(institutions=institutions, by=by)
    return make_owed_sites(by=by, progress=progress, furnish=furnish)


def make_owed_sites(*, by: Any, progress: Progress | None = None, furnish: Furnish | None = None) -> int:
    """Make every site that is owed; returns how many were made."""
    total, made = InstitutionSite.objects.owed().count(), 0
    while True:
        with transaction.atomic():
            count = _make(InstitutionSite.objects.owed().order_by("pk")[:BATCH], by, furnish)
        if not count:
            return made
        made += count
        if progress:
            progress(made, max(total, made))


@transaction.atomic
def enter_register(*, rows: Sequence[Row], with_sites: bool, by: Any) -> ImportedRegister:
    """Enter ``rows`` in the register and, ``with_sites``, owe each institution its site, as one change.

    Raises ``ValidationError`` as ``import_register`` does, and for a host that a site cannot have.
    """
    if refused := refused_hosts(rows):
        raise ValidationError([f"{row.host}: {why}" for row, _field, why in refused])
    imported = import_register(rows=rows, by=by)
    if with_sites:
        owe_sites(institutions=[*imported.registered, *imported.amended, *imported.unchanged], by=by)
    return imported


def redraw_sites_behind(*, by: Any) -> int:
    """Redraw the sites that a change on the register, or a new release, has left behind; returns how many. Each is one transaction."""
    behind = list(InstitutionSite.objects.behind().select_related("institution"))
    for row in behind:
        redraw_site(institution=row.institution, by=by)
    return len(behind)


@transaction.atomic
def redraw_site(*, institution: Institution, by: Any) -> None:
    """Draw the whole site of ``institution`` anew from its pages and its register row, and bring host and names in step with the row.

    For a change of the register, a new release, or after a disaster. Does nothing for an institution whose site is still owed.
    """
    homes = take_homes(institution)
    site = next(iter(take_sites([institution.pk])), None)
    if site is None:
        return
    change = InstitutionSite.objects.latest_changes([institution.pk])[institution.pk]
    institution.refresh_from_db()
    if site.host != institution.host:
        Site.objects.filter(hostname=site.host).update(hostname=institution.host, site_name=institution.name_sw[:255])
        delivery.move_site(site=site, host=institution.host, by=by)
    for home in homes:
        title = home_title(institution, home.language)
        HomePage.objects.filter(pk=home.pk).update(title=title, draft_title=title)
    pages = pages_of(institution)
    draw_site(site, SiteMap(institution), pages)
    index_pages(pages)
    InstitutionSite.objects.filter(pk=institution.pk).update(drawn_change=change, drawn_look=look())
    record(subject=institution, verb="websites.redraw_site", by=by)


def faults_of(*, institution: Institution) -> list[str]:
    """The addresses on ``institution``'s site at which visitors get something else than was published; changes nothing.

    An address of which only the language is given stands for what surrounds all pages in that language.
    """
    site_map = SiteMap(institution)
    served = dict(LivePage.objects.filter(site__institution=institution).values_list("path", "html"))
    drawn = {document.path: document.html for page in pages_of(institution) for document in page.draw(site_map)}
    wrong = sorted(path for path in served.keys() | drawn.keys() if served.get(path) != drawn.get(path))
    frames = frames_served(LiveSite.objects.get(institution=institution))
    wrong += [f" ({language})" for language, _label in settings.LANGUAGES if frames.get(language) != draw_parts(site_map, language)]
    return [f"{origin(institution.host)}{path}" for path in wrong]


@transaction.atomic
def show_page(*, page: SitePage) -> None:
    """Put a page that has just been published where visitors and search find it, and draw anew all that shows it.

    Those are its parent, its site's home page, its translations and the menu; and where its address, its title or its label is new also the
    pages below it and those that link to it. A form also stands in the text of those that refer to it.
    """
    sites = _take(_showing(page))
    pages = specific(_showing(page))  # again: what others did until the sites were ours is known only now
    index_pages([found for found in pages if found.path.startswith(page.path)])
    _draw(sites, pages)


@transaction.atomic
def hide_page(*, page: Page, shown_on: Sequence[int] = ()) -> None:
    """Take away a page that was unpublished or deleted, and draw anew all that showed it.

    Of a deleted page, ``shown_on`` says which pages (primary keys) referred to it: nothing else knows that any more.
    """
    site = LiveSite.objects.filter(institution__in=HomePage.objects.filter(path=page.path[:HOME_PATH]).values("institution")).first()
    if site is None:
        return
    sites = _take(_having_shown(page, shown_on), site.institution_id)
    for listing in (*LISTINGS.values(), OTHERS):
        forget(listing=listing, record=page)
    _draw(sites, specific(_having_shown(page, shown_on)), hidden={site.pk: [page]})


@transaction.atomic
def show_moved(*, page: SitePage) -> None:
    """Draw anew what a move changed: the whole site where addresses are new, else the menu and what shows pages in their order."""
    live = SitePage.objects.live()
    moved, around = live.descendant_of(page, inclusive=True), live.around(page)
    own, elsewhere = page.institution_id, live.exclude(institution=page.institution_id)
    sites = {site.institution_id: site for site in _take(elsewhere.filter(pk__in=referrers(moved)), own)}
    if LivePage.objects.filter(site=sites[own], source=source_of(page), path=page.path_on_site()).exists():
        _draw([sites[own]], specific(around))
        return
    site = sites.pop(own)
    assert site.institution  # noqa: S101  the portal has no pages in the tree
    index_pages(specific(moved))
    draw_site(site, SiteMap(site.institution), pages_of(site.institution))
    _draw(sites.values(), specific(elsewhere.filter(pk__in=referrers(moved))))


@transaction.atomic
def redraw_due(*, page: SitePage) -> None:
    """Draw anew a page whose hour has come, and all that shows it; does nothing when another worker was here before.

    Its next hour is written first, so that whoever owes another one meanwhile waits, and writes it over this one.
    """
    due = SitePage.objects.due().select_for_update(of=("self",)).filter(pk=page.pk).first()
    if due:
        SitePage.objects.filter(pk=page.pk).update(redraw_at=due.specific.next_change(timezone.now()))
        show_page(page=page)


@transaction.atomic
def owe_lists(*, listing: str, institutions: Iterable[int]) -> None:
    """Owe drawing anew the pages that list what another system keeps for these institutions (primary keys): their hour has come.

    First pages list whatever there is; of the others ``shows`` knows what they list.
    """
    listing_it = Q(shows__contains=listing) | Q(depth=HOME_DEPTH)
    SitePage.objects.live().filter(listing_it, institution__in=institutions).update(redraw_at=database_now())


@transaction.atomic
def redraw_pages(*, pages: Sequence[int]) -> None:
    """Draw anew the pages with these primary keys, because a picture or a document that they show has changed, and those that list them."""
    showing = SitePage.objects.live().showing(pages)
    _draw(_take(showing), specific(showing))


def _showing(page: SitePage) -> Any:
    """The live pages that show ``page``, itself among them: with all below it where its address, its title or its label is new."""
    live = SitePage.objects.live()
    pages = live.around(page)
    if isinstance(page, FormPage):
        pages = pages | live.filter(pk__in=referrers([page]))
    same = LivePage.objects.filter(source=source_of(page), path=page.path_on_site(), title=page.title[:300])
    if page.label_before not in (None, page.label) or not same.exists():
        below = live.descendant_of(page, inclusive=True)
        pages = pages | below | live.filter(pk__in=referrers(below))
    return pages


def _having_shown(page: Page, shown_on: Sequence[int]) -> Any:
    """The live pages that showed ``page``, which is gone."""
    live = SitePage.objects.live().exclude(pk=page.pk)
    return live.around(page) | live.filter(path__startswith=page.path) | live.filter(pk__in=[*shown_on, *referrers([page])])


def _take(pages: Any, *institutions: int | None) -> list[LiveSite]:
    """Take the sites of ``pages``, a QuerySet, and of ``institutions`` (primary keys)."""
    return take_sites({*pages.order_by().values_list("institution", flat=True).distinct(), *institutions})


def _draw(sites: Iterable[LiveSite], pages: Iterable[SitePage], hidden: Mapping[int, Sequence[Page]] | None = None) -> None:
    """Draw pages of ``sites``, which are taken, and hide others, given by the primary key of their live site."""
    by_institution: dict[int | None, list[SitePage]] = defaultdict(list)
    for page in pages:
        by_institution[page.institution_id].append(page)
    for site in sites:
        assert site.institution  # noqa: S101  the portal, which has none, has no such pages
        draw_pages(site, SiteMap(site.institution), by_institution[site.institution_id], (hidden or {}).get(site.pk, ()))


def referrers(records: Any) -> list[int]:
    """The primary keys of the pages that show or link to one of ``records``."""
    page_type = ContentType.objects.get_for_model(Page)
    found = ReferenceIndex.get_references_to_in_bulk(records).filter(base_content_type=page_type)
    return [int(pk) for pk in found.values_list("object_id", flat=True).distinct()]


def index_pages(pages: Sequence[SitePage]) -> None:
    """Put pages, each of its own type, where search finds them, as they stand now."""
    by_listing: dict[str, list[SitePage]] = defaultdict(list)
    for page in pages:
        by_listing[LISTINGS.get(type(page), OTHERS)].append(page)
    for listing, records in by_listing.items():
        index_many(listing=listing, records=records)


def _make(owed: InstitutionSiteQuerySet, by: Any, furnish: Furnish | None = None) -> int:
    """Make the sites of the rows ``owed`` in the surrounding transaction; returns how many."""
    sectors = sector_pages()  # taken first: whoever makes sites at the same time waits here, and then finds fewer owed
    rows = list(owed.select_related("institution__parent", "institution__successor"))
    if not rows:
        return 0
    locales = {locale.language_code: locale for locale in Locale.objects.all()}
    new = [new_site(row.institution, sectors, locales) for row in rows]
    collections = add_collections([site.institution for site in new])
    if furnish:
        for site in new:
            site.places.extend(furnish(site, collections[site.institution.pk]))
    with disable_reference_index_auto_update():  # what pages refer to is noted once they are there
        add_children([place for site in new for place in site.places])
        _give_workspaces(new, collections, by)
    note_references([page for site in new for _parent, page in site.places] if furnish else [])  # first pages refer to nothing
    _open(new, by)
    changes = InstitutionSite.objects.latest_changes([row.pk for row in rows])
    for row in rows:
        row.status, row.made_at = InstitutionSite.Status.MADE, timezone.now()
        row.drawn_change, row.drawn_look = changes[row.pk], look()
        record(subject=row.institution, verb="websites.make_site", by=by)
    InstitutionSite.objects.bulk_update(rows, ["status", "made_at", "drawn_change", "drawn_look"])
    return len(rows)


def _give_workspaces(new: Sequence[NewSite], collections: Mapping[int, Collection], by: Any) -> None:
    open_workspaces(places=[(site.institution, list(site.homes.values()), collections[site.institution.pk]) for site in new], by=by)


def _open(new: Sequence[NewSite], by: Any) -> None:
    """Open the new sites to visitors and to search."""
    first = settings.LANGUAGE_CODE
    Site.objects.bulk_create(
        [Site(hostname=s.institution.host, site_name=s.institution.name_sw[:255], root_page=s.homes[first]) for s in new]
    )
    for site in new:
        live = delivery.open_site(host=site.institution.host, institution=site.institution, by=by)
        draw_site(live, SiteMap(site.institution), [page for _parent, page in site.places])
    index_pages([page for site in new for _parent, page in site.places])
