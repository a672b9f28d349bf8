"""The menu of a site is what its moderators make of it in Wagtail's own screens: order, labels, what stands in it."""

import re

import pytest
from django.urls import reverse
from wagtail.models import Page
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from huduma.systems.websites.models import ServicePage, SitePage, StandardPage
from huduma.systems.websites.models.translations import Standing, standing_of

from .factories import home_of, publish
from .test_publishing import add_page
from .visitor import visit

pytestmark = pytest.mark.django_db
HOST = "nemc.localhost"


def menu(path="/"):
    """The words of the menu as visitors of the page at ``path`` read them: on wide screens."""
    row = visit(HOST, path).partition('<div class="hd-menu__row')[2].partition("</nav>")[0]
    return re.findall(r"<a [^>]*>([^<]*)</a>", row)


def way_to(path):
    """The words of the way to the page at ``path``, as it shows them."""
    breadcrumb = visit(HOST, path).partition('class="hd-breadcrumb')[2].partition("</nav>")[0]
    return [words.strip() for words in re.findall(r">([^<>]+)<", breadcrumb) if words.strip()]


def edit(client, page, **more):
    """Publish ``page``, a page of text, from the office's editor; returns what it answered."""
    fields = {
        "title": page.title,
        "slug": page.slug,
        "summary": page.summary,
        "body": streamfield([("paragraph", rich_text("<p>Maneno.</p>"))]),
        "show_in_menus": "on",
        **dict.fromkeys(["menu_label", "seo_title", "search_description"], ""),
        "comments": {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0, "MIN_NUM_FORMS": 0, "MAX_NUM_FORMS": 1000},
        "action-publish": "1",
    }
    answer = client.post(f"/office/pages/{page.pk}/edit/", nested_form_data({**fields, **more}))
    assert answer.status_code == 302, answer.context["form"].errors
    return answer


def put(client, page, place):
    """Drag ``page`` to ``place`` in the explorer, as its script asks for it."""
    return client.post(f"/office/pages/{page.pk}/set_position/?position={place}")


@pytest.fixture
def about(nemc):
    return StandardPage.objects.get(institution=nemc, slug="kuhusu")


def test_a_label_stands_in_the_menu_and_on_the_way_on_every_page_of_its_language(nemc, about, moderator):
    below = add_page(about, "Historia yetu")
    deeper = add_page(below, "Enzi za kale")
    edit(moderator, about, menu_label="Sisi")
    for path in ("/", "/habari/", "/kuhusu/historia-yetu/enzi-za-kale/"):
        assert menu(path)[:3] == ["Mwanzo", "Sisi", "Uongozi"], path
    assert way_to("/kuhusu/") == ["Mwanzo", "Sisi"]
    assert way_to("/kuhusu/historia-yetu/enzi-za-kale/") == ["Mwanzo", "Sisi", "Historia yetu", "Enzi za kale"]
    assert "<h1>Kuhusu sisi</h1>" in re.sub(r"<h1[^>]*>", "<h1>", visit(HOST, "/kuhusu/"))
    assert menu("/en/news/")[1] == "About us"
    edit(moderator, StandardPage.objects.get(pk=about.pk))
    assert menu()[1] == "Kuhusu sisi"
    assert way_to(deeper.path_on_site())[1] == "Kuhusu sisi"


def test_a_label_is_words_that_a_translation_has_too(nemc, about, moderator):
    english = about.twin()
    edit(moderator, about)
    edit(moderator, english, follows_twin="on")
    assert standing_of(StandardPage.objects.get(pk=english.pk)) == Standing.IN_STEP
    edit(moderator, about, menu_label="Sisi")
    assert standing_of(StandardPage.objects.get(pk=english.pk)) == Standing.STALE
    assert "Sisi" in moderator.get(reverse("translations:inspect", args=[english.pk])).text


def test_what_is_unticked_is_in_no_menu_and_what_is_ticked_is_in_all(nemc, about, moderator):
    edit(moderator, about, show_in_menus="")
    for path in ("/", "/habari/", "/mawasiliano/maoni/"):
        assert "Kuhusu sisi" not in menu(path), path
    assert visit(HOST, "/kuhusu/")
    edit(moderator, StandardPage.objects.get(pk=about.pk))
    for path in ("/", "/habari/"):
        assert "Kuhusu sisi" in menu(path), path


def test_a_moderator_puts_the_menu_in_order_and_an_editor_does_not(nemc, about, moderator, editor):
    home = home_of(nemc)
    assert "set_position" in moderator.get(f"/office/pages/{home.pk}/?ordering=ord").text
    assert put(moderator, about, 3).status_code == 200
    for path in ("/", "/machapisho/", "/mawasiliano/maoni/"):
        assert menu(path)[1:5] == ["Uongozi", "Huduma zetu", "Habari", "Kuhusu sisi"], path
    put(moderator, about, 99)
    assert menu("/habari/")[-1] == "Kuhusu sisi"
    put(moderator, about, 0)
    assert menu("/habari/")[:2] == ["Mwanzo", "Kuhusu sisi"]
    assert menu("/en/news/")[:3] == ["Home", "About us", "Leadership"], "each language has an order of its own"
    assert put(editor, about, 3).status_code in (302, 403)
    assert menu()[1] == "Kuhusu sisi"
    assert Page.find_problems() == ([], [], [], [], [])


def test_what_stands_in_the_order_of_the_tree_is_drawn_in_its_new_order(nemc, about, moderator):
    for title in ("Vibali", "Leseni"):
        publish(nemc, ServicePage(title=title, summary="Kwa wananchi."))
    titles = re.compile("Vibali|Leseni")
    assert list(dict.fromkeys(titles.findall(visit(HOST, "/huduma/")))) == ["Vibali", "Leseni"]
    put(moderator, SitePage.objects.get(slug="leseni"), 0)
    for path in ("/huduma/", "/"):
        assert list(dict.fromkeys(titles.findall(visit(HOST, path)))) == ["Leseni", "Vibali"], path
