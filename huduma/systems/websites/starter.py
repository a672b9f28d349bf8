"""What a new site says: the first pages of an institution, written from its register row in both languages."""

import uuid
from collections.abc import Mapping
from typing import Any, NamedTuple

from django.conf import settings
from django.template.loader import render_to_string
from wagtail.models import Locale, Page

from huduma.platform.institutions.models import Institution

from .models import (
    ContactPage,
    EventIndexPage,
    FormPage,
    HomePage,
    LeadershipPage,
    NewsIndexPage,
    PublicationIndexPage,
    ServiceIndexPage,
    SitePage,
    StandardPage,
    TenderIndexPage,
)

# type: slug and title in each language, in the order of the menu
FIRST_PAGES: dict[type[SitePage], dict[str, tuple[str, str]]] = {
    StandardPage: {"sw": ("kuhusu", "Kuhusu sisi"), "en": ("about", "About us")},
    LeadershipPage: {"sw": ("uongozi", "Uongozi"), "en": ("leadership", "Leadership")},
    ServiceIndexPage: {"sw": ("huduma", "Huduma zetu"), "en": ("services", "Our services")},
    NewsIndexPage: {"sw": ("habari", "Habari"), "en": ("news", "News")},
    EventIndexPage: {"sw": ("matukio", "Matukio"), "en": ("events", "Events")},
    TenderIndexPage: {"sw": ("zabuni", "Zabuni"), "en": ("tenders", "Tenders")},
    PublicationIndexPage: {"sw": ("machapisho", "Machapisho"), "en": ("publications", "Publications")},
    ContactPage: {"sw": ("mawasiliano", "Mawasiliano"), "en": ("contact", "Contact us")},
}
FEEDBACK = {"sw": ("maoni", "Maoni na maswali"), "en": ("feedback", "Feedback and questions")}  # below the contact page
_ASKED = {  # what it asks: kind of question, and the question in each language
    "sw": (("line", "Jina lako"), ("email", "Barua pepe"), ("telephone", "Simu"), ("lines", "Maoni au swali lako")),
    "en": (("line", "Your name"), ("email", "E-mail"), ("telephone", "Telephone"), ("lines", "Your feedback or question")),
}
_PURPOSE = {"sw": "kukujibu na kuboresha huduma zetu", "en": "to answer you and to improve our services"}
_THANKS = {
    "sw": "Tutasoma ulichoandika. Kama umeacha barua pepe au simu, tutakujibu ndani ya siku saba za kazi.",
    "en": "We will read what you wrote. If you left an e-mail address or a telephone number, we answer within seven working days.",
}


class NewSite(NamedTuple):
    """The pages of a site about to be made: the home pages by language, and all pages as (parent, page), parents first."""

    institution: Institution
    homes: dict[str, HomePage]
    places: list[tuple[Page, SitePage]]


def new_site(institution: Institution, sectors: Mapping[tuple[str, str], Page], locales: Mapping[str, Locale]) -> NewSite:
    """The first pages of ``institution`` in both languages, to hang below the folder of its kind (``sectors``, by kind and language)."""
    keys = {model: uuid.uuid4() for model in (HomePage, *FIRST_PAGES, FormPage)}
    questions = [str(uuid.uuid4()) for _question in _ASKED["sw"]]  # the same in both languages, so that their answers stand in one table
    homes: dict[str, HomePage] = {}
    places: list[tuple[Page, SitePage]] = []
    for language, _label in settings.LANGUAGES:
        common = {"institution": institution, "locale": locales[language]}
        homes[language] = HomePage(
            slug=institution.code,
            title=home_title(institution, language),
            introduction=_text(institution, f"introduction.{language}.txt"),
            translation_key=keys[HomePage],
            **common,
        )
        places.append((sectors[institution.kind, language], homes[language]))
        for model, words in FIRST_PAGES.items():
            slug, title = words[language]
            page = model(slug=slug, title=title, translation_key=keys[model], show_in_menus=True, **common)
            places.append((homes[language], page))
            if isinstance(page, StandardPage):
                page.summary = _text(institution, f"introduction.{language}.txt")
                page.body = [("paragraph", _text(institution, f"about.{language}.html"))]
            elif isinstance(page, NewsIndexPage):
                page.introduction = _text(institution, f"news.{language}.txt")
            elif isinstance(page, ContactPage):
                page.introduction = _text(institution, f"contact.{language}.html")
                slug, title = FEEDBACK[language]
                form = FormPage(
                    slug=slug, title=title, translation_key=keys[FormPage], **_feedback(institution, language, questions), **common
                )
                places.append((page, form))
    return NewSite(institution, homes, places)


def _feedback(institution: Institution, language: str, keys: list[str]) -> dict[str, Any]:
    """What the first form of a site asks, under ``keys``: only the message itself has to be there."""
    asked = [
        {"type": kind, "value": {"label": label, "help": "", "required": kind == "lines"}, "id": key}
        for (kind, label), key in zip(_ASKED[language], keys, strict=True)
    ]
    return {
        "introduction": _text(institution, f"feedback.{language}.html"),
        "questions": asked,
        "purpose": _PURPOSE[language],
        "thanks": _THANKS[language],
        "receipt": True,
        "told": institution.email,
    }


def home_title(institution: Institution, language: str) -> str:
    """The title of the home page: the institution's name."""
    return institution.name_in(language)[: HomePage._meta.get_field("title").max_length]


def _text(institution: Institution, template: str) -> str:
    """One of the texts in ``templates/websites/start``."""
    return render_to_string(f"websites/start/{template}", {"institution": institution}).strip()
