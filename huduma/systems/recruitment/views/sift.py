"""What everybody may read of the sift: published lists, and the figures by institution and month."""

import csv
import io

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render

from huduma.platform.delivery.caching import same_for_everyone
from huduma.platform.institutions.scoping import whole_nation
from huduma.systems.recruitment.models import Vacancy
from huduma.systems.recruitment.models.monthly import monthly

PER_PAGE = 1000
_COLUMNS = ("institution", "name_sw", "name_en", "month", "vacancies", "applications", "placements")


@same_for_everyone(query=["page"])
def shortlist(request: HttpRequest, number: str) -> HttpResponse:
    """The latest published list of a vacancy, a thousand numbers a page; 404 while none is published."""
    with whole_nation():
        vacancy = get_object_or_404(Vacancy.objects.public().select_related("institution"), number=number)
        published = vacancy.published_lists.first()
    if published is None:
        raise Http404
    page = Paginator(published.numbers, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "recruitment/shortlist.html", {"vacancy": vacancy, "published": published, "page": page})


@same_for_everyone()
def figures_as_json(request: HttpRequest) -> HttpResponse:
    """``{"figures": [{institution, name_sw, name_en, month, vacancies, applications, placements}]}``; of applications and placements,
    numbers from 1 to 4 are the text ``<5``, and ``…`` is one that would betray such a number."""
    told = [dict(zip(_COLUMNS, line, strict=True)) for line in _lines()]
    return _open(JsonResponse({"figures": told}, json_dumps_params={"ensure_ascii": False}))


@same_for_everyone()
def figures_as_csv(request: HttpRequest) -> HttpResponse:
    """The same as CSV (RFC 4180, UTF-8)."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(_COLUMNS)
    writer.writerows(_lines())
    return _open(HttpResponse(text.getvalue(), content_type="text/csv; charset=utf-8"))


def _lines() -> list[tuple[str | int, ...]]:
    with whole_nation():
        return [
            (
                *(line.institution.code, line.institution.name_sw, line.institution.name_en, line.month, line.vacancies),
                *(str(cell) if cell.hidden else cell.value for cell in (line.applications, line.placements)),
            )
            for line in monthly()
        ]


def _open(response: HttpResponse) -> HttpResponse:
    """Any page of anybody may read what is public."""
    response["Access-Control-Allow-Origin"] = "*"
    return response
