"""A translation is behind when its other language was published with other words, until somebody says that both say the same."""

import csv
import io
import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Locale, PageLogEntry
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from huduma.systems.websites.agency.actions import freeze_site
from huduma.systems.websites.models import EventPage, InstitutionSite, NewsPage, SitePage, StandardPage
from huduma.systems.websites.models.translations import Standing, standing_of

from .factories import make_institution_with_site, news_index_of, publish, publish_news
from .officers import officer

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair(nemc):
    """A news item in Swahili, and its translation, published as the office does."""
    page = publish_news(nemc, "Maji", body=[("paragraph", "<p>Maji yamefika.</p>")])
    twin = page.copy_for_translation(Locale.objects.get(language_code="en"))
    twin.title, twin.slug, twin.summary, twin.body = "Water", "water", "There is water.", [("paragraph", "<p>Water has come.</p>")]
    twin.save_revision().publish()
    return page, NewsPage.objects.get(pk=twin.pk)


def change(page, **fields):
    """``page``, published with other words."""
    page = type(page).objects.get(pk=page.pk)
    for name, value in fields.items():
        setattr(page, name, value)
    page.save_revision().publish()
    return page


def form(page, text, **more):
    fields = {
        "title": page.title,
        "slug": page.slug,
        "date": "2025-03-14",
        "summary": page.summary,
        "body": streamfield([("paragraph", rich_text(text))]),
        **dict.fromkeys(["picture", "picture_alt", "seo_title", "search_description"], ""),
        "comments": {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0, "MIN_NUM_FORMS": 0, "MAX_NUM_FORMS": 1000},
    }
    return nested_form_data({**fields, **more})


def report(client, **query):
    """The exported report: standing by title."""
    answer = client.get(reverse("translations:index"), {"export": "csv", **query})
    lines = list(csv.reader(io.StringIO(answer.getvalue().decode())))[1:]
    return {line[1]: "stale" if line[4].upper() == "TRUE" else "missing" for line in lines}


def screen(client, page):
    return client.get(reverse("translations:inspect", args=[page.pk])).text


def test_a_new_site_and_a_new_translation_are_in_step(pair, moderator):
    assert [standing_of(page) for page in pair] == [Standing.IN_STEP] * 2
    assert report(moderator) == {}


@pytest.mark.slow
def test_other_words_leave_the_other_language_behind_and_publishing_the_same_words_does_not(pair, moderator):
    page, twin = pair
    change(page)
    change(page, slug="maji-2")
    assert report(moderator) == {}
    change(page, body=[("paragraph", "<p>Maji safi yamefika mjini.</p>")])
    assert report(moderator) == {"Water": "stale"}
    assert standing_of(page) == Standing.IN_STEP
    text = screen(moderator, twin)
    assert "has changed since" in text
    assert "[+" in text
    assert "safi" in text.partition("<ins>")[2].partition("</ins>")[0]
    assert "Water has come." in text
    change(page, body=[("paragraph", "<p>Maji yamefika.</p>")])
    assert report(moderator) == {}, "the words of before are those that it was made from"


@pytest.mark.slow
def test_the_editor_says_so_when_publishing(pair, moderator):
    page, twin = pair
    change(page, title="Maji safi")
    edit = reverse("wagtailadmin_pages:edit", args=[twin.pk])
    assert "has changed since this page was made from it" in moderator.get(edit).text
    moderator.post(edit, {**form(twin, "<p>Clean water has come.</p>"), "action-publish": "1"})
    assert report(moderator) == {"Water": "stale", "Maji safi": "stale"}, "both changed and nobody compared them"
    moderator.post(edit, {**form(twin, "<p>Clean water came.</p>"), "follows_twin": "on", "action-publish": "1"})
    assert report(moderator) == {}
    assert PageLogEntry.objects.filter(action="websites.confirm_translation", user=moderator.person).count() == 1
    change(twin, summary="Another")
    assert report(moderator) == {"Maji safi": "stale"}, "what was said of one revision is not said of the next"


@pytest.mark.slow
def test_what_is_said_in_a_draft_holds_when_it_is_published(pair, moderator):
    page, twin = pair
    change(page, title="Maji safi")
    editor = officer("editor", page.institution, "websites.editor")
    edit = reverse("wagtailadmin_pages:edit", args=[twin.pk])
    editor.post(edit, {**form(twin, "<p>Clean water.</p>"), "follows_twin": "on", "action-submit": "1"})
    assert report(moderator) == {"Water": "stale"}
    change(page, title="Maji safi sana")
    twin.get_latest_revision().publish()
    assert report(moderator) == {"Water": "stale"}, "it follows the text that its author had before them"
    assert "sana" in screen(moderator, twin).partition("<ins>")[2].partition("</ins>")[0]


@pytest.mark.slow
def test_the_button_says_so_and_is_written_down(pair, moderator):
    page, twin = pair
    change(page, title="Maji safi")
    agree = reverse("translations:agree", args=[twin.pk])
    assert agree in screen(moderator, twin)
    assert moderator.post(agree).status_code == 302
    assert report(moderator) == {}
    assert PageLogEntry.objects.get(action="websites.confirm_translation").user == moderator.person
    assert moderator.post(agree).status_code == 200, "there is nothing more to say"


@pytest.mark.slow
def test_on_a_frozen_site_nobody_says_anything(pair, moderator):
    page, twin = pair
    change(page, title="Maji safi")
    freeze_site(site=InstitutionSite.objects.get(pk=page.institution_id), reason="Imevamiwa", by=None)
    assert "Imevamiwa" in moderator.post(reverse("translations:agree", args=[twin.pk])).text
    assert report(moderator) == {"Water": "stale"}


def test_pages_that_came_with_the_site_keep_what_they_said_first(nemc, moderator):
    page = StandardPage.objects.get(institution=nemc, locale__language_code="sw")
    twin = page.twin()
    page.summary = "Muhtasari mpya kabisa"
    page.save_revision().publish()
    assert report(moderator) == {twin.title: "stale"}
    assert "[−" in screen(moderator, twin), "what was taken out is known"
    twin.summary = "A new summary"
    twin.follows_twin = True
    twin.follow(page.specific_class.objects.get(pk=page.pk))
    twin.save_revision().publish()
    assert report(moderator) == {}


def test_pages_that_were_put_there_together_are_in_step_until_one_changes(nemc, moderator):
    key, pages = uuid4(), {}
    for language in ("sw", "en"):
        parent = news_index_of(nemc, language)
        page = NewsPage(title=language, summary="x", body=[], translation_key=key, locale=parent.locale)
        pages[language] = parent.add_child(instance=page)
    assert report(moderator) == {}
    change(pages["sw"], summary="y")
    assert report(moderator) == {"en": "stale"}


def test_a_change_of_such_a_page_is_scheduled_and_visitors_go_on_reading(nemc):
    page = StandardPage.objects.get(institution=nemc, locale__language_code="sw")
    page.summary, page.go_live_at = "Kesho", timezone.now() + timedelta(days=1)
    page.save_revision().publish()
    assert StandardPage.objects.get(pk=page.pk).live


@pytest.mark.slow
def test_what_is_missing_is_reported_filtered_and_begun(nemc, moderator, django_assert_max_num_queries):
    page = publish_news(nemc, "Peke yake")
    assert report(moderator) == {"Peke yake": "missing"}
    assert report(moderator, standing="stale") == {}
    assert report(moderator, standing="missing", language="sw", kind="newspage", q="peke") == {"Peke yake": "missing"}
    begin = reverse("simple_translation:submit_page_translation", args=[page.pk])
    assert begin in screen(moderator, page)
    english = Locale.objects.get(language_code="en").pk
    assert re.search(rf'name="locales"[^>]* value="{english}"[^>]* checked', moderator.get(begin).text), "there is only one other language"
    answer = moderator.post(begin, {"locales": english})
    assert answer.status_code == 302
    twin = NewsPage.objects.get(locale__language_code="en")
    assert (twin.get_parent().pk, twin.live) == (news_index_of(nemc, "en").pk, False)
    told = screen(moderator, page)
    assert begin not in told
    assert f'href="{answer["Location"]}"' in told, "it goes on where it was begun"
    twin.get_latest_revision().publish()
    assert report(moderator) == {}
    for number in range(8):
        publish_news(nemc, f"Habari {number}")
    with django_assert_max_num_queries(40):
        assert "Habari 7" in moderator.get(reverse("translations:index")).text


@pytest.mark.slow
def test_strangers_learn_nothing(pair):
    page, twin = pair
    change(page, title="Maji safi")
    stranger = officer("stranger", make_institution_with_site("tra"), "websites.moderator")
    assert report(stranger) == {}
    for name in ("inspect", "agree"):
        assert stranger.get(reverse(f"translations:{name}", args=[twin.pk])).status_code == 404
    manager = officer("manager", page.institution, "institutions.manager")
    assert manager.get(reverse("translations:inspect", args=[twin.pk])).status_code == 404


@pytest.mark.parametrize("name", ["translations", "findings"])
def test_the_lists_are_narrowed_to_any_kind_of_page(nemc, moderator, name):
    publish_news(nemc, "Maji")
    event = EventPage(title="Mkutano", summary="x", starts_at=timezone.now() + timedelta(days=3), place="Dodoma")
    publish(nemc, event)
    SitePage.objects.filter(institution=nemc).update(findings=1)
    address = reverse(f"{name}:index")
    offered = dict(moderator.get(address).context["filters"].form.fields["kind"].choices)
    kinds = {page.specific_class._meta.model_name for page in SitePage.objects.of(nemc)}
    assert kinds < offered.keys()
    assert {"newspage", "eventpage", "tenderpage", "publicationpage", "personpage"} < offered.keys()
    assert offered.keys().isdisjoint({"listedpage", "listpage", "sitepage"})
    titles = {page.title for page in moderator.get(address, {"kind": "eventpage"}).context["object_list"]}
    assert titles == {"Mkutano"}
