"""The first page of a site."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import PageManager

from huduma.platform.contributions.listing import listings
from huduma.systems.websites.blocks import BodyBlock, words_of

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
    picture = models.ForeignKey(
        "wagtailimages.Image", verbose_name=_("picture"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    picture_alt = models.CharField(
        _("what the picture shows"), max_length=200, blank=True, help_text=_("Read aloud to people who do not see the picture.")
    )
    body = StreamField(BodyBlock(), verbose_name=_("text"), blank=True)

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
    content_panels = [
        FieldPanel("introduction"),
        MultiFieldPanel([FieldPanel("picture"), FieldPanel("picture_alt")], _("Picture")),
        FieldPanel("body"),
    ]
    promote_panels = [FieldPanel("search_description"), ReadersPanel()]
    settings_panels: list[Any] = []

    class Meta:
        verbose_name = _("home page")
        verbose_name_plural = _("home pages")

    def permissions_for_user(self, user: Any) -> HomePermissions:
        """As for other pages, but a home page stays where it is as long as the institution has a site."""
        return HomePermissions(user, self)

    def clean(self) -> None:
        """A picture needs words for those who do not see it."""
        super().clean()
        if self.picture_id and not self.picture_alt.strip():
            raise ValidationError({"picture_alt": _("Say what the picture shows.")})

    def description(self) -> str:
        return self.search_description or self.introduction

    def words(self) -> str:
        return f"{self.introduction} {words_of(self.body)}"

    def own_context(self, site: SiteMap) -> dict[str, Any]:
        now, chosen = timezone.now(), self._kinds_listed()
        own = (section for kind, _title in SECTIONS if kind not in chosen and (section := self._section(site, kind, now)))
        return {
            "picture": site.picture(self.picture_id, self.picture_alt),
            "news": site.latest("newspage", self.language, LATEST_ON_HOME, now),
            "news_url": site.first_url("newsindexpage", self.language),
            "sections": [*own, *self._sections_of_others(site, chosen)],
            "contact": site.contact(),
        }

    def _section(self, site: SiteMap, kind: str, now: datetime) -> dict[str, Any] | None:
        """What the first page shows of the pages of one kind; nothing where there are none."""
        items = site.latest(kind, self.language, LATEST_ON_HOME, now)
        url = site.first_url(LISTS[kind], self.language)
        return {"id": kind, "title": dict(SECTIONS)[kind], "items": items, "url": url} if items else None

    def _sections_of_others(self, site: SiteMap, chosen: set[str]) -> Iterator[dict[str, Any]]:
        """What the first page shows of the lists that other systems keep: of each that has something current here, and is not ``chosen``
        by the editor to stand in the text.
        """
        for listing in listings:
            if listing.current and listing.key not in chosen:
                items = site.current(listing.key, self.language, LATEST_ON_HOME)
                url = listing.all_of(site.institution) if listing.all_of and items else ""
                if items:
                    yield {"id": listing.key, "title": listing.label, "items": items, "url": url}
