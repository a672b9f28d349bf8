"""The statistics page and its numbers for machines."""

import csv
import io
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone, translation

from huduma.platform.contributions.figure import Figure
from huduma.platform.delivery.caching import same_for_everyone
from huduma.platform.portal.figures import Published, published
from huduma.platform.portal.models import FigureSnapshot

LANGUAGES = ("sw", "en")
TEXTS = ("label", "unit", "definition")


@same_for_everyone()
def statistics(request: HttpRequest) -> HttpResponse:
    """Every published figure with its unit, its definition and the instant at which it was counted."""
    return render(request, "portal/statistics.html", {"figures": published()})


@same_for_everyone()
def as_json(request: HttpRequest) -> HttpResponse:
    """``/api/v1/figures/``: ``{"figures": [{key, value, instant, label, unit, definition}]}``, texts in both languages."""
    return _open(JsonResponse({"figures": [_described(figure) for figure in published()]}, json_dumps_params={"ensure_ascii": False}))


@same_for_everyone()
def history(request: HttpRequest, key: str) -> HttpResponse:
    """``/api/v1/figures/<key>/``: one figure with its daily snapshots, oldest first."""
    current = next((one for one in published() if one.figure.key == key), None)
    if current is None:
        raise Http404
    days = FigureSnapshot.objects.filter(key=key).values_list("date", "value")
    described = {**_described(current), "days": [{"date": date.isoformat(), "value": value} for date, value in days]}
    return _open(JsonResponse(described, json_dumps_params={"ensure_ascii": False}))


@same_for_everyone()
def as_csv(request: HttpRequest) -> HttpResponse:
    """``/api/v1/figures.csv``: one line a figure (RFC 4180, UTF-8)."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["key", "value", "instant", *(f"{name}_{language}" for name in TEXTS for language in LANGUAGES)])
    for one in map(_described, published()):
        writer.writerow([one["key"], one["value"], one["instant"], *(one[name][language] for name in TEXTS for language in LANGUAGES)])
    return _open(HttpResponse(text.getvalue(), content_type="text/csv; charset=utf-8"))


def _described(one: Published) -> dict[str, Any]:
    return {
        "key": one.figure.key,
        "value": one.value,
        "instant": timezone.localtime(one.counted_at).isoformat(timespec="seconds"),
        **{name: {language: _in(language, one.figure, name) for language in LANGUAGES} for name in TEXTS},
    }


def _in(language: str, figure: Figure, name: str) -> str:
    with translation.override(language):
        return str(getattr(figure, name))


def _open(response: HttpResponse) -> HttpResponse:
    """Any page of anybody may read what is public."""
    response["Access-Control-Allow-Origin"] = "*"
    return response
