"""Sites and pages for tests."""

from datetime import date
from typing import Any

from huduma.platform.institutions.models import Institution
from huduma.platform.institutions.tests.factories import make_institution
from huduma.systems.websites.actions import make_site
from huduma.systems.websites.models import HomePage, NewsIndexPage, NewsPage, SitePage


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
