"""What applicants do with an application that they have sent: take it back, or appeal."""

from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, Max, QuerySet
from django.utils.translation import gettext as _

from huduma.platform.audit.actions import record
from huduma.platform.institutions.scoping import whole_nation
from huduma.systems.recruitment.models import Appeal, Application, ApplicationEvent, Vacancy
from huduma.systems.recruitment.models.wording import instant
from huduma.systems.recruitment.states import ApplicationState, Refused, VacancyState

from .deadline import require_open
from .moving import Step, move
from .vacancies import locked

_SETTLED = (VacancyState.DECIDED, VacancyState.ARCHIVED)  # who gets the posts


@transaction.atomic
def withdraw(*, application: Application, arrived_at: datetime, by: Any) -> None:
    """Take ``application`` back, which its applicant may until the vacancy closes. Raises ``states.Refused`` or ``deadline.NotOpen``."""
    with whole_nation():
        held = _held(application)
        require_open(held.vacancy, arrived_at)
        move(steps=[Step(held)], verb="withdraw", by=by)


@transaction.atomic
def appeal(*, application: Application, text: str, arrived_at: datetime, by: Any) -> Appeal:
    """Object to not having been found eligible, once, inside the vacancy's window, while it can still be decided. Raises
    ``states.Refused`` outside of it."""
    with whole_nation():
        locked(application.vacancy)  # whoever makes its list of merit, or withdraws it, waits
        held = _held(application)
        _refuse_late(held.vacancy)
        until = appeal_until(held)
        if until is None:
            raise Refused(_("There is no decision that you could appeal against."))
        if arrived_at >= until:
            raise Refused(_("The time to appeal ended at %(until)s.") % {"until": instant(until)})
        try:
            with transaction.atomic():
                made = Appeal.objects.create(application=held, text=text)
        except IntegrityError:
            raise Refused(_("You have appealed already.")) from None
        record(subject=held, verb="recruitment.appeal", by=by)
        return made


def _refuse_late(vacancy: Vacancy) -> None:
    """Raise ``Refused`` where nobody could decide an appeal any more."""
    if vacancy.state == VacancyState.WITHDRAWN:
        raise Refused(_("This vacancy was withdrawn: nobody is chosen for it, so there is nothing left to appeal for."))
    # The list of merit waits for the last window to end; this is for what was on its way to us just then.
    if vacancy.state in _SETTLED or vacancy.applications.filter(rank__isnull=False).exists():
        raise Refused(_("It is settled who gets the posts of this vacancy: nobody could decide your appeal any more."))


def appeal_until(application: Application) -> datetime | None:
    """Until when its applicant may appeal; ``None`` where it was not found ineligible, or the vacancy is past deciding appeals."""
    vacancy = application.vacancy
    if application.state != ApplicationState.INELIGIBLE or vacancy.state in (*_SETTLED, VacancyState.WITHDRAWN):
        return None
    return _window_of(vacancy, ApplicationEvent.objects.filter(application=application))


def appeals_until(vacancy: Vacancy) -> datetime | None:
    """When the last one who was found ineligible and has not appealed may do so no more, be it past or to come; ``None`` without any."""
    silent = vacancy.applications.filter(state=ApplicationState.INELIGIBLE, appeal__isnull=True, erased_at__isnull=True)
    return _window_of(vacancy, ApplicationEvent.objects.filter(application__in=silent))


def _window_of(vacancy: Vacancy, events: QuerySet[ApplicationEvent]) -> datetime | None:
    """The end of the window that the latest of ``events`` by which somebody was found ineligible has opened."""
    found = events.filter(after=ApplicationState.INELIGIBLE).exclude(before=F("after")).aggregate(last=Max("at"))["last"]
    return found + timedelta(days=vacancy.appeal_days) if found else None


def _held(application: Application) -> Application:
    rows = Application.objects.select_for_update(of=("self",)).select_related("institution", "vacancy__version")
    return rows.get(pk=application.pk)  # type: ignore[no-any-return]
