"""The deadline: whether what arrived at an instant, by the database's clock, arrived in time."""

from collections.abc import Callable
from datetime import datetime

from django.utils.translation import gettext as _

from huduma.systems.recruitment.models import Vacancy
from huduma.systems.recruitment.models.wording import instant
from huduma.systems.recruitment.states import Refused, VacancyState

Arrival = Callable[[datetime], datetime]  # the instant at which a request came, by the database's clock, which says now


class NotOpen(Refused):
    """The vacancy takes no applications at that instant; the text says so to the reader. ``late``: when it came, where it has closed."""

    def __init__(self, text: str, *, late: datetime | None = None) -> None:
        super().__init__(text)
        self.late = late


def require_open(vacancy: Vacancy, arrived_at: datetime) -> None:
    """Return when ``vacancy``, as it was read in the caller's transaction, takes what arrived at ``arrived_at``; else raise ``NotOpen``.

    It is the arrival that counts, not the state: the job that closes the vacancy may run while an answer to somebody who came in time is
    still being written. Once the long-list is being made nothing can come in any more.
    """
    if vacancy.state == VacancyState.WITHDRAWN:
        raise NotOpen(_("This vacancy was withdrawn. It takes no applications."))
    if vacancy.state not in (VacancyState.PUBLISHED, VacancyState.CLOSED) or vacancy.version is None:
        raise NotOpen(_("This vacancy takes no applications."))
    if arrived_at < vacancy.opens_at:
        raise NotOpen(_("Applications can be sent from %(opens)s.") % {"opens": instant(vacancy.opens_at)})
    if arrived_at >= vacancy.closes_at:
        raise NotOpen(_("Applications closed at %(closes)s.") % {"closes": instant(vacancy.closes_at, seconds=True)}, late=arrived_at)
