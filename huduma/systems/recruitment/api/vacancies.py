"""Vacancies as JSON and CSV, in both languages."""

import csv
from collections.abc import Iterator
from typing import Any

from django.core.paginator import EmptyPage, PageNotAnInteger
from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from huduma.platform.delivery.caching import same_for_everyone
from huduma.platform.institutions.models import Institution
from huduma.platform.institutions.scoping import whole_nation
from huduma.platform.portal.addresses import portal_url
from huduma.systems.recruitment.codes import LEVELS, OCCUPATIONS, Code
from huduma.systems.recruitment.criteria import Criterion
from huduma.systems.recruitment.forms.vacancies import VacancyQueryForm
from huduma.systems.recruitment.models import Vacancy, VacancyChange

LANGUAGES = ("sw", "en")
PAGE = 50
COLUMNS = [
    *("number", "title_sw", "title_en", "institution", "institution_sw", "institution_en", "occupation", "region", "level"),
    *("salary_scale", "posts", "opens_at", "closes_at", "state", "url"),
]
_AT_ONCE = 500  # rows read at a time


def listed(request: HttpRequest) -> HttpResponse:
    """``/api/v1/vacancies/``: a page of those asked for, with how many there are and the address of the next page."""
    form = VacancyQueryForm(request.GET)
    if not form.is_valid():
        return _refused(form)
    with whole_nation():
        pages = form.pages(PAGE)
        try:
            page = pages.page(request.GET.get("page", 1))
        except (EmptyPage, PageNotAnInteger):
            return _said({"errors": {"page": [{"message": _("There is no such page."), "code": "invalid"}]}}, status=404)
        found = [_brief(vacancy) for vacancy in form.rows(page, Vacancy.objects.select_related("institution", "region", "version"))]
    links = {"next": _link(request, page.number + 1) if page.has_next() else None}
    links["previous"] = _link(request, page.number - 1) if page.has_previous() else None
    return _said({"count": pages.count, "pages": pages.num_pages, **links, "vacancies": found})


@same_for_everyone()
def one(request: HttpRequest, number: str) -> HttpResponse:
    """``/api/v1/vacancies/<number>/``: one vacancy with all that its page says."""
    with whole_nation():
        announced = Vacancy.objects.announced().select_related("institution", "region", "version").prefetch_related("changes")
        vacancy = announced.filter(number=number).first()
        if vacancy is None:
            return _said({"errors": {"number": [{"message": _("There is no such vacancy."), "code": "invalid"}]}}, status=404)
        return _said(_whole(vacancy))


def as_csv(request: HttpRequest) -> HttpResponse:
    """``/api/v1/vacancies.csv``: all of those asked for, one line each (RFC 4180, UTF-8), sent while they are read."""
    form = VacancyQueryForm(request.GET)
    if not form.is_valid():
        return _refused(form)
    return _open(StreamingHttpResponse(_lines(form), content_type="text/csv; charset=utf-8"))


class _Echo:
    def write(self, line: str) -> str:
        return line


def _lines(form: VacancyQueryForm) -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield writer.writerow(COLUMNS)
    with whole_nation():
        vacancies = form.found().select_related("institution", "region").iterator(chunk_size=_AT_ONCE)
    for vacancy in vacancies:
        yield writer.writerow(map(_cell, _row(vacancy)))


def _row(vacancy: Vacancy) -> list[Any]:
    institution, region = vacancy.institution, vacancy.region
    return [
        *(vacancy.number, vacancy.title_sw, vacancy.title_en, institution.code, institution.name_sw, institution.name_en),
        *(vacancy.occupation, region.code if region else "", vacancy.level, vacancy.salary_scale, vacancy.posts),
        *(_instant(vacancy.opens_at), _instant(vacancy.closes_at), vacancy.state, _url(vacancy, "sw")),
    ]


def _cell(value: Any) -> str:
    """``value`` as a cell that no spreadsheet takes for a formula."""
    text = str(value)
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def _brief(vacancy: Vacancy) -> dict[str, Any]:
    """What a list says of a vacancy."""
    group = OCCUPATIONS.nearest(vacancy.occupation)
    return {
        "number": vacancy.number,
        "url": {language: _url(vacancy, language) for language in LANGUAGES},
        "title": _texts(vacancy, "title"),
        "summary": _texts(vacancy, "summary"),
        "institution": _institution(vacancy.institution),
        "region": _institution(vacancy.region) if vacancy.region else None,
        "occupation": {
            "code": vacancy.occupation,
            "standard": OCCUPATIONS.standard,
            "group": _code(group),
        },
        "level": _code(LEVELS.nearest(vacancy.level)),
        "salary_scale": vacancy.salary_scale,
        "posts": vacancy.posts,
        "opens_at": _instant(vacancy.opens_at),
        "closes_at": _instant(vacancy.closes_at),
        "published_at": _instant(vacancy.published_at),
        "state": vacancy.state,
        "takes_failing": vacancy.takes_failing,
        "criteria": [_criterion(criterion) for criterion in vacancy.asks_for()],
        "judged_on": vacancy.judged_on.isoformat(),
    }


def _whole(vacancy: Vacancy) -> dict[str, Any]:
    return {
        **_brief(vacancy),
        "duties": {language: _list_of(vacancy.text("duties", language)) for language in LANGUAGES},
        "assessment": _texts(vacancy, "assessment"),
        "appeal_days": vacancy.appeal_days,
        "changes": [_change(change) for change in vacancy.changes.all()],
    }


def _change(change: VacancyChange) -> dict[str, Any]:
    return {
        "verb": change.verb,
        "at": _instant(change.at),
        "reason": {"sw": change.reason_sw, "en": change.reason_en},
        "closed_at": _instant(change.closed_at),
        "closes_at": _instant(change.closes_at) if change.closes_at else None,
    }


def _criterion(criterion: Criterion) -> dict[str, Any]:
    words = {}
    for language in LANGUAGES:
        with translation.override(language):
            words[language] = str(criterion)
    return {**criterion.as_json(), "words": words}


def _texts(vacancy: Vacancy, name: str) -> dict[str, str]:
    return {language: vacancy.text(name, language) for language in LANGUAGES}


def _list_of(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _institution(institution: Institution) -> dict[str, Any]:
    return {"code": institution.code, "name": {language: institution.name_in(language) for language in LANGUAGES}}


def _code(code: Code | None) -> dict[str, Any] | None:
    return {"code": code.code, "name": {"sw": code.sw, "en": code.en}} if code else None


def _url(vacancy: Vacancy, language: str) -> str:
    with translation.override(language):
        return portal_url(reverse("recruitment:vacancy", args=[vacancy.number]))


def _instant(at: Any) -> str:
    """An instant with the offset of Dar es Salaam (RFC 3339)."""
    return timezone.localtime(at).isoformat(timespec="seconds")


def _link(request: HttpRequest, number: int) -> str:
    given = {key: request.GET[key] for key in (*VacancyQueryForm.KEYS, "closed") if request.GET.get(key)}
    return portal_url(f"{request.path}?{urlencode({**given, 'page': str(number)})}")


def _refused(form: VacancyQueryForm) -> HttpResponse:
    return _said({"errors": form.errors.get_json_data()}, status=400)


def _said(data: dict[str, Any], status: int = 200) -> HttpResponse:
    return _open(JsonResponse(data, status=status, json_dumps_params={"ensure_ascii": False}))


def _open(response: Any) -> Any:
    """Any page of anybody may read what is public."""
    response["Access-Control-Allow-Origin"] = "*"
    return response
