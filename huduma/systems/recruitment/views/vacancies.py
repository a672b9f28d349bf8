"""Vacancies as everyone reads them: the list that can be narrowed, and the page of each."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from huduma.platform.contributions.service import services
from huduma.platform.delivery.caching import same_for_everyone
from huduma.platform.institutions.scoping import whole_nation
from huduma.systems.recruitment.actions.searches import KEYS
from huduma.systems.recruitment.codes import LEVELS, OCCUPATIONS
from huduma.systems.recruitment.criteria import counted_on
from huduma.systems.recruitment.forms.seekers import region_name
from huduma.systems.recruitment.forms.vacancies import VacancySearchForm
from huduma.systems.recruitment.models import Vacancy, time_left

from .job_posting import job_posting, script
from .showing import lists_of

PAGE = 20
_NAMES = [f"{one}__name_{language}" for one in ("institution", "region") for language in ("sw", "en")]
SHOWN = ["number", "title_sw", "title_en", "posts", "salary_scale", "closes_at", "state", *_NAMES]  # of each, in the list
FEED = {"rss": "application/rss+xml", "atom": "application/atom+xml"}


def vacancies(request: HttpRequest) -> HttpResponse:
    """Open vacancies, the first to close first; 400 with the error named for a filter that is none.

    It is not kept: how long each has left is counted for every reader.
    """
    form = VacancySearchForm(request.GET)
    with whole_nation():
        page = form.pages(PAGE).get_page(_number(request.GET.get("page", "")))
        listed = [_listed(vacancy) for vacancy in form.rows(page, Vacancy.objects.select_related("institution", "region").only(*SHOWN))]
    given = {key: request.GET[key] for key in (*form.KEYS, "closed") if request.GET.get(key)}
    context = {
        "form": form,
        "narrowed": bool(given),
        "closed_too": bool(given.get("closed")),
        "page": page,
        "listed": listed,
        "page_query": urlencode(given) + "&" if given else "",
        "save_url": _save_url(form),
        "feeds": [{"type": kind, "url": reverse(f"portal:{name}", args=["recruitment.vacancies"])} for name, kind in FEED.items()],
    }
    return render(request, "recruitment/vacancies.html", context, status=200 if form.is_valid() else 400)


@same_for_everyone()
def vacancy(request: HttpRequest, number: str) -> HttpResponse:
    """One vacancy, the same for everyone, so a rush costs no query; 404 for one that was never published."""
    with whole_nation():
        found = get_object_or_404(
            Vacancy.objects.announced().select_related("institution", "region", "version").prefetch_related("changes"), number=number
        )
        criteria = found.asks_for()
        changes = list(found.changes.all())
        lists = lists_of(found)
    context = {
        "vacancy": found,
        "facts": _facts(found),
        "summary": found.text("summary"),
        "duties": [line.strip() for line in found.text("duties").splitlines() if line.strip()],
        "assessment": found.text("assessment"),
        "criteria": criteria,
        "counted_on": counted_on(criteria, found.judged_on),
        "changes": changes,
        "lists": lists,
        "withdrawal": next((change for change in reversed(changes) if change.verb == "withdraw"), None),
        "keyword": services["recruitment.vacancies"].keyword,
        "description": f"{found.title}, {found.institution.name}",
        "breadcrumbs": [
            {"label": _("Home"), "url": reverse("portal:home")},
            {"label": _("Vacancies"), "url": reverse("recruitment:vacancies")},
            {"label": found.title},
        ],
        "job_posting": script(job_posting(found, criteria)),
    }
    return render(request, "recruitment/vacancy.html", context)


def _save_url(form: VacancySearchForm) -> str:
    """Where this very search can be saved, so that its reader is told of new ones; nothing for a search with an error."""
    if not form.is_valid():
        return ""
    wanted = {key: value for key, value in form.query().items() if key in KEYS}
    return reverse("recruitment:save-search") + (f"?{urlencode(wanted)}" if wanted else "")


def _listed(vacancy: Vacancy) -> dict[str, Any]:
    return {
        "vacancy": vacancy,
        "region": region_name(vacancy.region) if vacancy.region else "",
        "url": reverse("recruitment:vacancy", args=[vacancy.number]),
        "left": time_left(vacancy.closes_at, timezone.now()) if vacancy.is_published else "",
    }


def _facts(vacancy: Vacancy) -> list[dict[str, Any]]:
    """What stands in the table at the head of the page."""
    group = OCCUPATIONS.nearest(vacancy.occupation)
    level = LEVELS.nearest(vacancy.level)
    facts = [
        (_("Institution"), vacancy.institution.name),
        (_("Posts"), vacancy.posts),
        (_("Salary scale"), vacancy.salary_scale),
        (_("Region"), region_name(vacancy.region) if vacancy.region else ""),
        (_("Education asked for"), level),
        (_("Occupation (ISCO-08)"), f"{group} ({vacancy.occupation})" if group else vacancy.occupation),
        (_("Number of the vacancy"), vacancy.number),
    ]
    return [{"label": label, "value": value} for label, value in facts if value]


def _number(typed: str) -> int:
    return int(typed) if typed.isdecimal() and len(typed) < 6 else 1
