"""What visitors can narrow a list to: every choice is a page drawn in advance, and a query makes no other."""

import re
from datetime import UTC, date, datetime, timedelta
from unittest.mock import patch

import pytest
from django.utils import timezone

from huduma.platform.delivery.models import LivePage
from huduma.systems.websites import jobs
from huduma.systems.websites.models import EventPage, PublicationPage, SitePage, TenderPage, facets

from .factories import publish, publish_news
from .visitor import ask, visit

pytestmark = pytest.mark.django_db
HOST = "nemc.localhost"
TITLES = re.compile(r'hd-(?:records|news|media)__title"><a href="[^"]*">([^<]*)<')


def publication(title, kind, year):
    return PublicationPage(title=title, document_kind=kind, date=date(year, 5, 1), summary="Muhtasari.", versions=[])


def shown(path):
    html = visit(HOST, path)
    return None if html is None else TITLES.findall(html.partition("<main")[2])


def links(path):
    box = visit(HOST, path).partition('<nav class="hd-facets"')[2].partition("</nav>")[0]
    return dict(re.findall(r'href="([^"]*)"[^>]*>([^<]*)</a>', box))


def current(path):
    box = visit(HOST, path).partition('<nav class="hd-facets"')[2].partition("</nav>")[0]
    return re.findall(r'href="([^"]*)" aria-current="page"', box)


@pytest.fixture
def library(nemc, monkeypatch):
    monkeypatch.setattr(facets, "ENOUGH", 1)
    for title, kind, year in (("Sheria 1", "LAW", 2024), ("Ripoti 1", "REPORT", 2024), ("Ripoti 2", "REPORT", 2025)):
        publish(nemc, publication(title, kind, year))


def test_publications_by_kind_and_by_year_and_by_both(library):
    assert shown("/machapisho/") == ["Ripoti 2", "Ripoti 1", "Sheria 1"]
    assert shown("/machapisho/2024/") == ["Ripoti 1", "Sheria 1"]
    assert shown("/machapisho/aina/ripoti/") == ["Ripoti 2", "Ripoti 1"]
    assert shown("/machapisho/aina/ripoti/2024/") == ["Ripoti 1"]
    assert "Machapisho: Ripoti 2024</h1>" in visit(HOST, "/machapisho/aina/ripoti/2024/")
    for nothing in (
        "/machapisho/aina/sheria/2024/",
        "/machapisho/aina/sheria/2025/",
        "/machapisho/aina/sera/",
        "/machapisho/aina/",
        "/machapisho/2023/",
    ):
        assert visit(HOST, nothing) is None, nothing


def test_a_filter_offers_only_what_leads_somewhere_and_says_where_one_is(library):
    assert links("/machapisho/") == {
        "/machapisho/": "Zote",
        "/machapisho/aina/sheria/": "Sheria au kanuni",
        "/machapisho/aina/ripoti/": "Ripoti",
        "/machapisho/2025/": "2025",
        "/machapisho/2024/": "2024",
    }
    here = "/machapisho/aina/ripoti/2025/"
    assert set(links(here)) == {
        *("/machapisho/2025/", here, "/machapisho/aina/sheria/"),
        *("/machapisho/aina/ripoti/", "/machapisho/aina/ripoti/2024/"),
    }
    assert current(here) == [here, here]
    assert links("/machapisho/aina/sheria/")["/machapisho/2025/"] == "2025"  # few as they are, they are not parted by year
    for path in links(here):
        assert visit(HOST, path)


def test_each_language_has_its_own_addresses(nemc, library):
    publish(nemc, publication("Report 1", "REPORT", 2025), "en")
    assert shown("/en/publications/kind/reports/") == ["Report 1"]
    assert visit(HOST, "/en/publications/aina/ripoti/") is None


def test_what_was_withdrawn_takes_its_choices_with_it(library):
    PublicationPage.objects.get(title="Sheria 1").unpublish()
    assert visit(HOST, "/machapisho/aina/sheria/") is None
    assert "/machapisho/aina/sheria/" not in links("/machapisho/")


def test_a_page_with_the_name_of_a_choice_stands_in_nobodys_way(nemc, library):
    page = publication("Aina", "REPORT", 2025)
    page.slug = "aina"
    publish(nemc, page)
    assert "hd-facets" not in visit(HOST, "/machapisho/aina/")
    assert shown("/machapisho/aina/ripoti/") == ["Aina", "Ripoti 2", "Ripoti 1"]


def test_a_query_makes_no_page_of_its_own(library):
    before = LivePage.objects.count()
    plain = ask(HOST, "/machapisho/").body
    for query in ("year=2024", "kind=REPORT", "page=7", "x=" + "y" * 500):
        assert ask(HOST, "/machapisho/", query).body == plain
    assert LivePage.objects.count() == before


def test_tenders_change_their_state_at_their_instant(nemc):
    soon = timezone.now() + timedelta(hours=1)
    fields = {"reference": "1", "category": "WORKS", "where": "Ofisi", "summary": "Barabara."}
    page = publish(nemc, TenderPage(title="Barabara", closes_at=soon, **fields))
    old = {"closes_at": datetime(2025, 5, 2, tzinfo=UTC), "published_on": date(2025, 4, 1)}
    publish(nemc, TenderPage(title="Daraja", awarded_to="Mjenzi", awarded_on=date(2025, 6, 1), **old, **fields))
    assert shown("/zabuni/hali/zilizo-wazi/") == ["Barabara"]
    assert shown("/zabuni/hali/zilizotolewa/") == ["Daraja"]
    SitePage.objects.filter(pk=page.pk).update(redraw_at=timezone.now() - timedelta(seconds=1))
    with patch("django.utils.timezone.now", return_value=soon + timedelta(seconds=1)):
        jobs.redraw_due.func(page.pk)
    assert shown("/zabuni/hali/zilizo-wazi/") == []  # and the address stays for the next one
    assert shown("/zabuni/hali/zilizofungwa/") == ["Barabara"]


def test_events_to_come_and_past(nemc):
    fields = {"place": "Dodoma", "summary": "Karibuni."}
    publish(nemc, EventPage(title="Kesho", starts_at=timezone.now() + timedelta(days=1), **fields))
    publish(nemc, EventPage(title="Jana", starts_at=timezone.now() - timedelta(days=1), **fields))
    assert shown("/matukio/wakati/yajayo/") == ["Kesho"]
    assert shown("/matukio/wakati/yaliyopita/") == ["Jana"]


def test_news_has_years_only_and_a_feed_to_follow(nemc):
    publish_news(nemc, "Mwaka jana", date=date(2024, 1, 2))
    publish_news(nemc, "Mwaka huu", date=date(2025, 1, 2))
    assert set(links("/habari/")) == {"/habari/", "/habari/2025/", "/habari/2024/"}
    html = visit(HOST, "/habari/")
    (feed,) = re.findall(r'<link rel="alternate" type="application/rss\+xml"[^>]* href="([^"]*)"', html)
    assert f'<a href="{feed}">' in html
    answer = ask(HOST, feed)
    assert answer.status == 200
    assert "Mwaka huu" in answer.text
    assert answer.headers["Cache-Control"] == "no-cache"  # kept, as pages are
    english = visit(HOST, "/en/news/")
    assert 'href="/en/feeds/websites.news.rss"' in english
