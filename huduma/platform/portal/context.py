"""What every page that Django answers itself can say without its view's help."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import translate_url
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language


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
