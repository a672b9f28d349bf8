"""Search: everything public on the portal, an institution's own on its site."""

from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language

from huduma.platform.contributions.listing import listings
from huduma.platform.contributions.service import Service, services
from huduma.platform.portal.addresses import portal_url
from huduma.platform.portal.forms import BOTH, SearchForm, SiteSearchForm
from huduma.platform.portal.on_site import render_on_site
from huduma.platform.portal.register import LISTING
from huduma.platform.search.models import SearchEntry, SearchEntryQuerySet
from huduma.platform.search.snippet import highlight, snippet
from huduma.platform.search.words import fold, typed_words

PAGE = 20
LAST_PAGE = 50  # nobody reads further, and a robot must not


def search(request: HttpRequest) -> HttpResponse:
    """Results for ``?q=``, best first, in the page's language or both; 400 for a filter that is none."""
    form = SearchForm(request.GET)
    chosen = form.cleaned_data if form.is_valid() else {}
    found = _found(chosen, institution=chosen.get("institution"))
    if chosen.get("kind"):
        found = found.filter(institution__kind=chosen["kind"])
    context = _shown(request, form, found)
    context["services"] = _services(context["typed"]) if context["page"].number == 1 else []
    return render(request, "portal/search.html", context, status=200 if form.is_valid() else 400)


def search_site(request: HttpRequest) -> HttpResponse:
    """The same within the site of the institution whose host is asked, in that site's own frame."""
    form = SiteSearchForm(request.GET)
    chosen = form.cleaned_data if form.is_valid() else {}
    institution = request.live_site.institution  # type: ignore[attr-defined]
    context = _shown(request, form, _found(chosen, institution=institution).exclude(listing=LISTING))
    everywhere = reverse("portal:search", urlconf=settings.ROOT_URLCONF) + "?" + urlencode({"q": context["typed"]})
    site = {"name": institution.name, "home_url": "/"}  # the frame is drawn already; the title wants the name
    context |= {"site": site, "everywhere": portal_url(everywhere)}
    return render_on_site(request, "portal/site_search.html", context, status=200 if form.is_valid() else 400)


def _found(chosen: dict[str, Any], **narrowed: Any) -> SearchEntryQuerySet:
    """The entries that were asked for: in the page's own language unless both are wanted, so that nothing is listed twice."""
    language = None if chosen.get("language") == BOTH else get_language() or settings.LANGUAGE_CODE
    listing = chosen.get("listing") or None
    found = SearchEntry.objects.search(chosen.get("q", ""), language=language, listing=listing, **narrowed).select_related("institution")
    return found.filter(dated__year=chosen["year"]) if chosen.get("year") else found


def _shown(request: HttpRequest, form: SiteSearchForm, found: SearchEntryQuerySet) -> dict[str, Any]:
    chosen = form.cleaned_data if form.is_valid() else {}
    typed = chosen.get("q", "")
    page = Paginator(found, PAGE).get_page(min(_number(request.GET.get("page")), LAST_PAGE))
    kept = request.GET.copy()
    kept.pop("page", None)
    return {
        "form": form,
        "typed": typed,
        "chosen": chosen,
        "page": page,
        "results": [_drawn(entry, typed) for entry in page],
        "page_query": kept.urlencode() + "&",
    }


def _drawn(entry: SearchEntry, typed: str) -> dict[str, Any]:
    """One result: its words marked; where the title says it all, the summary stands below and not the place in the text."""
    texts = [entry.summary] if entry.summary and _holds(entry.title, typed) else [entry.summary, entry.text]
    label = listings[entry.listing].label if entry.listing in listings else ""
    return {"entry": entry, "title": highlight(typed, entry.title), "text": snippet(typed, texts), "listing": label}


def _services(typed: str) -> list[Service]:
    """The services in whose title or description every word occurs; they are few and declared in code, so no index is needed."""
    return [service for service in services if service.url and _holds(f"{service.title} {service.description}", typed)]


def _holds(text: str, typed: str) -> bool:
    """Whether ``text`` holds every word of ``typed``, of which there is at least one."""
    words = typed_words(typed)
    return bool(words) and all(word in fold(text) for word in words)


def _number(typed: str | None) -> int:
    return int(typed) if typed and typed.isdecimal() and len(typed) < 6 else 1
