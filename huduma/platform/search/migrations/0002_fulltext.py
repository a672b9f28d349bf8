"""The full-text index of each database, kept by the database itself whoever writes to the entries.

SQLite: a contentless FTS5 table (it stores no second copy of the text); triggers hand it the old words when a row changes.
PostgreSQL: a stored tsvector under GIN. Its words are folded without the extension `unaccent`, which needs a privilege to
install and is not immutable: decompose, then drop the combining marks.
"""

from django.db import migrations

# Words stay words on both databases: what is neither letter nor digit separates (PostgreSQL's parser would keep "info@x.go.tz" whole).
FOLDED = r"regexp_replace(regexp_replace(normalize({column}, NFKD), '[\u0300-\u036f]+', '', 'g'), '[^[:alnum:]]+', ' ', 'g')"


def words(column, weight):
    return f"setweight(to_tsvector('simple'::regconfig, {FOLDED.format(column=column)}), '{weight}')"


POSTGRESQL = f"""
ALTER TABLE search_searchentry ADD COLUMN vector tsvector GENERATED ALWAYS AS (
    {words("title", "A")} || {words("summary", "B")} || {words("text", "C")}
    || array_to_tsvector(ARRAY[
        '=l' || language, '=i' || coalesce(institution_id::text, ''), '=k' || listing
    ])
) STORED;
CREATE INDEX search_searchentry_vector ON search_searchentry USING gin (vector) WITH (fastupdate = off);
"""

# In hexadecimal, because FTS5 would split a key at its dot.
SCOPE = "hex('l' || {row}.language) || ' ' || hex('i' || coalesce({row}.institution_id, '')) || ' ' || hex('k' || {row}.listing)"
ADD = f"""INSERT INTO search_fulltext(rowid, title, summary, text, scope)
    VALUES (new.id, new.title, new.summary, new.text, {SCOPE.format(row="new")});"""
REMOVE = f"""INSERT INTO search_fulltext(search_fulltext, rowid, title, summary, text, scope)
    VALUES ('delete', old.id, old.title, old.summary, old.text, {SCOPE.format(row="old")});"""

SQLITE = [
    """CREATE VIRTUAL TABLE search_fulltext USING fts5(
        title, summary, text, scope, content='', tokenize='unicode61 remove_diacritics 2')""",
    "INSERT INTO search_fulltext(search_fulltext, rank) VALUES ('rank', 'bm25(10.0, 4.0, 1.0, 0.0)')",
    f"CREATE TRIGGER search_entry_added AFTER INSERT ON search_searchentry BEGIN {ADD} END",
    f"CREATE TRIGGER search_entry_removed AFTER DELETE ON search_searchentry BEGIN {REMOVE} END",
    # Reindexing rewrites every row; only those whose words or place changed cost an entry in the full-text index.
    f"""CREATE TRIGGER search_entry_changed AFTER UPDATE ON search_searchentry
        WHEN old.title IS NOT new.title OR old.summary IS NOT new.summary OR old.text IS NOT new.text
            OR old.language IS NOT new.language OR old.institution_id IS NOT new.institution_id OR old.listing IS NOT new.listing
        BEGIN {REMOVE} {ADD} END""",
]


def create(apps, schema_editor):
    for statement in [POSTGRESQL] if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement)


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE search_searchentry DROP COLUMN vector")
    else:
        for trigger in ("added", "removed", "changed"):
            schema_editor.execute(f"DROP TRIGGER search_entry_{trigger}")
        schema_editor.execute("DROP TABLE search_fulltext")


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial")]
    operations = [migrations.RunPython(create, drop, elidable=False)]
