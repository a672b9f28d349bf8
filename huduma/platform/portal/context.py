"""What every page that Django answers itself can say without its view's help."""

from functools import lru_cache
from typing import Any, NamedTuple

from django.conf import settings
from django.http import HttpRequest
from django.urls import get_urlconf, reverse, translate_url
from django.utils.encoding import escape_uri_path
from django.utils.functional import SimpleLazyObject
from django.utils.http import escape_leading_slashes
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from huduma.platform.portal.addresses import portal_url


def languages(request: HttpRequest) -> dict[str, Any]:
    """Context processor: ``languages``, this very address in each language, as ``portal/base.html`` wants it.

    It is worked out only when a template asks. A page that is not there leads to the other language's home.
    """
    return {"languages": SimpleLazyObject(lambda: _languages(request))}


def _languages(request: HttpRequest) -> list[dict[str, Any]]:
    active, query = get_language(), request.META.get("QUERY_STRING", "")
    path = escape_leading_slashes(escape_uri_path(request.path))
    links = []
    for code, label in settings.LANGUAGES:
        there = _there(path, code, str(active), get_urlconf())
        url = request.build_absolute_uri(f"{there}?{query}" if query else there)
        links.append({"code": code, "label": label, "url": url, "current": code == active})
    return links


@lru_cache(maxsize=512)
def _there(path: str, code: str, active: str, urlconf: str | None) -> str:
    """The path in the language ``code`` of what ``path`` is among the addresses of ``urlconf``: kept, since Django looks through all of
    them to find it, and in a rush everybody asks for the same."""
    there = translate_url(path, code)
    if there == path and code != active:
        return "/" if code == settings.LANGUAGE_CODE else f"/{code}/"
    return there


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context processor: the name, menu and footer of the portal's own pages. A site of an institution brings its own."""
    site = getattr(request, "live_site", None)
    if (site is not None and site.institution_id) or request.path.startswith(_office()):
        return {}
    own = _own_frame(str(get_language()))
    return {
        "site": own.site,
        "menu": [{"label": label, "url": url, "current": url == request.path} for label, url in own.menu],
        "canonical": portal_url(request.path),
        "footer": own.footer,
    }


class _Frame(NamedTuple):
    site: dict[str, Any]
    menu: list[tuple[str, str]]
    footer: dict[str, Any]


@lru_cache(maxsize=8)
def _own_frame(language: str) -> _Frame:
    """What is the same on every page of the portal in ``language``, which is the active one."""
    home = reverse("portal:home")
    name = _("Public services")
    pages = {
        "services": _("Services"),
        "institutions": _("Institutions"),
        "statistics": _("Statistics"),
        "help": _("Help"),
    }
    return _Frame(
        site={"name": name, "short_name": name, "home_url": home, "search_url": reverse("portal:search"), "is_portal": True},
        menu=[(_("Home"), home), *((label, reverse(f"portal:{page}")) for page, label in pages.items())],
        footer={"contact": None, "links": _footer_links(), "national_links": []},
    )


@lru_cache(maxsize=1)
def _office() -> str:
    return reverse("wagtailadmin_home", urlconf=settings.ROOT_URLCONF)


def _footer_links() -> list[dict[str, str]]:
    names = {
        "contact": _("Contact"),
        "accessibility": _("Accessibility"),
        "privacy": _("Privacy"),
        "feeds": _("News feeds"),
        "simulator": _("Services by phone"),
    }
    return [{"label": label, "url": reverse(f"portal:{name}")} for name, label in names.items()]
