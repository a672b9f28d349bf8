from django.core.management import call_command
from django.db import migrations


def make_cache_table(apps, schema_editor):
    """The shared cache is a table where no other is set; what runs after migrating already uses it."""
    call_command("createcachetable", database=schema_editor.connection.alias, verbosity=0)


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [migrations.RunPython(make_cache_table, migrations.RunPython.noop, elidable=False)]
