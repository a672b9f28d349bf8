"""What holds on every request of a signed-in person."""

import time
from collections.abc import Callable
from math import ceil
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.logout import logout
from allauth.mfa.utils import is_mfa_enabled
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone
from django.utils.http import urlencode

from huduma.platform.institutions.scoping import is_officer

from .limits import TooManyTries
from .second_factor import is_proven

GetResponse = Callable[[HttpRequest], HttpResponse]

SEEN_KEY = "accounts_seen_at"
SEEN_EVERY_SECONDS = 60  # of an officer, whose idle time counts
CITIZEN_SEEN_EVERY_SECONDS = 3600
OFFICER_IDLE_SECONDS = 3600

ALWAYS_OPEN = {"account_logout", "wagtailadmin_logout"}
CHALLENGE = {"mfa_reauthenticate", "mfa_reauthenticate_webauthn"}
SET_UP = {"mfa_index", "mfa_activate_totp", "mfa_add_webauthn", "account_reauthenticate"}


class TooManyTriesMiddleware:
    """Answers whoever reached a limit: 429, and when to try again."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, TooManyTries):
            return None
        seconds = max(1, ceil((exception.until - timezone.now()).total_seconds()))
        context = {"until": exception.until, "minutes": ceil(seconds / 60), "hours": ceil(seconds / 3600)}
        response = render(request, "accounts/too_many_tries.html", context, status=429)
        response["Retry-After"] = str(seconds)
        return response


class SecondFactorMiddleware:
    """An officer without a proved second factor is nobody, except on the pages where they prove or set up one.

    It stands between whoever knows the person (``request.appointments``) and whoever acts on it, so what comes after it, whichever
    room or library it belongs to, sees either a citizen, or an officer who has proved two factors, or nobody.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        signed_in = settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated
        return (_held_back(request) if signed_in else None) or self.get_response(request)


def _held_back(request: Any) -> HttpResponse | None:
    """The answer that goes out instead of the page, if any; the request may go on as nobody's."""
    list(request.appointments)  # read now: it is remembered, and brings the groups in step
    officer = is_officer(request.user)
    if not _note_presence(request, OFFICER_IDLE_SECONDS if officer else None):
        logout(request, show_message=False)
    elif officer and not is_proven(request):
        return _ask_for_proof(request)
    return None


def _ask_for_proof(request: Any) -> HttpResponse | None:
    has_factor = is_mfa_enabled(request.user, ["totp", "webauthn"])
    if _view_name(request) in ALWAYS_OPEN | (CHALLENGE if has_factor else SET_UP):
        return None
    if _is_below(request, "wagtailadmin_home") or _is_below(request, "accounts:home"):
        target = get_adapter().get_reauthentication_methods(request.user)[0]["url"] if has_factor else reverse("mfa_index")
        return HttpResponseRedirect(f"{target}?{urlencode({'next': _wanted(request)})}")
    request.user, request.appointments = AnonymousUser(), []
    return None


def _note_presence(request: Any, idle_seconds: int | None) -> bool:
    """Whether the session was used lately enough; note its use in the list of devices, now and then."""
    every = CITIZEN_SEEN_EVERY_SECONDS if idle_seconds is None else SEEN_EVERY_SECONDS
    now, seen = time.time(), request.session.get(SEEN_KEY)
    if idle_seconds is not None and seen is not None and now - seen > idle_seconds:
        return False
    if seen is None or now - seen > every:
        request.session[SEEN_KEY] = now
        UserSession.objects.filter(session_key=request.session.session_key).update(last_seen_at=timezone.now())
    return True


def _view_name(request: Any) -> str:
    try:
        return resolve(request.path_info, getattr(request, "urlconf", None)).view_name
    except Resolver404:
        return ""


def _is_below(request: HttpRequest, view: str) -> bool:
    return request.path.startswith(reverse(view, urlconf=settings.ROOT_URLCONF))


def _wanted(request: HttpRequest) -> str:
    """Where to go after the proof: this page, or the office when it was a form or the sign-in page itself."""
    follow = request.method == "GET" and _view_name(request) not in {"account_login", "account_request_login_code"}
    return request.get_full_path() if follow else reverse("wagtailadmin_home")
