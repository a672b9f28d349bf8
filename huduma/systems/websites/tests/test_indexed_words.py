"""The words by which a page is found are its own, in its own language, whoever publishes it."""

from datetime import date

import pytest
from django.utils import translation

from huduma.platform.search.models import SearchEntry
from huduma.systems.websites.models import HomePage, NewsPage, PublicationPage

from .factories import publish, publish_news

pytestmark = pytest.mark.django_db
VIDEO = {"title": "Hotuba", "address": "https://example.com/v", "image": None, "minutes": 3, "text": ""}
LATEST = {"title": "Habari mpya", "kind": "eventpage", "most": 3}


@pytest.fixture(autouse=True, params=["sw", "en"])
def _spoken(request):
    """The language of whoever publishes, and draws anew."""
    with translation.override(request.param):
        yield


def text(title):
    return SearchEntry.objects.get(title=title, listing__startswith="websites.").text


def test_a_swahili_page_is_found_by_swahili_words(nemc):
    publish_news(nemc, "Maji", body=[("video", VIDEO), ("latest", LATEST), ("paragraph", "<p>Maji yamefika.</p>")])
    report = {"document_kind": "REPORT", "date": date(2026, 2, 1), "summary": "Ripoti ya mwaka.", "versions": []}
    publish(nemc, PublicationPage(title="Mazingira", **report))
    assert text("Maji").split("Muhtasari: Maji ")[1] == "Tazama video: Hotuba (dakika 3) Habari mpya Maji yamefika."
    assert text("Mazingira").startswith("Ripoti Ripoti ya mwaka.")


def test_a_first_page_is_found_by_its_own_words_and_not_by_what_it_lists(nemc):
    home = HomePage.objects.get(institution=nemc, locale__language_code="sw")
    home.introduction = "Mazingira safi."
    home.body = [("video", VIDEO), ("latest", LATEST), ("paragraph", "<p>Tunalinda mito.</p>")]
    home.save_revision().publish()
    assert SearchEntry.objects.get(url__endswith="//nemc.localhost:8000/").text.endswith(
        "Mazingira safi. Tazama video: Hotuba (dakika 3) Habari mpya Tunalinda mito."
    )


def test_an_english_page_is_found_by_english_words(nemc):
    publish_news(nemc, "Water", language="en", body=[("video", VIDEO), ("latest", LATEST | {"title": "Latest"})])
    assert text("Water").endswith("Watch the video: Hotuba (3 minutes) Latest")
    assert NewsPage.objects.get(title="Water").entry().text == text("Water")
