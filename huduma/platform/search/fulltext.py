"""How each database finds and ranks: FTS5 on SQLite, a tsvector on PostgreSQL.

Both hold, beside the words, one token for the record's language, one for its institution and one for its listing, so that
narrowing to one site happens inside the index and not row by row afterwards.
"""

from typing import Any

from django.db import connection
from django.db.models import BigIntegerField, BooleanField, F, FloatField, QuerySet
from django.db.models.expressions import RawSQL
from django.db.models.functions import Cast

from huduma.platform.search.words import SHORTEST_PREFIX

# How much a word counts in the title, in the summary and in the text.
TITLE, SUMMARY, TEXT = 10.0, 4.0, 1.0
# SQLite reads an entry by its number from the table, text and all, unless it is told of the index that has the key beside the number: of a
# word that twenty thousand records have, that was more than half of the search.
_KEYS_ON_SQLITE = """SELECT CAST(entry.object_id AS integer) FROM search_fulltext found
CROSS JOIN search_searchentry entry INDEXED BY search_entry_key ON entry.id = found.rowid WHERE found.search_fulltext MATCH %s"""


def scope_tokens(*, language: str | None, institution_id: int | None, listing: str | None) -> list[str]:
    """The tokens that narrow a search; the triggers and the generated column of the migration write the same ones."""
    tokens = []
    if language:
        tokens.append(f"l{language}")
    if institution_id is not None:
        tokens.append(f"i{institution_id}")
    if listing:
        tokens.append(f"k{listing}")
    return tokens


def ranked(entries: QuerySet[Any], words: list[str], tokens: list[str]) -> Any:
    """``entries`` that hold every one of ``words`` (the last one may be a beginning) and all ``tokens``, best first."""
    return _on_postgresql(entries, words, tokens) if connection.vendor == "postgresql" else _on_sqlite(entries, words, tokens)


def keys(entries: QuerySet[Any], words: list[str], tokens: list[str]) -> Any:
    """What ``pk__in`` takes: the primary keys of the records of which one of ``entries``, in any order, holds every word and token."""
    if connection.vendor == "postgresql":
        return _on_postgresql(entries, words, tokens).order_by().values(key=Cast("object_id", BigIntegerField()))
    return RawSQL(_KEYS_ON_SQLITE, [_match(words, tokens)], BigIntegerField())  # noqa: S611  our own words, theirs as a parameter


def _on_sqlite(entries: QuerySet[Any], words: list[str], tokens: list[str]) -> Any:
    # FTS5 sorts by its own `rank` (bm25 with the weights that the migration sets) without a second look at the index.
    return entries.filter(fulltext__search_fulltext__match=_match(words, tokens)).order_by("fulltext__rank")


def _match(words: list[str], tokens: list[str]) -> str:
    """The right side of ``MATCH``."""
    terms = [f'"{word}"' for word in words]
    if len(words[-1]) >= SHORTEST_PREFIX:
        terms[-1] += "*"
    query = f"{{title summary text}} : ({' AND '.join(terms)})"
    if tokens:
        query = " AND ".join([query, *(f'scope : "{token.encode().hex()}"' for token in tokens)])
    return query


def _on_postgresql(entries: QuerySet[Any], words: list[str], tokens: list[str]) -> Any:
    lexemes = [f"'{word}'" for word in words]
    if len(words[-1]) >= SHORTEST_PREFIX:
        lexemes[-1] += ":*"
    wanted = " & ".join(lexemes)
    narrowed = " & ".join([*lexemes, *(_quoted(f"={token}") for token in tokens)])
    weights = f"{{0,{TEXT / TITLE},{SUMMARY / TITLE},1}}"  # PostgreSQL's order: D, C, B, A
    # Without its table's name, which a query inside another has replaced with one of its own.
    rank = RawSQL("ts_rank(%s::float4[], vector, %s::tsquery, 1)", (weights, wanted), FloatField())
    matches = RawSQL("vector @@ %s::tsquery", (narrowed,), BooleanField())
    return entries.filter(matches).order_by(rank.desc(), F("dated").desc(), "pk")


def _quoted(lexeme: str) -> str:
    """``lexeme`` as a literal in a tsquery."""
    escaped = lexeme.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'"
