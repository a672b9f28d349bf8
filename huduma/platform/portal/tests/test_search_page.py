"""National search over HTTP."""

import pytest
from django.test import Client
from django.utils import timezone

from huduma.platform.contributions.listing import Entry, Listing, listings
from huduma.platform.institutions.models import Institution
from huduma.platform.institutions.tests.factories import make_institution
from huduma.platform.search.actions import index

pytestmark = pytest.mark.django_db


@pytest.fixture
def news(nation):
    """A listing of one piece of news a ministry, which tries to be HTML."""

    def describe(institution: Institution) -> list[Entry]:
        texts = {"sw": "Chanjo ya watoto <script>alert(1)</script> inaanza", "en": "Vaccination of children begins"}
        return [
            Entry(language, text, f"http://{institution.host}/habari/", "", text, institution.pk, timezone.now())
            for language, text in texts.items()
        ]

    listing = listings.add(Listing("tests.news", "Habari", Institution.objects.active, describe, is_news=True))
    index(listing=listing.key, record=nation["moh"])
    yield listing
    del listings._entries[listing.key]


def results(client: Client, query: str) -> str:
    response = client.get(f"/tafuta/?{query}")
    assert response.status_code == 200
    return response.content.decode().split('class="hd-columns')[1]


def test_institutions_are_found_in_the_language_of_the_page(client, nation):
    found = results(client, "q=afya")
    assert "Wizara ya <mark>Afya</mark>" in found
    assert "/taasisi/moh/" in found
    assert "Ministry of Health" not in found
    assert "Ministry of <mark>Health</mark>" in client.get("/en/search/?q=health").content.decode()


def test_an_institution_is_found_by_its_name_in_the_other_language_and_its_code(client, nation):
    assert "/taasisi/moh/" in results(client, "q=health")
    assert "/taasisi/gcla/" in results(client, "q=GCLA")


def test_both_languages_can_be_searched(client, nation):
    found = results(client, "q=moh&language=both")
    assert "/taasisi/moh/" in found
    assert "/en/institutions/moh/" in found


def test_news_is_found_shown_harmless_and_on_the_home_page(client, news):
    found = results(client, "q=watoto")
    assert "ya <mark>watoto</mark> &lt;script&gt;" in found
    assert "<script>alert" not in found
    home = client.get("/").content.decode()
    assert "Mapya kutoka kwenye taasisi" in home
    assert "&lt;script&gt;alert(1)" in home
    assert "Vaccination of children" in client.get("/en/institutions/moh/").content.decode()


@pytest.mark.parametrize(
    ("query", "is_found"),
    [
        ("listing=tests.news", True),
        ("listing=institutions.register", False),
        ("kind=ministry", True),
        ("kind=region", False),
        ("institution=moh", True),
        ("institution=mow", False),
    ],
)
def test_filters_narrow(client, news, query, is_found):
    assert ("<mark>watoto</mark>" in results(client, f"q=watoto&{query}")) is is_found


def test_services_are_found_too(client, nation):
    assert "Simu, barua pepe, anwani na tovuti ya kila taasisi ya umma." in results(client, "q=tafuta+taasisi")


def test_results_have_pages_that_keep_what_was_asked(client, news):
    for number in range(25):
        index(listing="institutions.register", record=make_institution(f"wakala-{number}", name_sw=f"Wakala wa Mfano {number}"))
    assert "?q=mfano&amp;page=2" in results(client, "q=mfano")
    assert results(client, "q=mfano&page=2").count("hd-results__item") == 5


def test_nothing_found_says_what_to_do(client, nation):
    assert "Hakiki tahajia" in results(client, "q=hakunakitu")


@pytest.mark.parametrize(
    "query", ["q=%22", "q=a%27%29%3B--", "q=%F0%9F%98%80", "q=" + "a" * 9000, "q=%ff%fe", "q=AND+OR+NOT", "q=*", "q=%EF%B7%BA"]
)
def test_hostile_words_are_words(client, nation, query):
    assert client.get(f"/tafuta/?{query}").status_code == 200


@pytest.mark.parametrize("query", ["listing=x", "kind=x", "language=xx", "institution=x", "q=%00", "institution=%00"])
def test_a_filter_that_is_none_is_refused_by_name(client, nation, query):
    page = client.get(f"/tafuta/?q=afya&{query}" if not query.startswith("q") else f"/tafuta/?{query}")
    assert page.status_code == 400
    assert "hd-errors" in page.content.decode()


def test_it_is_narrowed_to_a_year(client, news):
    this = timezone.localdate().year
    assert "Chanjo" in results(client, f"q=chanjo&year={this}").replace("<mark>", "").replace("</mark>", "")
    assert "inaanza" not in results(client, f"q=chanjo&year={this - 1}")
    assert client.get("/tafuta/?q=chanjo&year=1066").status_code == 400
