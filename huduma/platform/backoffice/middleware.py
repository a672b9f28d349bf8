"""The door of the back office: officers only, in their language, within the scope of their appointments, past the guard."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils import translation

from huduma.platform.institutions.middleware import appointments_in_step
from huduma.platform.institutions.scoping import is_officer, scoped_to_person

from .guard import lets_through
from .hidden import nothing_hidden


class OfficeMiddleware:
    """Answers for every address under ``/office/`` before its view does.

    Whoever is not signed in goes to sign in, whoever holds no appointment gets 403, whoever asks for another institution's record
    gets 404, and everything else runs within the scope of ``request.appointments``.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not is_office(request):
            return self.get_response(request)
        if not request.user.is_authenticated:
            if request.headers.get("x-requested-with") == "XMLHttpRequest":
                raise PermissionDenied  # a script cannot follow to the sign-in page
            return redirect_to_login(request.get_full_path())
        appointments_in_step(request.user)  # before anything asks for a permission
        if not is_officer(request.user):
            raise PermissionDenied
        with translation.override(request.user.language), scoped_to_person(request.user), nothing_hidden():
            request.LANGUAGE_CODE = request.user.language
            response = self.get_response(request)
        if getattr(response, "streaming", False):
            response.streaming_content = _within_scope(request.user, response.streaming_content)  # type: ignore[attr-defined]
        return response

    def process_view(self, request: HttpRequest, view: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> HttpResponse | None:
        """Raise ``Http404`` unless the guard lets this person through to this address."""
        match = request.resolver_match
        if match and is_office(request) and not lets_through(request, match):
            raise Http404
        return None


def is_office(request: HttpRequest) -> bool:
    """Whether the address is the office's. Institutions' own hosts have none: there it is simply unknown."""
    on_portal = getattr(request, "urlconf", None) in (None, settings.ROOT_URLCONF)
    return on_portal and request.path_info.startswith(reverse("wagtailadmin_home", urlconf=settings.ROOT_URLCONF))


def _within_scope(person: Any, chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Each chunk of a streamed answer is made after the request has left the scope, so each enters it again."""
    source = iter(chunks)
    while True:
        with translation.override(person.language), scoped_to_person(person):
            chunk = next(source, None)
        if chunk is None:
            return
        yield chunk
