"""What every page that Django answers itself can say without its view's help."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse, translate_url
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from huduma.platform.portal.addresses import portal_url


def languages(request: HttpRequest) -> dict[str, Any]:
    """Context processor: ``languages``, this very address in each language, as ``portal/base.html`` wants it.

    It is worked out only when a template asks. A page that is not there leads to the other language's home.
    """
    return {"languages": SimpleLazyObject(lambda: _languages(request))}


def _languages(request: HttpRequest) -> list[dict[str, Any]]:
    here, active = request.build_absolute_uri(), get_language()
    links = []
    for code, label in settings.LANGUAGES:
        there = translate_url(here, code)
        if there == here and code != active:
            there = request.build_absolute_uri("/" if code == settings.LANGUAGE_CODE else f"/{code}/")
        links.append({"code": code, "label": label, "url": there, "current": code == active})
    return links


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context processor: the name, menu and footer of the portal's own pages. A site of an institution brings its own."""
    site = getattr(request, "live_site", None)
    if (site is not None and site.institution_id) or request.path.startswith(reverse("wagtailadmin_home", urlconf=settings.ROOT_URLCONF)):
        return {}
    home = reverse("portal:home")
    menu = [
        (_("Home"), home),
        (_("Services"), reverse("portal:services")),
        (_("Institutions"), reverse("portal:institutions")),
        (_("Statistics"), reverse("portal:statistics")),
        (_("Help"), reverse("portal:help")),
    ]
    return {
        "site": {
            "name": _("Public services"),
            "short_name": _("Public services"),
            "home_url": home,
            "search_url": reverse("portal:search"),
            "is_portal": True,
        },
        "menu": [{"label": label, "url": url, "current": url == request.path} for label, url in menu],
        "canonical": portal_url(request.path),
        "footer": {"contact": None, "links": _footer_links(), "national_links": []},
    }


def _footer_links() -> list[dict[str, str]]:
    names = {
        "contact": _("Contact"),
        "accessibility": _("Accessibility"),
        "privacy": _("Privacy"),
        "feeds": _("News feeds"),
        "simulator": _("Services by phone"),
    }
    return [{"label": label, "url": reverse(f"portal:{name}")} for name, label in names.items()]
