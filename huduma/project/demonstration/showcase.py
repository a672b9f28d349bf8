"""What one council's site looks like when its officers use all of it: leaders, services, events and tenders, around today."""

import json
import uuid
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.text import slugify

from huduma.platform.institutions.models import Institution
from huduma.systems.websites.models import (
    EventIndexPage,
    EventPage,
    LeadershipPage,
    PersonPage,
    ServiceIndexPage,
    ServicePage,
    SitePage,
    TenderIndexPage,
    TenderPage,
)

CONTENT: dict[str, Any] = json.loads((Path(__file__).parent / "showcase.json").read_text())


def pages(institution: Institution) -> Iterator[tuple[SitePage, SitePage]]:
    """The pages of ``institution`` beside its news, as (list, page), in both languages."""
    content = CONTENT.get(institution.code, {})
    for kind, parents, make in (
        ("people", LeadershipPage, _person),
        ("services", ServiceIndexPage, _service),
        ("events", EventIndexPage, _event),
        ("tenders", TenderIndexPage, _tender),
    ):
        for item in content.get(kind, []):
            key = uuid.uuid4()
            for parent in parents.objects.filter(institution=institution).select_related("locale"):
                page = make(item, parent.language)
                page.slug, page.translation_key, page.locale = slugify(page.title), key, parent.locale
                yield parent, page


def _person(item: dict[str, Any], language: str) -> PersonPage:
    since, until = (date.fromisoformat(item[name]) if name in item else None for name in ("since", "until"))
    return PersonPage(title=item["name"], position=item[f"position_{language}"], since=since, until=until)


def _service(item: dict[str, Any], language: str) -> ServicePage:
    texts = {name: item[f"{name}_{language}"] for name in ("title", "summary", "fee", "duration", "where")}
    return ServicePage(**texts, requirements=_list("ul", item[f"requirements_{language}"]), steps=_list("ol", item[f"steps_{language}"]))


def _event(item: dict[str, Any], language: str) -> EventPage:
    starts = _at(item["day"], item["hour"])
    texts = {name: item[f"{name}_{language}"] for name in ("title", "summary", "place")}
    return EventPage(**texts, starts_at=starts, ends_at=starts + timedelta(hours=item["hours"]))


def _tender(item: dict[str, Any], language: str) -> TenderPage:
    closes = _at(item["closes"], 10)
    page = TenderPage(
        title=item[f"title_{language}"],
        summary=item[f"summary_{language}"],
        reference=item["reference"],
        category=item["category"],
        published_on=_at(item["published"], 8).date(),
        closes_at=closes,
        where={"sw": "Kitengo cha Ununuzi, makao makuu ya Halmashauri", "en": "Procurement unit, council headquarters"}[language],
    )
    if "addendum_sw" in item:
        page.addenda = [("addendum", {"date": _at(-5, 8).date(), "text": item[f"addendum_{language}"], "document": None})]
    if "awarded_to" in item:
        page.awarded_to, page.award_amount, page.awarded_on = item["awarded_to"], item["amount"], (closes + timedelta(days=30)).date()
    return page


def _at(days: int, hour: int) -> datetime:
    """An hour of the day that is ``days`` from today."""
    return timezone.make_aware(datetime.combine(timezone.localdate() + timedelta(days=days), time(hour)))


def _list(tag: str, items: Iterable[str]) -> str:
    return f"<{tag}>{format_html_join('', '<li>{}</li>', ((item,) for item in items))}</{tag}>"
