"""The portal's pages over HTTP, in both languages."""

import re
from datetime import date

import pytest
from django.core.cache import cache

from huduma.platform.institutions.actions import amend, change_status, merge
from huduma.platform.institutions.scoping import whole_nation

pytestmark = pytest.mark.django_db

PAGES = {
    "/": "Huduma zote za umma, mahali pamoja",
    "/huduma/": "Unachoweza kufanya mwenyewe hapa",
    "/taasisi/": "Taasisi za umma",
    "/tafuta/": "Andika unachotafuta",
    "/takwimu/": "Kinachohesabiwa na mfumo huu",
    "/msaada/": "Kupata huduma",
    "/mawasiliano/": "Iandikie au ipigie simu",
    "/ufikivu/": "WCAG 2.2",
    "/faragha/": "Vidakuzi",
    "/feeds/": "Mipasho ya habari",
    "/simulator/": "Karibu Huduma",
    "/simulator/sms/": "TAASISI",
    "/en/": "Every public service, in one place",
    "/en/services/": "What you can do here by yourself",
    "/en/institutions/": "Public institutions",
    "/en/search/": "Write what you are looking for",
    "/en/statistics/": "What this platform counts",
    "/en/help/": "Finding a service",
    "/en/contact/": "Write or call the institution concerned",
    "/en/accessibility/": "WCAG 2.2",
    "/en/privacy/": "Cookies",
    "/en/feeds/": "News feeds",
    "/en/simulator/": "Welcome. Choose a language.",
    "/en/simulator/sms/": "TAASISI",
}


def text(response) -> str:
    return response.content.decode()


def listed(response) -> str:
    """The list of the directory, below the filter and the alphabet."""
    return text(response).split('class="hd-letters"')[1]


@pytest.mark.parametrize(("path", "words"), PAGES.items())
def test_every_page_is_there_and_leads_to_itself_in_the_other_language(client, nation, path, words):
    page = client.get(path)

    assert page.status_code == 200
    assert words in text(page)
    language = "en" if path.startswith("/en/") else "sw"
    assert f'<html lang="{language}">' in text(page)
    other = re.search(rf'hreflang="{"sw" if language == "en" else "en"}" href="http://localhost(?::\d+)?([^"]+)"', text(page))[1]
    assert other in PAGES
    assert client.get(other).status_code == 200


@pytest.mark.parametrize("path", [path for path in PAGES if "simulator" not in path])
def test_a_page_that_is_only_read_sets_no_cookie(client, nation, path):
    assert not client.get(path).cookies


def test_the_home_page_finds_institutions_and_services(client, nation):
    home = text(client.get("/"))
    assert 'action="/tafuta/"' in home
    assert 'action="/taasisi/"' in home
    assert 'href="/taasisi/?kind=ministry"' in home
    assert "Tafuta taasisi" in home


def test_the_directory_stands_in_the_order_of_what_people_look_for(client, nation):
    page = listed(client.get("/taasisi/"))
    names = ["Wizara ya Afya", "Halmashauri ya Wilaya ya Bariadi", "Mamlaka ya Maabara ya Mkemia Mkuu", "Wizara ya Maji", "Mkoa wa Simiyu"]
    assert [page.index(name) for name in names] == sorted(page.index(name) for name in names)
    assert "+255 26 232 3267" in page
    assert "ps@afya.go.tz" in page


@pytest.mark.parametrize(
    ("query", "shown", "hidden"),
    [
        ("kind=ministry", "Wizara ya Afya", "Mkoa wa Simiyu"),
        ("region=simiyu", "Halmashauri ya Wilaya ya Bariadi", "Wizara ya Afya"),
        ("letter=B", "Halmashauri ya Wilaya ya Bariadi", "Wizara ya Afya"),
        ("q=chemist", "Mamlaka ya Maabara", "Wizara ya Afya"),
        ("q=MOW", "Wizara ya Maji", "Wizara ya Afya"),
    ],
)
def test_the_directory_is_narrowed(client, nation, query, shown, hidden):
    page = listed(client.get(f"/taasisi/?{query}"))
    assert shown in page
    assert f">{hidden}</a>" not in page


def test_its_filter_folds_up_and_says_what_was_chosen(client, nation):
    page = text(client.get("/taasisi/?q=afya&kind=ministry&region=simiyu"))
    assert '<details class="hd-filter"><summary' in page
    assert '<span class="hd-filter__chosen">afya · Wizara · Mkoa wa Simiyu</span>' in page
    assert '<details class="hd-filter" open>' in text(client.get("/taasisi/?kind=palace"))


def test_the_directory_says_when_nothing_is_found(client, nation):
    assert "Hakuna taasisi iliyopatikana" in text(client.get("/taasisi/?q=hakuna"))


@pytest.mark.parametrize("query", ["kind=palace", "region=moh", "letter=AB", "q=%00", "q=" + "a" * 300])
def test_a_filter_that_is_none_is_refused_by_name(client, nation, query):
    page = client.get(f"/taasisi/?{query}")
    assert page.status_code == 400
    assert "hd-errors" in text(page)


@pytest.mark.parametrize("page", ["0", "-1", "x", "999999999999999999999", "%00"])
def test_a_page_number_that_is_none_shows_a_page(client, nation, page):
    assert client.get(f"/taasisi/?page={page}").status_code == 200
    assert client.get(f"/tafuta/?q=wizara&page={page}").status_code == 200


def test_an_institution_has_a_page_with_its_contacts_and_its_site(client, nation):
    page = text(client.get("/taasisi/moh/"))
    assert "<h1>Wizara ya Afya</h1>" in page
    assert 'href="tel:+255262323267"' in page
    assert 'href="mailto:ps@afya.go.tz"' in page
    assert re.search(r'href="http://afya\.localhost(:\d+)?/"', page)
    assert "Mamlaka ya Maabara ya Mkemia Mkuu" in page
    assert re.search(r'href="http://afya\.localhost(:\d+)?/en/"', text(client.get("/en/institutions/moh/")))
    assert "Halmashauri ya Wilaya ya Bariadi" in text(client.get("/taasisi/simiyu/"))
    assert client.get("/taasisi/hakuna/").status_code == 404


def test_an_institution_without_a_site_is_not_sent_there(client, nation):
    assert "Fungua tovuti yake" not in text(client.get("/taasisi/mow/"))


def test_former_names_are_kept(client, nation):
    health = nation["moh"]
    health.name_sw = "Wizara ya Afya na Ustawi"
    with whole_nation():
        amend(institution=health, by=None, effective_date=date(2026, 7, 1))
    page = text(client.get("/taasisi/moh/"))
    assert "<h1>Wizara ya Afya na Ustawi</h1>" in page
    assert "Jina hadi 1 Julai 2026</dt><dd>Wizara ya Afya</dd>" in page


def test_a_merged_institution_leads_to_its_successor(client, nation):
    with whole_nation():
        merge(institution=nation["mow"], into=nation["moh"], by=None, effective_date=date(2026, 7, 1))
        change_status(institution=nation["gcla"], status="DORMANT", by=None, effective_date=date(2026, 7, 1))
    page = text(client.get("/taasisi/mow/"))
    assert "Taasisi hii iliunganishwa na nyingine" in page
    assert 'href="/taasisi/moh/"' in page
    assert "Taasisi hii haifanyi kazi kwa sasa" in text(client.get("/taasisi/gcla/"))
    assert "Wizara ya Maji" not in text(client.get("/taasisi/"))


def test_the_keeper_of_the_platform_is_named(client, nation, settings):
    settings.KEEPER = "moh"
    assert "ps@afya.go.tz" in text(client.get("/mawasiliano/"))


def test_an_unknown_page_helps_in_both_languages_and_keeps_the_menu(client):
    page = client.get("/hakuna/")
    assert page.status_code == 404
    assert 'href="/taasisi/"' in text(page)
    page = client.get("/en/hakuna/")
    assert page.status_code == 404
    assert 'href="/en/institutions/"' in text(page)


@pytest.fixture(autouse=True)
def _fresh_cache():
    cache.clear()
