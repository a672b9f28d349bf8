"""Sites and pages for tests."""

from datetime import date
from typing import Any

from huduma.platform.institutions.models import Institution
from huduma.platform.institutions.tests.factories import make_institution
from huduma.systems.websites.actions import make_site
from huduma.systems.websites.models import FormPage, HomePage, NewsIndexPage, NewsPage, SitePage


def make_institution_with_site(code: str, **fields: Any) -> Institution:
    """An institution on the register whose site is open."""
    institution = make_institution(code, **fields)
    make_site(institution=institution, by=None)
    return institution


def home_of(institution: Institution, language: str = "sw") -> HomePage:
    """The institution's home page in ``language``."""
    return HomePage.objects.get(institution=institution, locale__language_code=language)


def news_index_of(institution: Institution, language: str = "sw") -> NewsIndexPage:
    """The institution's list of news in ``language``."""
    return NewsIndexPage.objects.get(institution=institution, locale__language_code=language)


def publish_news(institution: Institution, title: str, language: str = "sw", **fields: Any) -> NewsPage:
    """A news item, published as the office publishes: a revision that goes live."""
    fields = {"summary": f"Muhtasari: {title}", "date": date(2025, 3, 14), "body": [("paragraph", f"<p>{title}</p>")], **fields}
    page = news_index_of(institution, language).add_child(instance=NewsPage(title=title, live=False, **fields))
    page.save_revision().publish()
    return NewsPage.objects.get(pk=page.pk)


def publish(institution: Institution, page: SitePage, language: str = "sw") -> SitePage:
    """``page``, put into the list of its kind and published as the office publishes."""
    page.live = False
    kinds = [name.rpartition(".")[2].lower() for name in page.parent_page_types]
    parent = SitePage.objects.of(institution).filter(locale__language_code=language, content_type__model__in=kinds).first().specific
    parent.add_child(instance=page)
    page.save_revision().publish()
    return type(page).objects.get(pk=page.pk)


def questions_of_every_kind(words: str = "Swali", required: bool = False) -> list[tuple[str, dict[str, Any]]]:
    """One question of each kind, all asked in ``words``."""
    common = {"label": words, "help": words, "required": required}
    kinds = ("line", "lines", "email", "telephone", "number", "date", "tick")
    options = {"options": f"{words}\nNdiyo\nHapana"}
    return [*((kind, common) for kind in kinds), ("choice", common | options), ("choices", common | options)]


def publish_form(institution: Institution, title: str = "Malalamiko", language: str = "sw", **fields: Any) -> FormPage:
    """A form, by default with a question of each kind, published as the office publishes."""
    fields = {"questions": questions_of_every_kind(), "purpose": "kukujibu", "thanks": "Tutakujibu.", "kept_months": 3, **fields}
    page = home_of(institution, language).add_child(instance=FormPage(title=title, live=False, **fields))
    page.save_revision().publish()
    return FormPage.objects.get(pk=page.pk)
