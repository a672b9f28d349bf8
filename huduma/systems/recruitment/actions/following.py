"""What applicants do with an application that they have sent: take it back, or appeal."""

from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from huduma.platform.audit.actions import record
from huduma.platform.institutions.scoping import whole_nation
from huduma.systems.recruitment.models import Appeal, Application
from huduma.systems.recruitment.models.wording import instant
from huduma.systems.recruitment.states import ApplicationState, Refused, VacancyState

from .deadline import require_open
from .moving import Step, move


@transaction.atomic
def withdraw(*, application: Application, arrived_at: datetime, by: Any) -> None:
    """Take ``application`` back, which its applicant may until the vacancy closes. Raises ``states.Refused`` or ``deadline.NotOpen``."""
    with whole_nation():
        held = _held(application)
        require_open(held.vacancy, arrived_at)
        move(steps=[Step(held)], verb="withdraw", by=by)


@transaction.atomic
def appeal(*, application: Application, text: str, arrived_at: datetime, by: Any) -> Appeal:
    """Object to not having been found eligible, once, inside the vacancy's window. Raises ``states.Refused`` outside of it."""
    with whole_nation():
        held = _held(application)
        if held.vacancy.state == VacancyState.WITHDRAWN:
            raise Refused(_("This vacancy was withdrawn: nobody is chosen for it, so there is nothing left to appeal for."))
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


def appeal_until(application: Application) -> datetime | None:
    """Until when its applicant may appeal; ``None`` where it was not found ineligible, or the vacancy was withdrawn."""
    if application.state != ApplicationState.INELIGIBLE or application.vacancy.state == VacancyState.WITHDRAWN:
        return None
    found = application.events.filter(after=ApplicationState.INELIGIBLE).order_by("-at", "-pk").values_list("at", flat=True).first()
    return found + timedelta(days=application.vacancy.appeal_days) if found else None


def _held(application: Application) -> Application:
    rows = Application.objects.select_for_update(of=("self",)).select_related("institution", "vacancy__version")
    return rows.get(pk=application.pk)  # type: ignore[no-any-return]
