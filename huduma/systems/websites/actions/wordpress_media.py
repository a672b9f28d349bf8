"""Bringing the pictures and documents of an earlier website into the institution's own folder of files."""

import re
from collections.abc import Iterable
from typing import Any, NamedTuple
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Collection

from huduma.platform.audit.actions import record
from huduma.platform.institutions.models import Institution
from huduma.platform.uploads import documents, pictures
from huduma.platform.uploads.names import stored_name
from huduma.systems.websites.models import ImportedItem, OldAddress
from huduma.systems.websites.models.freezing import refuse_frozen
from huduma.systems.websites.wordpress import facts
from huduma.systems.websites.wordpress.media import DOCUMENTS, PICTURES, Fetcher, Unreachable, extension_of, name_of
from huduma.systems.websites.wordpress.reader import Item

_SMALLER = re.compile(r"-(\d{2,5}x\d{2,5}|scaled|e\d{10,13})(?=\.[A-Za-z]{3,4}$)")  # copies that WordPress makes of a picture


class Media(NamedTuple):
    """A picture or a document of ours: its primary key, where it is, and the words for who does not see it."""

    is_picture: bool
    pk: int
    url: str
    alt: str


def place_of(address: str) -> str:
    """By what a file is known: host and path of its address, without what differs between ways of writing it."""
    try:
        parts = urlsplit(address)
        return f"{(parts.hostname or '').removeprefix('www.')}{unquote(parts.path)}"
    except ValueError:
        return address


class Library:
    """The files of one website: those that are here, and those that had to be left out, by place and by number."""

    def __init__(self, institution: Institution, collection: Collection, fetcher: Fetcher, by: Any) -> None:
        self._institution, self._collection, self._fetcher, self._by = institution, collection, fetcher, by
        self._by_place: dict[str, Media | None] = {}
        self._addresses: dict[str, str] = {}  # of the attachments, by number
        self._words: dict[str, str] = {}  # for who does not see a picture, by place
        self.known = {row.key: row for row in ImportedItem.objects.filter(institution=institution)}
        self._files = {True: self._present("image"), False: self._present("document")}

    def _present(self, kind: str) -> dict[int, str]:
        model = get_image_model() if kind == "image" else get_document_model()
        pks = ImportedItem.objects.filter(institution=self._institution, **{f"{kind}__isnull": False}).values(kind)
        return {made.pk: made.file.url for made in model.objects.filter(pk__in=pks)}

    def announce(self, items: Iterable[Item]) -> None:
        """Learn the numbers and words of all attachments before any is asked for."""
        for item in items:
            self._addresses[item.post_id] = item.attachment
            self._words[place_of(item.attachment)] = item.meta.get("_wp_attachment_image_alt", "").strip()

    def address_of(self, number: str) -> str:
        """The address of the attachment with that number; empty when there is none."""
        return self._addresses.get(number, "")

    def attachment(self, item: Item, folder: str) -> bool:
        """Bring one attachment, with its addresses; whether it is new. Raises ``Unreachable`` when it cannot be had or may not come in."""
        row = self.known.get(item.key)
        if row is not None:
            self._remember(item.attachment, row)
            if row.is_gone:
                raise Unreachable(_("It has been deleted here since it was imported."))
            return False
        self._bring(item.attachment, item.key, facts.title_of(item), facts.old_addresses_of(item, folder))
        return True

    def find(self, address: str, number: str = "") -> Media | None:
        """The file at ``address``, or of the attachment with that number, fetched if it is one of the website's and not here yet."""
        addresses = (self.address_of(number), address, _SMALLER.sub("", address))
        places = [place_of(known) for known in addresses if known]
        found = next((self._by_place[place] for place in places if self._by_place.get(place)), None)
        if found is None and address and not any(place in self._by_place for place in places):
            found = self._try(address)
        words = next((self._words[place] for place in places if self._words.get(place)), "")
        return found and found._replace(alt=words)

    def _try(self, address: str) -> Media | None:
        key = f"file {place_of(address)}"[:300]
        row = self.known.get(key)
        if row is not None:
            return self._remember(address, row)
        if extension_of(address) not in PICTURES | DOCUMENTS:
            return None
        try:
            return self._bring(address, key, "", [facts.address_of(address)])
        except Unreachable:
            self._by_place[place_of(address)] = None
            return None

    def _remember(self, address: str, row: ImportedItem) -> Media | None:
        pk = row.image_id or row.document_id
        url = self._files[bool(row.image_id)].get(pk or 0, "")
        found = Media(bool(row.image_id), pk, url, "") if pk else None
        self._by_place[place_of(address)] = found
        return found

    def _bring(self, address: str, key: str, title: str, old: list[str]) -> Media:
        self._by_place.setdefault(place_of(address), None)
        name, is_picture = name_of(address), extension_of(address) in PICTURES
        if not is_picture and extension_of(address) not in DOCUMENTS:
            raise Unreachable(_("Files of this kind are not taken: %(name)s.") % {"name": name[:100]})
        content = self._fetcher.fetch(address)
        try:
            content, extension = pictures.rewrite(content) if is_picture else (content, documents.judge(content, name))
        except ValidationError as error:
            raise Unreachable(" ".join(error.messages)) from error
        file = ContentFile(content, stored_name(name, content, extension))
        row = keep_file(
            institution=self._institution,
            collection=self._collection,
            key=key,
            title=title or name,
            file=file,
            is_picture=is_picture,
            old=old,
            by=self._by,
        )
        made: Any = row.image or row.document
        self.known[key] = row
        self._files[is_picture][made.pk] = made.file.url
        media = self._by_place[place_of(address)] = Media(is_picture, made.pk, made.file.url, "")
        return media


@transaction.atomic
def keep_file(
    *, institution: Institution, collection: Collection, key: str, title: str, file: ContentFile, is_picture: bool, old: list[str], by: Any
) -> ImportedItem:
    """Put a judged file into ``collection`` and let its old addresses lead to it. Raises ``ValidationError`` where the site is frozen."""
    refuse_frozen(institution)
    made = (get_image_model() if is_picture else get_document_model())(title=title[:255], file=file, collection=collection)
    made._set_image_file_metadata() if is_picture else made._set_document_file_metadata()
    made.save()
    kind = "image" if is_picture else "document"
    row = ImportedItem.objects.create(institution=institution, key=key, **{kind: made})
    OldAddress.objects.remember_file(institution.pk, old, **{kind: made.pk})
    record(subject=made, verb="websites.import_file", by=by, data={"institution": institution.pk, "file": key})
    return row
