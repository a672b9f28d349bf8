"""A nation at size: as many institutions of the register as are asked for, each with a whole site of so many pages in each language."""

import gc
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from wagtail.documents import get_document_model
from wagtail.models import Collection, Page

from huduma.platform.institutions.models import Institution, Workspace
from huduma.platform.institutions.register_file import Row, read
from huduma.platform.institutions.scoping import whole_nation
from huduma.systems.websites.actions import enter_register, make_sites, redraw_sites_behind
from huduma.systems.websites.actions.furnishing import add_pages
from huduma.systems.websites.models import InstitutionSite, SitePage
from huduma.systems.websites.starter import FIRST_PAGES

from .nation import REGISTER, Say, complete_register
from .writing import KINDS, Item, items

FIRST = len(FIRST_PAGES) + 1  # pages of a new site in each language, its home page among them
BATCH = 10  # sites in one transaction: what a killed process loses, and what is in memory at a time


def most() -> int:
    """How many institutions there are to be had."""
    return len(read(REGISTER.read_bytes()).rows)


def fill(*, institutions: int, pages: int, say: Say) -> int:
    """Let the nation grow to so many institutions, each with ``pages`` pages in each language; returns how many pages are new.

    What is there stays as it is, and only what is missing is added; each batch of sites is one transaction, so an interrupted run goes
    on where it was. ``say`` is told how far it is.
    """
    began = time.monotonic()
    gc.freeze()  # what was loaded at the start is not walked through again and again while pages are drawn
    rows = _rows(institutions)
    with whole_nation():
        with transaction.atomic():
            entered = enter_register(rows=rows, with_sites=True, by=None)
            complete_register(entered.registered)
        wanted = list(Institution.objects.filter(code__in=[row.code for row in rows]).order_by("pk"))
        redraw_sites_behind(by=None)  # a nation that grows names more of its own
        make_sites(institutions=wanted, by=None, progress=lambda made, total: say(f"sites made: {made} of {total}"))
        frozen = set(InstitutionSite.objects.frozen().values_list("pk", flat=True))
        open_ = [institution for institution in wanted if institution.pk not in frozen]
        added = 0
        for done, batch in _batches(open_):
            with transaction.atomic():
                added += sum(_furnish(institution, pages - FIRST, timezone.localdate()) for institution in batch)
            say(f"sites furnished: {done} of {len(open_)}, pages new: {added}, {time.monotonic() - began:.0f} s")
    return added


def _rows(count: int) -> list[Row]:
    """The first ``count`` rows of the register, without the names of those that are not among them."""
    rows = read(REGISTER.read_bytes()).rows[:count]
    codes = {row.code for row in rows}
    return [replace(row, parent=_among(codes, row.parent), region=_among(codes, row.region)) for row in rows]


def _among(codes: set[str], code: str) -> str:
    return code if code in codes else ""


def _batches(institutions: Sequence[Institution]) -> Iterator[tuple[int, Sequence[Institution]]]:
    for start in range(0, len(institutions), BATCH):
        batch = institutions[start : start + BATCH]
        yield start + len(batch), batch


def _furnish(institution: Institution, count: int, today: date) -> int:
    """Add what ``institution`` has not published yet of its first ``count`` items; returns how many pages that are."""
    wanted = items(institution, count, today)
    there = set(Page.objects.filter(translation_key__in=[item.key for item in wanted]).values_list("translation_key", flat=True))
    missing = [item for item in wanted if item.key not in there]
    if not missing:
        return 0
    lists = SitePage.objects.of(institution).filter(content_type__model__in=[parent._meta.model_name for parent, _write in KINDS.values()])
    parents = {(type(page), page.language): page for page in lists.select_related("locale").specific()}
    collection = Workspace.objects.get(institution=institution).collection
    places = []
    for item in reversed(missing):  # the oldest first, as they would have been published
        document = _document(item, collection) if item.kind == "publications" else None
        for (kind, language), parent in parents.items():
            if kind is KINDS[item.kind][0]:
                page = item.page(language, document)
                page.locale = parent.locale
                places.append((parent, page))
    add_pages(institution=institution, places=places, by=None)
    return len(places)


def _document(item: Item, collection: Collection) -> Any:
    """A document to download, in the institution's own folder of files."""
    page = item.page("sw")
    name = f"{page.slug}.pdf"
    document = get_document_model()(title=page.title, collection=collection, file=ContentFile(pdf(page.title), name))
    document._set_document_file_metadata()
    document.save()
    return document


def pdf(title: str) -> bytes:
    """A PDF of one page that says ``title``."""
    text = title.encode("latin-1", "replace").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
    drawn = b"BT /F1 16 Tf 60 760 Td (" + text + b") Tj ET"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(drawn), drawn),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
    ]
    written, places = bytearray(b"%PDF-1.4\n"), []
    for number, content in enumerate(objects, start=1):
        places.append(len(written))
        written += b"%d 0 obj%s endobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    trailer = b"trailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % len(written)
    return bytes(written) + b"xref\n0 6\n0000000000 65535 f \n" + table + trailer
