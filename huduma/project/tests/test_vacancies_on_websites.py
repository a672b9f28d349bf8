"""The website of an institution lists its own open vacancies, and is drawn anew when one of them opens, closes or is withdrawn."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from huduma.platform.institutions.scoping import whole_nation
from huduma.platform.institutions.tests.factories import make_institution
from huduma.platform.jobs.sweep import run_sweeps
from huduma.platform.jobs.testing import work_off
from huduma.systems.recruitment.actions import advertising
from huduma.systems.recruitment.models import Vacancy
from huduma.systems.recruitment.states import VacancyState
from huduma.systems.recruitment.tests.factories import make_vacancy
from huduma.systems.websites.blocks import BodyBlock
from huduma.systems.websites.models import SitePage
from huduma.systems.websites.tests.factories import home_of, make_institution_with_site, publish_news
from huduma.systems.websites.tests.visitor import visit

pytestmark = pytest.mark.django_db
LATEST = {"title": "Kazi zilizo wazi", "kind": "recruitment.vacancies", "most": 3}


@pytest.fixture
def page():
    """A page of the site of ``nemc`` that lists its vacancies."""
    nemc = make_institution_with_site("nemc")
    body = BodyBlock().to_python([{"type": "latest", "value": LATEST}])
    return publish_news(nemc, "Ukurasa", body=BodyBlock().clean(body))  # as an editor chooses it


def seen(page):
    """What visitors read once the worker has done what is owed."""
    run_sweeps()
    work_off()
    return visit("nemc.localhost", page.path_on_site()).partition("Kazi zilizo wazi")[2].partition("</section>")[0]


def approved(institution, title, number=None):
    vacancy = make_vacancy(institution, number=number, state=VacancyState.APPROVED, title_sw=title)
    with whole_nation():
        assert advertising.publish_vacancy(vacancy=vacancy.pk, by=None)
        return Vacancy.objects.get(pk=vacancy.pk)


def test_a_website_lists_the_open_vacancies_of_its_institution(page):
    assert "Bado hakuna" in seen(page)
    first = approved(page.institution, "Mkaguzi wa Mazingira")
    approved(make_institution("tanesco"), "Fundi Umeme")
    shown = seen(page)
    assert "Mkaguzi wa Mazingira" in shown
    assert f"/ajira/{first.number}/" in shown
    assert "Fundi Umeme" not in shown, "another institution's"
    second = approved(page.institution, "Dereva")
    assert "Dereva" in seen(page)
    with whole_nation():
        advertising.withdraw_vacancy(vacancy=second, reason_sw="Basi", reason_en="No more", by=None)
        Vacancy.objects.filter(pk=first.pk).update(closes_at=timezone.now() - timedelta(minutes=1))
    shown = seen(page)
    assert "Dereva" not in shown
    assert "Mkaguzi" not in shown, "closed"


def test_only_pages_that_list_them_are_drawn_anew(page):
    publish_news(page.institution, "Habari nyingine")
    make_institution_with_site("tanesco")
    approved(page.institution, "Mkaguzi wa Mazingira")
    homes = [home_of(page.institution, language).pk for language in ("sw", "en")]
    assert sorted(due.pk for due in SitePage.objects.due()) == sorted([page.pk, *homes])


def on_first_page(path="/"):
    """What the first page has of them once the worker has done what is owed, and what that owed in turn."""
    for _round in range(2):
        run_sweeps()
        work_off()
    return visit("nemc.localhost", path).partition('aria-labelledby="recruitment.vacancies"')[2].partition("</section>")[0]


def test_the_first_page_has_them_as_long_as_one_is_open():
    nemc = make_institution_with_site("nemc")
    assert on_first_page() == ""
    approved(make_institution_with_site("tanesco"), "Fundi Umeme")
    assert on_first_page() == ""
    vacancy = approved(nemc, "Mkaguzi wa Mazingira")
    html = on_first_page()
    assert "Nafasi za kazi" in html
    assert "Mkaguzi wa Mazingira" in html
    assert 'href="http://localhost:8000/ajira/?institution=nemc"' in html
    english = on_first_page("/en/")
    assert f"/en/jobs/{vacancy.number}/" in english
    assert 'href="http://localhost:8000/en/jobs/?institution=nemc"' in english
    answer = Client().get("/ajira/", {"institution": "nemc"})
    assert "Mkaguzi wa Mazingira" in answer.text
    assert "Fundi Umeme" not in answer.text
    with whole_nation():
        Vacancy.objects.filter(pk=vacancy.pk).update(closes_at=timezone.now() - timedelta(minutes=1))
    assert on_first_page() == ""
