"""What an institution does for people: what one needs, what it costs, how long it takes."""

from datetime import datetime
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page, PageManager

from huduma.systems.websites.blocks import FEATURES, BodyBlock, words_of
from huduma.systems.websites.rendering.richtext import expand, plain

from .lists import Groups, ListedPage, ListPage
from .page import SitePageQuerySet, search_panels
from .site_map import Listed, SiteMap


class ServiceIndexPage(ListPage):
    """The list of an institution's services, in the order of the tree."""

    objects = PageManager.from_queryset(SitePageQuerySet)()

    template = "websites/list_page.html"
    kind = "servicepage"
    listing = "websites.services"
    nothing = _("The services are not described yet.")
    component = "websites/tiles.html"
    subpage_types: ClassVar[list[str]] = ["websites.ServicePage"]

    class Meta:
        verbose_name = _("list of services")
        verbose_name_plural = _("lists of services")

    def groups(self, site: SiteMap, now: datetime) -> Groups:
        """All of them: they have no years in which the others would be found."""
        return [("", site.listed(self.kind, self.language))]


class ServicePage(ListedPage):
    """One service."""

    summary = models.TextField(_("summary"), max_length=300, help_text=_("One or two sentences: what it is and for whom."))
    requirements = RichTextField(_("what you need"), blank=True, features=FEATURES)
    steps = RichTextField(_("what to do"), blank=True, features=FEATURES)
    fee = models.CharField(_("fee"), max_length=200, blank=True)
    duration = models.CharField(_("how long it takes"), max_length=200, blank=True)
    where = models.CharField(_("where"), max_length=200, blank=True)
    online = models.URLField(_("address of the service on the web"), blank=True)
    body = StreamField(BodyBlock(), verbose_name=_("text"), blank=True)

    objects = PageManager.from_queryset(SitePageQuerySet)()

    listed = ("summary",)
    parent_page_types: ClassVar[list[str]] = ["websites.ServiceIndexPage"]
    content_panels: ClassVar[list[Any]] = [
        *Page.content_panels,
        FieldPanel("summary"),
        FieldPanel("requirements"),
        FieldPanel("steps"),
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel("fee"), FieldPanel("duration")]), FieldPanel("where"), FieldPanel("online")], _("In short")
        ),
        FieldPanel("body"),
    ]
    promote_panels = search_panels()

    class Meta:
        verbose_name = _("service")
        verbose_name_plural = _("services")

    @classmethod
    def day(cls, item: "ListedPage | Listed") -> None:
        """Services stand in the order of the tree."""
        return None

    def words(self) -> str:
        return f"{self.summary} {plain(self.requirements)} {plain(self.steps)} {words_of(self.body)}"

    def own_context(self, site: SiteMap) -> dict[str, Any]:
        facts = [(_("Fee"), self.fee), (_("How long it takes"), self.duration), (_("Where"), self.where)]
        return {
            "requirements": expand(self.requirements, site.origin),
            "steps": expand(self.steps, site.origin),
            "facts": [{"label": label, "value": value} for label, value in facts if value],
        }
