"""Search on an institution's own host: its pages only, in its own frame."""

import pytest
from django.test import Client
from django.utils import timezone

from huduma.platform.contributions.listing import Entry, Listing, listings
from huduma.platform.delivery.actions import put_chrome
from huduma.platform.delivery.models import LiveSite
from huduma.platform.institutions.models import Institution
from huduma.platform.search.actions import index_many

pytestmark = pytest.mark.django_db


def describe(institution: Institution) -> list[Entry]:
    """One page of each institution in each language, all with the same words."""
    return [
        Entry(language, f"Maji {institution.code}", f"http://{institution.host}/maji/", "", text, institution.pk, timezone.now())
        for language, text in {"sw": "Maji safi", "en": "Clean water"}.items()
    ]


@pytest.fixture
def site(nation) -> Client:
    """A browser on the ministry of health's host, whose site is drawn; two institutions have a page about water."""
    live = LiveSite.objects.get(institution=nation["moh"])
    for language, name in {"sw": "Wizara ya Afya", "en": "Ministry of Health"}.items():
        put_chrome(site=live, language=language, head="<style>:root{}</style>", top=f"<header>{name}</header>", bottom="<footer></footer>")
    listing = listings.add(Listing("tests.pages", "Kurasa", Institution.objects.active, describe))
    index_many(listing=listing.key, records=[nation["moh"], nation["mow"]])
    yield Client(SERVER_NAME=nation["moh"].host)
    del listings._entries[listing.key]


def test_only_the_sites_own_pages_are_found_in_its_frame(site):
    page = site.get("/tafuta/?q=maji")
    text = page.content.decode()
    assert page.status_code == 200
    assert "<header>Wizara ya Afya</header>" in text
    assert "moh" in text
    assert "mow" not in text
    assert "<title>Tafuta: maji – Wizara ya Afya</title>" in text
    assert "'sha256-" in page["Content-Security-Policy"]


def test_in_english_and_in_both_languages(site):
    english = site.get("/en/search/?q=water").content.decode()
    assert "<header>Ministry of Health</header>" in english
    assert "Maji moh" in english
    assert "Nothing found" in site.get("/en/search/?q=safi").content.decode()
    assert "Maji moh" in site.get("/en/search/?q=safi&language=both").content.decode()


def test_it_is_narrowed_to_a_kind_and_a_year(site):
    this = timezone.localdate().year
    for query, found in (
        ("listing=tests.pages", True),
        ("listing=websites.news", False),
        (f"year={this}", True),
        (f"year={this - 1}", False),
        (f"listing=tests.pages&year={this}&language=both", True),
    ):
        assert ("Maji</mark> moh" in site.get(f"/tafuta/?q=maji&{query}").text) is found, query
    assert 'value="institutions.register"' not in site.get("/tafuta/").text


def test_the_way_to_the_sites_of_all(site):
    assert "/tafuta/?q=%3Cb%3E" in site.get("/tafuta/?q=<b>").content.decode()
    assert "<b>" not in site.get("/tafuta/?q=<b>").content.decode()


@pytest.mark.parametrize("query", ["language=xx", "q=%00", "year=1066", "year=x", "listing=no.such", "listing=institutions.register"])
def test_what_is_no_search_is_refused_by_name(site, query):
    page = site.get(f"/tafuta/?{query}")
    assert page.status_code == 400
    assert "hd-errors" in page.content.decode()


def test_a_page_that_is_not_there_is_missed_in_the_sites_own_frame(site):
    for path, name, search in (("/hakuna-hapa/", "Wizara ya Afya", "/tafuta/"), ("/en/not-here/", "Ministry of Health", "/en/search/")):
        page = site.get(path)
        text = page.content.decode()
        assert page.status_code == 404
        assert f"<header>{name}</header>" in text
        assert f'action="{search}"' in text
        assert "Huduma za umma" not in text
        assert "'sha256-" in page["Content-Security-Policy"]
