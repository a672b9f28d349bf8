"""What the office asks of the browser beyond the rest of the platform."""

import base64
import hashlib
import json
import re
from collections.abc import Callable

from csp.constants import SELF, UNSAFE_INLINE
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

# Wagtail's choosers start with an inline script of this very shape. Text that somebody wrote cannot do harm in it.
_CHOOSER = re.compile(r"<script>(new [A-Za-z]+Chooser\((\"[\w-]+\"), (\{[^<]*\})\);)</script>")


class OfficeBrowserRules:
    """Allow style attributes in the office, for Wagtail's editor sets them, and the scripts that start its choosers, each by its hash.

    Every other inline script stays as forbidden as everywhere. Pictures that were just chosen are previewed from memory (``blob:``).
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.path.startswith(reverse("wagtailadmin_home", urlconf=settings.ROOT_URLCONF)):
            more = {"img-src": ["blob:"]}
            if not response.streaming and response.get("Content-Type", "").startswith("text/html"):
                more["script-src"] = chooser_hashes(response.text)
            response._csp_replace = {"style-src": [SELF, UNSAFE_INLINE]}  # type: ignore[attr-defined]
            response._csp_update = more  # type: ignore[attr-defined]
        return response


def chooser_hashes(html: str) -> list[str]:
    """The CSP sources (``'sha256-…'``, CSP level 3) of the scripts in ``html`` that do nothing but start a chooser."""
    found = []
    for script, _identifier, options in _CHOOSER.findall(html):
        try:
            json.loads(options)
        except ValueError:
            continue
        found.append(f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'")
    return found
