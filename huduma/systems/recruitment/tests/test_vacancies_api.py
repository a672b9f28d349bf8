"""The API for vacancies answers as its own OpenAPI document says."""

import csv
import io
import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from huduma.platform.institutions.tests.factories import make_institution
from huduma.platform.search.actions import reindex
from huduma.systems.recruitment.models import VacancyChange
from huduma.systems.recruitment.models.vacancy import LISTING
from huduma.systems.recruitment.states import VacancyState

from .factories import make_vacancy

TYPES = {"string": str, "integer": int, "boolean": bool, "array": list, "object": dict, "null": type(None)}


@pytest.fixture
def advertised(db):
    """What every example of the document finds: vacancies at ``moh`` in ``dodoma``, one of them closed and extended once."""
    region = make_institution("dodoma", kind="region", name_sw="Dodoma", name_en="Dodoma")
    ministry = make_institution("moh")
    make_vacancy(ministry, "2026-00001", region=region, closes_at=timezone.now() + timedelta(days=3))
    make_vacancy(ministry, "2026-00002", title_sw="=HYPERLINK(1)")
    closed = make_vacancy(ministry, "2026-00003", state=VacancyState.CLOSED, level="")
    VacancyChange.objects.create(vacancy=closed, verb="extend", reason_sw="a", reason_en="b", closed_at=timezone.now())
    reindex(listing=LISTING)


def document(client: Client) -> dict[str, Any]:
    return client.get("/api/v1/openapi.json").json()


def wrong(value: Any, schema: dict[str, Any], schemas: dict[str, Any], at: str = "$") -> list[str]:
    """Where ``value`` is not what ``schema`` says; keys that the schema does not know are wrong too, but in open objects."""
    if "$ref" in schema:
        return wrong(value, schemas[schema["$ref"].rpartition("/")[2]], schemas, at)
    if "anyOf" in schema:
        tries = [wrong(value, one, schemas, at) for one in schema["anyOf"]]
        return [] if [] in tries else tries[0]
    if ("const" in schema and value != schema["const"]) or ("enum" in schema and value not in schema["enum"]):
        return [f"{at} is {value!r}"]
    if "type" in schema and type(value) is not TYPES[schema["type"]]:
        return [f"{at} is no {schema['type']}: {value!r}"]
    if schema.get("format") == "date-time" and datetime.fromisoformat(value).utcoffset() is None:
        return [f"{at} has no offset"]
    if schema.get("type") == "array":
        return [one for place, item in enumerate(value) for one in wrong(item, schema["items"], schemas, f"{at}[{place}]")]
    if schema.get("type") == "object":
        known = schema.get("properties", {})
        found = [f"{at}.{name} is missing" for name in schema.get("required", []) if name not in value]
        return found + [one for name, inner in known.items() if name in value for one in wrong(value[name], inner, schemas, f"{at}.{name}")]
    return []


def test_every_path_and_parameter_answers_as_the_document_says(client, advertised):
    said = document(client)
    assert said["openapi"].startswith("3.1")
    schemas = said["components"]["schemas"]
    for path, methods in said["paths"].items():
        parameters = methods["get"]["parameters"]
        own = {parameter["name"]: parameter["example"] for parameter in parameters if parameter["in"] == "path"}
        asked = {parameter["name"]: parameter["example"] for parameter in parameters if parameter["in"] == "query"}
        for query in [{}, *({name: example} for name, example in asked.items()), asked]:
            answer = client.get("/api/v1" + path.format(**own), query)
            assert answer.status_code == 200, (path, query)
            assert answer["Access-Control-Allow-Origin"] == "*"
            [(kind, content)] = methods["get"]["responses"]["200"]["content"].items()
            assert answer["Content-Type"].startswith(kind)
            if kind == "application/json":
                assert wrong(answer.json(), content["schema"], schemas) == []


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("vacancies/?level=99", 400),
        ("vacancies.csv?closing=0", 400),
        ("vacancies/?page=99", 404),
        ("vacancies/?page=x", 404),
        ("vacancies/2020-1/", 404),
    ],
)
def test_what_is_wrong_is_named_as_the_document_says(client, advertised, path, status):
    answer = client.get(f"/api/v1/{path}")
    assert answer.status_code == status
    said = document(client)
    assert wrong(answer.json(), said["components"]["schemas"]["Errors"], said["components"]["schemas"]) == []
    assert answer.json()["errors"]


def test_pages_lead_through_all_of_them_once(client, advertised, settings, monkeypatch):
    monkeypatch.setattr("huduma.systems.recruitment.api.vacancies.PAGE", 2)
    address, found = "/api/v1/vacancies/?closed=on&institution=moh", []
    while address:
        page = client.get(re.sub(r"^http://[^/]+", "", address)).json()
        found += [vacancy["number"] for vacancy in page["vacancies"]]
        address = page["next"]
    assert sorted(found) == ["2026-00001", "2026-00002", "2026-00003"]
    assert page["count"] == 3
    assert "page=1" in page["previous"]


def test_a_criterion_is_structured_and_said_in_both_languages(client, advertised):
    vacancy = client.get("/api/v1/vacancies/2026-00001/").json()
    words = {"sw": "Elimu: Shahada ya kwanza (NTA 8) au zaidi, katika fani ya: TEHAMA"}
    words["en"] = "Education: Bachelor's degree (NTA 8) or higher, in: Information and communication technologies"
    assert vacancy["criteria"][0] == {"kind": "education", "level": "66", "fields": ["06"], "words": words}
    assert vacancy["region"] == {"code": "dodoma", "name": {"sw": "Dodoma", "en": "Dodoma"}}


def test_the_csv_holds_the_same_and_no_formula(client, advertised):
    text = b"".join(client.get("/api/v1/vacancies.csv?closed=on").streaming_content).decode()
    rows = list(csv.DictReader(io.StringIO(text)))
    assert {row["number"] for row in rows} == {"2026-00001", "2026-00002", "2026-00003"}
    assert {row["title_sw"] for row in rows} == {"Afisa TEHAMA Daraja la II", "'=HYPERLINK(1)"}
