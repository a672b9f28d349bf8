"""Publications: documents for the public, with their kinds and versions."""

from datetime import datetime
from typing import Any, ClassVar

from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page, PageManager

from huduma.systems.websites.blocks import BodyBlock, VersionsBlock, words_of

from .facets import Facet, Facets
from .lists import ListedPage, ListPage
from .page import SitePageQuerySet, search_panels
from .site_map import Listed, SiteMap


class PublicationIndexPage(ListPage):
    """The library of an institution: the latest publications, and a page for each year."""

    objects = PageManager.from_queryset(SitePageQuerySet)()

    template = "websites/list_page.html"
    kind = "publicationpage"
    nothing = _("There are no publications yet.")
    years_title = _("Publications by year")
    listing = "websites.publications"
    subpage_types: ClassVar[list[str]] = ["websites.PublicationPage"]

    class Meta:
        verbose_name = _("list of publications")
        verbose_name_plural = _("lists of publications")


SLUGS = {  # of the kinds of documents, in Swahili and English
    "LAW": ("sheria", "laws"),
    "POLICY": ("sera", "policies"),
    "GUIDELINE": ("miongozo", "guidelines"),
    "FORM": ("fomu", "forms"),
    "REPORT": ("ripoti", "reports"),
    "BUDGET": ("bajeti", "budgets"),
    "STATISTICS": ("takwimu", "statistics"),
    "SPEECH": ("hotuba", "speeches"),
    "PRESS": ("taarifa-kwa-vyombo-vya-habari", "press"),
    "MAGAZINE": ("majarida", "magazines"),
    "OTHER": ("nyingine", "other"),
}


class PublicationPage(ListedPage):
    """One publication; the newest version stands first, the earlier ones stay to be found."""

    class Kind(models.TextChoices):
        """What a document is to those who look for it."""

        LAW = "LAW", _("Act or regulation")
        POLICY = "POLICY", _("Policy or strategy")
        GUIDELINE = "GUIDELINE", _("Guideline")
        FORM = "FORM", _("Form")
        REPORT = "REPORT", _("Report")
        BUDGET = "BUDGET", _("Budget")
        STATISTICS = "STATISTICS", _("Statistics")
        SPEECH = "SPEECH", _("Speech")
        PRESS = "PRESS", _("Statement to the press")
        MAGAZINE = "MAGAZINE", _("Magazine or newsletter")
        OTHER = "OTHER", _("Other document")

    document_kind = models.CharField(_("kind of document"), max_length=20, choices=Kind.choices)
    date = models.DateField(_("date"), default=timezone.localdate)
    summary = models.TextField(_("summary"), max_length=300, help_text=_("One or two sentences, shown in lists of publications."))
    versions = StreamField(VersionsBlock(), verbose_name=_("versions"), help_text=_("The newest version first."))
    body = StreamField(BodyBlock(), verbose_name=_("text"), blank=True)

    objects = PageManager.from_queryset(SitePageQuerySet)()

    listed = ("document_kind", "date", "summary")
    parent_page_types: ClassVar[list[str]] = ["websites.PublicationIndexPage"]
    content_panels: ClassVar[list[Any]] = [
        *Page.content_panels,
        MultiFieldPanel([FieldRowPanel([FieldPanel("document_kind"), FieldPanel("date")]), FieldPanel("summary")], _("Publication")),
        FieldPanel("versions"),
        FieldPanel("body"),
    ]
    promote_panels = search_panels()

    class Meta:
        verbose_name = _("publication")
        verbose_name_plural = _("publications")

    @classmethod
    def facet(cls, item: Listed, now: datetime) -> str:
        return str(item.document_kind)

    @classmethod
    def item(cls, item: Listed, site: SiteMap, now: datetime) -> dict[str, Any]:
        return {
            "title": item.title,
            "url": item.url,
            "text": item.summary,
            "tag": cls.Kind(item.document_kind).label,
            "meta": [date_format(item.date, "j F Y")],
        }

    def words(self) -> str:
        return f"{self.get_document_kind_display()} {self.summary} {words_of(self.body)}"

    def own_context(self, site: SiteMap) -> dict[str, Any]:
        versions = list(self.versions)
        return {"kind_label": self.get_document_kind_display(), "newest": versions[:1], "earlier": versions[1:]}


PublicationIndexPage.facets = Facets(
    title=_("Kind of document"),
    words={"sw": "aina", "en": "kind"},
    each={kind.value: Facet(kind.label, dict(zip(("sw", "en"), SLUGS[kind.value], strict=True))) for kind in PublicationPage.Kind},
)
