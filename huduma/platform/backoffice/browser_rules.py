"""What the office asks of the browser beyond the rest of the platform."""

from collections.abc import Callable

from csp.constants import SELF, UNSAFE_INLINE
from django.http import HttpRequest, HttpResponse
from django.urls import reverse


class OfficeBrowserRules:
    """Allow style attributes in the office, for Wagtail's editor sets them; scripts stay as forbidden as everywhere.

    Pictures that were just chosen are previewed from memory, hence ``blob:``.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.path.startswith(reverse("wagtailadmin_home")):
            response._csp_replace = {"style-src": [SELF, UNSAFE_INLINE]}  # type: ignore[attr-defined]
            response._csp_update = {"img-src": ["blob:"]}  # type: ignore[attr-defined]
        return response
