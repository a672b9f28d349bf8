"""Saved searches, and telling those who saved them of what was published."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from huduma.platform.audit.actions import record
from huduma.platform.contributions.paging import shortened
from huduma.platform.institutions.scoping import whole_nation
from huduma.platform.messaging.actions import send
from huduma.systems.recruitment.models import Alert, SavedSearch, Seeker, Vacancy

from .profiles import Unfit, locked

NOTICE = "recruitment.new_vacancy"
OWED = "recruitment.alerts"
MOST = 10
KEYS = ("q", "institution", "occupation", "region", "level", "scale")  # not "closing": what is new closes late
_AT_ONCE = 200  # seekers told in one transaction
_TITLE, _INSTITUTION = 40, 15  # septets of them in an SMS, so that the whole fits into one


@transaction.atomic
def save_search(*, person: Any, query: Mapping[str, str], channel: str, by: Any) -> SavedSearch:
    """Tell the person from now on, by ``channel``, of every vacancy that fits ``query`` (``VacancyQuerySet.matching``).

    The same search is saved once; saying another channel changes how it is told. Raises ``Unfit`` with ``code`` ``full``, or
    ``no_contact`` when the person has proved no address of the channel.
    """
    if not contact_of(person, channel):
        raise Unfit({"channel": Unfit(_("Your account has no confirmed address of this kind."), code="no_contact")})
    seeker, wanted = locked(person), {key: query[key] for key in KEYS if query.get(key)}
    standing = next((search for search in seeker.searches.all() if search.query == wanted), None)
    if standing is None and seeker.searches.count() >= MOST:
        raise Unfit(_("No more than %(most)s can be kept here. Remove one first.") % {"most": MOST}, code="full")
    search = standing or SavedSearch(seeker=seeker, query=wanted)
    search.channel = channel
    search.save()
    Seeker.objects.filter(pk=seeker.pk).update(active_at=Now())
    record(subject=seeker, verb="recruitment.save_search", by=by)
    return search


@transaction.atomic
def remove_search(*, search: SavedSearch, by: Any) -> None:
    """Tell its owner no more of what fits it."""
    record(subject=search.seeker, verb="recruitment.remove_search", by=by)
    search.delete()


def tell_of(*, vacancy_id: int, by: Any = None) -> int:
    """Owe a message to everybody whose saved search the vacancy fits and who was not told of it yet; return how many.

    Not one transaction on purpose: there may be thousands. Whoever is told has their row in the same one as the message, so that being
    killed and started again tells nobody twice.
    """
    with whole_nation():
        vacancy = Vacancy.objects.to_tell_of().select_related("institution").filter(pk=vacancy_id).first()
        if vacancy is None:
            return 0
        told, verdicts = 0, {}  # type: int, dict[str, bool]
        for searches in _by_seekers():
            groups = (list(group) for _seeker, group in groupby(searches, key=lambda search: search.seeker_id))
            told += _tell_each(vacancy, [found for group in groups if (found := _first_fitting(group, vacancy, verdicts))])
        Vacancy.objects.filter(pk=vacancy.pk).update(told_at=Now())
        return told


def _by_seekers() -> Iterator[list[SavedSearch]]:
    """All saved searches, those of some seekers at a time."""
    last = 0
    ids = SavedSearch.objects.order_by("seeker_id").values_list("seeker_id", flat=True).distinct()
    while seekers := list(ids.filter(seeker_id__gt=last)[:_AT_ONCE]):
        last = seekers[-1]
        yield list(SavedSearch.objects.filter(seeker_id__in=seekers).order_by("seeker_id", "pk").select_related("seeker__person"))


def _first_fitting(searches: Iterable[SavedSearch], vacancy: Vacancy, verdicts: dict[str, bool]) -> SavedSearch | None:
    """The first of one seeker's searches that the vacancy fits and by which they can be told. Each query is asked of the database once."""
    for search in searches:
        key = str(sorted(search.query.items()))
        if key not in verdicts:
            verdicts[key] = Vacancy.objects.filter(pk=vacancy.pk).matching(search.query).exists()
        if verdicts[key] and contact_of(search.seeker.person, search.channel):
            return search
    return None


@transaction.atomic
def _tell_each(vacancy: Vacancy, searches: list[SavedSearch]) -> int:
    known = set(Alert.objects.filter(vacancy=vacancy, seeker__in=[s.seeker_id for s in searches]).values_list("seeker_id", flat=True))
    new = [search for search in searches if search.seeker_id not in known]
    Alert.objects.bulk_create(Alert(seeker=search.seeker, vacancy=vacancy) for search in new)
    for search in new:
        person = search.seeker.person
        send(
            notice=NOTICE,
            to=person,
            address=contact_of(person, search.channel),
            channel=search.channel,
            language=person.language,
            context=_said_of(vacancy, person.language, search.channel),
            key=f"{NOTICE}:{vacancy.pk}:{search.seeker_id}",
            by=None,
            institution=None,
        )
    return len(new)


def contact_of(person: Any, channel: str) -> str:
    """The address at which the person has proved to be reached by ``channel``; nothing for an account that is closed."""
    if not person.is_active:
        return ""
    if channel == SavedSearch.Channel.SMS:
        return (person.phone or "") if person.phone_verified else ""
    proved = person.email and person.emailaddress_set.filter(email=person.email, verified=True).exists()
    return person.email if proved else ""


def _said_of(vacancy: Vacancy, language: str, channel: str) -> dict[str, Any]:
    with translation.override(language):
        site, short = settings.WAGTAILADMIN_BASE_URL, channel == SavedSearch.Channel.SMS
        title, institution = vacancy.text("title", language), vacancy.institution.name_in(language)
        return {
            "title": shortened(title, _TITLE) if short else title,
            "institution": shortened(vacancy.institution.short_name_in(language), _INSTITUTION) if short else institution,
            "summary": vacancy.text("summary", language),
            "number": vacancy.number,
            "posts": vacancy.posts,
            "closes_at": date_format(timezone.localtime(vacancy.closes_at), "d.m.Y H:i" if short else "j F Y, H:i"),
            "url": site + reverse("recruitment:vacancy", args=[vacancy.number]),
            "searches_url": site + reverse("recruitment:searches"),
        }
