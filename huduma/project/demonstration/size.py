"""A nation at size: as many institutions of the register as are asked for, each with a whole site of so many pages in each language."""

import gc
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.text import slugify
from wagtail.documents import get_document_model
from wagtail.models import Collection, Page
from wagtail.signal_handlers import disable_reference_index_auto_update

from huduma.platform.institutions.models import Institution, Workspace
from huduma.platform.institutions.register_file import Row, read
from huduma.platform.institutions.scoping import whole_nation
from huduma.systems.websites.actions import enter_register, make_sites, redraw_sites_behind
from huduma.systems.websites.actions.furnishing import add_pages
from huduma.systems.websites.models import InstitutionSite, SitePage
from huduma.systems.websites.starter import FIRST_PAGES, NewSite

from .nation import Say, complete_register
from .papers import pdf
from .register import REGISTER
from .writing import KINDS, Item, items

FIRST = len(FIRST_PAGES) + 2  # pages of a new site in each language, with its home page and its first form
Place = tuple[SitePage, SitePage]  # a list, and a page below it
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
    rows = _rows(institutions)

    def tell(done: int, total: int) -> None:
        say(f"sites: {done} of {total}, {time.monotonic() - began:.0f} s")

    with whole_nation(), _seldom_collected():
        with transaction.atomic():
            entered = enter_register(rows=rows, with_sites=True, by=None)
            complete_register(entered.registered)
        redraw_sites_behind(by=None)  # a nation that grows names more of its own
        wanted = Institution.objects.filter(code__in=[row.code for row in rows])
        furnishing = Furnishing(pages - FIRST)
        make_sites(institutions=wanted, by=None, progress=tell, furnish=furnishing.of_new_site)
        return furnishing.written + furnishing.complete(wanted, tell)


@contextmanager
def _seldom_collected() -> Iterator[None]:
    """What was loaded at the start is not walked through again and again while pages are drawn, and what is new not for each of them."""
    usual = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(10_000, 20, 50)
    try:
        yield
    finally:
        gc.set_threshold(*usual)


def _rows(count: int) -> list[Row]:
    """The first ``count`` rows of the register, without the names of those that are not among them."""
    rows = read(REGISTER.read_bytes()).rows[:count]
    codes = {row.code for row in rows}
    return [replace(row, parent=_among(codes, row.parent), region=_among(codes, row.region)) for row in rows]


def _among(codes: set[str], code: str) -> str:
    return code if code in codes else ""


class Furnishing:
    """What ``count`` items of each institution are as pages; ``written`` says how many new sites have got."""

    def __init__(self, count: int) -> None:
        self.count, self.today, self.written = count, timezone.localdate(), 0

    def of_new_site(self, site: NewSite, collection: Collection) -> list[Place]:
        """The pages of a site that is being made."""
        lists = [page for _parent, page in site.places]
        places = self._places(items(site.institution, self.count, self.today), lists, collection)
        self.written += len(places)
        return places

    def complete(self, institutions: QuerySet[Institution], tell: Callable[[int, int], None]) -> int:
        """Add what the sites that are there lack; those that are frozen stay as they are. Returns how many pages that are."""
        frozen = InstitutionSite.objects.frozen().values("pk")
        open_ = list(institutions.exclude(pk__in=frozen).order_by("pk"))
        added = 0
        for start in range(0, len(open_), BATCH):
            batch = open_[start : start + BATCH]
            with transaction.atomic():
                here = sum(map(self._complete_one, batch))
            if here:
                added += here
                tell(start + len(batch), len(open_))
        return added

    def _complete_one(self, institution: Institution) -> int:
        wanted = items(institution, self.count, self.today)
        there = set(Page.objects.filter(translation_key__in=[item.key for item in wanted]).values_list("translation_key", flat=True))
        missing = [item for item in wanted if item.key not in there]
        if missing:
            lists = SitePage.objects.of(institution).filter(
                content_type__model__in=[kind._meta.model_name for kind, _write in KINDS.values()]
            )
            collection = Workspace.objects.get(institution=institution).collection
            places = self._places(missing, lists.select_related("locale").specific(), collection)
            add_pages(institution=institution, places=places, by=None)
        return len(missing) * len(settings.LANGUAGES)

    def _places(self, wanted: Sequence[Item], lists: Iterable[SitePage], collection: Collection) -> list[Place]:
        """The pages of the items ``wanted``, each below the list of its kind, the oldest first, as they would have been published."""
        parents: dict[type[SitePage], list[SitePage]] = defaultdict(list)
        for page in lists:
            parents[type(page)].append(page)
        places: list[Place] = []
        for item in reversed(wanted):
            document = _document(item, collection) if item.kind == "publications" else None
            places += [(parent, item.page(parent.locale, document)) for parent in parents[KINDS[item.kind][0]]]
        return places


def _document(item: Item, collection: Collection) -> Any:
    """A document to download, in the institution's own folder of files."""
    title = item.title
    document = get_document_model()(title=title, collection=collection, file=ContentFile(pdf(title), f"{slugify(title)[:60]}.pdf"))
    document._set_document_file_metadata()
    with disable_reference_index_auto_update():  # a document refers to nothing
        document.save()
    return document
