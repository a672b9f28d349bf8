"""A form in the text of another page: filled in there, taken in by its own page, never another institution's, gone when it is gone."""

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import translation

from huduma.systems.websites.models import FormPage, NewsPage
from huduma.systems.websites.models.content import findings_of

from .factories import home_of, make_institution_with_site, publish_form, publish_news
from .form_reader import HOST, Reader, answers
from .officers import officer
from .test_checker import add, text
from .visitor import visit

pytestmark = pytest.mark.django_db


@pytest.fixture
def form(nemc):
    return publish_form(nemc, "Omba kibali", introduction="<p>Kwa wenye viwanda.</p>")


@pytest.fixture
def page(nemc, form):
    return publish_news(nemc, "Vibali vipya", body=[("paragraph", "<p>Jaza.</p>"), ("form", {"form": form})])


def read(page):
    return BeautifulSoup(visit(HOST, page.path_on_site()), "html.parser").find("main")


def refused(page):
    with translation.override("en"):
        return [finding.message for finding in findings_of(page) if finding.is_refused]


def test_it_is_filled_in_there_and_taken_in_by_its_own_page(nemc, form, page):
    section = read(page).find("form", class_="hd-form").parent
    assert section.h2.text == "Omba kibali"
    assert "Kwa wenye viwanda." in section.text
    ids = [tag["id"] for tag in read(page).find_all(id=True)]
    assert len(ids) == len(set(ids))
    reader = Reader(page.path_on_site())
    assert reader.action == f"/fomu/{form.pk}/"
    wrong = reader.send()
    assert wrong.status_code == 422
    assert reader.page.h1.text == "Omba kibali"
    assert "Weka alama kwenye kisanduku" in reader.summary
    assert answers() == []
    assert Reader(page.path_on_site()).agree().send().status_code == 303
    assert [answer.form_title for answer in answers()] == ["Omba kibali"]
    assert reader.client.cookies == {}


def test_when_the_form_changes_its_pages_change(nemc, form, page):
    form.purpose, form.introduction = "kukupa kibali", "<p>Kwa wote.</p>"
    form.save_revision().publish()
    assert "Kwa wote." in read(page).text
    assert "kukupa kibali" in read(page).text


@pytest.mark.parametrize("end", [lambda form: form.unpublish(), lambda form: form.delete()])
def test_when_it_goes_nothing_stands_there_and_the_checker_says_so(nemc, form, page, end):
    end(FormPage.objects.get(pk=form.pk))
    assert read(page).find("form", class_="hd-form") is None
    assert "Omba kibali" not in read(page).text
    assert "Visitors do not see the form here" in refused(NewsPage.objects.get(pk=page.pk))[0]


def test_it_comes_back_when_it_is_published_again(nemc, form, page):
    form.unpublish()
    FormPage.objects.get(pk=form.pk).save_revision().publish()
    assert read(page).find("form", class_="hd-form")
    assert refused(NewsPage.objects.get(pk=page.pk)) == []


def test_a_form_in_the_other_language_is_refused_and_not_drawn(nemc, form):
    english = publish_news(nemc, "Permits", "en", body=[("form", {"form": form})])
    assert "Omba kibali" not in read(english).text
    assert "in another language" in refused(NewsPage.objects.get(pk=english.pk))[0]


def test_another_institutions_form_is_refused_and_never_drawn(nemc):
    costech = make_institution_with_site("costech")
    theirs = publish_form(costech, "Fomu ya wengine")
    editor = officer("moderator", nemc, "websites.moderator")
    answer = add(editor, nemc, text("<p>Sawa.</p>"), ("form", {"form": str(theirs.pk)}))
    assert answer.status_code == 200
    assert "body" in answer.context["form"].errors
    assert not NewsPage.objects.exists()
    smuggled = publish_news(nemc, "Ukurasa", body=[("form", {"form": theirs})])
    assert "Fomu ya wengine" not in read(smuggled).text


def test_the_chooser_offers_forms_of_the_own_site_only(nemc, form):
    publish_form(make_institution_with_site("costech"), "Fomu ya wengine")
    editor = officer("moderator", nemc, "websites.moderator")
    home = reverse("wagtailadmin_choose_page_child", args=[home_of(nemc).pk])
    assert "Omba kibali" in editor.get(home, {"page_type": "websites.formpage"}).text
    found = editor.get(reverse("wagtailadmin_choose_page_search"), {"page_type": "websites.formpage", "q": "fomu"}).text
    assert "Fomu ya wengine" not in found


def test_only_one_stands_on_a_page(nemc, form):
    editor = officer("moderator", nemc, "websites.moderator")
    twice = [("form", {"form": str(form.pk)})] * 2
    assert add(editor, nemc, *twice).status_code == 200
    assert add(editor, nemc, *twice[:1]).status_code == 302
