"""An export that WordPress itself has written, of a website with whatever is odd about such websites: ``bench/websites/exporting.php``."""

import io
import re
from pathlib import Path

import pytest
from django.core.management import call_command
from wagtail.models import Page

from huduma.systems.websites.models import ImportedItem, SitePage, StandardPage
from huduma.systems.websites.wordpress import stream
from huduma.systems.websites.wordpress.reader import Export

from .factories import home_of
from .test_menu import menu, way_to
from .test_wordpress import HOST, everything, run, storage  # noqa: F401  fixtures
from .visitor import leads, visit
from .wordpress_export import SITE, category, comment, export, filed, item, menu_entry, old_website, tag

REAL = Path(__file__).with_name("wordpress-6.1.9.xml")
pytestmark = pytest.mark.django_db


@pytest.fixture
def imported(run, nemc):  # noqa: F811
    """What the import said, by a function that repeats it."""
    with old_website() as site:
        text = REAL.read_text().replace(SITE, site)
        yield lambda: run(text, own_network=True).replace(site, SITE)


@pytest.mark.slow
def test_every_item_is_on_the_site_or_in_the_report(imported, nemc):
    said = imported()
    assert "26 new, 0 changed, 0 unchanged, 18 left out" in said
    whole = set(re.findall(r"<wp:post_id>(\d+)</wp:post_id>", REAL.read_text()))
    on_the_site = set(ImportedItem.objects.filter(institution=nemc).values_list("key", flat=True))
    there = {key.partition(" ")[0] for key in on_the_site} | {"44", "46", "50"}  # these entries of the menu are pages of it
    assert whole - there == set(re.findall(r"(?m)^- \w+ (\d+)", said))
    assert Page.find_problems() == ([], [], [], [], [])
    call_command("render_sites", check=True)
    before = everything()
    assert "0 new, 0 changed, 26 unchanged" in imported()
    assert everything() == before


def test_addresses_of_the_earlier_website_lead_on(imported, nemc):
    imported()
    for old, new in {
        "/kuhusu-nemc/": None,  # has the address itself
        "/mzazi/yatima/": "/yatima/",
        "/about-nemc/": "/en/about-nemc/",
        "/2019/05/bei/": "/habari/bei/",
        "/2019/05/ofisi-2/": "/habari/ofisi-2/",
        "/2019/05/2020/": "/habari/2020-2/",
        "/0000/00/tarehe-mbovu/": "/habari/tarehe-mbovu/",
        "/2019/05/مرحبا-بالعالم/": "/habari/%D9%85%D8%B1%D8%AD%D8%A8%D8%A7-%D8%A8%D8%A7%D9%84%D8%B9%D8%A7%D9%84%D9%85/",
        "/category/taarifa/kwa-umma/": "/habari/",
        "/category/مرحبا/": "/habari/",
        "/category/press-releases/": "/en/news/",
        "/tag/maji-safi/": "/habari/",
    }.items():
        assert leads(HOST, old) == new, old
    assert leads(HOST, "/", "p=23") == "/habari/bei/"
    assert leads(HOST, "/", "cat=2") == "/habari/"
    assert leads(HOST, "/wp-content/uploads/2019/05/ripoti.pdf").endswith(".pdf")


def test_what_people_read_is_what_was_written(imported, nemc):
    said = imported()
    river, price, odd = (visit(HOST, f"/habari/{slug}/") for slug in ("mto-msimbazi-wasafishwa", "bei", "herufi-za-ajabu"))
    assert "<h2>Usafi</h2>" in river
    assert "<ul><li>Moja</li></ul>" in river
    assert "<figcaption>Mto wetu</figcaption>" in river
    assert river.count('alt="Mto Msimbazi"') == 2
    assert 'Soma <a href="/habari/bei/">bei</a>' in river
    assert "The block “latest-posts”, which WordPress draws itself, is left out." in said
    assert "<h1>Bei ya “mahindi” – R&amp;D mpya</h1>" in price
    assert "<p>Mistari miwili</p><p>ya 2012 &amp; 5 &lt; 7" in price
    assert "]]&gt; mwisho" in price
    assert "<h1>Herufi za ajabu 😀</h1>" in odd
    assert "Nukta 😀 مرحبا ﷺ" in odd
    assert "4 control characters that no page can hold were taken out." in said
    assert not SitePage.objects.filter(title="Siri").exists()
    permits = visit(HOST, "/vibali/")
    assert 'Soma <a href="/habari/">taarifa</a> na <a href="/kuhusu-nemc/">kuhusu</a>' in permits
    assert 'href="http://nemc.localhost:8000/en/about-nemc/"' in visit(HOST, "/kuhusu-nemc/"), "Polylang said that it is the translation"


def test_the_menu_of_the_theme_and_the_tree_of_pages(imported, nemc):
    said = imported()
    assert menu()[-2:] == ["Vibali", "Kuhusu NEMC & kazi zetu".replace("&", "&amp;")]
    assert way_to("/vibali/ada/") == ["Mwanzo", "Vibali", "Ada"]
    assert "nav_menu_item 45: Menus here have one level" in said
    assert "nav_menu_item 49 “Barua & pepe”: Menus here show the pages of the first level" in said
    assert "wp_navigation 51: A menu listed all pages by itself." in said
    tops = set(StandardPage.objects.child_of(home_of(nemc)).values_list("slug", flat=True))
    assert tops == {"kuhusu", "kuhusu-nemc", "vibali", "ofisi-2", "ofisi-3", "yatima", "kuku", "mtoto-wa-rasimu"}


def test_a_menu_made_of_blocks_comes_as_any_other(run, nemc):  # noqa: F811
    link = '<!-- wp:navigation-link {{"label":"{}","type":"page","id":{},"url":"{}/x/","kind":"post-type"}} /-->'
    blocks = [
        '<!-- wp:navigation-submenu {"label":"Mbili \\u0026 mbili","type":"page","id":2,"kind":"post-type"} -->',
        link.format("Tatu", 3, SITE),
        "<!-- /wp:navigation-submenu -->",
        link.format("Moja", 1, SITE),
        '<!-- wp:navigation-link {"label":"broken} /-->',
        '<!-- wp:social-links {"size":"x"} /-->',
    ]
    pages = [item(number, f"Ukurasa {number}", "x", kind="page") for number in (1, 2, 3)]
    said = run(export(*pages, menu_entry(4, 3), item(5, "Menyu", "\n".join(blocks), kind="wp_navigation")))
    assert menu()[-3:] == ["Mbili &amp; mbili", "Moja", "Ukurasa 3"]
    assert f"- wp_navigation 5 “Tatu”: Menus here have one level, and this entry stands below another one; it leads to {SITE}/x/." in said


def test_an_address_with_an_ampersand_is_read_wherever_a_piece_of_the_file_ends(monkeypatch):
    """WordPress writes the addresses of those who comment without care for XML; in CDATA an ampersand is one already."""
    text = "a & b &amp; c &nbsp; [[x]] ]]> d"
    content = export(item(1, "R & D", text, comments=comment(1, "http://x.example/?a=1&b=2&amp;c=3&nbsp;") * 2, excerpt="]]&"))
    for size in range(100, 160):
        monkeypatch.setattr(stream, "_CHUNK", size)
        with Export(io.BytesIO(content.encode())) as whole:
            [read] = map(whole.item, whole.briefs)
        assert (read.title, read.content, read.excerpt, read.comments) == ("R & D", text, "]]&", 2)


def _form(text: str) -> dict[str, list[tuple[str, str]]]:
    """The elements of an item of each kind, of a category and of a tag, in their order, each once, and whether they are CDATA."""
    found: dict[str, list[tuple[str, str]]] = {}
    for name, whole in re.findall(
        r"<(item|wp:category|wp:tag)>(.*?)</\1>", re.sub(r"<!\[CDATA\[(.*?)\]\]>", _emptied, text, flags=re.DOTALL), re.DOTALL
    ):
        kind = next(iter(re.findall(r"<wp:post_type>.(\w+)", whole)), name)
        form = list(dict.fromkeys(re.findall(r"<([a-z]\w*:?\w*)(?: [^>]*)?>(¤?)", whole)))
        found[kind] = max(form, found.get(kind, []), key=len)
    return found


def _emptied(section: re.Match[str]) -> str:
    return "¤" + (section[1] if section[1].isidentifier() else "")


def test_exports_of_other_tests_have_the_form_of_real_ones():
    notes = filed("taarifa", "Taarifa") + filed("maji-safi", "Maji safi", "post_tag")
    written = export(
        category(1, "taarifa", "Taarifa"),
        tag(2, "maji-safi", "Maji safi"),
        item(3, "Moja", "x", meta={"_thumbnail_id": 6}, filed=notes, comments=comment(1, "http://x.example/?a=1")),
        item(4, "Mbili", "x", kind="page", filed=filed("sw", "sw", "language")),
        menu_entry(5, 4),
        item(6, "mto", kind="attachment", attachment=f"{SITE}/mto.jpg", meta={"_wp_attached_file": "mto.jpg"}),
    )
    real, ours = _form(REAL.read_text()), _form(written)
    real["wp:category"].remove(("wp:category_description", "¤"))
    assert {kind: real[kind] for kind in ours} == ours
