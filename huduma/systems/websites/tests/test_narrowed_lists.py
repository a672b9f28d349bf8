"""A narrowed list is the same list in the other language, and says on which way one came to it."""

import re
from datetime import date, timedelta

import pytest
from django.utils import timezone

from huduma.platform.delivery.models import LivePage
from huduma.systems.websites.models import PublicationPage, TenderPage, facets

from .factories import news_index_of, publish, publish_news
from .visitor import visit

pytestmark = pytest.mark.django_db
HOST, ORIGIN = "nemc.localhost", "http://nemc.localhost:8000"


def switch(path):
    """Where the reader is led who wants the other language."""
    (found,) = re.findall(r'<a class="hd-topbar__language" href="([^"]*)"', visit(HOST, path))
    return found.removeprefix(ORIGIN)


def alternates(path):
    """What search engines are told of the other language, by code."""
    head = visit(HOST, path).partition("</head>")[0]
    found = dict(re.findall(r'<link rel="alternate" hreflang="(\w+)" href="([^"]*)"', head))
    return {code: address.removeprefix(ORIGIN) for code, address in found.items()}


def way(path):
    """The breadcrumb: labels, and addresses of those that lead anywhere."""
    box = visit(HOST, path).partition('<nav class="hd-breadcrumb"')[2].partition("</nav>")[0]
    items = re.findall(r'(?:href="([^"]*)"|aria-current="page")>([^<]*)<', box)
    return [(label, address) for address, label in items]


def publication(title, kind, year):
    return PublicationPage(title=title, document_kind=kind, date=date(year, 5, 1), summary="Muhtasari.", versions=[])


def test_a_year_leads_to_the_same_year_where_it_is(nemc):
    publish_news(nemc, "Mto", date=date(2024, 3, 1))
    publish_news(nemc, "Old", "en", date=date(2019, 3, 1))
    assert switch("/habari/2024/") == "/en/news/"
    assert alternates("/habari/2024/") == {"sw": "/habari/2024/"}, "not the same, so search engines are told of none"
    assert switch("/en/news/2019/") == "/habari/"
    english = publish_news(nemc, "River", "en", date=date(2024, 6, 1))
    for path, other in (("/habari/2024/", "/en/news/2024/"), ("/en/news/2024/", "/habari/2024/")):
        assert switch(path) == other
        assert alternates(path) == {"sw": "/habari/2024/", "en": "/en/news/2024/"}, "each names the other"
    assert alternates("/habari/") == {"sw": "/habari/", "en": "/en/news/"}
    english.unpublish()
    assert switch("/habari/2024/") == "/en/news/"
    assert "en" not in alternates("/habari/2024/")


def test_so_do_kinds_and_states(nemc, monkeypatch):
    monkeypatch.setattr(facets, "ENOUGH", 1)
    for year in (2024, 2025):
        publish(nemc, publication(f"Ripoti {year}", "REPORT", year))
        publish(nemc, publication(f"Report {year}", "REPORT", year), "en")
    assert switch("/machapisho/aina/ripoti/") == "/en/publications/kind/reports/"
    assert switch("/en/publications/kind/reports/2024/") == "/machapisho/aina/ripoti/2024/"
    fields = {"reference": "1", "category": "WORKS", "where": "Ofisi", "summary": "x", "closes_at": timezone.now() + timedelta(days=1)}
    publish(nemc, TenderPage(title="Barabara", **fields))
    assert switch("/zabuni/hali/zilizo-wazi/") == "/en/tenders/", "there are none at all"
    publish(nemc, TenderPage(title="Road", **{**fields, "awarded_to": "x", "awarded_on": date(2026, 1, 1)}), "en")
    assert switch("/zabuni/hali/zilizo-wazi/") == "/en/tenders/state/open/", "an address that stays, though none is open"
    assert switch("/en/tenders/state/open/") == "/zabuni/hali/zilizo-wazi/"


def test_where_the_list_is_not_in_the_other_language(nemc):
    publish_news(nemc, "Mto", date=date(2024, 3, 1))
    news_index_of(nemc, "en").unpublish()
    assert switch("/habari/2024/") == switch("/habari/") == "/en/"
    assert alternates("/habari/2024/") == {"sw": "/habari/2024/"}


def test_an_older_sheet_leads_to_the_newest_one_and_is_no_translation_of_it(nemc, monkeypatch):
    monkeypatch.setattr(facets, "PER_SHEET", 2)
    for number in range(1, 5):
        publish_news(nemc, f"Habari {number}", date=date(2024, 3, number))
    publish_news(nemc, "River", "en", date=date(2024, 6, 1))
    assert switch("/habari/2024/1-2/") == "/en/news/2024/"
    assert alternates("/habari/2024/1-2/") == {"sw": "/habari/2024/1-2/"}
    assert alternates("/en/news/2024/") == {"sw": "/habari/2024/", "en": "/en/news/2024/"}


def test_the_other_languages_years_are_not_drawn_for_nothing(nemc):
    publish_news(nemc, "Mto", date=date(2024, 3, 1))
    publish_news(nemc, "River", "en", date=date(2024, 6, 1))
    english = LivePage.objects.filter(path__startswith="/en/news/")
    english.update(html="<p>as it was</p>")
    publish_news(nemc, "Ziwa", date=date(2024, 4, 1))
    assert set(english.values_list("html", flat=True)) == {"<p>as it was</p>"}
    publish_news(nemc, "Zamani", date=date(2019, 4, 1))
    assert set(english.values_list("html", flat=True)) == {"<p>as it was</p>"}


def test_the_way_to_a_narrowed_list(nemc, monkeypatch):
    monkeypatch.setattr(facets, "ENOUGH", 1)
    monkeypatch.setattr(facets, "PER_SHEET", 2)
    for number in range(1, 5):
        publish(nemc, publication(f"Ripoti {number}", "REPORT", 2025))
    home, list_ = ("Mwanzo", "/"), ("Machapisho", "/machapisho/")
    kind, year = ("Ripoti", "/machapisho/aina/ripoti/"), ("2025", "/machapisho/aina/ripoti/2025/")
    assert way("/machapisho/") == [home, ("Machapisho", "")]
    assert way("/machapisho/2025/") == [home, list_, ("2025", "")]
    assert way("/machapisho/aina/ripoti/") == [home, list_, ("Ripoti", "")]
    assert way("/machapisho/aina/ripoti/2025/") == [home, list_, kind, ("2025", "")]
    assert way("/machapisho/aina/ripoti/2025/1-2/") == [home, list_, kind, year, ("Ukurasa wa 2 kati ya 2", "")]
    publish_news(nemc, "River", "en", date=date(2024, 6, 1))
    assert way("/en/news/2024/") == [("Home", "/en/"), ("News", "/en/news/"), ("2024", "")]
