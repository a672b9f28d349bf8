"""What is published is what the next visitor gets, in the transaction that publishes it."""

from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from wagtail.models import Page

from huduma.platform.delivery.models import LivePage, LiveSite
from huduma.platform.search.models import SearchEntry
from huduma.systems.websites.models import NewsPage, StandardPage

from .factories import home_of, make_institution_with_site, news_index_of, publish_news
from .visitor import visit

pytestmark = pytest.mark.django_db
HOST = "tra.localhost"


def add_page(parent, title, **fields):
    page = parent.add_child(instance=StandardPage(title=title, live=False, show_in_menus=True, **fields))
    page.save_revision().publish()
    return StandardPage.objects.get(pk=page.pk)


def test_news_is_on_its_own_page_in_the_list_on_the_home_page_and_in_search(tra):
    publish_news(tra, "Kodi ya majengo yalipwa kwa simu")
    for path in ("/habari/kodi-ya-majengo-yalipwa-kwa-simu/", "/habari/", "/habari/2025/", "/"):
        assert "Kodi ya majengo yalipwa kwa simu" in visit(HOST, path), path
    assert "Kodi ya majengo" not in visit(HOST, "/en/news/")
    assert [e.url for e in SearchEntry.objects.search("majengo")] == ["http://tra.localhost:8000/habari/kodi-ya-majengo-yalipwa-kwa-simu/"]


def test_a_draft_is_seen_by_nobody(tra):
    page = publish_news(tra, "Ya kwanza")
    page.title = "Ya pili"
    page.save_revision()
    assert "Ya kwanza" in visit(HOST, "/habari/ya-kwanza/")
    assert "Ya pili" not in visit(HOST, "/habari/")


def test_unpublished_news_is_gone_everywhere(tra):
    publish_news(tra, "Moja")
    NewsPage.objects.get(slug="moja").unpublish()
    assert visit(HOST, "/habari/moja/") is None
    assert visit(HOST, "/habari/2025/") is None
    assert "Moja" not in visit(HOST, "/habari/")
    assert "Moja" not in visit(HOST, "/")
    assert not SearchEntry.objects.filter(listing="websites.news").exists()


def test_deleted_pages_are_gone_with_all_below_them(tra):
    services = add_page(home_of(tra), "Ofisi zetu")
    add_page(services, "TIN")
    publish_news(tra, "Moja")
    assert "Ofisi zetu" in visit(HOST, "/habari/")
    NewsPage.objects.get(slug="moja").delete()
    Page.objects.get(pk=services.pk).specific.delete()
    for path in ("/habari/moja/", "/ofisi-zetu/", "/ofisi-zetu/tin/"):
        assert visit(HOST, path) is None
    assert "Moja" not in visit(HOST, "/")
    assert "Ofisi zetu" not in visit(HOST, "/habari/")
    assert not SearchEntry.objects.filter(title__in=["Moja", "Ofisi zetu", "TIN"]).exists()


def test_a_new_address_takes_the_pages_below_and_the_links_along(tra):
    services = add_page(home_of(tra), "Ofisi")
    add_page(services, "TIN")
    link = f'<p><a linktype="page" id="{services.pk}">Huduma</a></p>'
    publish_news(tra, "Soma", body=[("paragraph", link)])
    assert 'href="/ofisi/"' in visit(HOST, "/habari/soma/")
    services.slug = "ofisi-kwa-walipakodi"
    services.save_revision().publish()
    assert visit(HOST, "/ofisi/") is None
    assert visit(HOST, "/ofisi/tin/") is None
    assert visit(HOST, "/ofisi-kwa-walipakodi/")
    assert 'href="/ofisi-kwa-walipakodi/"' in visit(HOST, "/ofisi-kwa-walipakodi/tin/")
    assert 'href="/ofisi-kwa-walipakodi/"' in visit(HOST, "/habari/soma/")
    assert 'href="/ofisi-kwa-walipakodi/"' in visit(HOST, "/kuhusu/")
    urls = set(SearchEntry.objects.search("TIN").values_list("url", flat=True))
    assert urls == {"http://tra.localhost:8000/ofisi-kwa-walipakodi/tin/"}


def test_a_moved_page_is_served_at_its_new_place_only(tra):
    services, about = add_page(home_of(tra), "Ofisi"), StandardPage.objects.get(slug="kuhusu")
    services.move(about, "last-child")
    assert visit(HOST, "/ofisi/") is None
    assert "Ofisi" in visit(HOST, "/kuhusu/ofisi/")


def test_reordering_changes_the_menu(tra):
    about = StandardPage.objects.get(slug="kuhusu")
    about.move(home_of(tra), "last-child")
    html = visit(HOST, "/habari/")
    assert html.index('data-hd-menu="/mawasiliano/"') < html.index('data-hd-menu="/kuhusu/"')


def test_a_translation_is_linked_as_soon_as_it_is_published(tra):
    page = publish_news(tra, "Moja")
    assert 'href="http://tra.localhost:8000/en/" lang="en"' in visit(HOST, "/habari/moja/")
    assert 'hreflang="en" href=' not in visit(HOST, "/habari/moja/").split("</head>")[0]
    english = news_index_of(tra, "en").add_child(
        instance=NewsPage(title="One", summary="First", date=date(2025, 3, 14), body=[], translation_key=page.translation_key, live=False)
    )
    english.save_revision().publish()
    assert 'hreflang="en" href="http://tra.localhost:8000/en/news/one/"' in visit(HOST, "/habari/moja/").split("</head>")[0]
    assert 'hreflang="sw" href="http://tra.localhost:8000/habari/moja/"' in visit(HOST, "/en/news/one/").split("</head>")[0]


def test_a_copy_belongs_where_it_is_put(tra):
    other = make_institution_with_site("nida")
    page = publish_news(tra, "Moja")
    copy = page.copy(to=news_index_of(other), keep_live=True)
    assert copy.institution == other
    assert "Moja" in visit("nida.localhost", "/habari/moja/")
    copy.get_latest_revision().publish()
    assert NewsPage.objects.get(pk=copy.pk).institution == other
    assert not page.can_move_to(news_index_of(other))


def test_publishing_touches_no_other_site(tra):
    other = make_institution_with_site("nida")
    before = LiveSite.objects.get(institution=other).generation
    publish_news(tra, "Moja")
    assert LiveSite.objects.get(institution=other).generation == before
    assert LiveSite.objects.get(institution=tra).generation > 0


@pytest.mark.django_db(transaction=True)
def test_publishing_that_fails_on_its_way_leaves_nothing_behind(monkeypatch):
    tra = make_institution_with_site("tra")
    page = news_index_of(tra).add_child(instance=NewsPage(title="Moja", summary="x", date=date(2025, 1, 1), body=[], live=False))
    revision = page.save_revision()
    monkeypatch.setattr("huduma.systems.websites.actions.index_many", lambda **kwargs: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        revision.publish()
    assert not NewsPage.objects.get(pk=page.pk).live
    assert visit(HOST, "/habari/moja/") is None


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_everything_about_a_publication_is_one_transaction(tra):
    page = news_index_of(tra).add_child(instance=NewsPage(title="Moja", summary="x", date=date(2025, 1, 1), body=[], live=False))
    revision = page.save_revision()
    with transaction.atomic():
        revision.publish()
        transaction.set_rollback(True)
    assert visit(HOST, "/habari/moja/") is None
    revision.publish()
    assert visit(HOST, "/habari/moja/")


def test_a_site_is_drawn_anew_after_a_disaster(tra, capsys):
    publish_news(tra, "Moja")
    before = dict(LivePage.objects.values_list("path", "html"))
    call_command("render_sites", check=True)
    LivePage.objects.filter(path="/habari/moja/").update(html="<p>harabu</p>")
    LivePage.objects.filter(path="/en/").delete()
    LivePage.objects.filter(path="/kuhusu/").update(path="/zamani/")
    with pytest.raises(CommandError):
        call_command("render_sites", check=True)
    wrong = capsys.readouterr().err.split()
    assert wrong == [f"http://tra.localhost:8000{path}" for path in ("/en/", "/habari/moja/", "/kuhusu/", "/zamani/")]
    call_command("render_sites", site="tra")
    assert dict(LivePage.objects.values_list("path", "html")) == before
    call_command("render_sites", check=True)


def test_there_is_no_site_of_an_unknown_institution():
    with pytest.raises(CommandError, match="nowhere"):
        call_command("render_sites", site="nowhere")
