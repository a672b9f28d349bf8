"""What several do on one site at the same time: none of it is lost to visitors.

On SQLite they take turns at the beginning of their transactions; on PostgreSQL each begins, and nothing but a row that is taken says so.
"""

import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from huduma.platform.institutions.models import Institution
from huduma.platform.institutions.scoping import whole_nation
from huduma.platform.search.models import SearchEntry
from huduma.systems.websites import actions
from huduma.systems.websites.agency.actions import move_host, publish_notice
from huduma.systems.websites.models import NewsPage, SiteMap, SiteNotice, SitePage, StandardPage

from .factories import home_of, make_institution_with_site, news_index_of
from .visitor import visit

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
HOST = "tra.localhost"


def in_own_connection(doing: Callable[[], object]) -> Callable[[], None]:
    """``doing``, for a thread: its connection ends with it."""

    def do() -> None:
        try:
            doing()
        finally:
            connection.close()

    return do


@pytest.fixture
def at_once(monkeypatch) -> Callable[..., None]:
    """Does several things in threads of their own, each of which waits, once it knows the pages of its site, for all others to know them.

    A second is enough to get there; those whose turn has not come then are waiting for a row.
    """

    def run(*doings: Callable[[], object]) -> None:
        know, first = threading.Barrier(len(doings)), threading.local()
        read = SiteMap.__init__
        failures: list[BaseException] = []

        def read_and_wait(self: SiteMap, *args: object) -> None:
            read(self, *args)
            if not hasattr(first, "is_read"):
                first.is_read = True
                with suppress(threading.BrokenBarrierError):
                    know.wait(1)

        def do(doing: Callable[[], object]) -> None:
            try:
                in_own_connection(doing)()
            except BaseException as error:  # noqa: BLE001  a thread's failure has to reach the test
                failures.append(error)

        monkeypatch.setattr(SiteMap, "__init__", read_and_wait)
        threads = [threading.Thread(target=do, args=[doing]) for doing in doings]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        assert failures == []

    return run


def news(institution, title):
    page = news_index_of(institution).add_child(instance=NewsPage(title=title, summary=title, date="2025-01-01", body=[], live=False))
    return page.save_revision()


def menu_page(institution, title):
    page = home_of(institution).add_child(instance=StandardPage(title=title, live=False, show_in_menus=True))
    return page.save_revision()


def test_two_who_publish_are_both_in_the_list_and_on_the_first_page(at_once):
    tra = make_institution_with_site("tra")
    at_once(*(revision.publish for revision in (news(tra, "Habari ya Asha"), news(tra, "Habari ya Juma"))))
    for path in ("/habari/", "/"):
        assert "Habari ya Asha" in visit(HOST, path), path
        assert "Habari ya Juma" in visit(HOST, path), path


def test_what_is_unpublished_or_moved_is_not_drawn_again_by_who_publishes_meanwhile(at_once):
    tra = make_institution_with_site("tra")
    news(tra, "Habari ya Asha").publish()
    menu_page(tra, "Ofisi").publish()
    last = StandardPage.objects.get(slug="kuhusu")
    at_once(
        news(tra, "Habari ya Juma").publish,
        NewsPage.objects.get(title="Habari ya Asha").unpublish,
        lambda: last.move(home_of(tra), "last-child"),
    )
    for path in ("/habari/", "/"):
        assert "Habari ya Asha" not in visit(HOST, path), path
        assert "Habari ya Juma" in visit(HOST, path), path
    html = visit(HOST, "/habari/")
    assert html.index('data-hd-menu="/ofisi/"') < html.index('data-hd-menu="/kuhusu/"')


def test_a_notice_and_a_menu_that_change_together_are_both_there(at_once):
    tra = make_institution_with_site("tra")
    notice = SiteNotice(institution=tra, text_sw="Ofisi zimefungwa leo", text_en="Offices are closed today")

    def say():
        with whole_nation():
            publish_notice(notice=notice, by=None)

    at_once(menu_page(tra, "Mnada").publish, say)
    html = visit(HOST, "/habari/")
    assert "Ofisi zimefungwa leo" in html
    assert 'data-hd-menu="/mnada/"' in html


def test_nobody_waits_for_ever_when_a_host_moves_while_its_pages_are_published(at_once):
    tra = make_institution_with_site("tra")
    home = home_of(tra)
    home.introduction = "Mamlaka ya kodi"
    at_once(
        home.save_revision().publish,
        news(tra, "Habari ya Asha").publish,
        lambda: move_host(institution=Institution.objects.get(pk=tra.pk), host="kodi.localhost", by=None),
    )
    html = visit("kodi.localhost", "/")
    assert "Mamlaka ya kodi" in html
    assert "Habari ya Asha" in html
    assert "tra.localhost" not in html + visit("kodi.localhost", "/habari/habari-ya-asha/")
    assert not SearchEntry.objects.filter(url__contains="tra.localhost").exists()


def test_an_hour_that_is_owed_while_the_page_is_drawn_for_another_is_not_forgotten(monkeypatch):
    tra = make_institution_with_site("tra")
    news(tra, "Habari ya Asha").publish()
    page = NewsPage.objects.get(title="Habari ya Asha")
    SitePage.objects.filter(pk=page.pk).update(shows="jobs", redraw_at=timezone.now() - timedelta(seconds=1))
    owing = threading.Thread(target=in_own_connection(lambda: actions.owe_lists(listing="jobs", institutions=[tra.pk])))
    draw = actions.draw_pages

    def draw_while_another_owes(*args):
        draw(*args)
        owing.start()
        owing.join(1)

    monkeypatch.setattr(actions, "draw_pages", draw_while_another_owes)
    actions.redraw_due(page=page)
    owing.join(30)
    assert SitePage.objects.due().filter(pk=page.pk).exists()
    monkeypatch.undo()
    actions.redraw_due(page=page)
    assert not SitePage.objects.due().filter(pk=page.pk).exists()  # first pages, which list whatever there is, have their own turn
