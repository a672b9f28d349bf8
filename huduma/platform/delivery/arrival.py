"""When a request arrived, however long it has been waited upon since: what a deadline asks for.

The outermost callable stamps a request by the clock that never jumps. What it waited before that, in nginx, is believed only from a proxy
that the settings trust. The instant itself is then the database's clock less those seconds, so no machine's own clock decides.
"""

import math
import time
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest

from huduma.platform.accounts.addresses import is_from_proxy

ARRIVED = "huduma.arrived"  # in a WSGI environment: time.monotonic() when the request came
LONGEST_BEFORE = 60.0  # seconds that a proxy may say; our nginx gives up after as many
_MILLISECONDS = 1e11  # a number beyond this is no count of seconds since 1970


def note_arrival(environ: dict[str, Any]) -> None:
    """Stamp the request with this WSGI environment: it has come."""
    environ[ARRIVED] = time.monotonic()


def seconds_since_arrival(request: HttpRequest) -> float:
    """How long ago ``request`` came to us, or to the trusted proxy in front of us; 0 where nobody noted it."""
    environ = request.META
    here = max(0.0, time.monotonic() - environ[ARRIVED]) if ARRIVED in environ else 0.0
    return here + _seconds_before(environ, time.time() - here)


def _seconds_before(environ: Mapping[str, Any], came_at: float) -> float:
    """What a trusted proxy says passed before the request came here, at ``came_at`` in seconds since the epoch."""
    if not is_from_proxy(environ):
        return 0.0
    started = _started(environ.get("HTTP_X_REQUEST_START", ""))
    return 0.0 if started is None else min(max(0.0, came_at - started), LONGEST_BEFORE)


def _started(header: str) -> float | None:
    """The instant in ``t=1764150000.123`` (nginx's ``$msec``) or ``t=1764150000123``, in seconds since the epoch."""
    try:
        number = float(header.strip().removeprefix("t="))
    except ValueError:
        return None
    if not math.isfinite(number):
        return None
    return number / 1000 if number > _MILLISECONDS else number
