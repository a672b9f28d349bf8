"""Pages of text."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page, PageManager

from huduma.systems.websites.blocks import FEATURES, BodyBlock, words_of
from huduma.systems.websites.rendering.richtext import expand, plain

from .page import SitePage, SitePageQuerySet, menu_panel, search_panels
from .site_map import SiteMap


class StandardPage(SitePage):
    """A page of text and pictures: about the institution, what it does, how to do something."""

    summary = models.TextField(_("summary"), max_length=400, blank=True, help_text=_("One or two sentences at the top of the page."))
    body = StreamField(BodyBlock(), verbose_name=_("text"), blank=True)

    objects = PageManager.from_queryset(SitePageQuerySet)()

    show_in_menus_default = True
    parent_page_types = ["websites.HomePage", "websites.StandardPage"]
    subpage_types = ["websites.StandardPage", "websites.FormPage"]
    content_panels = [*Page.content_panels, FieldPanel("summary"), FieldPanel("body")]
    promote_panels = [*search_panels(), menu_panel()]

    class Meta:
        verbose_name = _("page of text")
        verbose_name_plural = _("pages of text")

    def description(self) -> str:
        return self.search_description or self.summary

    def words(self) -> str:
        return f"{self.summary} {words_of(self.body)}"


class ContactPage(SitePage):
    """How to reach the institution: the register's contacts, with words of its own."""

    introduction = RichTextField(_("text"), blank=True, features=FEATURES)

    objects = PageManager.from_queryset(SitePageQuerySet)()

    show_in_menus_default = True
    max_count_per_parent = 1
    parent_page_types = ["websites.HomePage"]
    subpage_types = ["websites.FormPage"]
    content_panels = [*Page.content_panels, FieldPanel("introduction")]
    promote_panels = [*search_panels(), menu_panel()]

    class Meta:
        verbose_name = _("contact page")
        verbose_name_plural = _("contact pages")

    def words(self) -> str:
        return plain(self.introduction)

    def own_context(self, site: SiteMap) -> dict[str, Any]:
        return {
            "body": expand(self.introduction, site.origin),
            "contact": site.contact(),
            "earlier_website": site.earlier_website(),
            "forms": site.below(self),
        }
