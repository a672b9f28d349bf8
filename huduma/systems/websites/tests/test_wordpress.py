"""An institution's earlier website comes in from its WordPress export: every item is on the site, or in the report with its reason."""

import csv

import pytest
from django.core.management import CommandError, call_command
from wagtail.models import Page

from huduma.platform.delivery.models import LivePage, LiveSite
from huduma.platform.search.models import SearchEntry
from huduma.systems.websites.models import ImportedItem, NewsPage, OldAddress, StandardPage

from .factories import home_of
from .test_menu import menu, way_to
from .visitor import leads, visit
from .wordpress_export import SITE, category, comment, export, filed, item, menu_entry, tag

pytestmark = pytest.mark.django_db
HOST = "nemc.localhost"


@pytest.fixture(autouse=True)
def storage(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path / "media")


@pytest.fixture
def run(tmp_path, capsys, monkeypatch, nemc):
    """Import a file with these bytes; returns what was said."""
    monkeypatch.setenv("LANG", "C.UTF-8")

    def run_import(content: str | bytes, **options: object) -> str:
        file = tmp_path / "export.xml"
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        call_command("import_wordpress", str(file), institution="nemc", **options)
        return capsys.readouterr().out

    return run_import


def everything() -> tuple:
    """All that an import could change."""
    return (
        list(LiveSite.objects.order_by("pk").values_list("host", "generation")),
        list(Page.objects.order_by("pk").values_list("pk", "path", "slug", "title", "last_published_at", "latest_revision")),
        list(LivePage.objects.order_by("pk").values_list("path", "html")),
        list(OldAddress.objects.order_by("pk").values_list("address", "page", "image", "document")),
        list(ImportedItem.objects.order_by("pk").values_list("key", "page", "fingerprint")),
    )


def test_posts_become_news_and_pages_pages_where_visitors_and_search_find_them(run, nemc):
    said = run(
        export(
            item(11, "Mto wasafishwa", "Wananchi <b>wamesafisha</b> mto.\n\nAsanteni.", excerpt="Mto safi."),
            item(12, "Ofisi", "<!-- wp:paragraph --><p>Huduma zetu</p><!-- /wp:paragraph -->", kind="page"),
            item(13, "Vibali", "<p>Vibali vya mazingira</p>", kind="page", parent=12, link=f"{SITE}/ofisi/vibali/"),
            menu_entry(14, 12),
        )
    )
    assert "3 new, 0 changed, 0 unchanged, 0 left out" in said
    news = visit(HOST, "/habari/mto-wasafishwa/")
    assert "<p>Wananchi <b>wamesafisha</b> mto.</p><p>Asanteni.</p>" in news
    for path in ("/", "/habari/", "/habari/2019/"):
        assert "Mto wasafishwa" in visit(HOST, path), path
        assert "Mto safi." in visit(HOST, path), path
    assert "Vibali vya mazingira" in visit(HOST, "/ofisi/vibali/")
    assert 'data-hd-menu="/ofisi/"' in visit(HOST, "/")
    assert leads(HOST, "/2019/05/mto-wasafishwa/") == leads(HOST, "/", "p=11") == "/habari/mto-wasafishwa/"
    assert leads(HOST, "/", "page_id=13") == "/ofisi/vibali/"
    [entry] = SearchEntry.objects.search("wamesafisha")
    assert (entry.url, entry.dated.year) == ("http://nemc.localhost:8000/habari/mto-wasafishwa/", 2019)
    page = NewsPage.objects.get(slug="mto-wasafishwa")
    assert (page.live, page.has_unpublished_changes, str(page.date), page.last_published_at.year) == (True, False, "2019-05-06", 2020)
    assert Page.find_problems() == ([], [], [], [], [])
    call_command("render_sites", check=True)


def test_english_has_its_own_pages_and_an_item_may_name_its_language(run, nemc):
    group = filed("pll_1", "pll_1", "post_translations")
    run(
        export(
            item(1, "Good news", "Text"),
            item(2, "Habari njema", "Maneno", filed=filed("sw", "Kiswahili", "language") + group),
            item(3, "Good news indeed", "Words", filed=filed("en", "English", "language") + group),
            item(4, "Permits", "All of them", kind="page"),
        ),
        language="en",
    )
    assert "Text" in visit(HOST, "/en/news/good-news/")
    assert "All of them" in visit(HOST, "/en/permits/")
    assert 'href="http://nemc.localhost:8000/en/news/good-news-indeed/"' in visit(HOST, "/habari/habari-njema/")


def test_repeating_it_changes_nothing(run, nemc):
    content = export(
        item(1, "Moja", f'<a href="{SITE}/2019/05/mbili/">mbili</a> <a href="{SITE}/?p=3">tatu</a>'),
        item(2, "Mbili", f'<a href="/2019/05/moja/">moja</a> <a href="{SITE}/hakuna/">hakuna</a>'),
        item(3, "Tatu", "x", kind="page", date="0000-00-00 00:00:00"),
        item(4, "Nne", "Bila tarehe", date="0000-00-00 00:00:00", modified="0000-00-00 00:00:00"),
    )
    run(content)
    before = everything()
    assert "0 new, 0 changed, 4 unchanged" in run(content)
    assert everything() == before
    assert '<a href="/habari/mbili/">mbili</a> <a href="/tatu/">tatu</a>' in visit(HOST, "/habari/moja/")
    assert '<a href="/habari/moja/">moja</a>' in visit(HOST, "/habari/mbili/")


def test_what_was_changed_in_wordpress_changes_here_but_an_editors_work_stays(run, nemc):
    run(export(item(1, "Moja", "a"), item(2, "Mbili", "b"), item(3, "Tatu", "c"), item(4, "Nne", "d")))
    edited = NewsPage.objects.get(slug="mbili")
    edited.summary = "Imehaririwa hapa"
    edited.save_revision().publish()
    NewsPage.objects.get(slug="tatu").delete()
    said = run(export(item(1, "Moja mpya", "aa"), item(2, "Mbili mpya", "bb"), item(3, "Tatu mpya", "cc"), item(4, "Nne", "d")))
    assert "0 new, 1 changed, 1 unchanged, 1 left out" in said
    assert "<p>aa</p>" in visit(HOST, "/habari/moja/")
    assert "Moja mpya" in visit(HOST, "/habari/")
    assert "Imehaririwa hapa" in visit(HOST, "/habari/")
    assert "post 2 “Mbili mpya”: It has been changed here" in said
    assert "post 3 “Tatu mpya”: It has been deleted here" in said
    assert not NewsPage.objects.filter(title__startswith="Tatu").exists()
    call_command("render_sites", check=True)


def test_what_cannot_come_is_in_the_report_with_its_reason(run, nemc, tmp_path):
    file = tmp_path / "ripoti.csv"
    said = run(
        export(
            item(1, "Rasimu", status="draft"),
            item(2, "Binafsi", status="private"),
            item(3, "Takataka", status="trash"),
            item(4, "Toleo", kind="revision", status="inherit"),
            item(5, "Tukio", kind="tribe_events"),
            item(6, "Siri", "maneno ya siri", password="abc"),
            item(7, "Kesho", status="future"),
            item(8, "Halali", "x", filed=filed("taarifa", "Taarifa"), comments="".join(map(comment, range(3)))),
            item(8, "Halali", "x"),
            menu_entry(9, 99),
            item(10, "=1+1", status="draft"),
        ),
        report=file,
    )
    with file.open(encoding="utf-8-sig") as opened:
        lines = {line["number"]: line for line in csv.DictReader(opened) if line["on the site"] == "no" and line["number"]}
    assert {number: line["reason"] for number, line in lines.items()} == {
        "1": "It is not published: draft.",
        "2": "It is not published: private.",
        "3": "It is not published: trash.",
        "4": "Items of this kind have no place on sites here.",
        "5": "Items of this kind have no place on sites here.",
        "6": "It is protected with a password.",
        "7": "It is not published: future.",
        "8": "It is in the file twice.",
        "9": "Menus here show the pages of the first level; this entry leads to page 99.",
        "10": "It is not published: draft.",
    }
    assert lines["10"]["title"] == "'=1+1"
    assert "3 comments are not taken" in said
    assert NewsPage.objects.filter(institution=nemc).count() == 1
    assert not LivePage.objects.filter(html__contains="maneno ya siri").exists()


def test_addresses_of_categories_and_tags_lead_to_the_list_of_news_in_the_language_of_what_they_listed(run, nemc):
    english = filed("en", "English", "language")
    content = export(
        category(1, "uncategorized", "Uncategorized"),
        category(2, "taarifa", "Taarifa"),
        category(3, "kwa-umma", "Taarifa kwa &amp; umma", parent="taarifa"),
        category(4, "press", "Press releases"),
        category(5, "kuku", "Kuku", parent="yai"),
        category(6, "yai", "Yai", parent="kuku"),
        category(7, "%d9%85%d8%b1", "مر"),
        tag(8, "maji-safi", "Maji safi"),
        item(
            1,
            "Moja",
            f'<a href="{SITE}/category/taarifa/">zote</a>',
            filed=filed("taarifa", "Taarifa") + filed("maji-safi", "", "post_tag"),
        ),
        item(2, "Two", "x", filed=filed("press", "Press releases") + english),
        item(3, "Three", "x", filed=filed("press", "Press releases") + english + filed("bila-kichwa", "Bila kichwa")),
        item(4, "Ukurasa", "x", kind="page", link=f"{SITE}/tag/maji-safi/"),
    )
    said = run(content)
    for path in (
        "/category/taarifa/",
        "/category/taarifa/kwa-umma/",
        "/category/kwa-umma",
        "/category/taarifa/page/2/",
        "/category/yai/kuku/",
    ):
        assert leads(HOST, path) == "/habari/", path
    for path in ("/category/uncategorized/", "/category/taarifa/feed/", "/category/مر/", "/category/yai/"):
        assert leads(HOST, path) == "/habari/", path
    assert leads(HOST, "/", "cat=2") == leads(HOST, "/", "cat=3&paged=2") == "/habari/"
    assert leads(HOST, "/category/press/") == leads(HOST, "/", "cat=4") == leads(HOST, "/category/bila-kichwa/") == "/en/news/"
    assert leads(HOST, "/", "cat=9") is None
    assert leads(HOST, "/category/hakuna/") is None
    assert leads(HOST, "/tag/maji-safi/") == "/ukurasa/", "what is at an address goes before what was listed there"
    assert '<a href="/habari/">zote</a>' in visit(HOST, "/habari/moja/")
    reason = "Sites here have no categories and tags: its address leads to the list of news."
    for line in ("~ category 2 “Taarifa”", "~ category “Bila kichwa”", "~ post_tag 8 “Maji safi”"):
        assert f"{line}: {reason} 1 items had it." in said
    assert f"~ category 4 “Press releases”: {reason} 2 items had it." in said
    assert f"~ category 3 “Taarifa kwa & umma”: {reason} 0 items had it." in said
    assert "~ post_tag 8 “Maji safi”: Its old address already leads elsewhere: /tag/maji-safi." in said
    before = everything()
    run(content)
    assert everything() == before


def test_the_menu_comes_with_its_order_and_its_labels_and_what_has_no_place_in_it_is_reported(run, nemc):
    content = export(
        item(1, "Vibali na leseni za mazingira", "x", kind="page", slug="vibali"),
        item(2, "Miradi", "x", kind="page"),
        item(3, "Sera", "x", kind="page"),
        item(4, "Ndani ya sera", "x", kind="page", parent=3),
        item(5, "Si kwenye menyu", "x", kind="page"),
        menu_entry(21, 3, menu="chini", label="Sera chini"),
        menu_entry(11, 0, "custom", order=4, label="Barua pepe", _menu_item_type="custom", _menu_item_url="https://mail.example.tz/"),
        menu_entry(12, 3, order=1, label="Sera"),
        menu_entry(13, 1, order=3, label="Vibali"),
        menu_entry(14, 2, order=2, label="Miradi " * 7),
        menu_entry(15, 4, order=5),
        menu_entry(16, 5, order=6, _menu_item_menu_item_parent=13),
        menu_entry(17, 7, "category", order=7, _menu_item_type="taxonomy"),
    )
    said = run(content)
    assert menu()[-4:] == ["Mawasiliano", "Sera", "Miradi", "Vibali"]
    assert "Si kwenye menyu" not in menu()
    assert way_to("/vibali/")[-1] == "Vibali"
    assert "page 2 “Miradi”: Its label in the menu is too long, so its title stands there: Miradi Miradi" in said
    for line in (
        "- nav_menu_item 11 “Barua pepe”: Menus here show the pages of the first level; this entry leads to https://mail.example.tz/.",
        "- nav_menu_item 15: Menus here show the pages of the first level; this entry leads to page 4.",
        "- nav_menu_item 16: Menus here have one level, and this entry stands below another one; it leads to page 5.",
        "- nav_menu_item 17: Menus here show the pages of the first level; this entry leads to category 7.",
    ):
        assert line in said
    before = everything()
    run(content)
    assert everything() == before
    run(content.replace("<![CDATA[Vibali]]></title>", "<![CDATA[Leseni]]></title>"))
    assert menu()[-1] == way_to("/vibali/")[-1] == "Leseni"
    page = StandardPage.objects.get(slug="sera")
    page.move(home_of(nemc), "first-child")
    page = StandardPage.objects.get(slug="miradi")
    page.show_in_menus, page.menu_label = True, "Kazi zetu"
    page.save_revision().publish()
    run(content)
    assert menu()[1] == "Sera"
    assert menu()[-2:] == ["Kazi zetu", "Vibali"], "an editor's order and labels stay"


def test_a_missing_parent_a_circle_and_addresses_that_are_taken(run, nemc):
    said = run(
        export(
            item(1, "Yatima", "a", kind="page", parent=77, link=f"{SITE}/mzazi/yatima/"),
            item(2, "Kuku", "b", kind="page", parent=3),
            item(3, "Yai", "c", kind="page", parent=2),
            item(4, "Jipu", "d", kind="page", parent=4),
            item(5, "Kuhusu", "e", kind="page"),
            item(6, "Kuhusu", "f", kind="page", link=f"{SITE}/kuhusu-2/", slug="kuhusu"),
            item(7, "2024", "g"),
            item(8, "Office", "h", kind="page", slug="office"),
            item(9, "Mtoto", "i", kind="page", parent=10, status="publish"),
            item(10, "Mzazi wa rasimu", "j", kind="page", status="draft"),
        )
    )
    assert "page 1 “Yatima”: The page above it (77) is not there: it stands at the top." in said
    assert leads(HOST, "/mzazi/yatima/") == "/yatima/"
    tops = {page.slug for page in StandardPage.objects.child_of(home_of(nemc))}
    assert {"yatima", "jipu", "kuhusu", "kuhusu-2", "kuhusu-3", "office-2", "mtoto"} <= tops
    assert len({"kuku", "yai"} & tops) == 1
    assert "page 6 “Kuhusu”: Its address was taken: it ends in “kuhusu-3” now." in said
    assert "page 5 “Kuhusu”: Its old address is that of another page here: /kuhusu/." in said
    assert visit(HOST, "/habari/2024-2/")
    assert Page.find_problems() == ([], [], [], [], [])


def test_odd_characters_come_as_they_can(run, nemc):
    content = export(
        item(
            1,
            "Bei ya “mahindi” &#8211; R&amp;D <i>mpya</i>",
            "Nukta\x0b\x00 &amp; 5 < 7 😀 مرحبا &#x1F; ﷺ",
            slug="%d9%85%d8%b1%d8%ad%d8%a8%d8%a7",
        ),
        item(2, "", "", slug="bila-kichwa"),
        item(3, "Ndefu " * 80, "z" * 200_000, slug="n" * 250),
    ).encode()
    content = content.replace("😀".encode(), "😀".encode() + b"\xff").replace(b"<title>NEMC", b"<title>N&#x0;E&#11;MC")
    said = run(b"\xef\xbb\xbf\n" + content)
    page = NewsPage.objects.get(title="Bei ya “mahindi” – R&D mpya")
    assert page.slug == "مرحبا"
    assert "<p>Nukta &amp; 5 &lt; 7 😀� مرحبا" in visit(HOST, page.path_on_site())
    assert leads(HOST, "/2019/05/مرحبا/") == "/habari/%D9%85%D8%B1%D8%AD%D8%A8%D8%A7/"
    assert "2 control characters that no page can hold were taken out." in said
    assert "1 characters cannot be read" in said
    assert "post 2 “Bila kichwa”: It had no title, and was given one." in said
    assert visit(HOST, NewsPage.objects.get(title__startswith="Ndefu").path_on_site())


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (export(item(1, "Moja", "a"), item(2, "Mbili"))[:-210], "line 69: The file is broken here, or cut off (unclosed token)."),
        (export(item(1, "Moja", "a")).replace("<wp:status>", "<wp:status", 1), "not well-formed"),
        (export(item(1, "Moja")).replace("<rss", '<!DOCTYPE r [<!ENTITY a "aaa">]><rss'), "line 5: The file declares a document type"),
        (export(item(1, "Moja")).replace("wxr_version", "other"), "not a WordPress export"),
        ("<html><body>x</body></html>", "not a WordPress export"),
        ("\x89PNG\r\n\x1a\n", "line 1: "),
        ("", "line 1: "),
        ('<?xml version="1.0" encoding="klingon"?><rss/>', "line 1: The file is in an encoding that is not known"),
    ],
)
def test_a_file_that_is_not_whole_imports_nothing_and_says_where(run, nemc, content, says):
    before = everything()
    with pytest.raises(CommandError, match="Nothing was imported") as error:
        run(content)
    assert says in str(error.value)
    assert "export.xml" in str(error.value)
    assert everything() == before


def test_messages_are_in_the_readers_language_and_an_unknown_code_is_one(run, monkeypatch, tmp_path):
    monkeypatch.setenv("LANG", "sw_TZ.UTF-8")
    assert "Haijachapishwa: draft." in run(export(item(1, "Rasimu", status="draft")))
    with pytest.raises(CommandError, match="Hakuna taasisi yenye msimbo"):
        call_command("import_wordpress", str(tmp_path / "export.xml"), institution="hakuna")
    with pytest.raises(CommandError, match="haliwezi kusomwa"):
        call_command("import_wordpress", "/hakuna.xml", institution="nemc")
