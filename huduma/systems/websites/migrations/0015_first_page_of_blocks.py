"""The text of first pages, one piece of rich text until now, becomes blocks: what was written is their first one.

Revisions too, for the editor opens the latest of them; and what is known of where a page leads, which names the field and the block.
"""

import json
import uuid

import django.core.validators
import django.db.models.deletion
import huduma.systems.websites.blocks.data
import wagtail.fields
from django.db import migrations, models

PATHS = uuid.UUID("bdc70d8b-e7a2-4c2a-bf43-2a3e3fcbbe86")  # by which Wagtail hashes the paths of references


def make_blocks(apps, schema_editor):
    HomePage = apps.get_model("websites", "HomePage")
    for pk, text in HomePage.objects.exclude(former_body="").values_list("pk", "former_body"):
        block = _block(text)
        HomePage.objects.filter(pk=pk).update(body=[block])
        path = f"body.{block['id']}"
        about = {"model_path": "body.paragraph", "content_path": path, "content_path_hash": uuid.uuid5(PATHS, path)}
        _references(apps, pk).filter(model_path="body").update(**about)
    for revision, text in _revisions(apps):
        _keep(revision, json.dumps([_block(text)] if text else []))


def make_text(apps, schema_editor):
    """Back again: the text of all blocks of text. Other blocks have no place in rich text."""
    HomePage = apps.get_model("websites", "HomePage")
    for home in HomePage.objects.all():
        text = _text(list(home.body.raw_data))
        HomePage.objects.filter(pk=home.pk).update(former_body=text)
        about, led = {"model_path": "body", "content_path": "body", "content_path_hash": uuid.uuid5(PATHS, "body")}, set()
        for row in _references(apps, home.pk).filter(model_path="body.paragraph"):
            to = (row.to_content_type_id, row.to_object_id)
            if to not in led:
                _references(apps, home.pk).filter(pk=row.pk).update(**about)
            led.add(to)
        _references(apps, home.pk).filter(model_path__startswith="body.").delete()
    for revision, stored in _revisions(apps):
        _keep(revision, _text(json.loads(stored or "[]")))


def _block(text):
    return {"type": "paragraph", "value": text, "id": str(uuid.uuid4())}


def _text(blocks):
    return "".join(block["value"] for block in blocks if block["type"] == "paragraph")


def _revisions(apps):
    """Every revision of a first page, with what it says of the text."""
    ContentType, Revision = apps.get_model("contenttypes", "ContentType"), apps.get_model("wagtailcore", "Revision")
    kind = ContentType.objects.filter(app_label="websites", model="homepage").first()
    for pk in list(Revision.objects.filter(content_type=kind).values_list("pk", flat=True)):
        revision = Revision.objects.get(pk=pk)
        yield revision, revision.content.get("body") or ""


def _keep(revision, body):
    revision.content["body"] = body
    revision.save(update_fields=["content"])


def _references(apps, home):
    return apps.get_model("wagtailcore", "ReferenceIndex").objects.filter(content_type__model="homepage", object_id=str(home))


class Migration(migrations.Migration):

    dependencies = [
        ('contenttypes', '0002_remove_content_type_name'),
        ('wagtailcore', '0097_baselogentry_uuid_action_timestamp_indexes'),
        ('wagtailimages', '0027_image_description'),
        ('websites', '0014_menu_label'),
    ]

    operations = [
        migrations.AddField(
            model_name='homepage',
            name='picture',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='wagtailimages.image', verbose_name='picture'),
        ),
        migrations.AddField(
            model_name='homepage',
            name='picture_alt',
            field=models.CharField(blank=True, help_text='Read aloud to people who do not see the picture.', max_length=200, verbose_name='what the picture shows'),
        ),
        migrations.RenameField(model_name='homepage', old_name='body', new_name='former_body'),
        migrations.AddField(
            model_name='homepage',
            name='body',
            field=wagtail.fields.StreamField([('paragraph', 0), ('picture', 4), ('gallery', 5), ('video', 11), ('documents', 12), ('table', 17), ('accordion', 18), ('people', 19), ('map', 24), ('call_to_action', 30), ('form', 32), ('statistics', 33), ('latest', 36), ('service', 38)], blank=True, block_lookup={0: ('huduma.systems.websites.blocks.text.ParagraphBlock', (), {}), 1: ('wagtail.images.blocks.ImageChooserBlock', (), {'label': 'picture'}), 2: ('wagtail.blocks.CharBlock', (), {'help_text': 'Read aloud to people who do not see the picture.', 'label': 'what the picture shows', 'max_length': 200}), 3: ('wagtail.blocks.CharBlock', (), {'label': 'caption', 'max_length': 250, 'required': False}), 4: ('wagtail.blocks.StructBlock', [[('image', 1), ('alt', 2), ('caption', 3)]], {}), 5: ('huduma.systems.websites.blocks.media.GalleryBlock', (), {}), 6: ('wagtail.blocks.CharBlock', (), {'label': 'heading', 'max_length': 150}), 7: ('wagtail.blocks.URLBlock', (), {'label': 'address of the video'}), 8: ('wagtail.images.blocks.ImageChooserBlock', (), {'label': 'picture', 'required': False}), 9: ('wagtail.blocks.IntegerBlock', (), {'label': 'length in minutes', 'max_value': 1440, 'min_value': 1, 'required': False}), 10: ('wagtail.blocks.TextBlock', (), {'help_text': 'For those who cannot hear or load it.', 'label': 'what is said', 'required': False}), 11: ('wagtail.blocks.StructBlock', [[('title', 6), ('address', 7), ('image', 8), ('minutes', 9), ('text', 10)]], {}), 12: ('huduma.systems.websites.blocks.documents.DocumentListBlock', (), {}), 13: ('wagtail.blocks.CharBlock', (), {'label': 'what the table shows', 'max_length': 200}), 14: ('wagtail.blocks.CharBlock', (), {'label': 'Text', 'required': False}), 15: ('wagtail.blocks.DecimalBlock', (), {'label': 'Number', 'required': False}), 16: ('wagtail.contrib.typed_table_block.blocks.TypedTableBlock', [[('text', 14), ('number', 15)]], {}), 17: ('wagtail.blocks.StructBlock', [[('caption', 13), ('table', 16)]], {}), 18: ('huduma.systems.websites.blocks.text.AccordionBlock', (), {}), 19: ('huduma.systems.websites.blocks.media.PeopleBlock', (), {}), 20: ('wagtail.blocks.CharBlock', (), {'label': 'name of the place', 'max_length': 100}), 21: ('wagtail.blocks.TextBlock', (), {'label': 'how to get there', 'max_length': 400}), 22: ('wagtail.blocks.CharBlock', (), {'label': 'latitude', 'max_length': 12, 'validators': [django.core.validators.RegexValidator('^-?\\d{1,3}\\.\\d{3,7}$', 'Write degrees as a number with three to seven decimals: -6.1722.')]}), 23: ('wagtail.blocks.CharBlock', (), {'label': 'longitude', 'max_length': 12, 'validators': [django.core.validators.RegexValidator('^-?\\d{1,3}\\.\\d{3,7}$', 'Write degrees as a number with three to seven decimals: -6.1722.')]}), 24: ('wagtail.blocks.StructBlock', [[('title', 20), ('address', 21), ('latitude', 22), ('longitude', 23)]], {}), 25: ('wagtail.blocks.CharBlock', (), {'label': 'heading', 'max_length': 100}), 26: ('wagtail.blocks.CharBlock', (), {'label': 'text', 'max_length': 300, 'required': False}), 27: ('wagtail.blocks.CharBlock', (), {'label': 'words on the button', 'max_length': 60}), 28: ('wagtail.blocks.PageChooserBlock', (), {'label': 'page', 'required': False}), 29: ('wagtail.blocks.URLBlock', (), {'label': 'or an address elsewhere', 'required': False}), 30: ('wagtail.blocks.StructBlock', [[('title', 25), ('text', 26), ('label', 27), ('page', 28), ('address', 29)]], {}), 31: ('wagtail.blocks.PageChooserBlock', (), {'help_text': 'A published form of your website, in the language of this page.', 'label': 'form', 'page_type': ['websites.FormPage']}), 32: ('wagtail.blocks.StructBlock', [[('form', 31)]], {}), 33: ('huduma.systems.websites.blocks.data.StatisticsBlock', (), {}), 34: ('wagtail.blocks.ChoiceBlock', [], {'choices': huduma.systems.websites.blocks.data.list_choices, 'label': 'list'}), 35: ('wagtail.blocks.IntegerBlock', (), {'default': 3, 'label': 'how many', 'max_value': 10, 'min_value': 1}), 36: ('wagtail.blocks.StructBlock', [[('title', 25), ('kind', 34), ('most', 35)]], {}), 37: ('wagtail.blocks.ChoiceBlock', [], {'choices': huduma.systems.websites.blocks.data.service_choices, 'label': 'service'}), 38: ('wagtail.blocks.StructBlock', [[('service', 37)]], {})}, verbose_name='text'),
        ),
        migrations.RunPython(make_blocks, make_text),
        migrations.RemoveField(model_name='homepage', name='former_body'),
    ]
