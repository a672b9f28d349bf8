"""Writing pages for sites at size: what an institution might publish, in both languages, the same whenever it is asked for.

An item is a number: of the institution, of the kind, of how many there are already. Its words, names and figures follow from it.
"""

import json
import random
import uuid
from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.text import slugify
from wagtail.models import Locale

from huduma.platform.institutions.models import Institution
from huduma.systems.websites.models import (
    EventIndexPage,
    EventPage,
    LeadershipPage,
    NewsIndexPage,
    NewsPage,
    PersonPage,
    PublicationIndexPage,
    PublicationPage,
    ServiceIndexPage,
    ServicePage,
    SitePage,
    TenderIndexPage,
    TenderPage,
)

WORDS: dict[str, Any] = json.loads(Path(__file__).with_name("writing.json").read_text())
_LANGUAGES = ("sw", "en")  # in this order each text stands in WORDS
# What an institution publishes: after sixteen items it begins anew.
RHYTHM = (
    *("news", "publications", "news", "tenders", "events", "news", "services", "people"),
    *("news", "publications", "news", "tenders", "news", "events", "publications", "news"),
)


class Item(NamedTuple):
    """One thing that ``institution`` publishes: the ``number``-th of its ``kind``, seen on ``today``."""

    institution: Institution
    kind: str
    number: int
    today: date

    @property
    def key(self) -> uuid.UUID:
        """What its pages in both languages share."""
        return uuid.uuid5(uuid.NAMESPACE_DNS, f"{self.institution.code} {self.kind} {self.number}")

    @property
    def chance(self) -> random.Random:
        """The same sequence of chances each time."""
        return random.Random(self.key.int)  # noqa: S311  to write by, not to keep secrets with

    @property
    def topic(self) -> Any:
        """What it is about: institutions begin at different places of the list, and none repeats itself before its end."""
        topics: Sequence[Any] = WORDS["positions" if self.kind == "people" else self.kind]
        return topics[(sum(self.institution.code.encode()) + self.number) % len(topics)]

    @property
    def day(self) -> date:
        """When it was published: the higher the number, the longer ago, the oldest within two years."""
        return self.today - timedelta(days=(self.number * 23 + self.chance.randrange(20)) % 700)

    @property
    def title(self) -> str:
        """Its title in the nation's first language."""
        return Text(self, _LANGUAGES[0]).of(self.topic["title"])

    def page(self, locale: Locale, document: Any = None) -> SitePage:
        """Its page in one language; ``document`` is what a publication has to download."""
        language = locale.language_code
        text = Text(self, language)
        with translation.override(language):
            page = KINDS[self.kind][1](self, text, document)
            page.title = page.title[:1].upper() + page.title[1:]
        published_at = timezone.make_aware(datetime.combine(self.day, time(9)))
        page.slug = f"{slugify(page.title)[:70].strip('-')}-{self.number + 1}"
        page.institution, page.locale, page.translation_key = self.institution, locale, self.key
        page.first_published_at, page.last_published_at = published_at, published_at
        page.redraw_at = page.next_change(timezone.now())
        return page


class Text:
    """The texts of one item in one language, with the names and figures that both languages share."""

    def __init__(self, item: Item, language: str) -> None:
        self.chance, self._column = item.chance, _LANGUAGES.index(language)
        draw = self.chance
        with translation.override(language):
            self._values = {
                "ward": draw.choice(WORDS["wards"]),
                "name": f"{draw.choice(WORDS['first_names'])} {draw.choice(WORDS['last_names'])}",
                "few": draw.randrange(3, 10),
                "tens": draw.randrange(11, 60),
                "hundreds": draw.randrange(12, 95) * 10,
                "thousands": f"{draw.randrange(12, 95) * 100:,}",
                "year": item.day.year,
                "date": date_format(item.day + timedelta(days=draw.randrange(3, 40)), "j F Y"),
            }

    @property
    def name(self) -> str:
        """The name of somebody."""
        return str(self._values["name"])

    def of(self, pair: Sequence[str]) -> str:
        """One text of ``WORDS``, filled in."""
        return pair[self._column].format_map(self._values)

    def as_list(self, tag: str, pairs: Sequence[Sequence[str]]) -> str:
        """A list of short texts as HTML."""
        return f"<{tag}>{format_html_join('', '<li>{}</li>', ((self.of(pair),) for pair in pairs))}</{tag}>"

    def paragraphs(self, pairs: Sequence[Sequence[str]]) -> str:
        """Paragraphs as HTML."""
        return format_html_join("", "<p>{}</p>", ((self.of(pair),) for pair in pairs))

    def article(self, topic: Any) -> list[tuple[str, str]]:
        """The text of a news item: what happened, what to do, what else there is to know."""
        what_else = self.chance.sample(WORDS["closing"], 3)
        steps = self.as_list("ol", self.chance.sample(WORDS["steps"], 3))
        heading = format_html("<h2>{}</h2>", self.of(WORDS["steps_heading"]))
        return [("paragraph", self.paragraphs(topic["body"])), ("paragraph", f"{heading}{steps}{self.paragraphs(what_else)}")]

    def short(self) -> list[tuple[str, str]]:
        """A text of two paragraphs."""
        return [("paragraph", self.paragraphs(self.chance.sample(WORDS["closing"], 2)))]


def _news(item: Item, text: Text, document: Any) -> SitePage:
    topic = item.topic
    return NewsPage(title=text.of(topic["title"]), date=item.day, summary=text.of(topic["summary"]), body=text.article(topic))


def _publication(item: Item, text: Text, document: Any) -> SitePage:
    topic = item.topic
    version = {"label": str(item.day.year), "date": item.day, "document": document}
    return PublicationPage(
        title=text.of(topic["title"]),
        document_kind=topic["kind"],
        date=item.day,
        summary=text.of(topic["summary"]),
        versions=[("version", version)],
        body=text.short(),
    )


def _tender(item: Item, text: Text, document: Any) -> SitePage:
    """Of each institution's tenders the first is open."""
    topic, chance = item.topic, item.chance
    closes_on = item.today + timedelta(days=chance.randrange(5, 40)) if item.number == 0 else item.day + timedelta(days=30)
    return TenderPage(
        title=text.of(topic["title"]),
        reference=f"{item.institution.code.upper()}/{item.day.year}/{topic['category'][0]}/{item.number + 1:02}",
        category=topic["category"],
        published_on=item.day,
        closes_at=timezone.make_aware(datetime.combine(closes_on, time(10))),
        where=text.of(WORDS["tender_where"]),
        summary=text.of(topic["summary"]),
        body=text.short(),
    )


def _event(item: Item, text: Text, document: Any) -> SitePage:
    """Of each institution's events the first is to come."""
    topic, chance = item.topic, item.chance
    day = item.today + timedelta(days=chance.randrange(3, 60)) if item.number == 0 else item.day
    starts_at = timezone.make_aware(datetime.combine(day, time(chance.randrange(8, 14))))
    return EventPage(
        title=text.of(topic["title"]),
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=3),
        place=text.of(topic["place"]),
        summary=text.of(topic["summary"]),
        body=text.short(),
    )


def _service(item: Item, text: Text, document: Any) -> SitePage:
    topic = item.topic
    return ServicePage(
        title=text.of(topic["title"]),
        summary=text.of(topic["summary"]),
        requirements=text.as_list("ul", topic["needs"]),
        steps=text.as_list("ol", WORDS["service_steps"]),
        fee=text.of(topic["fee"]),
        duration=text.of(WORDS["service_duration"]),
        where=text.of(WORDS["service_where"]),
        body=text.short(),
    )


def _person(item: Item, text: Text, document: Any) -> SitePage:
    biography = [("paragraph", text.paragraphs([WORDS["person"]]))]
    return PersonPage(title=text.name, position=text.of(item.topic), since=item.day - timedelta(days=400), body=biography)


# kind: the list below which its pages stand, and how one is written
KINDS: dict[str, tuple[type[SitePage], Callable[[Item, Text, Any], SitePage]]] = {
    "news": (NewsIndexPage, _news),
    "publications": (PublicationIndexPage, _publication),
    "tenders": (TenderIndexPage, _tender),
    "events": (EventIndexPage, _event),
    "services": (ServiceIndexPage, _service),
    "people": (LeadershipPage, _person),
}


def items(institution: Institution, count: int, today: date) -> list[Item]:
    """The first ``count`` things that ``institution`` publishes."""
    so_far = dict.fromkeys(KINDS, 0)
    found = []
    for step in range(count):
        kind = RHYTHM[step % len(RHYTHM)]
        found.append(Item(institution, kind, so_far[kind], today))
        so_far[kind] += 1
    return found
