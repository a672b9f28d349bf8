"""Loading the demonstration nation, each step through the action that an officer's screen would call."""

import csv
import json
from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.html import format_html_join
from django.utils.text import slugify
from wagtail.models import Locale

from huduma.platform.accounts.actions import enrol
from huduma.platform.accounts.models import Person
from huduma.platform.institutions.actions import amend, appoint
from huduma.platform.institutions.models import Appointment, Institution
from huduma.platform.institutions.scoping import whole_nation
from huduma.systems.websites.actions import make_sites, owe_sites
from huduma.systems.websites.models import HomePage, NewsIndexPage, NewsPage, StandardPage

from .people import PASSWORD, Character, cast

HERE = Path(__file__).parent
REGISTER = HERE / "register.csv"

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
        _complete_register()
        say(f"making the first {featured.count()} sites")
        make_sites(institutions=featured, by=None)
        say("enrolling people of every role")
        for character in cast():
            _enrol(character)
        say(f"publishing {len(items)} news items in two languages")
        with transaction.atomic():
            for institution in featured:
                _furnish(institution, by=_moderator(institution.code))
            for item in sorted(items, key=lambda item: item["date"]):
                _publish(item, by=_moderator(item["institution"]))
        owe_sites(institutions=Institution.objects.active(), by=None)


@transaction.atomic
def _complete_register() -> None:
    """Give each institution what the import file has no column for."""
    short = {row["code"]: row for row in csv.DictReader((HERE / "short_names.csv").open(newline=""))}
    places = {row["code"]: row for row in csv.DictReader((HERE / "places.csv").open(newline=""))}
    about = json.loads((HERE / "about.json").read_text())
    for institution in Institution.objects.all():
        code = institution.code
        institution.short_name_sw, institution.short_name_en = short[code]["short_name_sw"], short[code]["short_name_en"]
        if code in places:
            institution.latitude, institution.longitude = Decimal(places[code]["lat"]), Decimal(places[code]["lon"])
        if code in about:
            institution.physical_address, institution.postal_address = about[code]["address"], about[code]["postal"]
        amend(institution=institution, by=None)


def _furnish(institution: Institution, by: Person | None) -> None:
    """Say on the home and about pages what the institution does, instead of the words that every new site starts with."""
    about = json.loads((HERE / "about.json").read_text())[institution.code]
    for home in HomePage.objects.filter(institution=institution).select_related("locale"):
        home.introduction = about[f"mission_{home.language}"]
        home.save_revision(user=by).publish(user=by)
    for page in StandardPage.objects.filter(institution=institution).select_related("locale"):
        services = format_html_join("", "<li>{}</li>", ((service,) for service in about[f"services_{page.language}"]))
        heading, hours = _ABOUT_HEADINGS[page.language]
        page.summary = about[f"mission_{page.language}"]
        text = _paragraphs(about[f"about_{page.language}"])
        page.body = [
            (
                "paragraph",
                f"{text}<h2>{heading}</h2><ul>{services}</ul><h2>{hours}</h2>{_paragraphs([about[f'opening_hours_{page.language}']])}",
            )
        ]
        page.save_revision(user=by).publish(user=by)


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


def _moderator(code: str) -> Person | None:
    """Somebody who may publish there; the platform itself where the demonstration has nobody."""
    appointment = Appointment.objects.filter(institution__code=code, role="websites.moderator").select_related("person").first()
    return appointment.person if appointment else None


def _publish(item: dict[str, Any], by: Person | None) -> None:
    swahili = _add(item, "sw", by)
    english = _add(item, "en", by)
    NewsPage.objects.filter(pk=english.pk).update(translation_key=swahili.translation_key)
    for page in (swahili, english):
        page.refresh_from_db()
        page.save_revision(user=by).publish(user=by)


def _add(item: dict[str, Any], language: str, by: Person | None) -> NewsPage:
    index = NewsIndexPage.objects.get(institution__code=item["institution"], locale=Locale.objects.get(language_code=language))
    title = item[f"title_{language}"]
    page = NewsPage(
        title=title,
        slug=slugify(title)[:80].strip("-"),
        date=date.fromisoformat(item["date"]),
        summary=item[f"summary_{language}"],
        body=[("paragraph", _paragraphs(item[f"body_{language}"]))],
        live=False,
        owner=by,
        locale=index.locale,
    )
    added: NewsPage = index.add_child(instance=page)
    return added


def _paragraphs(texts: Iterable[str]) -> str:
    return format_html_join("", "<p>{}</p>", ((text,) for text in texts))
