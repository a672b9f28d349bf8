from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("websites", "0013_lists_of_systems"),
    ]

    operations = [
        migrations.AddField(
            model_name="sitepage",
            name="menu_label",
            field=models.CharField(
                blank=True,
                help_text="Shorter than the title, for the menu and for the way to the page above it. Left empty, the title stands there.",
                max_length=40,
                verbose_name="label in the menu",
            ),
        ),
    ]
