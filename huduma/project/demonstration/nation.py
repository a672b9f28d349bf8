"""Loading the demonstration nation, each step through the action that an officer's screen would call."""

import csv
import json
import uuid
from collections.abc import Callable, Iterable
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.text import slugify
from wagtail.models import Locale
from wagtail.signal_handlers import disable_reference_index_auto_update

from huduma.platform.accounts.actions import enrol
from huduma.platform.accounts.models import Person
from huduma.platform.contributions.listing import listings
from huduma.platform.institutions.actions import amend, appoint
from huduma.platform.institutions.models import Appointment, Institution
from huduma.platform.institutions.scoping import whole_nation
from huduma.platform.search.actions import reindex
from huduma.systems.websites.actions import LISTINGS, OTHERS, make_sites, owe_lists, owe_sites, redraw_site
from huduma.systems.websites.models import HomePage, NewsIndexPage, NewsPage, SitePage, StandardPage
from huduma.systems.websites.models.translations import agree
from huduma.systems.websites.tree import note_references

from . import readers, showcase
from .people import PASSWORD, Character, cast
from .recruitment import showcase as recruitment

HERE = Path(__file__).parent
VACANCIES = "recruitment.vacancies"

Say = Callable[[str], None]


def is_loaded() -> bool:
    """Whether this database holds the demonstration (or anything else) already."""
    return Person.objects.exists()


def load(say: Say) -> None:
    """Make sites, people and news from the register that has been imported; ``say`` is told each step.

    The sites that have news are made at once, the others are owed, and the worker makes them while the visitor looks around.
    """
    items: list[dict[str, Any]] = json.loads((HERE / "news.json").read_text())
    featured = Institution.objects.filter(code__in={item["institution"] for item in items})
    with whole_nation():
        say("adding short names and places to the register")
        complete_register(Institution.objects.all())
        say(f"making the first {featured.count()} sites")
        make_sites(institutions=featured, by=None)
        say("enrolling people of every role")
        for character in cast():
            _enrol(character)
        say(f"writing {len(items)} news items in two languages")
        for institution in featured:
            with disable_reference_index_auto_update():  # what pages refer to is noted once they are there
                _furnish(institution, [item for item in items if item["institution"] == institution.code])
            note_references(list(SitePage.objects.of(institution).specific()))
        say("advertising vacancies, and applying for them")
        recruitment.furnish()
        owe_lists(listing=VACANCIES, institutions=featured.values_list("pk", flat=True))  # loaded past everything that would say so
        for listing in (*LISTINGS.values(), OTHERS, *(listing.key for listing in listings if listing.key.startswith("recruitment."))):
            reindex(listing=listing)
        say("letting readers come and go")
        readers.leave()
        owe_sites(institutions=Institution.objects.active(), by=None)


@transaction.atomic
def complete_register(institutions: Iterable[Institution]) -> None:
    """Give each of ``institutions`` what the import file has no column for."""
    short = {row["code"]: row for row in csv.DictReader((HERE / "short_names.csv").open(newline=""))}
    places = {row["code"]: row for row in csv.DictReader((HERE / "places.csv").open(newline=""))}
    about = json.loads((HERE / "about.json").read_text())
    for institution in institutions:
        code = institution.code
        institution.short_name_sw, institution.short_name_en = short[code]["short_name_sw"], short[code]["short_name_en"]
        if code in places:
            institution.latitude, institution.longitude = Decimal(places[code]["lat"]), Decimal(places[code]["lon"])
        if code in about:
            institution.physical_address, institution.postal_address = about[code]["address"], about[code]["postal"]
        amend(institution=institution, by=None)


@transaction.atomic
def _furnish(institution: Institution, news: list[dict[str, Any]]) -> None:
    """Give a new site its own words and news, with the past that published pages have, and draw it once."""
    about = json.loads((HERE / "about.json").read_text())[institution.code]
    by = _moderator(institution)
    for home in HomePage.objects.filter(institution=institution).select_related("locale"):
        home.introduction = about[f"mission_{home.language}"]
        home.save()
        _keep(home, by)
    for page in StandardPage.objects.filter(institution=institution).select_related("locale"):
        page.summary = about[f"mission_{page.language}"]
        page.body = [("paragraph", _about_text(about, page.language))]
        page.save()
        _keep(page, by)
    indexes = {index.language: index for index in NewsIndexPage.objects.filter(institution=institution).select_related("locale")}
    for item in sorted(news, key=lambda item: item["date"]):
        key = uuid.uuid4()
        for language, index in indexes.items():
            index.refresh_from_db()
            _keep(index.add_child(instance=_news_page(item, language, key, index.locale, by)), by)
    for parent, page in showcase.pages(institution):
        parent.refresh_from_db()
        _keep(parent.add_child(instance=page), by)
    for page in SitePage.objects.of(institution).filter(locale__language_code="sw").specific():
        if twin := page.twin():
            agree(page, twin)  # as publishing does for a page that was made from the other
    redraw_site(institution=institution, by=by)


def _keep(page: SitePage, by: Person | None) -> None:
    """Give the saved page a revision, as published: what publishing would draw anew each time is drawn once at the end."""
    revision = page.save_revision(user=by)
    SitePage.objects.filter(pk=page.pk).update(live_revision=revision, has_unpublished_changes=False)


def _about_text(about: dict[str, Any], language: str) -> str:
    heading, hours = _ABOUT_HEADINGS[language]
    services = format_html_join("", "<li>{}</li>", ((service,) for service in about[f"services_{language}"]))
    text, opening = _paragraphs(about[f"about_{language}"]), _paragraphs([about[f"opening_hours_{language}"]])
    return f"{text}<h2>{heading}</h2><ul>{services}</ul><h2>{hours}</h2>{opening}"


_ABOUT_HEADINGS = {"sw": ("Tunachofanya", "Saa za kazi"), "en": ("What we do", "Opening hours")}


@transaction.atomic
def _enrol(character: Character) -> Person:
    person = enrol(
        full_name=character.name,
        email=character.email,
        phone=character.phone,
        password=PASSWORD,
        totp_secret=character.totp_secret if character.role else None,
        by=None,
    )
    if character.role:
        institution = Institution.objects.get(code=character.institution)
        appoint(person=person, institution=institution, role=character.role, by=None, from_date=date(2026, 1, 1))
    return person


def _moderator(institution: Institution) -> Person | None:
    """Somebody who may publish there; the platform itself where the demonstration has nobody."""
    appointment = Appointment.objects.filter(institution=institution, role="websites.moderator").select_related("person").first()
    return appointment.person if appointment else None


def _news_page(item: dict[str, Any], language: str, key: uuid.UUID, locale: Locale, by: Person | None) -> NewsPage:
    title, day = item[f"title_{language}"], date.fromisoformat(item["date"])
    published_at = timezone.make_aware(datetime.combine(day, time(9)))
    return NewsPage(
        title=title,
        slug=slugify(title)[:80].strip("-"),
        date=day,
        summary=item[f"summary_{language}"],
        body=[("paragraph", _paragraphs(item[f"body_{language}"]))],
        translation_key=key,
        locale=locale,
        owner=by,
        first_published_at=published_at,
        last_published_at=published_at,
    )


def _paragraphs(texts: Iterable[str]) -> str:
    return format_html_join("", "<p>{}</p>", ((text,) for text in texts))
