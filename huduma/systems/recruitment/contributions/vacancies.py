"""Vacancies on the surfaces of the platform: search, feeds, sitemap, the portal, phones, figures."""

from collections.abc import Generator
from typing import Any

from django.conf import settings
from django.db.models import Model, QuerySet, Sum
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.http import urlencode
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from huduma.platform.contributions.dialogue import Caller, Choose, Finish
from huduma.platform.contributions.figure import Figure, figures
from huduma.platform.contributions.listing import Entry, Listing, listings
from huduma.platform.contributions.service import Service, services
from huduma.platform.institutions.models import Institution
from huduma.platform.institutions.scoping import whole_nation
from huduma.platform.portal.addresses import portal_url
from huduma.systems.recruitment.models import Vacancy
from huduma.systems.recruitment.models.vacancy import LISTING

OFFERED = 9  # vacancies in one choice on a phone


def describe(vacancy: Model) -> list[Entry]:
    """A vacancy's entries in the index: its page, in both languages."""
    assert isinstance(vacancy, Vacancy)  # noqa: S101  the listing has no other records
    return [_describe_in(language, vacancy) for language, _name in settings.LANGUAGES]


def _describe_in(language: str, vacancy: Vacancy) -> Entry:
    assert vacancy.published_at  # noqa: S101  what is public has one, as the database sees to
    with translation.override(language):
        institution, region = vacancy.institution, vacancy.region
        found_by = [
            *(vacancy.text(name, language) for name in ("summary", "duties", "assessment")),
            *(str(criterion) for criterion in vacancy.asks_for()),
            *(institution.name, institution.short_name_in(language), institution.code, vacancy.number, vacancy.salary_scale),
            region.name if region else "",
        ]
        closing = _now("Closes: %(instant)s") % {"instant": _instant(vacancy)}
        return Entry(
            language=language,
            title=vacancy.text("title", language),
            url=portal_url(_path(vacancy)),
            summary=f"{institution.name}. {closing}",
            text="\n".join(filter(None, found_by)),
            institution_id=vacancy.institution_id,
            dated=vacancy.published_at,
        )


def _records() -> QuerySet[Any]:
    return Vacancy.objects.public().select_related("institution", "region", "version").order_by("pk")  # type: ignore[no-any-return]


def _current() -> QuerySet[Any]:
    return Vacancy.objects.open().select_related("institution", "region", "version").order_by("closes_at", "pk")  # type: ignore[no-any-return]


def _all_of(institution: Institution) -> str:
    query = urlencode({"institution": institution.code})
    return portal_url(f"{reverse('recruitment:vacancies', urlconf=settings.ROOT_URLCONF)}?{query}")


def latest(caller: Caller) -> Generator[Choose, str, Finish]:
    """The newest open vacancies; of the one that is chosen what somebody without data needs to know."""
    with whole_nation():
        newest = list(Vacancy.objects.open().select_related("institution").order_by("-published_at", "-pk")[:OFFERED])
    if not newest:
        return Finish(_now("No vacancy is open now."))
    number = yield Choose(_now("Latest vacancies"), tuple((vacancy.number, vacancy.title) for vacancy in newest))
    vacancy = next(vacancy for vacancy in newest if vacancy.number == number)
    lines = [
        vacancy.title,
        vacancy.institution.name,
        _now("Posts: %(posts)s, %(scale)s") % {"posts": vacancy.posts, "scale": vacancy.salary_scale},
        _now("Closes: %(instant)s") % {"instant": _instant(vacancy)},
        _now("Apply: %(address)s") % {"address": portal_url(_path(vacancy)).partition("://")[2]},
    ]
    return Finish("\n".join(lines))


def _instant(vacancy: Vacancy) -> str:
    return date_format(timezone.localtime(vacancy.closes_at), "j M Y, H:i")


def _path(vacancy: Vacancy) -> str:
    return reverse("recruitment:vacancy", args=[vacancy.number], urlconf=settings.ROOT_URLCONF)


def _published() -> int:
    with whole_nation():
        return int(Vacancy.objects.filter(published_at__isnull=False).count())


def _open() -> int:
    with whole_nation():
        return int(Vacancy.objects.open().count())


def _posts_open() -> int:
    with whole_nation():
        return int(Vacancy.objects.open().aggregate(posts=Sum("posts"))["posts"] or 0)


listings.add(Listing(LISTING, _("Vacancies"), records=_records, describe=describe, current=_current, all_of=_all_of))
services.add(
    Service(
        key="recruitment.vacancies",
        title=_("Government jobs"),
        description=_("Vacancies of all public institutions: what they ask for, and until when you can apply."),
        url=lambda: reverse("recruitment:vacancies", urlconf=settings.ROOT_URLCONF),
        dialogue=latest,
        keyword="AJIRA",
        icon="work",
    )
)
_unit = _("vacancies")
figures.add(
    Figure(
        "recruitment.vacancies",
        _("Vacancies published"),
        definition=_("Vacancies of all institutions that were published since the platform began, whatever became of them."),
        unit=_unit,
        count=_published,
    )
)
figures.add(
    Figure(
        "recruitment.vacancies_open",
        _("Open vacancies"),
        definition=_("Vacancies of all institutions that take applications now."),
        unit=_unit,
        count=_open,
    )
)
figures.add(
    Figure(
        "recruitment.posts_open",
        _("Posts that can be applied for"),
        definition=_("Posts in all vacancies that take applications now."),
        unit=_("posts"),
        count=_posts_open,
    )
)
