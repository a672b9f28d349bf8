"""A year with many items stands on sheets: each of them small, at an address that stays, and drawn anew only when it changes."""

import random
import re
from datetime import date, timedelta

import pytest
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.files.base import ContentFile
from django.db.models import F, Value
from django.db.models.functions import Concat
from wagtail.images import get_image_model

from huduma.platform.delivery.models import LivePage
from huduma.platform.institutions.models import Workspace
from huduma.platform.uploads.tests import corpus
from huduma.systems.websites.actions.furnishing import add_pages
from huduma.systems.websites.models import NewsPage, PublicationPage, facets

from .factories import news_index_of, publish, publish_news
from .visitor import ask, visit

pytestmark = pytest.mark.django_db
HOST = "nemc.localhost"
TITLES = re.compile(r'hd-(?:records|news)__title"><a href="[^"]*">([^<]*)<')
FIRST_VIEW = 60_000  # bytes, compressed, without the editors' own pictures
KEPT = "<!--as it was-->"


def many_news(institution, number, year=2019, **fields):
    """So much news of one year, the first of it of its first day."""
    index = news_index_of(institution)
    days = [date(year, 1, 1) + timedelta(days=365 * n // number) for n in range(number)]
    texts = fields.pop("texts", lambda n: (f"Habari {year}-{n + 1}", "Muhtasari."))
    pages = [
        NewsPage(
            title=texts(n)[0],
            slug=f"h-{year}-{n + 1}",
            summary=texts(n)[1],
            date=day,
            body=[],
            institution=institution,
            locale=index.locale,
            **fields,
        )
        for n, day in enumerate(days)
    ]
    add_pages(institution=institution, places=[(index, page) for page in pages], by=None)


@pytest.fixture
def sheets_of_ten(monkeypatch):
    monkeypatch.setattr(facets, "PER_SHEET", 10)


def shown(path):
    return TITLES.findall(visit(HOST, path).partition("<main")[2])


def turn(path, rel):
    """Where the link before or after leads; empty where there is none."""
    found = re.findall(rf'rel="{rel}" href="([^"]*)"', visit(HOST, path))
    return found[0] if found else ""


def walk(path):
    """The sheets from ``path`` on, by address, as a reader turns them."""
    found = {}
    while path:
        assert path not in found
        found[path] = shown(path)
        path = turn(path, "next")
    return found


def mark(*paths):
    rows = LivePage.objects.filter(site__host=HOST)
    (rows.filter(path__in=paths) if paths else rows).update(html=Concat(F("html"), Value(KEPT)))


def drawn_anew(prefix="/habari/"):
    """The addresses that were drawn since ``mark``."""
    rows = LivePage.objects.filter(site__host=HOST, path__startswith=prefix)
    return set(rows.exclude(html__endswith=KEPT).values_list("path", flat=True))


def test_a_reader_turns_through_all_items_of_a_year(nemc, sheets_of_ten):
    many_news(nemc, 124)
    sheets = walk("/habari/2019/")
    assert list(sheets) == ["/habari/2019/", *(f"/habari/2019/{n + 1}-{n + 10}/" for n in range(100, -10, -10))]
    assert [len(items) for items in sheets.values()] == [14, *[10] * 11]
    assert [title for items in sheets.values() for title in items] == [f"Habari 2019-{n}" for n in range(124, 0, -1)]
    assert sheets["/habari/2019/1-10/"][-1] == "Habari 2019-1"
    back, path = [], "/habari/2019/1-10/"
    while path := turn(path, "prev"):
        back.append(path)
    assert back == list(sheets)[-2::-1]
    html = visit(HOST, "/habari/2019/101-110/")
    assert '<link rel="canonical" href="http://nemc.localhost:8000/habari/2019/101-110/">' in html
    assert "Ukurasa wa 2 kati ya 12</p>" in html
    assert "<title>Habari: 2019 – Ukurasa wa 2 kati ya 12 – " in html
    assert 'href="/habari/2019/" aria-current="page">2019' in html
    for nothing in ("/habari/2019/111-120/", "/habari/2019/2/", "/habari/2019/11-20/1-10/", "/habari/1-10/"):
        assert visit(HOST, nothing) is None, nothing
    assert len(shown("/habari/")) == 20


def test_few_items_stand_on_one(nemc, sheets_of_ten):
    many_news(nemc, 19)
    assert list(walk("/habari/2019/")) == ["/habari/2019/"]
    assert "hd-pagination" not in visit(HOST, "/habari/2019/")


def test_an_address_stays_as_newer_items_come(nemc, sheets_of_ten):
    many_news(nemc, 39)
    before = walk("/habari/2019/")
    assert [len(items) for items in before.values()] == [19, 10, 10]
    mark()
    publish_news(nemc, "Mpya", date=date(2019, 12, 31))
    after = walk("/habari/2019/")
    assert list(after) == ["/habari/2019/", "/habari/2019/21-30/", "/habari/2019/11-20/", "/habari/2019/1-10/"]
    assert shown("/habari/2019/")[0] == "Mpya"
    for path in ("/habari/2019/1-10/", "/habari/2019/11-20/"):
        assert after[path] == before[path]
    publish_news(nemc, "Mpya zaidi", date=date(2019, 12, 31))
    assert list(walk("/habari/2019/")) == list(after)


def test_only_what_an_item_stands_on_is_drawn_anew(nemc, sheets_of_ten):
    for year in (2017, 2018, 2019):
        many_news(nemc, 35, year)
    new = publish_news(nemc, "Mpya", date=date(2019, 12, 31))
    mark()
    publish_news(nemc, "Nyingine", date=date(2019, 12, 31))
    assert drawn_anew() == {"/habari/", "/habari/2019/", "/habari/nyingine/"}
    mark()
    item = NewsPage.objects.get(slug="h-2018-3")
    item.summary = "Imesahihishwa."
    item.save_revision().publish()
    assert drawn_anew() == {"/habari/2018/1-10/", "/habari/h-2018-3/"}
    assert "Imesahihishwa." in visit(HOST, "/habari/2018/1-10/")
    mark()
    new.date = date(2017, 12, 31)
    new.save_revision().publish()
    assert drawn_anew() == {"/habari/", "/habari/2019/", "/habari/2017/", "/habari/mpya/"}, "its year before and after"
    mark()
    NewsPage.objects.get(slug="h-2018-35").unpublish()
    assert drawn_anew() == {"/habari/2018/"}
    mark()
    publish_news(nemc, "Ya zamani", date=date(2010, 1, 1))
    assert drawn_anew() >= {"/habari/2017/1-10/", "/habari/2010/"}, "a new year is offered on every sheet"


@pytest.mark.slow
def test_kinds_have_sheets_too(nemc, sheets_of_ten, monkeypatch):
    monkeypatch.setattr(facets, "ENOUGH", 5)
    for number in range(1, 24):
        day = date(2024 + number // 12, 5, number)
        publish(nemc, PublicationPage(title=f"Ripoti {number}", document_kind="REPORT", date=day, summary="x", versions=[]))
    sheets = walk("/machapisho/aina/ripoti/")
    assert list(sheets) == ["/machapisho/aina/ripoti/", "/machapisho/aina/ripoti/1-10/"]
    assert [title for items in sheets.values() for title in items] == [f"Ripoti {n}" for n in range(23, 0, -1)]
    assert shown("/machapisho/aina/ripoti/2024/") == [f"Ripoti {n}" for n in range(11, 0, -1)]


def test_what_is_left_when_items_go(nemc, sheets_of_ten):
    many_news(nemc, 20)
    assert visit(HOST, "/habari/2019/1-10/")
    NewsPage.objects.get(slug="h-2019-20").delete()
    assert visit(HOST, "/habari/2019/1-10/") is None
    assert len(shown("/habari/2019/")) == 19


@pytest.mark.slow
def test_a_year_of_fifteen_hundred_is_read_on_a_slow_link(nemc, settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)
    folder = Workspace.objects.get(institution=nemc).collection
    content = ContentFile(corpus.picture("JPEG", (900, 600)), "mto.jpg")
    image = get_image_model().objects.create(title="Mto", file=content, collection=folder)
    words = random.Random(1)

    def texts(number):
        letters = ["".join(words.choices("abdefghijklmnoprstuwyz", k=words.randint(3, 9))) for _ in range(50)]
        return " ".join(letters)[:80], " ".join(letters)[-299:]

    many_news(nemc, 1500, texts=texts, picture=image, picture_alt="Mto")
    parts = [ask(HOST, staticfiles_storage.url(name), accept_encoding="br") for name in ("huduma.css", "huduma.js")]
    around = sum(len(part.body) for part in parts)
    sheets = walk("/habari/2019/")
    assert sum(map(len, sheets.values())) == 1500
    sizes = {path: len(ask(HOST, path, accept_encoding="br").body) + around for path in sheets}
    assert max(sizes.values()) <= FIRST_VIEW
    mark()
    publish_news(nemc, "Mpya", date=date(2019, 12, 31))
    assert drawn_anew() == {"/habari/", "/habari/2019/", "/habari/mpya/"}
