"""Vacancies from a workbook: all of it or nothing, every mistake with line and column, however hostile the file."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.html import escape
from openpyxl import load_workbook

from huduma.platform.accounts.testing import ProvenClient
from huduma.platform.institutions.models import Institution
from huduma.platform.institutions.scoping import whole_nation
from huduma.platform.institutions.tests.factories import appoint, make_institution, make_person
from huduma.systems.recruitment.models import Vacancy
from tests.peers.worlds import made_once

pytestmark = pytest.mark.django_db


@made_once
def secretary():
    """An officer of the secretariat, beside a region."""
    person, home = make_person("mwandishi", language="en"), make_institution("moha")
    make_institution("dodoma-rs", kind=Institution.Kind.REGION)
    appoint(person, home, "recruitment.secretariat")
    return person


@pytest.fixture
def writer(secretary):
    client = ProvenClient()
    client.force_login(secretary)
    return client


@pytest.fixture
def book(writer):
    """The empty workbook as it is downloaded, with the line of the example in it."""
    response = writer.get(reverse("vacancies:template"))
    assert response.status_code == 200
    return response.content


def filled(content, *lines):
    """The workbook with the example changed for each of ``lines``, as it is sent."""
    book = load_workbook(io.BytesIO(content))
    sheet = book.active
    columns = [cell.value for cell in sheet[1]]
    example = [cell.value for cell in sheet[2]]
    sheet.delete_rows(2)
    for line in lines:
        sheet.append([line.get(column, value) for column, value in zip(columns, example, strict=True)])
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def send(writer, content, name="nafasi.xlsx"):
    return writer.post(reverse("vacancies:import"), {"file": SimpleUploadedFile(name, content)})


def said_of(response):
    """What was wrong with the file, line by line."""
    assert response.status_code == 200
    assert response.context["form"].errors
    problems = response.context["form"].sheet.problems
    assert all(escape(problem) in response.text for problem in problems)
    return problems


def count():
    with whole_nation():
        return Vacancy.objects.count()


def test_a_workbook_becomes_drafts_once_however_often_it_is_sent(writer, book):
    content = filled(book, {}, {"reference": "2", "education_fields": 6, "languages": "", "posts": 1.0})
    assert send(writer, content).status_code == 302
    assert send(writer, content).status_code == 302
    with whole_nation():
        first, second = Vacancy.objects.order_by("pk")
    assert (first.state, first.institution.code, first.region.code, first.reference) == ("draft", "moha", "dodoma-rs", "2026/MOHA/014")
    assert first.opens_at.isoformat() == "2026-12-01T05:00:00+00:00"  # eight in the morning in Dar es Salaam
    assert [criterion["kind"] for criterion in first.criteria] == [
        *("education", "age", "citizenship", "language", "language", "documents", "referees")
    ]
    assert second.criteria[0]["fields"] == ["06"]
    assert second.written_by.email == "mwandishi@example.go.tz"


def test_every_mistake_is_told_with_its_line_and_column_and_nothing_is_imported(writer, book):
    wrong = {"reference": "3", "institution": "nobody", "region": "moha", "posts": "many", "age_least": 60, "languages": "sw:9"}
    content = filled(book, {}, wrong, {"title_sw": ""}, {"closes_at": "2026-11-01 08:00", "reference": "5"})
    said = said_of(send(writer, content))
    for expected in (
        "Line 3, column “institution”: there is no such institution.",
        "Line 3, column “region”: there is no such region.",
        "Line 3, column “posts”: Enter a whole number.",
        "Line 3, column “age_most”: Criterion 2: “To (years)” is missing or not understood.",
        "Line 3, column “languages”: write it like this: sw:3, en:2",
        "Line 4, column “title_sw”: This field is required.",
        "Line 5, column “closes_at”: It closes before it opens.",
    ):
        assert expected in said
    assert count() == 0
    same = said_of(send(writer, filled(book, {}, {})))
    assert same == ["Line 3, column “reference”: the same as in line 2."]
    assert count() == 0


def rewritten(content, part, change):
    """The workbook with ``change`` made to one of its parts."""
    kept = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.namelist():
            new.writestr(entry, change(old.read(entry)) if entry == part else old.read(entry))
    return kept.getvalue()


def far_away(sheet):
    """A last cell in the last row that a spreadsheet can have."""
    return sheet.replace(b"</sheetData>", b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>')


def bomb(sheet):
    """Entities that unfold to a billion laughs."""
    entities = b'<!ENTITY a0 "ha">' + b"".join(b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 10))
    return sheet.replace(b"<worksheet", b"<!DOCTYPE x [" + entities + b"]><worksheet", 1).replace(b"<sheetData>", b"<sheetData>&a9;")


SHEET = "xl/worksheets/sheet1.xml"
HOSTILE = {
    "no zip": lambda content: b"MZ\x90\x00 not a workbook",
    "cut off": lambda content: content[: len(content) // 2],
    "a broken sheet": lambda content: rewritten(content, SHEET, lambda sheet: sheet[: len(sheet) // 2]),
    "no sheet": lambda content: rewritten(content, "xl/workbook.xml", lambda book: book[:200]),
    "a cell a million rows away": lambda content: rewritten(content, SHEET, far_away),
    "a billion laughs": lambda content: rewritten(content, SHEET, bomb),
    "sixty megabytes of blanks": lambda content: rewritten(content, SHEET, lambda sheet: sheet + b" " * 70 * 1024**2),
    "larger than it may be": lambda content: content + b"\0" * 3 * 1024**2,
}


@pytest.mark.timeout(60)
@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_workbook_is_refused_in_words(writer, book, kind):
    assert said_of(send(writer, HOSTILE[kind](filled(book, {}))))
    assert count() == 0


@pytest.mark.slow
def test_no_more_lines_than_can_be_looked_at(writer, book):
    said = said_of(send(writer, filled(book, *({"reference": str(number)} for number in range(501)))))
    assert said == ["There are more than 500 lines. Send them in parts."]


def test_only_the_secretariat_imports(writer):
    officer = make_person("mwajiri", language="en")
    with whole_nation():
        appoint(officer, Institution.objects.get(code="moha"), "recruitment.officer")
    client = ProvenClient()
    client.force_login(officer)
    for screen in ("vacancies:import", "vacancies:template", "vacancies:add"):
        assert client.get(reverse(screen)).status_code in (302, 403, 404)
