"""Which site a request is for: ``request.live_site``, and the addresses that its host has."""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation

from .models import LiveSite
from .negotiation import host_of, is_host

SERVICE_UNAVAILABLE, MISDIRECTED = 503, 421  # RFC 9110, section 15.5.20
DATABASE_AWAY = "huduma.database_away"  # in the environment of a request: it was asked already, and did not answer
Responder = Callable[[HttpRequest], HttpResponse]


def live_site(get_response: Responder) -> Responder:
    """Find the site of the request's host; a host that is on no register is told so with 421, never given another's pages."""

    def middleware(request: HttpRequest) -> HttpResponse:
        host = host_of(request.META.get("HTTP_HOST") or request.META["SERVER_NAME"])
        try:
            site = _find(host) if not request.META.get(DATABASE_AWAY) else None
        except (OperationalError, InterfaceError):
            request.META[DATABASE_AWAY] = True
        if request.META.get(DATABASE_AWAY):
            return _in_language_of(request, "503.html", SERVICE_UNAVAILABLE)
        if site is None:
            request.META["HTTP_HOST"] = urlsplit(settings.WAGTAILADMIN_BASE_URL).netloc  # the page's own links go to the portal
            return _in_language_of(request, "421.html", MISDIRECTED)
        request.live_site = site  # type: ignore[attr-defined]
        if site.institution_id:
            request.urlconf = settings.SITE_URLCONF  # type: ignore[attr-defined]
        return get_response(request)

    return middleware


def _find(host: str) -> LiveSite | None:
    return LiveSite.objects.select_related("institution").filter(host=host).first() if is_host(host) else None


def _in_language_of(request: HttpRequest, template: str, status: int) -> HttpResponse:
    """A page for who is at no site yet, so Django has not looked which language they read."""
    with translation.override(translation.get_language_from_request(request, check_path=True)):
        response = render(request, template, {"portal_url": f"{settings.WAGTAILADMIN_BASE_URL}/"}, status=status)
        response["Cache-Control"] = "no-store"
        if status == SERVICE_UNAVAILABLE:
            response["Retry-After"] = "10"  # seconds
        return response
