"""Where a page is on the web: the one place where Wagtail's own answer is replaced.

Wagtail compares a page with the root path of every site for every address it gives, which at 411 sites in two languages is nearly
half of the cost of a page. Here the site is read off the page's place in the tree: institutions' home pages are all three levels down,
so the first three steps of a page's ``path`` name its home page, and what was found for a home page is kept until its site changes.
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import connection
from django.http import HttpRequest
from wagtail.models import Page, Site
from wagtail.models.sites import SiteRootPath

from huduma.platform.delivery.forgetting import generation_of_everything
from huduma.platform.delivery.generations import NEVER, counters
from huduma.platform.delivery.models import LiveSite
from huduma.platform.delivery.negotiation import number_asked
from huduma.platform.portal.addresses import origin

HOME_DEPTH = 3  # root, sector, home
HOME_PATH = HOME_DEPTH * Page.steplen
LONGEST_OLD_ADDRESS = 600  # characters
_PART_OF_A_LIST = re.compile(r"(?<=/)((?:category|tag)/.+?)/(?:page/[0-9]+|feed)$")  # of WordPress: further pages of it, and its feed


@dataclass(frozen=True)
class Home:
    """What the address of every page below one home page begins with, as read at ``generation`` of the live site."""

    site_id: int
    host: str
    language: str
    live_site_id: int
    generation: int


_homes: dict[str, Home] = {}
_root_paths: tuple[int, list[SiteRootPath]] = (-1, [])


def prefix(language: str) -> str:
    """What the paths of a language begin with: ``/`` for Swahili, ``/en/`` for English."""
    return "/" if language == settings.LANGUAGE_CODE else f"/{language}/"


def path_on_site(url_path: str, language: str) -> str:
    """The path that a visitor types, ``/en/news/``, of the page with Wagtail's ``url_path`` ``/ministries/moha/news/``."""
    _root, _sector, _home, below = url_path.split("/", HOME_DEPTH)
    return prefix(language) + below


def old_address(path: str, query: str = "") -> str:
    """How an address that is no page's any more is remembered: ``/2019/habari`` or ``/?p=17``; without the slash at its end.

    Of the query only the number of a page or a category counts, by whichever name WordPress asks for it; the pages and the feed of what a
    category or a tag lists are the list.
    """
    place = _PART_OF_A_LIST.sub(r"\1", "/" + unicodedata.normalize("NFC", path).replace("\x00", "").strip("/"))
    number = number_asked(query)
    return f"{place}?{number}" if number else place


def home_of(page: Page) -> Home | None:
    """The home page that ``page`` is or hangs below; ``None`` for pages that are on no site."""
    path = page.path[:HOME_PATH]
    if len(path) < HOME_PATH:
        return None
    known = _homes.get(path)
    if known and known.generation == counters().of(known.live_site_id):
        return known
    found = _find_home(path)
    if found and not connection.in_atomic_block:  # what an open transaction sees may never come true
        _homes[path] = found
    return found


def _find_home(path: str) -> Home | None:
    home = Page.objects.filter(path=path).values_list("translation_key", "locale__language_code").first()
    site = home and Site.objects.filter(root_page__translation_key=home[0]).values_list("pk", "hostname").first()
    live = site and LiveSite.objects.filter(host=site[1]).values_list("pk", "generation").first()
    return Home(site[0], site[1], home[1], *live) if home and site and live else None


def get_url_parts(page: Page, request: HttpRequest | None = None) -> tuple[int, str, str] | None:
    """The id of the page's site, the site's origin and the path there; ``None`` for a page that is on no site."""
    home = home_of(page)
    return (home.site_id, origin(home.host), path_on_site(page.url_path, home.language)) if home else None


def get_url(page: Page, request: HttpRequest | None = None, current_site: Site | None = None) -> str | None:
    """The page's path where the reader is on its site, else its whole address; ``None`` for a page that is on no site."""
    parts = page.get_url_parts(request)
    if parts is None:
        return None
    if current_site is None and request is not None:
        current_site = Site.find_for_request(request)
    site_id, root, path = parts
    return path if current_site is not None and current_site.pk == site_id else root + path


def get_site_root_paths() -> list[SiteRootPath]:
    """The root paths of all sites in all languages, most specific first, kept until any site changes (three queries)."""
    global _root_paths
    if _root_paths[0] == counters().of_anything():
        return _root_paths[1]
    read_at = generation_of_everything()
    sites = {key: (pk, host) for pk, host, key in Site.objects.values_list("pk", "hostname", "root_page__translation_key")}
    homes = Page.objects.filter(depth=HOME_DEPTH).order_by("-url_path").values_list("translation_key", "url_path", "locale__language_code")
    found = [SiteRootPath(sites[key][0], path, origin(sites[key][1]), language) for key, path, language in homes if key in sites]
    if read_at != NEVER:
        _root_paths = (read_at, found)
    return found


def forget() -> None:
    """Forget every site: for a database that was emptied, where other pages may take the places of those that were."""
    global _root_paths
    _homes.clear()
    _root_paths = (-1, [])


def install() -> None:
    """Let Wagtail give addresses in this way, for every page type and wherever it asks."""
    replacements: dict[str, Any] = {"get_url_parts": get_url_parts, "get_url": get_url, "url": property(get_url)}
    for name, replacement in replacements.items():
        setattr(Page, name, replacement)
    Site.get_site_root_paths = staticmethod(get_site_root_paths)
