"""News."""

from datetime import datetime
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page, PageManager

from huduma.systems.websites.blocks import BodyBlock

from .lists import ListedPage, ListPage
from .page import SitePageQuerySet, search_panels
from .site_map import Listed, SiteMap


class NewsIndexPage(ListPage):
    """The list of an institution's news: the latest, and a page for each year."""

    objects = PageManager.from_queryset(SitePageQuerySet)()

    template = "websites/list_page.html"
    kind = "newspage"
    nothing = _("There is no news yet.")
    years_title = _("News by year")
    listing = "websites.news"
    component = "components/media_list.html"
    subpage_types: ClassVar[list[str]] = ["websites.NewsPage"]

    class Meta:
        verbose_name = _("list of news")
        verbose_name_plural = _("lists of news")


class NewsPage(ListedPage):
    """One news item."""

    date = models.DateField(_("date"), default=timezone.localdate)
    summary = models.TextField(_("summary"), max_length=300, help_text=_("One or two sentences, shown in lists of news."))
    picture = models.ForeignKey(
        "wagtailimages.Image", verbose_name=_("picture"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    picture_alt = models.CharField(
        _("what the picture shows"), max_length=200, blank=True, help_text=_("Read aloud to people who do not see the picture.")
    )
    body = StreamField(BodyBlock(), verbose_name=_("text"))

    objects = PageManager.from_queryset(SitePageQuerySet)()

    shared_as: ClassVar[str] = "article"
    listed = ("date", "summary", "picture_id", "picture__file", "picture_alt")
    parent_page_types: ClassVar[list[str]] = ["websites.NewsIndexPage"]
    content_panels: ClassVar[list[Any]] = [
        *Page.content_panels,
        FieldPanel("date"),
        FieldPanel("summary"),
        MultiFieldPanel([FieldPanel("picture"), FieldPanel("picture_alt")], _("Picture")),
        FieldPanel("body"),
    ]
    promote_panels = search_panels()

    class Meta:
        verbose_name = _("news item")
        verbose_name_plural = _("news items")

    @classmethod
    def item(cls, item: Listed, site: SiteMap, now: datetime) -> dict[str, Any]:
        picture = site.picture(item.picture_id, item.picture_alt)
        return {"title": item.title, "url": item.url, "date": item.date, "text": item.summary, "image": picture}

    def clean(self) -> None:
        """A picture needs words for those who do not see it."""
        super().clean()
        if self.picture_id and not self.picture_alt.strip():
            raise ValidationError({"picture_alt": _("Say what the picture shows.")})

    def published(self) -> datetime:
        """Its own day, unless visitors could read it before."""
        return min(self.dated(), super().published())

    def own_context(self, site: SiteMap) -> dict[str, Any]:
        return {"picture": site.picture(self.picture_id, self.picture_alt)}
