"""Lists of pages of one kind, and what the pages in them have in common."""

from collections.abc import Sequence
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

from huduma.systems.websites.blocks import words_of

from .facets import EVERYTHING, Choice, Facets, Filter
from .page import SitePage, menu_panel, search_panels
from .site_map import Listed, SiteMap

MOST_AT_ONCE = 20


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

    def groups(self, site: SiteMap, now: datetime) -> list[tuple[str | Promise, Sequence[Listed]]]:
        """What the list shows at its own address: headings, which may be empty, and the items below each."""
        return [("", site.listed(self.kind, self.language)[:MOST_AT_ONCE])]

    def _documents(self, site: SiteMap) -> list[Any]:
        now, filter_ = timezone.now(), self._filter(site)
        pages = [self._draw(site, self.path_on_site(), self.own_context(site))]
        for choice, items in filter_.chosen():
            context = self._narrowed(site, filter_, choice, items, now)
            pages.append(self._draw(site, filter_.address(choice), context))
        return pages

    def own_context(self, site: SiteMap) -> dict[str, Any]:
        now = timezone.now()
        rows = self._filter(site).rows(EVERYTHING)
        return {"groups": self._shown(site, self.groups(site, now), now), "filters": rows, "feed_url": self._feed()}

    def _narrowed(self, site: SiteMap, filter_: Filter, choice: Choice, items: Sequence[Listed], now: datetime) -> dict[str, Any]:
        """What the template needs for the list with only what was chosen in it."""
        narrowed_to = " ".join(filter(None, [str(filter_.label(choice)), str(choice.year or "")]))
        return {"groups": self._shown(site, [("", items)], now), "filters": filter_.rows(choice), "narrowed_to": narrowed_to}

    def _filter(self, site: SiteMap) -> Filter:
        now, model = timezone.now(), apps.get_model("websites", self.kind)
        found = Filter(self.path_on_site(), self.language, self.facets, self.years_title)
        for item in site.listed(self.kind, self.language):
            day = model.day(item)  # type: ignore[attr-defined]
            found.add(item, model.facet(item, now), day.year if day else 0)  # type: ignore[attr-defined]
        return found

    def _feed(self) -> str:
        return reverse("rss", args=[self.listing], urlconf=settings.SITE_URLCONF) if self.listing else ""

    def _shown(self, site: SiteMap, groups: Sequence[tuple[str | Promise, Sequence[Listed]]], now: datetime) -> list[dict[str, Any]]:
        return [{"title": title, "items": site.shown(self.kind, items, now)} for title, items in groups if items]
