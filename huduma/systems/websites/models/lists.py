"""Lists of pages of one kind, and what the pages in them have in common."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any, ClassVar

from django.apps import apps
from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page

from huduma.platform.delivery.pages import RenderedPage, fingerprint
from huduma.systems.websites.blocks import words_of

from .facets import EVERYTHING, Choice, Facets, Filter, Sheet
from .page import SitePage, menu_panel, search_panels
from .site_map import Listed, Other, SiteMap

MOST_AT_ONCE = 20
Groups = Sequence[tuple[str | Promise, Sequence[Listed]]]  # headings, which may be empty, and the items below each


class ListedPage(SitePage):
    """A page that stands in a list of its kind.

    ``listed`` names the columns that the list shows, beside title and address. Most kinds have a ``date``, a ``summary`` and a ``body``;
    one that has not says itself what is asked of these.
    """

    if TYPE_CHECKING:
        date: Any
        summary: Any
        body: Any
    listed: ClassVar[tuple[str, ...]]
    subpage_types: ClassVar[list[str]] = []

    class Meta:
        abstract = True

    @classmethod
    def day(cls, item: "ListedPage | Listed") -> date | None:
        """The day by which ``item`` is put in order and in a year; ``None`` for what has no day and keeps its place in the tree."""
        return item.date

    @classmethod
    def facet(cls, item: Listed, now: datetime) -> str:
        """The key of the facet to which ``item`` belongs at ``now``; empty where its list has none."""
        return ""

    @classmethod
    def current(cls, items: Sequence[Listed], now: datetime) -> Sequence[Listed]:
        """Those of ``items``, latest first, that matter most at ``now``, the most urgent first."""
        return items

    @classmethod
    def item(cls, item: Listed, site: SiteMap, now: datetime) -> dict[str, Any]:
        """``item`` as the component of its list shows it."""
        return {"title": item.title, "url": item.url, "text": item.summary}

    def description(self) -> str:
        return self.search_description or self.summary

    def words(self) -> str:
        return f"{self.summary} {words_of(self.body)}"

    def dated(self) -> datetime:
        """The morning of its day."""
        day = self.day(self)
        return timezone.make_aware(datetime.combine(day, time())) if day else super().dated()


class ListPage(SitePage):
    """A list of pages below it: what matters now at its own address, and below that each choice of its filter, where an item keeps its
    place.
    """

    introduction = models.TextField(_("introduction"), max_length=400, blank=True)

    kind: ClassVar[str]  # of the pages in the list: the name of their type in small letters
    nothing: ClassVar[str | Promise]
    years_title: ClassVar[str | Promise] = ""
    facets: ClassVar[Facets | None] = None  # what the list can be narrowed to besides years
    listing: ClassVar[str] = ""  # of the contributions, whose feed the list offers
    component: ClassVar[str] = "websites/records.html"
    asks_readers: ClassVar[bool] = False
    show_in_menus_default = True
    max_count_per_parent = 1
    parent_page_types: ClassVar[list[str]] = ["websites.HomePage"]
    content_panels: ClassVar[list[Any]] = [*Page.content_panels, FieldPanel("introduction")]
    promote_panels: ClassVar[list[Any]] = [*search_panels(), menu_panel()]

    class Meta:
        abstract = True

    def description(self) -> str:
        return self.search_description or self.introduction

    def words(self) -> str:
        return self.introduction

    def groups(self, site: SiteMap, now: datetime) -> Groups:
        """What the list shows at its own address."""
        return [("", site.listed(self.kind, self.language)[:MOST_AT_ONCE])]

    def paths(self, site: SiteMap) -> list[str]:
        return [self.path_on_site(), *(sheet.path for sheet in self._filter(site).sheets())]

    def own_context(self, site: SiteMap) -> dict[str, Any]:
        now = timezone.now()
        return {**self.beside(site), "groups": self._shown(site, self.groups(site, now), now)}

    def beside(self, site: SiteMap) -> dict[str, Any]:
        """What stands around the items at the list's own address."""
        return {"filters": self._filter(site).rows(EVERYTHING), "feed_url": self._feed()}

    def _documents(self, site: SiteMap, known: Mapping[str, str]) -> list[RenderedPage]:
        """All that is not drawn from the same already: a list of many years has hundreds of sheets, and one item stands on three."""
        now, drawn = timezone.now(), []
        documents = [(self.path_on_site(), self.groups(site, now), self.beside(site))]
        documents += [(sheet.path, [("", sheet.items)], self._narrowed(site, sheet)) for sheet in self._filter(site).sheets()]
        for path, groups, beside in documents:
            drawn_from = self._fingerprint(site, path, groups, beside, now)
            if known.get(path) != drawn_from:
                context = {**beside, "groups": self._shown(site, groups, now)}
                drawn.append(self._draw(site, path, context, drawn_from))
        return drawn

    def _fingerprint(self, site: SiteMap, path: str, groups: Groups, beside: dict[str, Any], now: datetime) -> str:
        """Of all that a document shows: what it says of itself, what stands beside the items, and what is kept of each of them."""
        own = (self.title, self.seo_title, self.search_description, self.introduction, self.last_published_at)
        kind: Any = apps.get_model("websites", self.kind)
        items = [(title, [(vars(item), kind.facet(item, now)) for item in group]) for title, group in groups]
        return fingerprint(repr((own, path, site.others(self), beside, items)).encode())

    def _narrowed(self, site: SiteMap, sheet: Sheet) -> dict[str, Any]:
        """What the template needs, beside the items, for a sheet of the list with only what was chosen in it."""
        filter_ = self._filter(site)
        narrowed_to = " ".join(filter(None, [str(filter_.label(sheet.choice)), str(sheet.choice.year or "")]))
        return {
            "filters": filter_.rows(sheet.choice),
            "narrowed_to": narrowed_to,
            "share": {**self.share(site), "title": f"{self.title}: {narrowed_to}"},
            "sheet": {"number": sheet.number, "total": sheet.total, "newer": sheet.newer, "older": sheet.older},
            "languages": site.languages(self.language, sheet.path, self._in_other_languages(site, sheet)),
            "breadcrumbs": [*site.breadcrumbs(self)[:-1], *self._way(filter_, sheet)],
        }

    def _in_other_languages(self, site: SiteMap, sheet: Sheet) -> dict[str, Other]:
        """The same choice in every language that the list has, else the list. Older sheets do not hold the same in another language."""
        lists = {code: self._filter(site, code, there.path) for code, there in site.others(self).items()}
        return {
            code: Other(there.address(sheet.choice), sheet.number == 1) if there.has(sheet.choice) else Other(there.here, False)
            for code, there in lists.items()
        }

    def _way(self, filter_: Filter, sheet: Sheet) -> list[dict[str, Any]]:
        """The end of the breadcrumb: from the list to the sheet, which itself has no address there."""
        choice = sheet.choice
        way: list[tuple[Any, str]] = [(self.title, filter_.here)]
        if choice.facet:
            way.append((filter_.label(choice), filter_.address(Choice(choice.facet, 0))))
        if choice.year:
            way.append((choice.year, filter_.address(choice)))
        if sheet.number > 1:
            way.append((_("Page %(number)s of %(count)s") % {"number": sheet.number, "count": sheet.total}, sheet.path))
        return [{"label": str(label), "url": url if url != sheet.path else ""} for label, url in way]

    def _filter(self, site: SiteMap, language: str = "", path: str = "") -> Filter:
        """Its items sorted by all that can be chosen; in another language, where it is at ``path``, too."""
        language, path = language or self.language, path or self.path_on_site()
        return site.once(("filter", path), lambda: self._sorted(site, language, path))

    def _sorted(self, site: SiteMap, language: str, path: str) -> Filter:
        now, model = timezone.now(), apps.get_model("websites", self.kind)
        found = Filter(path, language, self.facets, self.years_title)
        for item in site.listed(self.kind, language):
            day = model.day(item)  # type: ignore[attr-defined]
            found.add(item, model.facet(item, now), day.year if day else 0)  # type: ignore[attr-defined]
        return found

    def _feed(self) -> str:
        return reverse("rss", args=[self.listing], urlconf=settings.SITE_URLCONF) if self.listing else ""

    def _shown(self, site: SiteMap, groups: Groups, now: datetime) -> list[dict[str, Any]]:
        return [{"title": title, "items": site.shown(self.kind, items, now)} for title, items in groups if items]
