"""A page's own words and facts, field by field, as they are stored: what the checker checks and a translation is compared by."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Field
from django.utils import timezone
from django.utils.text import capfirst
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.documents import get_document_model
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page

from huduma.systems.websites.checking.findings import Content, Finding, Target, findings, forms, links, spot_label
from huduma.systems.websites.checking.leaves import leaves
from huduma.systems.websites.checking.richtext import read

_TEXT = blocks.RichTextBlock()
TOP = {"body", "introduction"}  # fields of rich text directly below the page's title; others have a heading of their own
FINGERPRINT = 32  # hexadecimal digits


@dataclass(frozen=True)
class Piece:
    """A field, or one block of a field, as people read it: lines of plain text. ``key`` is the same in every revision of the page."""

    key: str
    label: str
    text: str


def contents_of(page: Page) -> list[Content]:
    """The fields of ``page``, each of its type: title and label, what its type has, and what search engines are told."""
    first = [field for field in page._meta.concrete_fields if field.name in {"title", "menu_label"}]
    last = [page._meta.get_field(name) for name in ("seo_title", "search_description")]
    own = [field for field in type(page)._meta.local_concrete_fields if field.editable and not field.remote_field]
    return [_content(page, field) for field in (*first, *own, *last)]


def _content(page: Page, field: Field) -> Content:
    value, label = getattr(page, field.name), str(field.verbose_name)
    if isinstance(field, StreamField):
        return Content(field.name, label, value.get_prep_value(), value.stream_block)
    if isinstance(field, RichTextField):
        return Content(field.name, label, value or "", _TEXT, 1 if field.name in TOP else 2)
    return Content(field.name, label, _plain(value), is_alternative=_is_alternative(page, field.name))


def _is_alternative(page: Page, name: str) -> bool:
    """Whether the field, ``picture_alt``, has the words for a picture of ``page``, ``picture``."""
    return name.endswith("_alt") and bool(getattr(page, f"{name.removesuffix('_alt')}_id", None))


def _plain(value: Any) -> str:
    """A simple value as people read it; the same whether it came from the database or from a form."""
    if isinstance(value, datetime):
        return timezone.localtime(value).strftime("%Y-%m-%d %H:%M")
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return "" if value is None else str(value)


def pieces_of(page: Page) -> list[Piece]:
    """What people read on ``page``, in its order; empty fields are left out."""
    return [piece for content in contents_of(page) for piece in _pieces(content) if piece.text]


def _pieces(content: Content) -> Iterator[Piece]:
    if content.block is None:
        yield Piece(content.name, capfirst(content.label), str(content.value).strip())
    elif not isinstance(content.block, blocks.BaseStreamBlock):
        yield Piece(content.name, capfirst(content.label), _lines(content.block, content.value))
    else:
        for place, stored in enumerate(content.value):
            block = content.block.child_blocks.get(stored["type"])
            if block is not None:
                key = f"{content.name}.{stored.get('id') or place}"
                label = spot_label(f"{content.name}:{place}:{stored['type']}", content.label, content.block)
                yield Piece(key, label, _lines(block, stored["value"]))


def _lines(block: Any, value: Any) -> str:
    found = [line for leaf in leaves(block, value) for line in _words(leaf.block, leaf.value)]
    return "\n".join(line for line in found if line)


def _words(block: Any, value: Any) -> Iterable[str]:
    if value in (None, "") or isinstance(block, blocks.ChooserBlock):
        return []
    if isinstance(block, blocks.RichTextBlock):
        return [part.text for part in read(value).parts]
    if isinstance(block, TypedTableBlock):
        head = [str(column.get("heading") or "") for column in value.get("columns", ())]
        rows = [[str("" if cell is None else cell) for cell in row.get("values", ())] for row in value.get("rows", ())]
        return [" | ".join(row) for row in (head, *rows)]
    return [str(value).strip()]


def text_print_of(page: Page) -> str:
    """A fingerprint of what people read on ``page``: two revisions that say the same have the same."""
    said = json.dumps([(piece.key.partition(".")[0], piece.text) for piece in pieces_of(page)], ensure_ascii=False)
    return hashlib.blake2b(said.encode(), digest_size=FINGERPRINT // 2).hexdigest()


def findings_of(page: Page) -> list[Finding]:
    """What the checker says of ``page``, saved or not (at most three queries)."""
    contents = contents_of(page)
    gone = gone_from([link.link for link in links(contents)], page.pk)
    return findings(contents, gone | _hidden_forms(page, forms(contents)))


def count_findings(pages: Iterable[Page]) -> dict[int, int]:
    """How much the checker says of each of ``pages`` of one site, which visitors read, by primary key (at most four queries)."""
    contents = {page.pk: (page, contents_of(page)) for page in pages}
    gone = gone_from(link.link for _page, fields in contents.values() for link in links(fields))
    by_language: dict[Any, tuple[Page, list[str]]] = {}
    for page, fields in contents.values():
        by_language.setdefault(page.locale_id, (page, []))[1].extend(forms(fields))
    hidden = {locale: _hidden_forms(page, chosen) for locale, (page, chosen) in by_language.items()}
    return {pk: len(findings(fields, gone | hidden[page.locale_id])) for pk, (page, fields) in contents.items()}


def gone_from(found: Iterable[Any], own: int | None = None) -> frozenset[Target]:
    """Those targets of the links ``found`` that visitors cannot reach: pages that are not live, documents that are not there."""
    wanted = {Target(link.kind, link.target) for link in found if link.kind != "address"}
    pages = _numbers(wanted, "page") - {own}
    documents = _numbers(wanted, "document")
    there: set[Target] = {Target("page", str(own))}
    if pages:
        there |= {Target("page", str(pk)) for pk in Page.objects.live().filter(pk__in=pages).values_list("pk", flat=True)}
    if documents:
        there |= {Target("document", str(pk)) for pk in get_document_model().objects.filter(pk__in=documents).values_list("pk", flat=True)}
    return frozenset(wanted - there)


def _hidden_forms(page: Page, chosen: Iterable[str]) -> frozenset[Target]:
    """Those of the forms ``chosen`` (primary keys) that readers of ``page`` do not see: in another language, or not live."""
    wanted = {Target("form", pk) for pk in chosen}
    numbers = _numbers(wanted, "form")
    shown = Page.objects.live().filter(pk__in=numbers, content_type__model="formpage") if numbers else Page.objects.none()
    if page.locale_id:  # a page that is not in the tree yet has none
        shown = shown.filter(locale=page.locale_id)
    return frozenset(wanted - {Target("form", str(pk)) for pk in shown.values_list("pk", flat=True)})


def _numbers(targets: Iterable[Target], kind: str) -> set[Any]:
    return {int(target.pk) for target in targets if target.kind == kind and target.pk.isdecimal() and len(target.pk) < 19}
