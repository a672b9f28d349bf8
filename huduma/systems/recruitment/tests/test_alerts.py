"""Saved searches: each vacancy is told once to each seeker, however often the worker is killed."""

import importlib
import re
from collections.abc import Iterator
from html import unescape

import pytest
from django.conf import settings
from django.test import Client
from django.urls import NoReverseMatch, clear_url_caches, path, reverse

from huduma.platform.accounts.models import Person
from huduma.platform.accounts.tests.way_in import make_citizen, password_login, texts_to
from huduma.platform.contributions.gsm7 import septets
from huduma.platform.institutions.scoping import whole_nation
from huduma.platform.institutions.tests.factories import make_institution
from huduma.platform.jobs.sweep import run_sweeps, sweeps
from huduma.platform.jobs.testing import work_off
from huduma.platform.messaging.models import Message
from huduma.systems.recruitment import urls as recruitment_urls
from huduma.systems.recruitment.models import Alert, SavedSearch, Vacancy
from huduma.systems.recruitment.states import VacancyState

from .factories import make_vacancy

pytestmark = pytest.mark.django_db

EMAIL, PHONE = "asha@example.go.tz", "+255712345678"


@pytest.fixture(autouse=True)
def _page_of_a_vacancy(monkeypatch) -> Iterator[None]:
    """The address that a message leads to, where the public pages are not there."""
    try:
        reverse("recruitment:vacancy", args=["2026-00001"])
    except NoReverseMatch:
        page = path("<str:number>/", lambda request, number: None, name="vacancy")
        monkeypatch.setattr(recruitment_urls, "urlpatterns", [*recruitment_urls.urlpatterns, page])
        _read_addresses_again()
        yield
        monkeypatch.undo()
        _read_addresses_again()
    else:
        yield


def _read_addresses_again() -> None:
    importlib.reload(importlib.import_module(settings.ROOT_URLCONF))
    clear_url_caches()


def save(person: Person, query: str, channel: str = "email"):
    browser = Client()
    password_login(browser, person.email)
    return browser.post(f"/ajira/wasifu/searches/save/?{query}", {"channel": channel})


def sweep() -> None:
    run_sweeps()
    work_off()


def alerts_to(address: str) -> list:
    return [text for text in texts_to(address) if text.notice == "recruitment.new_vacancy"]


def test_each_seeker_is_told_once_of_a_vacancy_that_fits():
    asha, juma = make_citizen(phone=PHONE), make_citizen(email="juma@example.go.tz", full_name="Juma")
    tra = make_institution("tra", name_sw="Mamlaka ya Mapato Tanzania", short_name_sw="TRA")
    assert save(asha, "occupation=25&level=66", "sms").status_code == 302
    save(asha, "scale=TGS+D", "sms")  # fits too
    save(juma, "occupation=22")
    vacancy = make_vacancy(tra, title_sw="Afisa TEHAMA & Takwimu Daraja la II mwenye cheo kirefu sana kuliko kawaida")
    make_vacancy(tra, "2026-00002", state=VacancyState.DRAFT)
    sweep()
    sweep()
    [text] = alerts_to(PHONE)
    assert "Afisa TEHAMA & Takwimu" in text.body
    assert vacancy.number in text.body
    assert septets(text.body) <= 160
    assert alerts_to(EMAIL) == alerts_to("juma@example.go.tz") == []

    make_vacancy(tra, "2026-00003", title_sw="Mkunga", summary_en="A midwife <in> Bahi", occupation="2222", salary_scale="TGHS B")
    sweep()
    [letter] = alerts_to("juma@example.go.tz")
    assert letter.subject == "Nafasi mpya ya kazi: Mkunga"
    assert "/ajira/wasifu/searches/" in letter.body
    assert len(alerts_to(PHONE)) == 1


def test_a_killed_worker_tells_the_rest_and_nobody_twice():
    people = [make_citizen(email=f"mtu{n}@example.go.tz") for n in range(3)]
    for person in people:
        save(person, "")
    vacancy = make_vacancy(make_institution("tra"))
    sweep()
    with whole_nation():  # as a worker leaves it that is killed after its first transaction
        Alert.objects.filter(seeker__person__in=people[1:]).delete()
        Message.objects.filter(person__in=people[1:]).delete()
        Vacancy.objects.filter(pk=vacancy.pk).update(told_at=None)
    sweep()
    assert [len(alerts_to(person.email)) for person in people] == [1, 1, 1]
    assert Alert.objects.count() == 3
    assert sweeps["recruitment.alerts"].count() == 0


def test_searches_are_the_persons_own_and_go_to_proved_addresses_only():
    asha, juma = make_citizen(), make_citizen(email="juma@example.go.tz")
    make_institution("dodoma", kind="region", name_sw="Ofisi ya Mkuu wa Mkoa wa Dodoma")
    assert "Akaunti yako haina anwani iliyothibitishwa" in save(asha, "q=tehama", "sms").text
    assert save(asha, "region=no-such").status_code == 400
    assert save(asha, "q=tehama&region=dodoma&closing=7&page=2").status_code == 302
    search = SavedSearch.objects.get()
    assert search.query == {"q": "tehama", "region": "dodoma"}
    browser, other = Client(), Client()
    password_login(browser)
    password_login(other, juma.email)
    assert "Maneno: tehama · Mkoa: Mkoa wa Dodoma" in browser.get("/ajira/wasifu/searches/").text
    assert "tehama" not in other.get("/ajira/wasifu/searches/").text
    assert other.post(f"/ajira/wasifu/searches/{search.pk}/remove/").status_code == 404
    browser.post(f"/ajira/wasifu/searches/{search.pk}/remove/")
    assert not SavedSearch.objects.exists()


def test_what_was_searched_for_is_saved_from_the_page_that_shows_it():
    make_vacancy(make_institution("tma"), state=VacancyState.PUBLISHED)
    asha = make_citizen(email=EMAIL)
    browser = Client()
    password_login(browser, EMAIL)
    everything = browser.get("/ajira/?closing=x").text
    assert "searches/save/" not in everything, "what is wrong is not saved"
    address = unescape(
        re.search(r'href="(/ajira/wasifu/searches/save/[^"]*)"', browser.get("/ajira/?q=mwalimu+mkuu&level=66&closing=7").text)[1]
    )
    assert browser.post(address, {"channel": "email"}).status_code == 302
    assert SavedSearch.objects.get(seeker__person=asha).query == {"q": "mwalimu mkuu", "level": "66"}
    assert 'href="/ajira/wasifu/searches/save/"' in browser.get("/ajira/").text
    assert "save/?q=hakunakitu" in browser.get("/ajira/?q=hakunakitu").text, "above all where nothing was found"
