"""An index from which SQLite reads which record an entry is about, without the entry itself; PostgreSQL has its vectors beside it."""

from django.db import migrations


def create(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("CREATE INDEX search_entry_key ON search_searchentry (id, object_id)")


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP INDEX search_entry_key")


class Migration(migrations.Migration):
    dependencies = [("search", "0003_published_and_changed")]
    operations = [migrations.RunPython(create, drop, elidable=False)]
