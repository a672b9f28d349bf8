"""Errors on the host of an institution, in the frame of its site; on the portal Django's own views draw the same templates."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language

from huduma.platform.portal.on_site import render_on_site


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: what was asked makes no sense."""
    return _on_site(request, 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: it is not for this visitor."""
    return _on_site(request, 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404, with the site's own search at hand."""
    return _on_site(request, 404)


def _on_site(request: HttpRequest, status: int) -> HttpResponse:
    institution = request.live_site.institution  # type: ignore[attr-defined]
    site = {"name": institution.name, "short_name": institution.short_name_in(get_language() or settings.LANGUAGE_CODE), "home_url": "/"}
    return render_on_site(request, f"{status}.html", {"site": site, "site_search": reverse("site-search")}, status=status)
