"""``/api/v1/openapi.json``: what the addresses for vacancies and figures give (OpenAPI 3.1). Kept by hand; a test holds it to the truth."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse

from huduma.platform.delivery.caching import same_for_everyone
from huduma.platform.portal.addresses import portal_url
from huduma.systems.recruitment.codes import LEVELS
from huduma.systems.recruitment.criteria import KINDS
from huduma.systems.recruitment.forms.vacancies import MOST_DAYS
from huduma.systems.recruitment.models.vacancy import PUBLIC
from huduma.systems.recruitment.states import VacancyState

Schema = dict[str, Any]


def _object(**properties: Schema) -> Schema:
    return {"type": "object", "required": list(properties), "properties": properties}


def _or_null(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "null"}]}


def _list(schema: Schema) -> Schema:
    return {"type": "array", "items": schema}


def _ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


TEXT: Schema = {"type": "string"}
NUMBER: Schema = {"type": "integer"}
INSTANT: Schema = {"type": "string", "format": "date-time"}
DAY: Schema = {"type": "string", "format": "date"}
MONTH: Schema = {"type": "string", "pattern": r"^\d{4}-\d{2}$"}
COUNTED: Schema = {
    "anyOf": [NUMBER, TEXT],
    "description": "A number; the text “<5” for one from 1 to 4, and “…” for one that would betray such a number.",
}
ADDRESS: Schema = {"type": "string", "format": "uri"}
STATES = [str(state) for state in (*PUBLIC, VacancyState.WITHDRAWN)]

_BRIEF: dict[str, Schema] = {
    "number": {**TEXT, "examples": ["2026-00001"]},
    "url": _object(sw=ADDRESS, en=ADDRESS),
    "title": _ref("Texts"),
    "summary": _ref("Texts"),
    "institution": _ref("Institution"),
    "region": _or_null(_ref("Institution")),
    "occupation": _object(code=TEXT, standard={"const": "ISCO-08"}, group=_or_null(_ref("Code"))),
    "level": _or_null(_ref("Code")),
    "salary_scale": TEXT,
    "posts": {**NUMBER, "minimum": 1},
    "opens_at": INSTANT,
    "closes_at": {**INSTANT, "description": "Applications that reach the server before this instant are taken."},
    "published_at": INSTANT,
    "state": {"type": "string", "enum": STATES},
    "takes_failing": {"type": "boolean", "description": "Whether somebody who does not meet a criterion may apply."},
    "criteria": _list(_ref("Criterion")),
    "judged_on": {**DAY, "description": "The day on which age, experience and registration are counted. An extension does not move it."},
}
_WHOLE: dict[str, Schema] = {
    **_BRIEF,
    "duties": _object(sw=_list(TEXT), en=_list(TEXT)),
    "assessment": _ref("Texts"),
    "appeal_days": NUMBER,
    "changes": _list(_ref("Change")),
}
SCHEMAS: dict[str, Schema] = {
    "Texts": {**_object(sw=TEXT, en=TEXT), "description": "The same text in Swahili and in English."},
    "Institution": _object(code=TEXT, name=_ref("Texts")),
    "Code": _object(code=TEXT, name=_ref("Texts")),
    "Criterion": {
        **_object(kind={"type": "string", "enum": list(KINDS)}, words=_ref("Texts")),
        "description": "One thing that is asked for: its kind, what a machine compares, and the same in words.",
    },
    "Change": _object(verb=TEXT, at=INSTANT, reason=_ref("Texts"), closed_at=INSTANT, closes_at=_or_null(INSTANT)),
    "Vacancy": _object(**_BRIEF),
    "WholeVacancy": _object(**_WHOLE),
    "Vacancies": _object(count=NUMBER, pages=NUMBER, next=_or_null(ADDRESS), previous=_or_null(ADDRESS), vacancies=_list(_ref("Vacancy"))),
    "Figures": _object(
        figures=_list(
            _object(institution=TEXT, name_sw=TEXT, name_en=TEXT, month=MONTH, vacancies=NUMBER, applications=COUNTED, placements=COUNTED)
        )
    ),
    "Errors": _object(errors={"type": "object", "additionalProperties": _list(_object(message=TEXT, code=TEXT))}),
}


def _parameter(name: str, description: str, example: Any, schema: Schema) -> Schema:
    return {"name": name, "in": "query", "description": description, "schema": schema, "example": example}


FILTERS = [
    _parameter("q", "Words, all of which the announcement holds; the last may be unfinished.", "afisa", {**TEXT, "maxLength": 200}),
    _parameter("occupation", "The beginning of a code of ISCO-08.", "25", {**TEXT, "pattern": r"^\d{1,4}$"}),
    _parameter("region", "The code of a region on the register of institutions.", "dodoma", TEXT),
    _parameter("institution", "The code of an institution on the register.", "moh", TEXT),
    _parameter("level", "The level of education asked for (ISCED).", "66", {"type": "string", "enum": [level.code for level in LEVELS]}),
    _parameter("scale", "The salary scale.", "TGS D", {**TEXT, "maxLength": 20}),
    _parameter("closing", "Closes within so many days.", 7, {**NUMBER, "minimum": 1, "maximum": MOST_DAYS}),
    _parameter("closed", "Closed vacancies too.", "on", {"type": "string", "enum": ["on"]}),
]
PAGE = _parameter("page", "The number of a page, from 1.", 1, {**NUMBER, "minimum": 1})


def _answer(description: str, kind: str, schema: Schema) -> Schema:
    return {"description": description, "content": {kind: {"schema": schema}}}


_ERRORS = _ref("Errors")
_BAD = _answer("A filter is not understood; the errors by its name.", "application/json", _ERRORS)
PATHS: dict[str, Schema] = {
    "/vacancies/": {
        "get": {
            "operationId": "listVacancies",
            "summary": "Open vacancies, the first to close first",
            "parameters": [*FILTERS, PAGE],
            "responses": {
                "200": _answer("One page of them.", "application/json", _ref("Vacancies")),
                "400": _BAD,
                "404": _answer("There is no such page.", "application/json", _ERRORS),
            },
        }
    },
    "/vacancies/{number}/": {
        "get": {
            "operationId": "readVacancy",
            "summary": "One vacancy, with all that its page says",
            "parameters": [{"name": "number", "in": "path", "required": True, "schema": TEXT, "example": "2026-00001"}],
            "responses": {
                "200": _answer("The vacancy.", "application/json", _ref("WholeVacancy")),
                "404": _answer("No vacancy of this number was published.", "application/json", _ERRORS),
            },
        }
    },
    "/vacancies.csv": {
        "get": {
            "operationId": "exportVacancies",
            "summary": "All that a list would hold, one line each (RFC 4180)",
            "parameters": FILTERS,
            "responses": {"200": _answer("The lines.", "text/csv", TEXT), "400": _BAD},
        }
    },
    "/recruitment/figures/": {
        "get": {
            "operationId": "listFigures",
            "summary": "Vacancies, applications and placements by institution and month",
            "parameters": [],
            "responses": {"200": _answer("One line for each institution and month.", "application/json", _ref("Figures"))},
        }
    },
    "/recruitment/figures.csv": {
        "get": {
            "operationId": "exportFigures",
            "summary": "The same, one line each (RFC 4180)",
            "parameters": [],
            "responses": {"200": _answer("The lines.", "text/csv", TEXT)},
        }
    },
}


@same_for_everyone()
def document(request: HttpRequest) -> HttpResponse:
    """The whole document."""
    said = {
        "openapi": "3.1.0",
        "info": {
            "title": "Huduma: vacancies in the public service",
            "version": "1",
            "description": "Open data, in Swahili and English. No key is needed.",
        },
        "servers": [{"url": portal_url("/api/v1")}],
        "paths": PATHS,
        "components": {"schemas": SCHEMAS},
    }
    response = JsonResponse(said, json_dumps_params={"ensure_ascii": False})
    response["Access-Control-Allow-Origin"] = "*"
    return response
