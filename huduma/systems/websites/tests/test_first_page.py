"""The first page: its picture, its text made of blocks, and what other systems have for the institution."""

import io
import json
import re
import zipfile

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.urls import reverse
from wagtail.images import get_image_model
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from huduma.platform.contributions.listing import Entry, Listing, listings
from huduma.platform.institutions.models import Workspace
from huduma.platform.search.models import SearchEntry
from huduma.platform.uploads.tests import corpus
from huduma.systems.websites.actions import owe_lists, redraw_site
from huduma.systems.websites.blocks import BodyBlock
from huduma.systems.websites.models import HomePage, NewsPage, SitePage

from .factories import home_of, make_institution_with_site, publish_news
from .visitor import visit

pytestmark = pytest.mark.django_db
HOST = "nemc.localhost"


def add_picture(institution, name="mto"):
    folder = Workspace.objects.get(institution=institution).collection
    content = ContentFile(corpus.picture("JPEG", (900, 600)), f"{name}.jpg")
    return get_image_model().objects.create(title=name, file=content, collection=folder)


def publish_home(institution, language="sw", **fields):
    home = home_of(institution, language)
    for name, value in fields.items():
        setattr(home, name, value)
    home.save_revision().publish()
    return HomePage.objects.get(pk=home.pk)


def raw(*blocks):
    return BodyBlock().to_python([{"type": kind, "value": value} for kind, value in blocks])


def form(*blocks, **more):
    """What the editor of a first page sends."""
    fields = {
        "introduction": "Tunalinda mazingira.",
        "body": streamfield(list(blocks)),
        **dict.fromkeys(["picture", "picture_alt", "search_description"], ""),
        "comments": {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0, "MIN_NUM_FORMS": 0, "MAX_NUM_FORMS": 1000},
    }
    return nested_form_data({**fields, **more})


def save(client, institution, *blocks, act="action-publish", **more):
    address = reverse("wagtailadmin_pages:edit", args=[home_of(institution).pk])
    return client.post(address, {**form(*blocks, **more), act: "1"})


def text(html):
    return ("paragraph", rich_text(html, features=["h2", "h3", "bold", "link"]))


def main():
    return visit(HOST).partition("<main")[2].partition("</main>")[0]


# --- picture and text -------------------------------------------------------------------------------------------------------


def test_a_moderator_gives_it_a_picture_and_blocks_below_the_introduction(nemc, moderator):
    image = add_picture(nemc)
    button = {"title": "Toa taarifa", "text": "", "label": "Toa taarifa sasa", "page": "", "address": "https://x.go.tz/"}
    answer = save(
        moderator, nemc, text("<h2>Kazi yetu</h2>"), ("call_to_action", button), picture=str(image.pk), picture_alt="Mto Msimbazi"
    )
    assert answer.status_code == 302, answer.context["form"].errors
    html = main()
    assert html.index("Tunalinda mazingira.") < html.index("<h2>Kazi yetu</h2>") < html.index("Toa taarifa sasa") < html.index('id="news"')
    (picture,) = re.findall(r"<img[^>]*>", html)
    assert 'alt="Mto Msimbazi"' in picture
    assert 'width="800" height="533"' in picture, "nothing shifts when it comes"
    assert 'loading="lazy"' in picture
    assert picture.count(".webp ") == 2, "in two sizes"
    assert "Tunalinda mazingira." not in visit(HOST, "/en/")


def test_a_new_site_has_neither(nemc):
    html = main()
    assert "<img" not in html
    assert "hd-prose" not in html


def test_a_picture_without_words_is_refused(nemc, moderator):
    image = add_picture(nemc)
    for act in ("action-publish", "action-submit"):
        assert "picture_alt" in save(moderator, nemc, act=act, picture=str(image.pk)).context["form"].errors
    assert "<img" not in main()


def test_the_checker_looks_at_its_blocks(nemc, moderator):
    answer = save(moderator, nemc, text("<p>Sawa.</p>"), text('<p><a href="https://x.go.tz/">bofya hapa</a></p>'))
    errors = answer.context["form"].errors.as_data()["body"][0]
    assert list(errors.block_errors) == [1]


def test_nothing_of_another_institution_gets_onto_it(nemc, moderator):
    foreign = add_picture(make_institution_with_site("tra"), "siri")
    block = ("picture", {"image": str(foreign.pk), "alt": "Siri", "caption": ""})
    assert "picture" in save(moderator, nemc, picture=str(foreign.pk), picture_alt="Siri").context["form"].errors
    assert "body" in save(moderator, nemc, block).context["form"].errors
    assert "siri" not in main()


def test_its_blocks_are_found_by_search_and_compared_with_the_other_language(nemc, moderator):
    publish_home(
        nemc, body=raw(("paragraph", "<p>Tunapima hewa ya mijini.</p>"), ("accordion", [{"title": "Lini?", "text": "<p>Kila siku</p>"}]))
    )
    found = SearchEntry.objects.search("hewa mijini")
    assert [entry.url for entry in found] == ["http://nemc.localhost:8000/"]
    screen = moderator.get(reverse("translations:inspect", args=[home_of(nemc, "en").pk])).text
    assert "Tunapima hewa ya mijini." in screen


def test_it_is_handed_out_whole(nemc, tmp_path, settings):
    settings.MEDIA_ROOT = str(tmp_path / "media")
    news = publish_news(nemc, "Mto Ruaha")
    link = f'<p><a linktype="page" id="{news.pk}">Mto</a></p>'
    publish_home(nemc, picture=add_picture(nemc), picture_alt="Mto", body=raw(("paragraph", link)))
    call_command("export_site", "nemc", "--to", str(tmp_path / "out.zip"), stdout=io.StringIO())
    with zipfile.ZipFile(tmp_path / "out.zip") as archive:
        pages = [json.loads(line) for line in archive.read("data/pages.jsonl").decode().splitlines()]
        assert "media/original_images/mto.jpg" in archive.namelist()
        assert '<a href="habari/mto-ruaha/index.html">Mto</a>' in archive.read("index.html").decode()
        assert 'src="media/images/mto' in archive.read("index.html").decode()
    home = next(page for page in pages if page["path"] == "/")
    assert (home["picture"], home["picture_alt"]) == ("media/original_images/mto.jpg", "Mto")
    assert home["body"][0]["value"] == '<p><a href="/habari/mto-ruaha/">Mto</a></p>'


# --- what other systems have ------------------------------------------------------------------------------------------------


def describe(page):
    return [
        Entry(
            language, f"{page.title} ({language})", f"http://localhost/x/{page.pk}/", "Mwisho kesho", "", page.institution_id, page.dated()
        )
        for language in ("sw", "en")
    ]


@pytest.fixture
def things():
    """The listing of a system that has something for institutions: here their own English news stands for it."""
    current = NewsPage.objects.live().filter(locale__language_code="en").order_by("-pk")
    listing = Listing(
        "trial.things",
        "Vitu",
        records=lambda: current,
        describe=describe,
        current=lambda: current.all(),
        all_of=lambda institution: f"http://localhost/x/?institution={institution.code}",
    )
    yield listings.add(listing)
    del listings._entries[listing.key]


def section(path="/"):
    return visit(HOST, path).partition('aria-labelledby="trial.things"')[2].partition("</section>")[0]


@pytest.mark.slow
def test_what_another_system_has_is_a_section_with_its_latest_and_a_link_to_all(nemc, things):
    redraw_site(institution=nemc, by=None)
    assert section() == "", "nothing, so no heading"
    publish_news(make_institution_with_site("tra"), "Ya wengine", "en")
    for number in range(5):
        publish_news(nemc, f"Kitu {number}", "en")
    owe_lists(listing="trial.things", institutions=[nemc.pk])
    due = SitePage.objects.due()
    assert {page.pk for page in due} == {home_of(nemc).pk, home_of(nemc, "en").pk}
    redraw_site(institution=nemc, by=None)
    for path, language in (("/", "sw"), ("/en/", "en")):
        html = section(path)
        assert re.findall(r"<a href=\"http://localhost/x/\d+/\">([^<]*)", html) == [f"Kitu {n} ({language})" for n in (4, 3, 2)]
        assert '<h2 id="trial.things">Vitu</h2>' in html
        assert 'href="http://localhost/x/?institution=nemc"' in html


def test_what_stands_in_its_text_does_not_stand_there_twice(nemc, things):
    publish_news(nemc, "Kitu", "en")
    latest = {"title": "Vitu vyetu", "kind": "trial.things", "most": 5}
    publish_home(nemc, body=raw(("latest", latest)))
    assert section() == ""
    assert main().count("Kitu (sw)") == 1
    assert "Kitu (en)" in section("/en/"), "where the editor has not chosen it"


def test_both_languages_ask_for_it_once(nemc, things, monkeypatch):
    publish_news(nemc, "Kitu", "en")
    asked = []
    described = Listing(**{**vars(things), "describe": lambda record: asked.append(record) or describe(record)})
    monkeypatch.setitem(listings._entries, things.key, described)
    redraw_site(institution=nemc, by=None)
    assert len(asked) == 1
    assert "Kitu (sw)" in section()
    assert "Kitu (en)" in section("/en/")
