"""Events, and their place in a visitor's own calendar (views.py)."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page, PageManager

from huduma.platform.contributions.clock import spoken
from huduma.systems.websites.blocks import BodyBlock, words_of

from .facets import Facet, Facets
from .lists import MOST_AT_ONCE, Groups, ListedPage, ListPage
from .page import SitePageQuerySet, search_panels
from .site_map import Listed, SiteMap

LENGTH = timedelta(hours=2)  # of an event that does not say when it ends


class EventIndexPage(ListPage):
    """The list of an institution's events: those to come, the last ones, and a page for each year."""

    objects = PageManager.from_queryset(SitePageQuerySet)()

    kind = "eventpage"
    nothing = _("There are no events yet.")
    years_title = _("Events by year")
    listing = "websites.events"
    facets = Facets(
        title=_("When"),
        words={"sw": "wakati", "en": "when"},
        each={
            "coming": Facet(_("Coming events"), {"sw": "yajayo", "en": "coming"}),
            "past": Facet(_("Past events"), {"sw": "yaliyopita", "en": "past"}),
        },
        lasting=True,
    )
    subpage_types: ClassVar[list[str]] = ["websites.EventPage"]

    class Meta:
        verbose_name = _("list of events")
        verbose_name_plural = _("lists of events")

    def beside(self, site: SiteMap) -> dict[str, Any]:
        return {**super().beside(site), "calendar_url": f"/kalenda/{self.language}.ics"}

    def groups(self, site: SiteMap, now: datetime) -> Groups:
        items = site.listed(self.kind, self.language)
        past = [item for item in items if ends(item) <= now]
        return [(_("Coming events"), EventPage.current(items, now)), (_("Past events"), past[:MOST_AT_ONCE])]


class EventPage(ListedPage):
    """One event: when, where, and what it is about."""

    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"), null=True, blank=True)
    place = models.CharField(_("place"), max_length=200, help_text=_("Building, street and town; or “online”."))
    summary = models.TextField(_("summary"), max_length=300, help_text=_("One or two sentences, shown in lists of events."))
    body = StreamField(BodyBlock(), verbose_name=_("text"), blank=True)

    objects = PageManager.from_queryset(SitePageQuerySet)()

    listed = ("starts_at", "ends_at", "place", "summary")
    parent_page_types: ClassVar[list[str]] = ["websites.EventIndexPage"]
    content_panels: ClassVar[list[Any]] = [
        *Page.content_panels,
        MultiFieldPanel([FieldRowPanel([FieldPanel("starts_at"), FieldPanel("ends_at")]), FieldPanel("place")], _("When and where")),
        FieldPanel("summary"),
        FieldPanel("body"),
    ]
    promote_panels = search_panels()

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")

    @classmethod
    def day(cls, item: "ListedPage | Listed") -> date:
        return timezone.localtime(item.starts_at).date()

    @classmethod
    def facet(cls, item: Listed, now: datetime) -> str:
        return "coming" if ends(item) > now else "past"

    @classmethod
    def current(cls, items: Sequence[Listed], now: datetime) -> list[Listed]:
        """Those that are not over, the next one first."""
        return sorted((item for item in items if ends(item) > now), key=lambda item: item.starts_at)

    @classmethod
    def item(cls, item: Listed, site: SiteMap, now: datetime) -> dict[str, Any]:
        return {"title": item.title, "url": item.url, "text": item.summary, "meta": [instant(item.starts_at), item.place]}

    def clean(self) -> None:
        """An event ends after it began."""
        super().clean()
        if self.starts_at and self.ends_at and self.ends_at <= self.starts_at:
            raise ValidationError({"ends_at": _("The end must be after the beginning.")})

    def next_change(self, now: datetime) -> datetime | None:
        """The event is over."""
        return ends(self) if self.starts_at and ends(self) > now else None

    def words(self) -> str:
        return f"{self.place} {self.summary} {words_of(self.body)}"

    def dated(self) -> datetime:
        """The instant at which it begins."""
        return self.starts_at

    def own_context(self, site: SiteMap) -> dict[str, Any]:
        facts = [
            {"label": _("Begins"), "value": instant(self.starts_at)},
            *([{"label": _("Ends"), "value": instant(self.ends_at)}] if self.ends_at else []),
            {"label": _("Place"), "value": self.place},
        ]
        return {"facts": facts, "is_over": ends(self) <= timezone.now()}


def ends(event: "EventPage | Listed") -> datetime:
    """The instant at which ``event`` is over."""
    found: datetime = event.ends_at or event.starts_at + LENGTH
    return found


def instant(moment: datetime) -> str:
    """A date and a time of day as the reader writes and says them, in the nation's time: “25 Novemba 2026, 10:00 (saa 4:00 asubuhi)”."""
    local, said = timezone.localtime(moment), spoken(moment)
    return f"{date_format(local, 'j F Y')}, {date_format(local, 'H:i')}{f' ({said})' if said else ''}"
