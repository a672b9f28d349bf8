"""Putting drawn pages where visitors get them: delivery's rows of one site."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.template.loader import get_template
from django.utils import translation
from wagtail.models import Locale, Page

from huduma.platform.asking.plans import by_name
from huduma.platform.delivery import actions as delivery
from huduma.platform.delivery.models import LiveChrome, LivePage, LiveSite
from huduma.platform.institutions.models import Institution

from .addresses import old_address
from .models import HomePage, OldAddress, SiteMap, SitePage, source_of

_PARTS = {part: f"portal/chrome_{part}.html" for part in ("head", "top", "bottom")}


def take_sites(institutions: Any) -> list[LiveSite]:
    """The live sites of ``institutions`` (primary keys), which from now on nobody else changes until the transaction ends.

    What is drawn is read afterwards: of two who publish on one site at the same time, the second then shows what the first did. Whoever
    changes pages takes those first, then institutions and then sites, each in the order of their primary keys.
    """
    known = Institution.objects.select_for_update(no_key=True).filter(pk__in=institutions).order_by("pk").values_list("pk", flat=True)
    sites = LiveSite.objects.filter(institution__in=list(known)).order_by("pk")
    taken = list(sites.select_for_update().values_list("pk", flat=True))
    with by_name():  # asked again, since what is joined to a row that was waited for is as it was before
        return list(LiveSite.objects.filter(pk__in=taken).select_related("institution__parent", "institution__successor").order_by("pk"))


def take_homes(institution: Institution) -> list[HomePage]:
    """The home pages of ``institution``, which nobody else changes until the transaction ends: for who changes them and the site."""
    homes = HomePage.objects.filter(institution=institution).select_related("locale")
    list(Page.objects.select_for_update().filter(pk__in=homes.values("pk")).order_by("pk").values_list("pk"))
    return list(homes)


def pages_of(institution: Institution) -> list[SitePage]:
    """All live pages of a site, each of its own type (one query for each type)."""
    return specific(SitePage.objects.of(institution).live())


def specific(pages: Any) -> list[SitePage]:
    """The pages of a QuerySet, each of its own type, with its language and its institution, without a query for each."""
    with by_name():
        locales = Locale.objects.in_bulk()
        found = list(pages.specific())
        institutions = Institution.objects.in_bulk({page.institution_id for page in found})
    for page in found:
        page.locale, page.institution = locales[page.locale_id], institutions[page.institution_id]
    return found


def draw_site(site: LiveSite, site_map: SiteMap, pages: Iterable[SitePage]) -> None:
    """Draw all ``pages`` of ``site`` and what surrounds them, and take away whatever else was drawn from pages."""
    _put(site, site_map, list(pages), LivePage.objects.filter(site=site, source__startswith="websites.page:"))


def draw_pages(site: LiveSite, site_map: SiteMap, pages: Iterable[SitePage], hidden: Iterable[Page] = ()) -> None:
    """Draw some pages of ``site``, and take away all addresses that they, or the pages ``hidden``, no longer answer.

    Documents that were drawn from the very same stay as they are.
    """
    pages = list(pages)
    sources = [source_of(page) for page in (*pages, *hidden)]
    _put(site, site_map, pages, LivePage.objects.filter(site=site, source__in=sources), keep_same=True)


def _put(site: LiveSite, site_map: SiteMap, pages: list[SitePage], before: QuerySet[LivePage], keep_same: bool = False) -> None:
    """Draw ``pages``, and take away what is no more of the documents that were there ``before``; whoever asks for one whose page has only
    moved is led to it from then on.
    """
    rows = list(before.values_list("path", "source", "drawn_from"))
    were = {path: source for path, source, _drawn_from in rows}
    known = {path: drawn_from for path, _source, drawn_from in rows if drawn_from and keep_same}
    drawn = [document for page in pages for document in page.draw(site_map, known)]
    paths = {path for page in pages for path in page.paths(site_map)}
    gone = {path: source for path, source in were.items() if path not in paths}
    delivery.put_pages(site=site, pages=drawn, gone=sorted(gone))
    elsewhere = {source_of(page): page.pk for page in pages if page.path_on_site() not in were} if gone else {}
    moved = {old_address(path): elsewhere[source] for path, source in gone.items() if source in elsewhere}
    if moved and site.institution_id:
        OldAddress.objects.remember(site.institution_id, moved)
    draw_frame(site, site_map)


def draw_frame(site: LiveSite, site_map: SiteMap) -> None:
    """Draw what is the same on every page, in each language, where it is not what is there already."""
    served = frames_served(site)
    for language, _label in settings.LANGUAGES:
        parts = draw_parts(site_map, language)
        if served.get(language) != parts:
            delivery.put_chrome(site=site, language=language, **parts)


def draw_parts(site_map: SiteMap, language: str) -> dict[str, str]:
    """What is the same on every page of a site in ``language``: ``head``, ``top`` and ``bottom`` as HTML."""
    with translation.override(language):
        return {part: get_template(name).render(site_map.frame(language)) for part, name in _PARTS.items()}


def frames_served(site: LiveSite) -> dict[str, dict[str, str]]:
    """What visitors of ``site`` get around every page now, by language and part."""
    return {chrome.language: {part: getattr(chrome, part) for part in _PARTS} for chrome in LiveChrome.objects.filter(site=site)}
