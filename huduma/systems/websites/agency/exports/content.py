"""A site's content as data: each page, picture, document and old address as one line of JSON."""

import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import ForeignKey
from wagtail import blocks
from wagtail.documents import get_document_model
from wagtail.documents.models import AbstractDocument
from wagtail.fields import RichTextField, StreamField
from wagtail.images import get_image_model
from wagtail.images.models import AbstractImage
from wagtail.models import Page

from huduma.platform.delivery.models import FormerHost
from huduma.platform.institutions.models import Institution
from huduma.platform.portal.addresses import origin
from huduma.systems.websites.addresses import path_on_site
from huduma.systems.websites.drawing import specific
from huduma.systems.websites.models import OldAddress, SitePage
from huduma.systems.websites.rendering.richtext import expand

from .places import MEDIA, Places

AT_ONCE = 25  # pages in memory
_FILES_AT_ONCE = 200
_COMMON = (
    *("title", "menu_label", "seo_title", "search_description", "show_in_menus"),
    *("first_published_at", "last_published_at", "expire_at"),
)


def line(record: dict[str, Any]) -> str:
    """One line of a file of JSON lines."""
    return json.dumps(record, cls=DjangoJSONEncoder, ensure_ascii=False)


class Content:
    """The content of one institution's site; ``drafts`` adds what is not published."""

    def __init__(self, institution: Institution, places: Places, *, drafts: bool) -> None:
        self._institution, self._places, self._drafts = institution, places, drafts
        self._origin = origin(institution.host)

    def pages(self) -> Iterator[str]:
        """Every page, parents before children."""
        wanted = SitePage.objects.of(self._institution).order_by("path")
        keys = list((wanted if self._drafts else wanted.live()).values_list("pk", flat=True))
        paths = self._first_paths()
        for some in _batches(keys, AT_ONCE):
            for page in sorted(specific(SitePage.objects.filter(pk__in=some)), key=lambda page: page.path):
                yield line(self._page(page, paths))

    def _first_paths(self) -> dict[Any, str]:
        """The path of the oldest page of each set of translations."""
        pages = SitePage.objects.of(self._institution).select_related("locale").order_by("-pk")
        columns = ("translation_key", "url_path", "locale__language_code")
        return {key: path_on_site(url_path, language) for key, url_path, language in pages.values_list(*columns)}

    def _page(self, page: SitePage, firsts: dict[Any, str]) -> dict[str, Any]:
        path, first = page.path_on_site(), firsts.get(page.translation_key, "")
        about: dict[str, Any] = {"type": page._meta.model_name, "path": path, "language": page.language}
        about["translation_of"] = first if first != path else None
        if not self._drafts:
            return about | self._fields(page)
        about |= {"live": page.live}
        draft = page.get_latest_revision_as_object() if page.latest_revision_id and page.has_unpublished_changes else None
        if not page.live:
            return about | self._fields(draft or page)
        return about | self._fields(page) | ({"draft": self._fields(draft)} if draft else {})

    def _fields(self, page: Page) -> dict[str, Any]:
        """What the editor wrote: the fields of every page, and those of its own type."""
        values = {name: getattr(page, name) for name in _COMMON}
        for field in page._meta.concrete_fields:
            if field.model in (Page, SitePage) or not field.editable or getattr(field.remote_field, "parent_link", False):
                continue
            if isinstance(field, StreamField):
                values[field.name] = self._plain(field.stream_block, getattr(page, field.name))
            elif isinstance(field, RichTextField):
                values[field.name] = self._text(getattr(page, field.name))
            else:
                values[field.name] = self._value(
                    getattr(page, field.name) if isinstance(field, ForeignKey) else field.value_from_object(page)
                )
        return values

    def _plain(self, block: Any, value: Any) -> Any:
        """A value of a block as JSON has it, with files by their names in the archive and links by their addresses."""
        if value is None:
            return None
        if isinstance(block, blocks.StreamBlock):
            return [{"type": child.block_type, "value": self._plain(child.block, child.value), "id": child.id} for child in value]
        if isinstance(block, blocks.StructBlock):
            return {name: self._plain(child, value.get(name)) for name, child in block.child_blocks.items()}
        if isinstance(block, blocks.ListBlock):
            return [self._plain(block.child_block, item) for item in value]
        if isinstance(block, blocks.RichTextBlock):
            return self._text(value.source)
        if isinstance(block, blocks.ChooserBlock):
            return self._value(value)
        return block.get_prep_value(value)

    def _text(self, source: str) -> str:
        """Rich text as HTML, with links as they are on the site, but for those to documents, which lead to files of the archive."""
        text = str(expand(source, self._origin))
        for address in _addresses(text):
            file = self._places.link(address, "/").file
            if file.startswith(MEDIA):
                text = text.replace(f'href="{address}"', f'href="{file}"')
        return text

    def _value(self, value: Any) -> Any:
        if isinstance(value, AbstractImage | AbstractDocument):
            return self._places.picture_or_document(value.file.name)
        if isinstance(value, Page):
            return value.url
        return str(value) if hasattr(value, "pk") else value

    def pictures(self) -> Iterator[str]:
        """Every picture of which the original is in the archive."""
        for image in self._kept(get_image_model(), "tags"):
            about = {name: getattr(image, name) for name in ("title", "description", "width", "height", "created_at")}
            yield line({"file": self._places.picture_or_document(image.file.name)} | about | {"tags": _tags(image)})

    def documents(self) -> Iterator[str]:
        """Every document that is in the archive."""
        for document in self._kept(get_document_model(), "tags"):
            about = {"title": document.title, "created_at": document.created_at}
            yield line({"file": self._places.picture_or_document(document.file.name)} | about | {"tags": _tags(document)})

    def _kept(self, model: Any, *with_: str) -> Iterator[Any]:
        for names in _batches(sorted(self._places.media), _FILES_AT_ONCE):
            yield from model.objects.filter(file__in=names).prefetch_related(*with_).order_by("file")

    def redirects(self) -> Iterator[str]:
        """Every address of earlier days that leads to something published, and every host name at which the site was before."""
        for host in FormerHost.objects.filter(site__institution=self._institution).order_by("host").values_list("host", flat=True):
            yield line({"from": f"{origin(host)}/", "to": f"{self._origin}/"})
        last = 0
        while found := list(self._old_addresses(last)):
            for old in found:
                to = self._leads_to(old)
                if to:
                    yield line({"from": old.address, "to": to})
            last = found[-1].pk

    def _old_addresses(self, after: int) -> Any:
        rows = OldAddress.objects.filter(institution=self._institution, pk__gt=after).order_by("pk")
        return rows.select_related("page__locale", "image", "document")[:_FILES_AT_ONCE]

    def _leads_to(self, old: OldAddress) -> str:
        if old.page:
            return old.page.path_on_site() if old.page.live or self._drafts else ""
        file = old.image or old.document
        name = file.file.name if file else ""
        return self._places.picture_or_document(name) if name in self._places.media else ""

    def register_row(self) -> dict[str, Any]:
        """What the register says of the institution."""
        row = self._institution
        fields = [field for field in row._meta.concrete_fields if field.name != "id"]
        plain = {field.name: field.value_from_object(row) for field in fields if not field.is_relation and field.name != "logo"}
        related = {name: other.code if (other := getattr(row, name)) else None for name in ("parent", "region", "successor")}
        return plain | related | {"logo": self._places.picture_or_document(row.logo.name or "") if row.logo else ""}


def _addresses(html: str) -> list[str]:
    return [part.partition('"')[0] for part in html.split('href="')[1:]]


def _tags(record: Any) -> list[str]:
    return sorted(tag.name for tag in record.tags.all())


def _batches(items: Iterable[Any], size: int) -> Iterator[Sequence[Any]]:
    rest = iter(items)
    while some := list(islice(rest, size)):
        yield some
