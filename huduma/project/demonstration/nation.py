"""Loading the demonstration nation, each step through the action that an officer's screen would call."""

import json
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.html import format_html_join
from django.utils.text import slugify
from wagtail.models import Locale

from huduma.platform.accounts.actions import enrol
from huduma.platform.accounts.models import Person
from huduma.platform.institutions.actions import appoint
from huduma.platform.institutions.models import Institution
from huduma.platform.institutions.scoping import whole_nation
from huduma.systems.websites.actions import make_sites, owe_sites
from huduma.systems.websites.models import NewsIndexPage, NewsPage

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
        say(f"making the first {featured.count()} sites")
        make_sites(institutions=featured, by=None)
        say("enrolling people of every role")
        people = [_enrol(character) for character in cast()]
        say(f"publishing {len(items)} news items in two languages")
        with transaction.atomic():
            for item in sorted(items, key=lambda item: item["date"]):
                _publish(item, by=people[0])
        owe_sites(institutions=Institution.objects.active(), by=None)


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


def _publish(item: dict[str, Any], by: Person) -> None:
    swahili = _add(item, "sw", by)
    english = _add(item, "en", by)
    NewsPage.objects.filter(pk=english.pk).update(translation_key=swahili.translation_key)
    for page in (swahili, english):
        page.refresh_from_db()
        page.save_revision(user=by).publish(user=by)


def _add(item: dict[str, Any], language: str, by: Person) -> NewsPage:
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
