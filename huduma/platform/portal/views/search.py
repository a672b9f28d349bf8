"""National search: everything public, of every institution."""

from typing import Any

from django.conf import settings
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from huduma.platform.contributions.listing import listings
from huduma.platform.contributions.service import Service, services
from huduma.platform.portal.forms import BOTH, SearchForm
from huduma.platform.search.models import SearchEntry, SearchEntryQuerySet
from huduma.platform.search.snippet import highlight, snippet
from huduma.platform.search.words import fold, typed_words

PAGE = 20
LAST_PAGE = 50  # nobody reads further, and a robot must not


def search(request: HttpRequest) -> HttpResponse:
    """Results for ``?q=``, best first, in the page's language or both; 400 for a filter that is none."""
    form = SearchForm(request.GET)
    chosen = form.cleaned_data if form.is_valid() else {}
    typed = chosen.get("q", "")
    page = Paginator(_found(chosen), PAGE).get_page(min(_number(request.GET.get("page")), LAST_PAGE))
    kept = request.GET.copy()
    kept.pop("page", None)
    context = {
        "form": form,
        "typed": typed,
        "chosen": chosen,
        "narrowed": any(chosen.get(name) for name in ("listing", "kind", "language")),
        "page": page,
        "results": _drawn(page, typed),
        "services": _services(typed) if page.number == 1 and typed else [],
        "page_query": kept.urlencode() + "&",
    }
    return render(request, "portal/search.html", context, status=200 if form.is_valid() else 400)


def _found(chosen: dict[str, Any]) -> SearchEntryQuerySet:
    """The entries that were asked for: in the page's own language unless both are wanted, so that nothing is listed twice."""
    found = SearchEntry.objects.search(
        chosen.get("q", ""),
        language=None if chosen.get("language") == BOTH else get_language() or settings.LANGUAGE_CODE,
        institution=chosen.get("institution"),
        listing=chosen.get("listing") or None,
    ).select_related("institution")
    return found.filter(institution__kind=chosen["kind"]) if chosen.get("kind") else found


def _drawn(page: Page, typed: str) -> list[dict[str, Any]]:
    return [
        {
            "entry": entry,
            "title": highlight(typed, entry.title),
            "text": snippet(typed, [entry.summary] if entry.summary and _holds(entry.title, typed) else [entry.summary, entry.text]),
            "listing": listings[entry.listing].label if entry.listing in listings else "",
        }
        for entry in page
    ]


def _services(typed: str) -> list[Service]:
    """The services in whose title or description every word occurs; they are few and declared in code, so no index is needed."""
    return [s for s in services if s.url and _holds(f"{s.title} {s.description}", typed)]


def _holds(text: str, typed: str) -> bool:
    """Whether ``text`` holds every word of ``typed``, of which there is at least one."""
    words = typed_words(typed)
    return bool(words) and all(word in fold(text) for word in words)


def _number(typed: str | None) -> int:
    return int(typed) if typed and typed.isdecimal() and len(typed) < 6 else 1
