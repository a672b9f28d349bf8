"""What was written before a release is there after it."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from wagtail.models import ReferenceIndex

from huduma.systems.websites.actions import redraw_site, referrers
from huduma.systems.websites.models import HomePage

from .factories import home_of, make_institution_with_site, publish_news
from .visitor import visit

BEFORE, AFTER = [("websites", "0014_menu_label")], [("websites", "0015_first_page_of_blocks")]


def migrate(to):
    executor = MigrationExecutor(connection)
    executor.migrate(to)
    return MigrationExecutor(connection).loader.project_state(to).apps


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_the_text_of_a_first_page_becomes_blocks_and_text_again():
    nemc = make_institution_with_site("nemc")
    news = publish_news(nemc, "Mto")
    text = f'<h2>Karibu</h2><p>Soma <a linktype="page" id="{news.pk}">habari ya mto</a>.</p>'
    home = home_of(nemc)
    home.body = [("paragraph", text), ("paragraph", f'<p><a linktype="page" id="{news.pk}">Tena</a></p>')]
    home.save_revision().publish()
    home.body = [("paragraph", "<p>Rasimu</p>")]
    home.save_revision()
    words = HomePage.objects.get(pk=home.pk).text_print
    try:
        apps = migrate(BEFORE)
        before = apps.get_model("websites", "HomePage").objects.get(pk=home.pk)
        assert before.body == f'{text}<p><a linktype="page" id="{news.pk}">Tena</a></p>'
        contents = [row.content["body"] for row in apps.get_model("wagtailcore", "Revision").objects.filter(object_id=str(home.pk))]
        assert contents[-1] == "<p>Rasimu</p>"
        assert contents[-2] == before.body
        [path] = apps.get_model("wagtailcore", "ReferenceIndex").objects.filter(object_id=str(home.pk)).values_list("model_path", flat=True)
        assert path == "body"
    finally:
        migrate(AFTER)
        migrate([(app, name) for app, name in MigrationExecutor(connection).loader.graph.leaf_nodes()])
    home = HomePage.objects.get(pk=home.pk)
    [block] = home.body.raw_data
    assert (block["type"], block["value"]) == ("paragraph", before.body), "every letter of it"
    assert home.get_latest_revision_as_object().body.raw_data[0]["value"] == "<p>Rasimu</p>"
    assert list(home_of(nemc, "en").body) == []
    assert referrers([news]) == [home.pk]
    [reference] = ReferenceIndex.get_references_to(news)
    assert "→" in reference.describe_source_field()
    ReferenceIndex.create_or_update_for_object(home)
    assert ReferenceIndex.objects.filter(pk=reference.pk).exists(), "as Wagtail would have written it"
    home.save()
    assert home.text_print != words  # two blocks have become one
    redraw_site(institution=nemc, by=None)
    assert 'href="/habari/mto/">habari ya mto</a>' in visit("nemc.localhost")
