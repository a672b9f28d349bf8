"""Which site a request is for: ``request.live_site``, and the addresses that its host has."""

from collections.abc import Callable
from copy import copy
from urllib.parse import urlsplit

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation

from huduma.platform.asking.ready import Ready

from .generations import counters
from .models import FormerHost, LiveSite
from .negotiation import host_of, is_host

SERVICE_UNAVAILABLE, MISDIRECTED = 503, 421  # RFC 9110, section 15.5.20
MOVED, MOVED_WITH_CONTENT = 301, 308
DATABASE_AWAY = "huduma.database_away"  # in the environment of a request: it was asked already, and did not answer
Responder = Callable[[HttpRequest], HttpResponse]


def live_site(get_response: Responder) -> Responder:
    """Find the site of the request's host; a host that is on no register is told so with 421, never given another's pages."""

    def middleware(request: HttpRequest) -> HttpResponse:
        host = host_of(request.META.get("HTTP_HOST") or request.META["SERVER_NAME"])
        try:
            site = _find(host, request.method) if not request.META.get(DATABASE_AWAY) else None
            moved_to = _moved_to(host) if site is None and not request.META.get(DATABASE_AWAY) else None
        except (OperationalError, InterfaceError):
            request.META[DATABASE_AWAY] = True
        if request.META.get(DATABASE_AWAY):
            return _in_language_of(request, "503.html", SERVICE_UNAVAILABLE)
        if site is None and moved_to:
            return _sent_on(request, moved_to)
        if site is None:
            request.META["HTTP_HOST"] = urlsplit(settings.WAGTAILADMIN_BASE_URL).netloc  # the page's own links go to the portal
            return _in_language_of(request, "421.html", MISDIRECTED)
        request.live_site = site  # type: ignore[attr-defined]
        if site.institution_id:
            request.urlconf = settings.SITE_URLCONF  # type: ignore[attr-defined]
        return get_response(request)

    return middleware


_known: dict[str, LiveSite] = {}
_SITES = Ready(lambda host: LiveSite.objects.filter(host=host), "?")


def forget_sites() -> None:
    """Ask the database again for every site: for a process whose database or counters were exchanged for others."""
    _known.clear()


def _find(host: str, method: str | None) -> LiveSite | None:
    """The site at ``host``: its row is kept like a page, while the generation that was read with it stands (``generations``).

    Of the institution only the key is kept, for its row may change without a change of the site. With what is sent to us the database is
    asked whether it is there: for what is fetched it has been asked in vain for a page, and one that is away is told to the visitor here.
    """
    known = _known.get(host)
    if known is not None and known.generation == counters().of(known.pk):
        if method != "GET":
            _greet_database()
        return copy(known)
    site = next(iter(_SITES.ask(host)), None) if is_host(host) else None
    if site is not None and not connection.in_atomic_block:
        _known[host] = copy(site)
    return site


def _greet_database() -> None:
    """Raises ``OperationalError`` or ``InterfaceError`` when it is away."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def _moved_to(host: str) -> str | None:
    """Where the site is now that was at ``host`` before; asked only of hosts that have no site."""
    return FormerHost.objects.filter(host=host).values_list("site__host", flat=True).first() if is_host(host) else None


def _sent_on(request: HttpRequest, host: str) -> HttpResponse:
    """To the same address on ``host``. A form sent by a page that was open while the site moved is sent again, not turned into a look."""
    response = HttpResponse(status=MOVED if request.method in ("GET", "HEAD") else MOVED_WITH_CONTENT)
    port = "" if settings.PUBLIC_PORT in {"80", "443"} else f":{settings.PUBLIC_PORT}"
    response["Location"] = f"{settings.SCHEME}://{host}{port}{request.get_full_path()}"
    response["Cache-Control"] = "max-age=3600"  # seconds: it may come back
    return response


def _in_language_of(request: HttpRequest, template: str, status: int) -> HttpResponse:
    """A page for who is at no site yet, so Django has not looked which language they read."""
    with translation.override(translation.get_language_from_request(request, check_path=True)):
        response = render(request, template, {"portal_url": f"{settings.WAGTAILADMIN_BASE_URL}/"}, status=status)
        response["Cache-Control"] = "no-store"
        if status == SERVICE_UNAVAILABLE:
            response["Retry-After"] = "10"  # seconds
        return response
