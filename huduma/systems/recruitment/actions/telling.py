"""Telling applicants what became of their applications: those of a few, or all whom a decision moved, in the caller's transaction."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.urls import reverse
from django.utils import translation

from huduma.platform.contributions.paging import shortened
from huduma.platform.institutions.scoping import whole_nation
from huduma.platform.jobs.turns import give_way
from huduma.platform.messaging.actions import Outgoing, send_many
from huduma.systems.recruitment.models import Application, ApplicationEvent, Call, Offer, Vacancy, VacancyChange
from huduma.systems.recruitment.models.wording import instant
from huduma.systems.recruitment.states import ApplicationState, OfferState, VacancyState

# The notices: each has templates notices/<key>.<sw|en>.<txt|sms>.
RECEIPT, ELIGIBLE, INELIGIBLE = "recruitment.receipt", "recruitment.eligible", "recruitment.ineligible"
SHORTLISTED, NOT_SHORTLISTED = "recruitment.shortlisted", "recruitment.not_shortlisted"
UPHELD, DISMISSED, UNDONE = "recruitment.appeal_upheld", "recruitment.appeal_dismissed", "recruitment.undone"
CALLED, OFFERED, REVOKED, WITHDRAWN = "recruitment.called", "recruitment.offered", "recruitment.revoked", "recruitment.withdrawn"
CHANGED = "recruitment.changed"  # says the state, whichever it is

WHEN = "recruitment.tell"  # the schedule by which they are told of what they have not been told yet

# What an applicant is told of, by the verb of the table of states; of the rest they read on the portal.
NOTICE_OF = {
    **dict.fromkeys(("submit", "submit_again"), RECEIPT),
    "find_eligible": ELIGIBLE,
    "find_ineligible": INELIGIBLE,
    "uphold_appeal": UPHELD,
    "dismiss_appeal": DISMISSED,
    "shortlist": SHORTLISTED,
    "leave_out": NOT_SHORTLISTED,
    "undo": UNDONE,
    "call": CALLED,
    "place": OFFERED,
    "revoke": REVOKED,
    **dict.fromkeys(("correct_to_attended", "correct_to_absent", "correct_to_called"), CHANGED),
    **dict.fromkeys(("miss", "fail", "recommend", "reserve", "lapse"), CHANGED),
}
_AT_ONCE = 500  # applications of one look
_STEPS_AT_ONCE = 100  # of one transaction: on SQLite nobody else writes meanwhile
_TITLE = 32  # septets of a vacancy's title in an SMS, so that the whole fits into one

Said = dict[str, Any]


def tell_many(*, applications: Iterable[Application], notice: str, by: Any) -> int:
    """Owe ``notice`` to the applicants of ``applications``, by SMS and by e-mail as far as they have them; returns how many are new.

    Call it after ``move``, in the same transaction: it tells of the latest step, and of one step once, however often it is called. When
    and where of an interview, and until when an offer is to be answered, are found here.
    """
    rest, owed = iter(applications), 0
    with whole_nation():
        while chunk := list(islice(rest, _AT_ONCE)):
            keys = [application.pk for application in chunk]
            owed += send_many(messages=_messages(_with_steps(keys), notice, _DETAILS.get(notice, _nothing)(keys)), by=by)
    return owed


def tell_owed(*, by: Any = None) -> int:
    """Tell applicants of the steps of which they have not been told yet; returns how many steps that is.

    Not one transaction: each chunk is told and written down as told in its own, so nobody is told twice, and whoever dies leaves the rest
    to the next. Of a step that was undone meanwhile nobody hears, nor of one in a vacancy that was withdrawn.
    """
    told = 0
    while chunk := _tell_chunk(by):
        told += chunk
        give_way()
    return told


@transaction.atomic
def _tell_chunk(by: Any) -> int:
    with whole_nation():
        rows = ApplicationEvent.objects.select_for_update(of=("self",), skip_locked=True).filter(untold=True).order_by("pk")
        events = list(rows.select_related("application").defer("application__snapshot", "application__findings")[:_STEPS_AT_ONCE])
        vacancies = Vacancy.objects.filter(pk__in={event.application.vacancy_id for event in events}, state=VacancyState.WITHDRAWN)
        withdrawn = set(vacancies.values_list("pk", flat=True))
        stand = [e for e in events if e.after == e.application.state and e.application.vacancy_id not in withdrawn]
        for verb, notice in NOTICE_OF.items():
            still = [event.application for event in stand if event.verb == verb]
            tell_many(applications=still, notice=notice, by=by)
        ApplicationEvent.objects.filter(pk__in=[event.pk for event in events]).update(untold=False)
    return len(events)


def tell_withdrawn(*, by: Any = None) -> int:
    """Tell the applicants of vacancies that were withdrawn, as far as they have not been told yet; returns how many messages are new.

    Not one transaction, and nobody is told twice: a vacancy is withdrawn once for good, so the key of each message stays the same.
    """
    owed = 0
    with whole_nation():
        for change in VacancyChange.objects.filter(untold=True).order_by("pk"):
            keys = iter(list(Application.objects.standing().filter(vacancy=change.vacancy_id).order_by("pk").values_list("pk", flat=True)))
            while chunk := list(islice(keys, _AT_ONCE)):
                owed += _tell_of_withdrawal(chunk, by)
            VacancyChange.objects.filter(pk=change.pk).update(untold=False)
    return owed


@transaction.atomic
def _tell_of_withdrawal(keys: Sequence[int], by: Any) -> int:
    return send_many(messages=_messages(((row, 0) for row, _step in _with_steps(keys)), WITHDRAWN, {}), by=by)


def _with_steps(keys: Sequence[int]) -> Iterator[tuple[Application, int]]:
    """Each application as it is now, with all that a message says, and its latest step."""
    rows = Application.objects.filter(pk__in=keys, erased_at=None).select_related("seeker__person", "vacancy__institution")
    for row in rows.defer("snapshot", "findings", "seeker__profile").annotate(step=Max("events")):
        yield row, row.step


def _calls(keys: Sequence[int]) -> dict[int, Said]:
    """When and where the latest interview of each application is."""
    calls = Call.objects.filter(application__in=keys).select_related("centre").order_by("at", "pk")
    return {call.application_id: {"when": call.at, "where": call.centre and f"{call.centre.name}, {call.centre.address}"} for call in calls}


def _offers(keys: Sequence[int]) -> dict[int, Said]:
    """Where the post is that each application is offered, and until when to answer."""
    offers = Offer.objects.filter(application__in=keys, state=OfferState.MADE)
    return {offer.application_id: {"answer_by": offer.answer_by, "station": offer.station} for offer in offers}


def _nothing(keys: Sequence[int]) -> dict[int, Said]:
    return {}


_DETAILS: dict[str, Callable[[Sequence[int]], dict[int, Said]]] = {CALLED: _calls, OFFERED: _offers}


def _messages(applications: Iterable[tuple[Application, int]], notice: str, details: dict[int, Said]) -> Iterator[Outgoing]:
    for application, step in applications:
        person = application.seeker.person
        if not person.is_active:
            continue
        context = _context(application, person.language, details.get(application.pk, {}))
        channels = [*(["sms"] if person.phone and person.phone_verified else []), *(["email"] if person.email else [])]
        for channel in channels:
            key = f"{notice}:{application.pk}:{step or 0}:{channel}"
            yield Outgoing(notice, channel, person.language, context, key, person, application.vacancy.institution)


def _context(application: Application, language: str, said: Said) -> Said:
    vacancy = application.vacancy
    with translation.override(language):
        title = vacancy.text("title", language)
        return {
            "number": application.number,
            "title": title,
            "short_title": shortened(title, _TITLE),
            "institution": vacancy.institution.name,
            "exam_number": application.exam_number,
            "state": ApplicationState(application.state).label,
            "received": instant(application.submitted_at),
            "url": settings.WAGTAILADMIN_BASE_URL + reverse("recruitment:application", kwargs={"receipt": application.number}),
            **{name: instant(value) if hasattr(value, "tzinfo") else value for name, value in said.items()},
        }
