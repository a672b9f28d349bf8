"""When an entry's record was published and when it changed, which feeds and sitemaps say; until it is indexed again, its one instant.

Django would make SQLite's table anew for columns that are never empty, and the triggers of its full-text index would be lost.
"""

from django.db import migrations, models

COLUMNS = ("published_at", "changed_at")


def add(apps, schema_editor):
    postgresql = schema_editor.connection.vendor == "postgresql"
    kind, never = ("timestamptz", "'1970-01-01 00:00:00+00'") if postgresql else ("datetime", "'1970-01-01 00:00:00'")
    for column in COLUMNS:
        schema_editor.execute(f"ALTER TABLE search_searchentry ADD COLUMN {column} {kind} NOT NULL DEFAULT {never}")
        if postgresql:
            schema_editor.execute(f"ALTER TABLE search_searchentry ALTER COLUMN {column} DROP DEFAULT")
    schema_editor.execute("UPDATE search_searchentry SET published_at = dated, changed_at = dated")


def remove(apps, schema_editor):
    for column in COLUMNS:
        schema_editor.execute(f"ALTER TABLE search_searchentry DROP COLUMN {column}")


class Migration(migrations.Migration):
    dependencies = [("search", "0002_fulltext")]
    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunPython(add, remove, elidable=False)],
            state_operations=[
                migrations.AddField("searchentry", column, models.DateTimeField(), preserve_default=False) for column in COLUMNS
            ],
        ),
        migrations.AddIndex(
            model_name="searchentry",
            index=models.Index(fields=["listing", "language", "-published_at"], name="search_entry_published"),
        ),
    ]
