"""The state of a job application by phone: USSD, the keyword OMBI by SMS, the simulator."""

import re
from collections.abc import Generator

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from huduma.platform.accounts.models import Person
from huduma.platform.contributions.dialogue import Ask, Caller, Finish
from huduma.platform.contributions.paging import shortened
from huduma.platform.institutions.scoping import whole_nation
from huduma.systems.recruitment.models import Application
from huduma.systems.recruitment.states import ApplicationState, VacancyState

_MOST_LISTED = 3  # of the caller's own
_TITLE = 40  # septets
_NUMBER_LETTERS = 12
_NOT_IN_NUMBERS = re.compile(r"[^0-9A-Z]")


def status(caller: Caller) -> Generator[Ask, str, Finish]:
    """Ask for a receipt number, or which of the caller's own where the phone's owner is known; say state and date, and no name."""
    own = _own(caller)
    question = _("Write the receipt number of your application.")
    if own:
        lines = [f"{place}. {_title(application)}" for place, application in enumerate(own, 1)]
        question = "\n".join([_("Choose one of yours, or write a receipt number."), *lines])
    while True:
        answer = yield Ask(question)
        found = _chosen(own, answer) or _numbered(answer)
        if found:
            return Finish(_said(found))
        question = _("There is no application with that number. Write the receipt number again.")


def _own(caller: Caller) -> list[Application]:
    """The latest applications of the person whose proved number calls."""
    if not caller.msisdn:
        return []
    with whole_nation():
        person = Person.objects.filter(phone=caller.msisdn, phone_verified=True, is_active=True).first()
        rows = Application.objects.of(person).select_related("vacancy")
        return list(rows[:_MOST_LISTED]) if person else []


def _chosen(own: list[Application], answer: str) -> Application | None:
    place = answer.strip().rstrip(".)")
    return own[int(place) - 1] if place.isdecimal() and 1 <= int(place) <= len(own) else None


def _numbered(answer: str) -> Application | None:
    """The application with the number that was written, with or without its dashes."""
    letters = _NOT_IN_NUMBERS.sub("", answer.upper())
    if len(letters) != _NUMBER_LETTERS:
        return None
    number = "-".join(letters[start : start + 4] for start in range(0, _NUMBER_LETTERS, 4))
    with whole_nation():
        rows = Application.objects.followed().filter(number=number, submitted_at__isnull=False)
        return rows.select_related("vacancy").first()  # type: ignore[no-any-return]


def _said(application: Application) -> str:
    day = date_format(timezone.localtime(application.changed_at), "j F Y")
    state = ApplicationState(application.state).label
    lines = [application.number, _title(application), _("%(state)s, on %(day)s") % {"state": state, "day": day}]
    withdrawn = application.vacancy.state == VacancyState.WITHDRAWN
    return "\n".join([*lines, *([_("The vacancy is withdrawn.")] if withdrawn else [])])


def _title(application: Application) -> str:
    return shortened(application.vacancy.title, _TITLE)
