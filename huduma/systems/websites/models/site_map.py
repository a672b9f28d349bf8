"""All that one page shows of the others: menu, breadcrumb, translations, lists; one query for a site, and one for each kind of list."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Mapping, Sequence
from datetime import datetime
from functools import cache, cached_property
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar
from uuid import UUID

from django.apps import apps
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from wagtail.images import get_image_model
from wagtail.models import Page

from huduma.platform.asking.plans import Plan
from huduma.platform.asking.ready import Ready
from huduma.platform.contributions.listing import Entry, Listing, listings
from huduma.platform.institutions.models import Institution
from huduma.platform.institutions.scoping import whole_nation
from huduma.platform.portal.addresses import origin
from huduma.platform.portal.themes import PALETTES, theme_css
from huduma.systems.websites.addresses import HOME_PATH, path_on_site, prefix
from huduma.systems.websites.rendering.pictures import FILTERS, SHARED, Picture, SharedPicture, picture, shared_emblem, shared_picture

from .notice import ORDINARY, SiteNotice, notice_for

T = TypeVar("T")


class Headline(NamedTuple):
    """A live page as the other pages of its site show it. ``kind`` is the name of its type in small letters."""

    pk: int
    kind: str
    tree_path: str
    url_path: str
    title: str
    language: str
    translation_key: UUID
    show_in_menus: bool
    menu_label: str

    @property
    def label(self) -> str:
        """What it is called in the menu and on the way to a page below it."""
        return self.menu_label or self.title

    @property
    def url(self) -> str:
        """The page's path on its site."""
        return path_on_site(self.url_path, self.language)


class Other(NamedTuple):
    """Where the reader of a page is led who wants another language, and whether that is the same there."""

    path: str
    is_same: bool


class Listed(SimpleNamespace):
    """A page in the list of its kind: ``pk``, ``title``, ``url``, and the columns that its type names in ``listed``."""

    pk: int
    title: str
    url: str

    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any: ...


# Written out because Django's compiler would cost several times as much as the query itself, for every page that is drawn.
_HEADLINES = Plan(
    "huduma_headlines",
    ["bigint"],
    """
    SELECT page.id, page.content_type_id, page.path, page.url_path, page.title,
        locale.language_code, page.translation_key, page.show_in_menus, own.menu_label
    FROM websites_sitepage own
    JOIN wagtailcore_page page ON page.id = own.page_ptr_id
    JOIN wagtailcore_locale locale ON locale.id = page.locale_id
    WHERE own.institution_id = %s AND page.live ORDER BY page.path""",
)


def headlines_of(institution: Institution) -> list[Headline]:
    """The live pages of an institution's site, parents before children and siblings in order (one query)."""
    with connection.cursor() as cursor:
        _HEADLINES.ask(cursor, [institution.pk])
        rows = cursor.fetchall()
    kinds = {type_id: ContentType.objects.get_for_id(type_id).model for type_id in {row[1] for row in rows}}
    return [
        Headline(pk, kinds[type_id], tree_path, url_path, title, language, _uuid(key), bool(shown), label)
        for pk, type_id, tree_path, url_path, title, language, key, shown, label in rows
    ]


def _uuid(stored: UUID | str) -> UUID:
    """SQLite has no type for it, and keeps its digits."""
    return stored if isinstance(stored, UUID) else UUID(stored)


NO_INSTITUTION = -411  # stands in the query of a listing where the institution is put


@cache
def _current(listing: Listing, most: int) -> Ready[Any]:
    """The first ``most`` current records of ``listing`` that are an institution's: compiled once, since every first page asks for them."""
    assert listing.current  # noqa: S101  whoever asks has looked
    current = listing.current
    return Ready(lambda institution: current().filter(institution=institution)[:most], NO_INSTITUTION)


def _entries_of(key: str, institution: Institution, most: int) -> list[Entry]:
    """The first ``most`` current records of a listing that are ``institution``'s, in every language that they have."""
    listing = next((listing for listing in listings if listing.key == key), None)
    if listing is None or listing.current is None:
        return []
    with whole_nation():
        return [entry for record in _current(listing, most).ask(institution.pk) for entry in listing.describe(record)]


class SiteMap:
    """The live pages of one institution's site, in both languages, as they stand at one moment."""

    def __init__(self, institution: Institution) -> None:
        """The site of ``institution`` as it stands now (one query)."""
        self.institution = institution
        self.headlines = headlines_of(institution)
        self.origin = origin(institution.host)
        self._frames: dict[str, dict[str, Any]] = {}
        self._images: dict[int, Any] = {}
        self._listed: dict[tuple[str, str], list[Listed]] = {}
        self._made: dict[Hashable, Any] = {}

    @cached_property
    def _by_tree_path(self) -> dict[str, Headline]:
        return {headline.tree_path: headline for headline in self.headlines}

    @cached_property
    def _translations(self) -> dict[UUID, dict[str, Headline]]:
        found: dict[UUID, dict[str, Headline]] = defaultdict(dict)
        for headline in self.headlines:
            found[headline.translation_key][headline.language] = headline
        return found

    def first_url(self, kind: str, language: str) -> str:
        """The path of the first page of a type, ``newsindexpage``, in ``language``; empty where there is none."""
        return next((h.url for h in self.headlines if h.kind == kind and h.language == language), "")

    def below(self, page: Page) -> list[dict[str, str]]:
        """The live pages right below ``page``, as ``{label, url}``."""
        found = [h for h in self.headlines if h.tree_path.startswith(page.path) and len(h.tree_path) == len(page.path) + Page.steplen]
        return [{"label": h.title, "url": h.url} for h in found]

    def menu(self, language: str) -> list[dict[str, str]]:
        """The site's first level: the home page and those below it that are shown in menus, as ``{label, url}``."""
        steps = HOME_PATH + Page.steplen
        entries = [h for h in self.headlines if h.language == language and len(h.tree_path) == steps and h.show_in_menus]
        home = {"label": _("Home"), "url": prefix(language)}
        return [home, *({"label": h.label, "url": h.url} for h in entries)]

    def breadcrumbs(self, page: Any) -> list[dict[str, str]]:
        """The way from the home page to ``page``, which ends it without an address; the home page itself has none."""
        ends = range(HOME_PATH, len(page.path), Page.steplen)
        above = [self._by_tree_path[page.path[:end]] for end in ends if page.path[:end] in self._by_tree_path]
        if not above:
            return []
        way = [{"label": _("Home"), "url": above[0].url}, *({"label": h.label, "url": h.url} for h in above[1:])]
        return [*way, {"label": page.label, "url": ""}]

    def others(self, page: Page) -> dict[str, Other]:
        """Where ``page`` is in the languages that it has, by their codes."""
        return {code: Other(there.url, True) for code, there in self._translations.get(page.translation_key, {}).items()}

    def languages(self, language: str, path: str, others: Mapping[str, Other]) -> list[dict[str, Any]]:
        """What is at ``path`` in every language, as ``{code, label, url, current}``; ``others`` knows where it is in the others.

        Where it is not in a language, ``elsewhere`` says that the address is of something else there, if need be of the site's home page.
        """
        found = []
        for code, label in settings.LANGUAGES:
            there = Other(path, True) if code == language else others.get(code, Other(prefix(code), False))
            found.append(
                {
                    "code": code,
                    "label": label,
                    "url": self.origin + there.path,
                    "current": code == language,
                    "elsewhere": not there.is_same,
                }
            )
        return found

    def listed(self, kind: str, language: str) -> list[Listed]:
        """The pages of ``kind`` in ``language``, latest first; those that have no day in the order of the tree.

        One query for a kind, and none where the site has no page of it.
        """
        if (kind, language) not in self._listed:
            for code, _label in settings.LANGUAGES:
                self._listed[kind, code] = []
            self._read(kind)
        return self._listed[kind, language]

    def _read(self, kind: str) -> None:
        headlines = [headline for headline in self.headlines if headline.kind == kind]
        if not headlines:
            return
        model: Any = apps.get_model("websites", kind)
        pages = model.objects.of(self.institution).live().values_list("pk", *model.listed)
        rows = {pk: dict(zip(model.listed, values, strict=True)) for pk, *values in pages}
        for h in headlines:
            if h.pk in rows:
                self._listed[kind, h.language].append(Listed(pk=h.pk, title=h.title, url=h.url, **rows[h.pk]))
        for code, _label in settings.LANGUAGES:
            items = self._listed[kind, code]
            if items and model.day(items[0]):
                items.sort(key=lambda item: (model.day(item), item.pk), reverse=True)

    def years(self, kind: str, language: str) -> dict[int, list[Listed]]:
        """The pages of ``kind`` in ``language`` by year, latest first; empty for those that have no day."""
        model: Any = apps.get_model("websites", kind)
        found: dict[int, list[Listed]] = defaultdict(list)
        for item in self.listed(kind, language):
            if day := model.day(item):
                found[day.year].append(item)
        return found

    def latest(self, kind: str, language: str, most: int, now: datetime) -> list[dict[str, Any]]:
        """Up to ``most`` pages of ``kind`` that matter most at ``now``, as the component of their list shows them."""
        model: Any = apps.get_model("websites", kind)
        return self.shown(kind, model.current(self.listed(kind, language), now)[:most], now)

    def current(self, key: str, language: str, most: int) -> list[dict[str, Any]]:
        """Up to ``most`` of what the listing with this key, another system's, has now for this institution, as a list shows it.

        One query for a listing, whichever of the pages show it; nothing where its system is no longer there.
        """
        entries = self.once(("entries", key, most), lambda: _entries_of(key, self.institution, most))
        return [{"title": entry.title, "url": entry.url, "text": entry.summary} for entry in entries if entry.language == language]

    def once(self, key: Hashable, make: Callable[[], T]) -> T:
        """What ``make`` makes of the site, the same for all that ask by ``key``."""
        if key not in self._made:
            self._made[key] = make()
        made: T = self._made[key]
        return made

    def shown(self, kind: str, items: Sequence[Listed], now: datetime) -> list[dict[str, Any]]:
        """``items`` as the component of their list shows them; their pictures are read with one query."""
        model: Any = apps.get_model("websites", kind)
        self._fetch({item.picture_id for item in items if getattr(item, "picture_id", None)})
        return [model.item(item, self, now) for item in items]

    def picture(self, image_id: int | None, alt: str | None) -> Picture | None:
        """The picture with the primary key ``image_id`` at the sizes shown."""
        self._fetch({image_id} if image_id else set())
        return picture(self._images[image_id], alt or "") if image_id in self._images else None

    def shared_picture(self, image_id: int | None, alt: str, language: str) -> SharedPicture | None:
        """What other websites show of a page beside its title: its own picture, else the emblem of the institution if it has one."""
        self._fetch({image_id} if image_id else set())
        if image_id in self._images:
            return shared_picture(self._images[image_id], alt, self.origin)
        of_site = self.frame(language)["site"]
        return shared_emblem(of_site["emblem"], of_site["name"], self.origin) if of_site["emblem"] else None

    def _fetch(self, image_ids: set[int]) -> None:
        missing = image_ids - self._images.keys()
        if missing:
            self._images.update(get_image_model().objects.prefetch_renditions(*FILTERS, SHARED).in_bulk(missing))

    def frame(self, language: str) -> dict[str, Any]:
        """What ``portal/base.html`` needs for the parts that are the same on every page of the site in ``language``."""
        if language not in self._frames:
            with translation.override(language):
                self._frames[language] = self._frame(language)
        return self._frames[language]

    def _frame(self, language: str) -> dict[str, Any]:
        institution = self.institution
        menu = self.menu(language)
        return {
            "site": {
                "name": institution.name_in(language),
                "short_name": institution.short_name_in(language),
                "home_url": prefix(language),
                "search_url": reverse("site-search", urlconf=settings.SITE_URLCONF),
                "theme_css": theme_css(*PALETTES[institution.kind]),
                "owner": institution.parent.name_in(language) if institution.parent else "",
                "emblem": self._emblem(),
            },
            "menu": menu,
            "footer": {
                "contact": self.contact(),
                "links": menu,
                "national_links": [{"label": _("All public services"), "url": origin(settings.HOST) + prefix(language)}],
            },
            "alert": self._alert(language),
        }

    def contact(self) -> dict[str, str]:
        """How to reach the institution, as its register row says."""
        institution = self.institution
        return {
            "address": institution.physical_address,
            "postal_address": institution.postal_address,
            "phone": institution.phone,
            "email": institution.email,
        }

    def earlier_website(self) -> str:
        """The address of the institution's earlier website; empty where it is none that a link may lead to."""
        website = self.institution.website
        return website if website.startswith(("https://", "http://")) else ""

    def _emblem(self) -> dict[str, Any] | None:
        logo = self.institution.logo
        return {"url": logo.url, "width": logo.width, "height": logo.height} if logo else None

    @cached_property
    def _notice(self) -> SiteNotice | None:
        return notice_for(self.institution)

    def _alert(self, language: str) -> dict[str, str] | None:
        """The one alert of today: what is urgent, what the register says of an institution that is no more, what else there is to say."""
        notice = self._notice
        if notice and notice.rank < ORDINARY:
            return notice.as_alert(language)
        return self._standing(language) or (notice.as_alert(language) if notice else None)

    def _standing(self, language: str) -> dict[str, str] | None:
        institution = self.institution
        if institution.status == Institution.Status.ACTIVE:
            return None
        if institution.successor:
            text = _("This institution has become part of %(name)s.") % {"name": institution.successor.name_in(language)}
            return {"text": text, "url": origin(institution.successor.host) + prefix(language), "kind": ""}
        if institution.status == Institution.Status.DORMANT:
            return {"text": _("This institution is not working at present."), "url": "", "kind": ""}
        return {"text": _("This institution no longer exists. Its pages are kept as they were."), "url": "", "kind": ""}
