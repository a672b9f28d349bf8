"""What the office answers where there is nothing for this officer."""

from functools import lru_cache

from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.views.defaults import page_not_found

from .middleware import is_office


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: in the office the same page for everybody, drawn once; elsewhere Django's own view draws it in the frame of the portal."""
    if not is_office(request):
        return page_not_found(request, exception)
    return HttpResponseNotFound(_page(get_language() or ""))


@lru_cache(maxsize=4)
def _page(language: str) -> str:
    """In the ``language`` that is active. It offers no other: in the office everybody reads in their own."""
    return render_to_string("404.html")
