"""Figures, tables, and what the platform itself knows."""

from typing import Any
from zlib import crc32

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock

from huduma.platform.contributions.listing import listings
from huduma.platform.contributions.service import services
from huduma.platform.portal.addresses import portal_url

CELLS = [("text", blocks.CharBlock(required=False, label=_("Text"))), ("number", blocks.DecimalBlock(required=False, label=_("Number")))]
KINDS = [
    ("newspage", _("News")),
    ("eventpage", _("Coming events")),
    ("tenderpage", _("Open tenders")),
    ("publicationpage", _("Publications")),
    ("servicepage", _("Services")),
]


class TableBlock(blocks.StructBlock):
    """A table of words and numbers. The first column names the rows."""

    caption = blocks.CharBlock(label=_("what the table shows"), max_length=200)
    table = TypedTableBlock(CELLS)

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context)
        table = value["table"]
        columns = [{"label": column["heading"], "number": column["block"].name == "number"} for column in table.columns]
        rows = [
            [{"text": "" if cell.value is None else str(cell.value), "number": c["number"]} for cell, c in zip(row, columns, strict=True)]
            for row in table.rows
        ]
        return {**context, "head": columns, "rows": rows, "id": f"table-{crc32(value['caption'].encode())}"}

    class Meta:
        icon = "table"
        label = _("Table")
        template = "websites/blocks/table.html"


class FigureBlock(blocks.StructBlock):
    """One number."""

    value = blocks.CharBlock(label=_("number"), max_length=20)
    unit = blocks.CharBlock(label=_("unit"), max_length=30, required=False)
    label = blocks.CharBlock(label=_("what it counts"), max_length=100)
    note = blocks.CharBlock(label=_("source and date"), max_length=150)

    class Meta:
        label = _("Number")
        template = "websites/blocks/figure.html"


class StatisticsBlock(blocks.ListBlock):
    """A few numbers that matter, each with its source."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(FigureBlock(), min_num=1, max_num=6, **kwargs)

    class Meta:
        icon = "order"
        label = _("Numbers")
        template = "websites/blocks/statistics.html"


def list_choices() -> list[tuple[str, Any]]:
    """The lists of the site itself, and those that other systems keep for its institution."""
    return [*KINDS, *((listing.key, listing.label) for listing in listings if listing.current)]


class LatestBlock(blocks.StructBlock):
    """The latest of one of the site's lists, or of one that another system keeps; drawn anew when the list changes."""

    title = blocks.CharBlock(label=_("heading"), max_length=100)
    kind = blocks.ChoiceBlock(label=_("list"), choices=list_choices)
    most = blocks.IntegerBlock(label=_("how many"), min_value=1, max_value=10, default=3)

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context)
        site, language = context.get("site_map"), context.get("language", "")
        kind, most = value["kind"], value["most"]
        if site is None:
            return {**context, "items": []}
        own = kind in dict(KINDS)
        items = site.latest(kind, language, most, timezone.now()) if own else site.current(kind, language, most)
        return {**context, "items": items}

    class Meta:
        icon = "list-ul"
        label = _("Latest of a list")
        template = "websites/blocks/latest.html"


def service_choices() -> list[tuple[str, Any]]:
    """The services of the whole platform, as every system contributes them."""
    return [(service.key, service.title) for service in services]


class ServiceBlock(blocks.StructBlock):
    """A service of the platform that people may use from this page."""

    service = blocks.ChoiceBlock(label=_("service"), choices=service_choices)

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context)
        service = next((service for service in services if service.key == value["service"]), None)
        if service is None:  # a system that is no longer there
            return context
        path = service.url() if service.url else reverse("portal:simulator", urlconf=settings.ROOT_URLCONF)
        return {**context, "service": service, "url": portal_url(path) if path.startswith("/") else path}

    class Meta:
        icon = "cogs"
        label = _("Service of the nation")
        template = "websites/blocks/service.html"
