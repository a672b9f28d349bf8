"""What editors and the agency see of how often their sites are read."""

import csv
import io
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format

from huduma.platform.contributions.figure import figures
from huduma.platform.delivery.models import LivePage
from huduma.platform.delivery.view_counts import add_views
from huduma.platform.institutions.groups import sync_groups
from huduma.platform.institutions.scoping import whole_nation
from huduma.systems.websites.models import NewsPage
from huduma.systems.websites.models.traffic import nationwide
from huduma.systems.websites.visitors import actions
from tests.peers.worlds import made_once

from .factories import make_institution_with_site, news_index_of, publish_news
from .officers import officer
from .visitor import visit

pytestmark = pytest.mark.django_db
SCREEN = "visits:index"


@made_once
def nation():
    sync_groups()
    return {code: make_institution_with_site(code) for code in ("tra", "nida")}


@pytest.fixture
def news(nation):
    return publish_news(nation["tra"], "Kodi ya mwaka")


def read(page, number, days_ago=0):
    """As if ``page`` had been read ``number`` times that long ago."""
    day = timezone.localdate() - timedelta(days=days_ago)
    assert add_views({(day, page.institution.host, page.path_on_site()): number}) == number


def pages(client, **query):
    answer = client.get(reverse(SCREEN), {"export": "csv", **query})
    lines = list(csv.reader(io.StringIO(answer.getvalue().decode())))
    return {line[2]: [int(number) for number in line[4:]] for line in lines[1:]}


def test_a_page_says_itself_where_it_is_to_be_counted(nation, news):
    for path in ("/", "/habari/", news.path_on_site(), "/habari/2025/"):
        assert '<body data-hd-views="/hesabu">' in visit("tra.localhost", path)
    editor = officer("mhariri", nation["tra"], "websites.editor")
    editor.post(reverse("wagtailadmin_pages:preview_on_edit", args=[news.pk]), {})
    assert "data-hd-views" not in editor.get(reverse("wagtailadmin_pages:view_draft", args=[news.pk])).text


def test_an_editor_sees_days_pages_and_what_was_before(nation, news):
    read(news, 6)
    read(news, 4, days_ago=3)
    read(news, 8, days_ago=40)
    home = LivePage.objects.get(site__institution=nation["tra"], path="/")
    add_views({(timezone.localdate(), "tra.localhost", home.path): 3})
    add_views({(timezone.localdate(), "tra.localhost", "/habari/2025/"): 2, (timezone.localdate(), "tra.localhost", "/habari/"): 1})
    actions.vote(page=news, helpful=True)
    actions.vote(page=news, helpful=False)
    actions.vote(page=news, helpful=False)
    editor = officer("mhariri", nation["tra"], "websites.editor")
    text = editor.get(reverse(SCREEN)).text
    assert "Last 30 days: 16 views" in " ".join(text.split())
    assert "In as many days before: 8." in text
    assert "100% more than in the days before" in text
    assert text.count("<rect ") == 30
    found = pages(editor)
    assert list(found)[:3] == [news.path_on_site(), "/habari/", "/"]  # of two with as many the newer one
    assert found[news.path_on_site()] == [10, 1, 2]
    assert found["/habari/"] == [3, 0, 0]  # its years with it
    assert pages(editor, period="90")[news.path_on_site()][0] == 18
    assert pages(editor, period="nonsense")[news.path_on_site()][0] == 10
    assert pages(editor, language="en")
    assert news.path_on_site() not in pages(editor, language="en")
    assert editor.get(reverse(SCREEN), {"period": "365"}).text.count("<rect ") in (12, 13)
    assert editor.get(reverse(SCREEN), {"period": "90"}).text.count("<rect ") in (13, 14)


def days(client, page, **query):
    return " ".join(client.get(reverse("visits:inspect", args=[page.pk]), query).text.split())


def test_an_editor_opens_the_days_of_one_page(nation, news):
    other = publish_news(nation["tra"], "Nyingine")
    read(news, 6)
    read(news, 4, days_ago=3)
    read(news, 5, days_ago=40)
    read(other, 70)
    editor = officer("mhariri", nation["tra"], "websites.editor")
    with translation.override("en"):
        today, before = (date_format(timezone.localdate() - timedelta(days=n), "j F Y") for n in (0, 3))
    text = days(editor, news)
    assert "Last 30 days: 10 views" in text
    assert "In as many days before: 5." in text
    assert text.count("<rect ") == 30
    assert f'<th scope="row">{today}</th><td>6</td>' in text
    assert f'<th scope="row">{before}</th><td>4</td>' in text
    assert "Last 90 days: 15 views" in days(editor, news, period="90")
    assert days(editor, news, period="90").count("<rect ") in (13, 14)
    assert days(editor, news, period="90").count("</th><td>") == 90, "weeks are drawn, and each day is told"
    assert "Last 30 days: 10 views" in days(editor, news, period="nonsense")
    assert f'href="{reverse("wagtailadmin_pages:edit", args=[news.pk])}"' in text
    address = reverse("visits:inspect", args=[news.pk])
    assert f'href="{address}"' in editor.get(reverse(SCREEN)).text
    assert f'href="{address}"' in editor.get(reverse("wagtailadmin_pages:edit", args=[news.pk])).text
    draft = news_index_of(nation["tra"]).add_child(instance=NewsPage(title="Rasimu", summary="x", date=date(2025, 3, 1), live=False))
    assert "Day by day" not in editor.get(reverse("wagtailadmin_pages:edit", args=[draft.pk])).text


def test_nobody_opens_the_days_of_another_institutions_page(nation, news):
    other = publish_news(nation["nida"], "Kitambulisho kipya")
    editor = officer("mhariri", nation["tra"], "websites.editor")
    assert editor.get(reverse("visits:inspect", args=[other.pk])).status_code == 404
    manager = officer("meneja", nation["tra"], "institutions.manager")
    assert manager.get(reverse("visits:inspect", args=[news.pk])).status_code in (302, 403, 404)
    read(other, 9)
    keeper = officer("keeper", nation["tra"], "websites.agency")
    assert "Last 30 days: 9 views" in days(keeper, other)
    assert f'href="http://nida.localhost:8000{other.path_on_site()}"' in days(keeper, other), (
        "where it is read, for it is not theirs to edit"
    )


def test_the_editor_of_a_page_tells_how_often_it_is_read(nation, news):
    read(news, 12)
    read(news, 900, days_ago=31)
    actions.vote(page=news, helpful=True)
    editor = officer("mhariri", nation["tra"], "websites.editor")
    text = " ".join(editor.get(reverse("wagtailadmin_pages:edit", args=[news.pk])).text.split())
    assert "12 views in the last 30 days · helpful to 1, not to 0" in text


@pytest.mark.slow
def test_nothing_of_another_institution_shows(nation, news):
    other = publish_news(nation["nida"], "Kitambulisho kipya")
    read(other, 77)
    editor = officer("mhariri", nation["tra"], "websites.editor")
    for query in ({}, {"institution": "nida"}, {"q": "Kitambulisho"}):
        text = editor.get(reverse(SCREEN), query).text
        assert "77 view" not in text
        assert "nida Agency" not in text
        assert other.path_on_site() not in pages(editor, **query)


def test_the_agency_sees_all_sites_and_can_choose_one(nation, news):
    other = publish_news(nation["nida"], "Kitambulisho kipya")
    read(other, 70)
    read(news, 5)
    keeper = officer("keeper", nation["nida"], "websites.agency")
    assert "75 views" in keeper.get(reverse(SCREEN)).text
    assert "5 views" in keeper.get(reverse(SCREEN), {"institution": "tra"}).text
    answer = keeper.get(reverse("all-websites:index"), {"export": "csv", "ordering": "-views"})
    lines = list(csv.reader(io.StringIO(answer.getvalue().decode())))
    assert [(line[0], line[-1]) for line in lines[1:]] == [("nida", "70"), ("tra", "5")]


@pytest.mark.slow
def test_the_screen_takes_no_more_queries_for_more_pages(nation, news, django_assert_max_num_queries):
    editor = officer("mhariri", nation["tra"], "websites.editor")
    editor.get(reverse(SCREEN))
    with django_assert_max_num_queries(40) as few:
        editor.get(reverse(SCREEN))
    for number in range(4):
        read(publish_news(nation["tra"], f"Habari {number}"), 3)
    with django_assert_max_num_queries(len(few)):
        editor.get(reverse(SCREEN))


def test_the_nation_counts_whole_days(nation, news):
    read(news, 5)
    read(news, 7, days_ago=1)
    read(news, 9, days_ago=30)
    read(news, 100, days_ago=31)
    with whole_nation():
        assert nationwide() == figures["websites.views"].count() == 16


def test_whoever_has_no_appointment_for_it_has_no_screen(nation):
    manager = officer("meneja", nation["tra"], "institutions.manager")
    assert manager.get(reverse(SCREEN)).status_code in (302, 403, 404)
