"""Who asks for an address that a page had once is led to where it is now."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.documents import get_document_model

from huduma.platform.institutions.models import Workspace
from huduma.platform.uploads.tests import corpus
from huduma.systems.websites.models import OldAddress, StandardPage

from .factories import home_of, make_institution_with_site, news_index_of, publish_news
from .test_publishing import add_page
from .visitor import ask, leads, visit

pytestmark = pytest.mark.django_db
HOST = "tra.localhost"


def test_a_moved_page_is_found_from_its_old_address_and_so_is_what_is_below_it(tra):
    services, about = add_page(home_of(tra), "Ofisi"), StandardPage.objects.get(slug="kuhusu")
    add_page(services, "Malipo")
    services.refresh_from_db()
    services.move(about, "last-child")
    assert leads(HOST, "/ofisi/") == leads(HOST, "/ofisi") == "/kuhusu/ofisi/"
    assert leads(HOST, "/ofisi/malipo/") == "/kuhusu/ofisi/malipo/"
    assert ask(HOST, "/ofisi/").headers["Cache-Control"] == "no-cache"


def test_a_new_slug_leads_on_and_a_page_that_takes_the_old_one_goes_before(tra, django_capture_on_commit_callbacks):
    page = publish_news(tra, "Moja")
    for slug in ("mbili", "tatu"):
        page = page.specific_class.objects.get(pk=page.pk)
        page.slug = slug
        with django_capture_on_commit_callbacks(execute=True):
            page.save_revision().publish()
    assert leads(HOST, "/habari/moja/") == leads(HOST, "/habari/mbili/") == "/habari/tatu/"
    assert "Moja" in visit(HOST, "/habari/tatu/")
    new = publish_news(tra, "Nyingine", slug="moja")
    assert "Nyingine" in visit(HOST, "/habari/moja/")
    new.delete()
    assert leads(HOST, "/habari/moja/") == "/habari/tatu/"


def test_moving_back_makes_no_circle(tra):
    services, about = add_page(home_of(tra), "Ofisi"), StandardPage.objects.get(slug="kuhusu")
    services.move(about, "last-child")
    services.refresh_from_db()
    services.move(home_of(tra), "last-child")
    assert "Ofisi" in visit(HOST, "/ofisi/")
    assert leads(HOST, "/kuhusu/ofisi/") == "/ofisi/"


def test_what_visitors_cannot_see_is_led_to_by_nothing(tra):
    page = publish_news(tra, "Siri")
    OldAddress.objects.remember(tra.pk, {"/2019/siri": page.pk, "/?p=7": page.pk})
    assert leads(HOST, "/2019/siri/") == leads(HOST, "/", "p=7") == "/habari/siri/"
    page.unpublish()
    assert leads(HOST, "/2019/siri/") is None
    page.delete()
    assert leads(HOST, "/2019/siri/") is None
    assert not OldAddress.objects.exists()


def test_a_year_without_news_is_not_an_address_that_moved(tra):
    publish_news(tra, "Moja").unpublish()
    assert leads(HOST, "/habari/2025/") is None
    index = news_index_of(tra)
    index.slug = "taarifa"
    index.save_revision().publish()
    assert leads(HOST, "/habari/") == "/taarifa/"


def test_another_institution_has_none_of_it(tra):
    make_institution_with_site("nemc")
    OldAddress.objects.remember(tra.pk, {"/2019/siri": publish_news(tra, "Siri").pk})
    assert leads("nemc.localhost", "/2019/siri/") is None
    assert leads("localhost", "/2019/siri/") is None


@pytest.mark.parametrize("query", ["p=17", "page_id=17", "attachment_id=17", "lang=sw&p=17", "p=17&preview=true", "p=0017"])
def test_a_page_is_found_by_its_number(tra, query):
    OldAddress.objects.remember(tra.pk, {"/?p=17": publish_news(tra, "Moja").pk})
    assert leads(HOST, "/", query) == "/habari/moja/"


@pytest.mark.parametrize("query", ["p=18", "p=x", "p=", "page=17", "p=" + "9" * 40, "cat=17", "cat=x"])
def test_a_number_of_nothing_changes_nothing(tra, query):
    OldAddress.objects.remember(tra.pk, {"/?p=17": publish_news(tra, "Moja").pk})
    assert ask(HOST, "/", query).body == ask(HOST, "/").body
    assert ask(HOST, "/hakuna/", query).status == 404


def test_an_old_address_may_lead_to_a_file(tra, settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)
    collection = Workspace.objects.get(pk=tra.pk).collection
    made = get_document_model().objects.create(title="Taarifa", file=SimpleUploadedFile("t.pdf", corpus.PDF), collection=collection)
    OldAddress.objects.remember_file(tra.pk, ["/wp-content/uploads/2019/Taarifa.pdf"], document=made.pk)
    assert leads(HOST, "/wp-content/uploads/2019/Taarifa.pdf") == made.file.url
    made.delete()
    assert leads(HOST, "/wp-content/uploads/2019/Taarifa.pdf") is None


def test_reading_a_page_asks_for_no_old_address(tra):
    publish_news(tra, "Moja")
    with CaptureQueriesContext(connection) as asked:
        assert visit(HOST, "/habari/moja/")
        assert ask(HOST, "/habari/moja/", "utm_source=x").status == 200
    assert not [query for query in asked if "oldaddress" in query["sql"]]
