"""A page of every kind with every block in it, made from what the blocks and the pages say of themselves.

A new block or a new kind of page is filled in without another line here; where nothing is known of what it asks, ``Unknown`` is raised.
"""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.fields import RichTextField, StreamField
from wagtail.images import get_image_model
from wagtail.images.blocks import ImageChooserBlock

from huduma.systems.websites.models import FormPage, SitePage

WORDS = "Maji safi kwa kila kijiji ifikapo mwaka 2030"
TEXT = (
    "<h2>Kazi zetu</h2><p>Tunasimamia <b>maji safi</b> katika <i>kata zote</i>; soma "
    '<a href="https://www.maji.go.tz/">taarifa za wizara</a>.</p><h3>Ratiba</h3><ul><li>Kuchimba visima</li><li>Kupima maji</li></ul>'
    "<ol><li>Jaza fomu</li><li>Lipa ada</li></ol>"
)
# What a line of text may have to look like; the first one that the block takes is written.
LINES = (WORDS, "-6.1722", "+255 22 277 4889", "Maji", "2026")


class Unknown(Exception):
    """Nothing is known of what this block or field asks."""


class Maker:
    """Fills in blocks and pages with one picture, one document and one form of a site."""

    def __init__(self, image: Any, document: Any, form: FormPage | None = None) -> None:
        self._image, self._document, self._form = image, document, form

    def stream(self, block: Any) -> Any:
        """The value of a StreamBlock with each of its blocks, clean as an editor's would have to be."""
        raw = [{"type": name, "value": value} for name, child in block.child_blocks.items() for value in self._variants(child)]
        return block.clean(block.to_python(raw))

    def _variants(self, block: Any) -> list[Any]:
        """One value of the block; of one that shows a list of pages one for each list."""
        kind = getattr(block, "child_blocks", {}).get("kind")
        if isinstance(kind, blocks.ChoiceBlock):
            return [{**self.value(block), "kind": key} for key, _label in kind.field.choices if key]
        return [self.value(block)]

    def value(self, block: Any) -> Any:
        """What the database would hold for a block that was filled in whole. Raises ``Unknown``."""
        if isinstance(block, blocks.BaseStreamBlock):
            return self.stream(block).get_prep_value()
        if isinstance(block, blocks.ListBlock):
            return [self.value(block.child_block)] * max(block.meta.min_num or 0, 3)
        if isinstance(block, TypedTableBlock):
            return self._table(block)
        if isinstance(block, blocks.BaseStructBlock):
            return self._struct(block)
        return self._simple(block)

    def _struct(self, block: Any) -> dict[str, Any]:
        value = {name: self.value(child) for name, child in block.child_blocks.items()}
        for left_out in (None, *block.child_blocks):  # some ask for one of two things
            tried = {**value, left_out: None} if left_out else value
            try:
                block.clean(block.to_python(tried))
            except ValidationError:
                continue
            return tried
        raise Unknown(f"{type(block).__name__} takes none of what was written in it")

    def _table(self, block: Any) -> dict[str, Any]:
        kinds = list(block.child_blocks.items())
        columns = [{"type": name, "heading": f"{WORDS} {number}"} for number, (name, _child) in enumerate(kinds)]
        return {"columns": columns, "rows": [{"values": [self._simple(child) for _name, child in kinds]}] * 3, "caption": ""}

    def _simple(self, block: Any) -> Any:
        chosen: list[tuple[type, Any]] = [
            (ImageChooserBlock, self._image),
            (DocumentChooserBlock, self._document),
            (blocks.PageChooserBlock, self._form),
        ]
        for kind, record in chosen:
            if isinstance(block, kind):
                return record.pk if record else None
        given: list[tuple[Any, Any]] = [
            (blocks.RichTextBlock, TEXT),
            (blocks.BooleanBlock, False),
            (blocks.IntegerBlock, 3),
            (blocks.DecimalBlock, "412.5"),
            (blocks.DateBlock, timezone.localdate().isoformat()),
            (blocks.URLBlock, "https://www.maji.go.tz/ripoti"),
            (blocks.EmailBlock, "maji@example.go.tz"),
        ]
        for kind, value in given:
            if isinstance(block, kind):
                return value
        if isinstance(block, blocks.ChoiceBlock):
            return next(key for key, _label in block.field.choices if key)
        if isinstance(block, blocks.CharBlock | blocks.TextBlock):
            return self._line(block)
        raise Unknown(f"say in tests/everything.py what fills {type(block).__name__}")

    def _line(self, block: Any) -> str:
        for line in ("\n".join((WORDS, "Ndiyo", "Hapana")) if isinstance(block, blocks.TextBlock) else WORDS, *LINES):
            try:
                return str(block.clean(line))
            except ValidationError:
                continue
        raise Unknown(f"say in tests/everything.py what a {block.label!r} looks like")

    def page(self, model: type[SitePage]) -> SitePage:
        """A page of ``model``, not saved, with all that can be filled in; where that contradicts itself, without what is optional."""
        values = {field.name: self._field(field) for field in model._meta.local_concrete_fields if field.editable}
        for filled in (values, {name: value for name, value in values.items() if not self._is_optional(model._meta.get_field(name))}):
            page = model(title=f"{model._meta.verbose_name} {WORDS}"[:120], **{n: v for n, v in filled.items() if v is not None})
            try:
                page.clean()
            except ValidationError:
                continue
            return page
        raise Unknown(f"{model.__name__} takes none of what was written in it")

    @staticmethod
    def _is_optional(field: Any) -> bool:
        return bool(field.blank) and not isinstance(field, StreamField | RichTextField | models.ForeignKey)

    def _field(self, field: Any) -> Any:
        if isinstance(field, models.OneToOneField):
            return None
        if isinstance(field, models.ForeignKey):
            return self._image if field.related_model is get_image_model() else None
        if isinstance(field, StreamField):
            return self.stream(field.stream_block)
        if field.choices:
            return field.choices[0][0]
        given: list[tuple[Any, Any]] = [
            (RichTextField, TEXT),
            (models.BooleanField, field.default is True),
            (models.DateTimeField, timezone.now() + timedelta(days=2) if not field.null else None),
            (models.DateField, timezone.localdate() if not field.null else None),
            (models.DecimalField, None if field.null else Decimal(1)),
            (models.EmailField, "maji@example.go.tz"),
            (models.URLField, "https://www.maji.go.tz/"),
            (models.CharField, WORDS[: getattr(field, "max_length", None) or None]),
            (models.TextField, WORDS),
        ]
        for kind, value in given:
            if isinstance(field, kind):
                return value
        raise Unknown(f"say in tests/everything.py what fills {field}")


def kinds_of_pages() -> list[type[SitePage]]:
    """Every kind of page that a site can have."""
    return [model for model in apps.get_models() if issubclass(model, SitePage) and model is not SitePage]
