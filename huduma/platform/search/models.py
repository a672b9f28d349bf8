"""The index: one row for each public record and language, and how the database searches it."""

from typing import Any

from django.db import models
from django.db.models.lookups import BuiltinLookup

from huduma.platform.institutions.models import Institution
from huduma.platform.search.fulltext import keys, ranked, scope_tokens
from huduma.platform.search.words import typed_words


class SearchEntryQuerySet(models.QuerySet["SearchEntry"]):
    def search(
        self, typed: str, *, language: str | None = None, institution: Institution | None = None, listing: str | None = None
    ) -> "SearchEntryQuerySet":
        """The entries that hold every word of ``typed``, best first, narrowed to what is given.

        Whatever was typed is taken as plain words: case, accents, quotes and operators mean nothing, the last word may be
        unfinished. Without a single letter or digit nothing is found.
        """
        words = typed_words(typed)
        if not words:
            return self.none()
        tokens = scope_tokens(language=language, institution_id=institution.pk if institution else None, listing=listing)
        return ranked(self, words, tokens)

    def record_keys(self, typed: str, *, listing: str) -> Any:
        """For ``pk__in``: the records of ``listing`` of which the entry in one language holds every word of ``typed``."""
        words = typed_words(typed)
        return keys(self, words, scope_tokens(language=None, institution_id=None, listing=listing)) if words else []

    def newest_first(self) -> "SearchEntryQuerySet":
        """Newest first."""
        return self.order_by("-dated", "-pk")

    def last_published_first(self) -> "SearchEntryQuerySet":
        """What was published last first, whatever day it is about."""
        return self.order_by("-published_at", "-pk")


class SearchEntry(models.Model):
    """One public record in one language. Everything here is public, so it is not kept within an institution's scope."""

    listing = models.CharField(max_length=100, help_text="key of the listing that describes the record")
    object_id = models.CharField(max_length=40, help_text="primary key of the record")
    language = models.CharField(max_length=2)
    institution = models.ForeignKey(Institution, null=True, on_delete=models.CASCADE, related_name="+")
    dated = models.DateTimeField()
    published_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    indexed_at = models.DateTimeField()
    url = models.URLField(max_length=1000)
    title = models.CharField(max_length=300)
    summary = models.TextField(blank=True)
    text = models.TextField(blank=True)

    objects = SearchEntryQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["listing", "object_id", "language"], name="search_entry_once")]
        indexes = [
            models.Index(fields=["listing", "language", "-dated"], name="search_entry_latest"),
            models.Index(fields=["listing", "language", "-published_at"], name="search_entry_published"),
        ]

    def __str__(self) -> str:
        return self.title


class FullText(models.Model):
    """SQLite's FTS5 table beside ``SearchEntry``; the migration makes it and its triggers keep it. Not used on PostgreSQL."""

    entry = models.OneToOneField(SearchEntry, primary_key=True, db_column="rowid", on_delete=models.DO_NOTHING, related_name="fulltext")
    search_fulltext = models.TextField(help_text="FTS5's hidden column of the table's own name, the left side of MATCH")
    rank = models.FloatField(help_text="FTS5's hidden column: bm25, smaller is better")

    class Meta:
        managed = False
        db_table = "search_fulltext"

    def __str__(self) -> str:
        return str(self.pk)


@models.TextField.register_lookup
class Match(BuiltinLookup[Any]):
    """SQLite's ``MATCH``."""

    lookup_name = "match"

    def get_rhs_op(self, connection: Any, rhs: str) -> str:
        """The operator and its right side."""
        return f"MATCH {rhs}"
