"""Keeping the index in step with what is published.

The index is derived and holds nothing of its own, so these actions write no audit entry: the action that publishes does.
"""

from collections.abc import Iterable
from datetime import datetime
from itertools import islice

from django.db import transaction
from django.db.models import Model
from django.utils import timezone

from huduma.platform.contributions.listing import Entry, Listing, listings, watchers
from huduma.platform.institutions.scoping import whole_nation
from huduma.platform.search.models import SearchEntry
from huduma.platform.search.words import storable

CHUNK = 200  # records described and written at a time, so that reindexing everything takes little memory
_KEY = ["listing", "object_id", "language"]
_CONTENT = ["institution", "dated", "published_at", "changed_at", "indexed_at", "url", "title", "summary", "text"]


def index(*, listing: str, record: Model) -> None:
    """Write ``record``'s entries, one a language, as its listing describes it; entries in languages it lost go.

    ``listing`` is the key of a ``Listing``. Raises ``KeyError`` when nobody declared it.
    """
    index_many(listing=listing, records=[record])


@transaction.atomic
def index_many(*, listing: str, records: Iterable[Model]) -> None:
    """Write the entries of all ``records``; as ``index`` for one, with a few queries for hundreds."""
    declared = listings[listing]
    remaining = iter(records)
    with whole_nation():
        while chunk := list(islice(remaining, CHUNK)):
            _tell_watchers(declared, _write(declared, chunk))


@transaction.atomic
def forget(*, listing: str, record: Model) -> None:
    """Remove ``record``'s entries in all languages. A record that has none is no error."""
    entries = SearchEntry.objects.filter(listing=listing, object_id=str(record.pk))
    institutions = set(entries.values_list("institution", flat=True))
    entries.delete()
    if listing in listings:  # else of a system that is no longer there
        _tell_watchers(listings[listing], institutions)


def _tell_watchers(listing: Listing, institutions: Iterable[int | None]) -> None:
    """Let whoever shows what is current of ``listing`` know that it changed."""
    theirs = {institution for institution in institutions if institution}
    if listing.current and theirs:
        for watcher in watchers:
            watcher.changed(listing.key, theirs)


def reindex(*, listing: str) -> int:
    """Make all entries of ``listing`` anew and remove those whose record is no longer public. Returns the number of records.

    Each chunk is its own transaction, so that readers and publishers go on meanwhile.
    """
    declared = listings[listing]
    began = timezone.now()
    count = 0
    with whole_nation():
        records = declared.records().order_by("pk")
        chunk = list(records[:CHUNK])
        while chunk:
            with transaction.atomic():
                _write(declared, chunk)
            count += len(chunk)
            chunk = list(records.filter(pk__gt=chunk[-1].pk)[:CHUNK])
    # What was published meanwhile carries a later time and stays.
    SearchEntry.objects.filter(listing=listing, indexed_at__lt=began).delete()
    return count


def _write(listing: Listing, records: list[Model]) -> set[int | None]:
    """Write the entries of ``records``; returns the primary keys of the institutions whose they are."""
    written_at = timezone.now()
    entries = []
    for record in records:
        described = {entry.language: entry for entry in listing.describe(record)}
        entries += [_row(listing, record, entry, written_at) for entry in described.values()]
    SearchEntry.objects.bulk_create(entries, update_conflicts=True, unique_fields=_KEY, update_fields=_CONTENT)
    SearchEntry.objects.filter(listing=listing.key, object_id__in=[str(r.pk) for r in records], indexed_at__lt=written_at).delete()
    return {entry.institution_id for entry in entries}


def _row(listing: Listing, record: Model, entry: Entry, written_at: datetime) -> SearchEntry:
    return SearchEntry(
        listing=listing.key,
        object_id=str(record.pk),
        language=entry.language,
        institution_id=entry.institution_id,
        dated=entry.dated,
        published_at=entry.published_at or entry.dated,
        changed_at=entry.changed_at or entry.published_at or entry.dated,
        indexed_at=written_at,
        url=entry.url,
        title=storable(entry.title, 300),
        summary=storable(entry.summary, 2000),
        text=storable(entry.text),
    )
