"""Tenders: what is to be bought, until when bids are taken, and what became of it."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page, PageManager

from huduma.systems.websites.blocks import AddendaBlock, BodyBlock, DocumentsBlock, words_of

from .addenda import broken_promises
from .events import instant
from .facets import Facet, Facets
from .lists import MOST_AT_ONCE, Groups, ListedPage, ListPage
from .page import SitePageQuerySet, search_panels
from .site_map import Listed, SiteMap

STATES: dict[str, tuple[str | Promise, str]] = {  # what a visitor reads, and the kind of tag
    "open": (_("Open"), "good"),
    "closed": (_("Closed"), ""),
    "awarded": (_("Awarded"), "info"),
    "cancelled": (_("Cancelled"), "bad"),
}


class TenderIndexPage(ListPage):
    """The list of an institution's tenders: the open ones, the last ones that closed, and a page for each year."""

    objects = PageManager.from_queryset(SitePageQuerySet)()

    template = "websites/list_page.html"
    kind = "tenderpage"
    nothing = _("There are no tenders yet.")
    years_title = _("Tenders by year")
    listing = "websites.tenders"
    facets = Facets(
        title=_("State of the tender"),
        words={"sw": "hali", "en": "state"},
        each={
            "open": Facet(STATES["open"][0], {"sw": "zilizo-wazi", "en": "open"}),
            "closed": Facet(STATES["closed"][0], {"sw": "zilizofungwa", "en": "closed"}),
            "awarded": Facet(STATES["awarded"][0], {"sw": "zilizotolewa", "en": "awarded"}),
            "cancelled": Facet(STATES["cancelled"][0], {"sw": "zilizofutwa", "en": "cancelled"}),
        },
        lasting=True,
    )
    subpage_types: ClassVar[list[str]] = ["websites.TenderPage"]

    class Meta:
        verbose_name = _("list of tenders")
        verbose_name_plural = _("lists of tenders")

    def groups(self, site: SiteMap, now: datetime) -> Groups:
        items = site.listed(self.kind, self.language)
        others = [item for item in items if state(item, now) != "open"]
        return [(_("Open tenders"), TenderPage.current(items, now)), (_("Closed tenders"), others[:MOST_AT_ONCE])]


class TenderPage(ListedPage):
    """One tender. What was published is changed by addenda, which say when and what."""

    class Category(models.TextChoices):
        """What is bought (Public Procurement Act)."""

        GOODS = "GOODS", _("Goods")
        WORKS = "WORKS", _("Works")
        CONSULTANCY = "CONSULTANCY", _("Consultancy services")
        OTHER_SERVICES = "OTHER_SERVICES", _("Other services")

    reference = models.CharField(_("tender number"), max_length=80)
    category = models.CharField(_("category"), max_length=20, choices=Category.choices)
    published_on = models.DateField(_("published on"), default=timezone.localdate)
    closes_at = models.DateTimeField(_("bids are taken until"), help_text=_("Day and hour, in the time of Tanzania."))
    where = models.CharField(_("where bids are handed in"), max_length=300)
    summary = models.TextField(_("summary"), max_length=300, help_text=_("One or two sentences, shown in lists of tenders."))
    body = StreamField(BodyBlock(), verbose_name=_("text"), blank=True)
    documents = StreamField(DocumentsBlock(), verbose_name=_("tender documents"), blank=True)
    addenda = StreamField(AddendaBlock(), verbose_name=_("addenda"), blank=True)
    awarded_to = models.CharField(_("awarded to"), max_length=200, blank=True)
    awarded_on = models.DateField(_("awarded on"), null=True, blank=True)
    award_amount = models.DecimalField(_("amount (TZS)"), max_digits=18, decimal_places=2, null=True, blank=True)
    cancelled_on = models.DateField(_("cancelled on"), null=True, blank=True)
    cancelled_because = models.CharField(_("reason for cancelling"), max_length=300, blank=True)

    objects = PageManager.from_queryset(SitePageQuerySet)()

    listed = ("reference", "published_on", "closes_at", "summary", "awarded_on", "cancelled_on")
    parent_page_types: ClassVar[list[str]] = ["websites.TenderIndexPage"]
    content_panels: ClassVar[list[Any]] = [
        *Page.content_panels,
        MultiFieldPanel([FieldRowPanel([FieldPanel("reference"), FieldPanel("category")]), FieldPanel("published_on")], _("Tender")),
        MultiFieldPanel([FieldPanel("closes_at"), FieldPanel("where")], _("Handing in bids")),
        FieldPanel("summary"),
        FieldPanel("body"),
        FieldPanel("documents"),
        FieldPanel("addenda"),
        MultiFieldPanel([FieldPanel("awarded_to"), FieldRowPanel([FieldPanel("awarded_on"), FieldPanel("award_amount")])], _("Award")),
        MultiFieldPanel([FieldPanel("cancelled_on"), FieldPanel("cancelled_because")], _("Cancelling")),
    ]
    promote_panels = search_panels()

    class Meta:
        verbose_name = _("tender")
        verbose_name_plural = _("tenders")

    @classmethod
    def day(cls, item: "ListedPage | Listed") -> date:
        found: date = item.published_on
        return found

    @classmethod
    def facet(cls, item: Listed, now: datetime) -> str:
        return state(item, now)

    @classmethod
    def current(cls, items: Sequence[Listed], now: datetime) -> list[Listed]:
        """The open ones, the one that closes first at the top."""
        return sorted((item for item in items if state(item, now) == "open"), key=lambda item: item.closes_at)

    @classmethod
    def item(cls, item: Listed, site: SiteMap, now: datetime) -> dict[str, Any]:
        label, kind = STATES[state(item, now)]
        until = _("Closes: %(instant)s") % {"instant": instant(item.closes_at)}
        return {
            "title": item.title,
            "url": item.url,
            "text": item.summary,
            "tag": label,
            "tag_kind": kind,
            "meta": [item.reference, until],
        }

    def clean(self) -> None:
        """Bids are taken after the tender is published; an award and a cancelling are told whole, and not both; addenda stay."""
        super().clean()
        errors: dict[str, Any] = {**broken_promises(self)}
        if self.closes_at and self.published_on and timezone.localtime(self.closes_at).date() < self.published_on:
            errors["closes_at"] = _("A tender cannot close before it is published.")
        if bool(self.awarded_to) != bool(self.awarded_on):
            errors["awarded_on" if self.awarded_to else "awarded_to"] = _("Say both to whom and on which day.")
        if self.cancelled_on and not self.cancelled_because.strip():
            errors["cancelled_because"] = _("Say why the tender was cancelled.")
        if self.cancelled_on and self.awarded_on:
            errors["cancelled_on"] = _("A tender that was awarded cannot be cancelled as well.")
        if errors:
            raise ValidationError(errors)

    def next_change(self, now: datetime) -> datetime | None:
        """It closes."""
        return self.closes_at if self.closes_at and self.closes_at > now else None

    def words(self) -> str:
        return f"{self.reference} {self.summary} {words_of(self.body)}"

    def own_context(self, site: SiteMap) -> dict[str, Any]:
        label, kind = STATES[state(self, timezone.now())]
        return {"state": label, "state_kind": kind, "facts": self._facts()}

    def _facts(self) -> list[dict[str, Any]]:
        facts = [
            {"label": _("Tender number"), "value": self.reference},
            {"label": _("Category"), "value": self.get_category_display()},
            {"label": _("Published on"), "value": date_format(self.published_on, "j F Y")},
            {"label": _("Bids are taken until"), "value": instant(self.closes_at)},
            {"label": _("Where bids are handed in"), "value": self.where},
        ]
        if self.awarded_on:
            facts += [
                {"label": _("Awarded to"), "value": self.awarded_to},
                {"label": _("Awarded on"), "value": date_format(self.awarded_on, "j F Y")},
            ]
        if self.award_amount is not None:
            facts.append({"label": _("Amount"), "value": f"TZS {self.award_amount:,.2f}"})
        if self.cancelled_on:
            facts.append({"label": _("Cancelled on"), "value": f"{date_format(self.cancelled_on, 'j F Y')}: {self.cancelled_because}"})
        return facts


def state(tender: "TenderPage | Listed", now: datetime) -> str:
    """How ``tender`` stands at ``now``: one of ``STATES``."""
    if tender.cancelled_on:
        return "cancelled"
    if tender.awarded_on:
        return "awarded"
    return "open" if tender.closes_at > now else "closed"
