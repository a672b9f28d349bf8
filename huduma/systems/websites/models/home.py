"""The first page of a site."""

from datetime import datetime
from typing import Any, ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField
from wagtail.models import PageManager

from huduma.systems.websites.blocks import FEATURES
from huduma.systems.websites.rendering.richtext import expand, plain

from .page import SitePage, SitePageQuerySet
from .permissions import HomePermissions
from .readers_panel import ReadersPanel
from .site_map import SiteMap

LATEST_ON_HOME = 3
# What the first page shows besides news, in this order, and the lists in which there is more.
SECTIONS = (
    ("servicepage", _("Services")),
    ("eventpage", _("Coming events")),
    ("tenderpage", _("Open tenders")),
    ("publicationpage", _("Publications")),
)
LISTS = {
    "servicepage": "serviceindexpage",
    "eventpage": "eventindexpage",
    "tenderpage": "tenderindexpage",
    "publicationpage": "publicationindexpage",
}


class HomePage(SitePage):
    """The first page of an institution's site; its title is the institution's name on the register."""

    introduction = models.TextField(_("introduction"), max_length=400, help_text=_("One or two sentences below the name."))
    body = RichTextField(_("text"), blank=True, features=FEATURES)

    objects = PageManager.from_queryset(SitePageQuerySet)()

    is_creatable = False
    asks_readers: ClassVar[bool] = False
    parent_page_types = ["websites.SectorPage"]
    subpage_types = [
        "websites.StandardPage",
        "websites.LeadershipPage",
        "websites.ServiceIndexPage",
        "websites.NewsIndexPage",
        "websites.EventIndexPage",
        "websites.TenderIndexPage",
        "websites.PublicationIndexPage",
        "websites.ContactPage",
        "websites.FormPage",
    ]
    content_panels = [FieldPanel("introduction"), FieldPanel("body")]
    promote_panels = [FieldPanel("search_description"), ReadersPanel()]
    settings_panels: list[Any] = []

    class Meta:
        verbose_name = _("home page")
        verbose_name_plural = _("home pages")

    def permissions_for_user(self, user: Any) -> HomePermissions:
        """As for other pages, but a home page stays where it is as long as the institution has a site."""
        return HomePermissions(user, self)

    def description(self) -> str:
        return self.search_description or self.introduction

    def words(self) -> str:
        return f"{self.introduction} {plain(self.body)}"

    def own_context(self, site: SiteMap) -> dict[str, Any]:
        now = timezone.now()
        return {
            "body": expand(self.body, site.origin),
            "news": site.latest("newspage", self.language, LATEST_ON_HOME, now),
            "news_url": site.first_url("newsindexpage", self.language),
            "sections": [section for kind, _title in SECTIONS if (section := self._section(site, kind, now))],
            "contact": site.contact(),
        }

    def _section(self, site: SiteMap, kind: str, now: datetime) -> dict[str, Any] | None:
        """What the first page shows of the pages of one kind; nothing where there are none."""
        items = site.latest(kind, self.language, LATEST_ON_HOME, now)
        url = site.first_url(LISTS[kind], self.language)
        return {"id": kind, "title": dict(SECTIONS)[kind], "items": items, "url": url} if items else None
