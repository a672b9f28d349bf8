"""The directory: every institution on the register, and a page for each."""

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language

from huduma.platform.contributions.listing import news
from huduma.platform.delivery.caching import same_for_everyone
from huduma.platform.institutions.models import Institution, InstitutionChange
from huduma.platform.portal.addresses import origin
from huduma.platform.portal.alphabet import filed_under, letter_of
from huduma.platform.portal.forms import DirectoryForm
from huduma.platform.search.models import SearchEntry

PAGE = 30
LATEST = 5
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@same_for_everyone(query=("q", "kind", "region", "letter", "page"))
def directory(request: HttpRequest) -> HttpResponse:
    """Institutions A–Z, by name, kind, region or letter; 400 with the error named for a kind or region that is none."""
    form = DirectoryForm(request.GET)
    chosen = form.cleaned_data if form.is_valid() else {}
    found = sorted(_narrowed(chosen), key=lambda institution: filed_under(institution.name).casefold())
    letters = {letter_of(institution.name) for institution in found}
    if chosen.get("letter"):
        found = [institution for institution in found if letter_of(institution.name) == chosen["letter"].upper()]
    given = {name: request.GET[name] for name in ("q", "kind", "region") if request.GET.get(name)}
    context = {
        "form": form,
        "chosen": chosen,
        "page": Paginator(found, PAGE).get_page(request.GET.get("page")),
        "letters": [{"letter": letter, "is_there": letter in letters, "current": letter == chosen.get("letter", "")} for letter in LETTERS],
        "letter_query": _query(given),
        "page_query": _query({**given, **({"letter": chosen["letter"]} if chosen.get("letter") else {})}),
    }
    return render(request, "portal/institutions.html", context, status=200 if form.is_valid() else 400)


@same_for_everyone()
def institution(request: HttpRequest, code: str) -> HttpResponse:
    """One institution: its contacts, its site, what belongs to it, what it was called, its latest."""
    body = get_object_or_404(Institution.objects.select_related("parent", "region", "successor"), code=code)
    language = get_language() or settings.LANGUAGE_CODE
    context = {
        "institution": body,
        "kind": Institution.Kind(body.kind),
        "site_url": origin(body.host) + ("/" if language == settings.LANGUAGE_CODE else f"/{language}/"),
        "has_site": hasattr(body, "live_site"),
        "children": _children(body, language),
        "former_names": _former_names(body, language),
        "latest": SearchEntry.objects.filter(institution=body, language=language, listing__in=news()).newest_first()[:LATEST],
    }
    return render(request, "portal/institution.html", context)


def _narrowed(chosen: dict[str, Any]) -> Any:
    institutions = Institution.objects.active()
    if chosen.get("q"):
        institutions = institutions.named(chosen["q"])
    if chosen.get("kind"):
        institutions = institutions.filter(kind=chosen["kind"])
    if chosen.get("region"):
        institutions = institutions.filter(region=chosen["region"]) | institutions.filter(pk=chosen["region"].pk)
    return institutions


def _query(given: dict[str, str]) -> str:
    """``given`` as the beginning of a query, to which one more key is added."""
    return urlencode(given) + "&" if given else ""


def _children(body: Institution, language: str) -> list[Institution]:
    """The active institutions that stand under ``body``, or lie in it when it is a region."""
    children = Institution.objects.active().filter(parent=body)
    if body.kind == Institution.Kind.REGION:
        children = children | Institution.objects.active().filter(region=body).exclude(pk=body.pk)
    return list(children.by_name(language))


def _former_names(body: Institution, language: str) -> list[dict[str, Any]]:
    """What ``body`` was called before, latest first, with the day each name ended."""
    renamings = body.changes.filter(what=InstitutionChange.What.RENAMED).order_by("-effective_date", "-pk")
    names = [{"name": change.before.get(f"name_{language}"), "until": change.effective_date} for change in renamings]
    return [name for name in names if name["name"]]
