"""Pages that are made for one request on an institution's host, in the frame that all other pages of its site have."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import get_language

from huduma.platform.delivery.models import LiveChrome, LiveSite
from huduma.platform.delivery.pages import Chrome, assemble


def render_on_site(request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """``template``, which extends ``portal/base.html``, with the header, menu and footer of the site whose host is asked."""
    site: LiveSite = request.live_site  # type: ignore[attr-defined]
    html = render_to_string(template, {**context, "chrome": "slots"}, request)
    drawn = LiveChrome.objects.filter(site=site, language=get_language() or settings.LANGUAGE_CODE).first()
    parts = (drawn.head, drawn.top, drawn.bottom) if drawn else ("", "", "")
    response = HttpResponse(assemble(html, request.path, Chrome(site.generation, *parts)), status=status)
    response._csp_update = {"style-src": site.styles.split()}  # type: ignore[attr-defined]  # django-csp: the site's theme, by hash
    return response
