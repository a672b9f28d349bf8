"""When a request arrived, by the database's clock."""

from datetime import datetime, timedelta

from django.http import HttpRequest

from huduma.platform.delivery.arrival import seconds_since_arrival
from huduma.platform.jobs.models import database_now


def arrived_at(request: HttpRequest, now: datetime | None = None) -> datetime:
    """The instant at which ``request`` reached us: the database's now, less the time that it has been waited upon since.

    ``now`` is given by whoever has only just read the database's clock with something else.
    """
    now = now or database_now()
    return now - timedelta(seconds=seconds_since_arrival(request))
