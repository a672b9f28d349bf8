"""Reading a register from CSV: whatever the bytes are, every error is named by line and field."""

import csv
import io
import time
import unicodedata

import pytest
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from huduma.platform.institutions.actions import import_register
from huduma.platform.institutions.models import Institution, InstitutionChange
from huduma.platform.institutions.register_file import COLUMNS, RegisterFile, read
from huduma.platform.institutions.reserved import LABELS
from huduma.platform.institutions.tests.factories import make_institution

pytestmark = pytest.mark.django_db

HEADER = ",".join(COLUMNS)
GOOD = "nemc,agency,Baraza la Mazingira,Environment Council,,,,info@nemc.go.tz,+255222774889,https://www.nemc.or.tz"


def table(*lines: str, header: str = HEADER, end: str = "\n") -> bytes:
    return end.join([header, *lines, ""]).encode()


def places(file: RegisterFile) -> list[tuple[int, str]]:
    """Line and field of every problem."""
    return [(problem.line, problem.field) for problem in file.problems]


def row(code: str = "x", **values: str) -> str:
    """A line that is right but for ``values``."""
    cells = {"code": code, "kind": "agency", "name_sw": "Jina", "name_en": "Name"} | values
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerow([cells.get(name, "") for name in COLUMNS])
    return text.getvalue()[:-1]


def test_a_good_line_is_read_as_it_is():
    file = read(table(GOOD))
    assert file.problems == []
    assert [(r.line, r.code, r.name_sw, r.email) for r in file.rows] == [(2, "nemc", "Baraza la Mazingira", "info@nemc.go.tz")]


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"\xef\xbb\xbf" + table(GOOD), id="byte order mark"),
        pytest.param(table(GOOD, end="\r\n"), id="Windows line ends"),
        pytest.param(table("", " , ,,,,,,,, ", GOOD, "", ""), id="blank lines"),
        pytest.param(table(",".join(reversed(GOOD.split(","))), header=",".join(reversed(COLUMNS))), id="another order"),
        pytest.param(table(GOOD).rstrip(b"\n"), id="no end of the last line"),
    ],
)
def test_what_spreadsheets_do_to_a_file_is_harmless(data):
    file = read(data)
    assert file.problems == []
    assert [r.code for r in file.rows] == ["nemc"]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        pytest.param(b"", (1, ""), id="empty"),
        pytest.param(b"\n\n", (1, ""), id="blank"),
        pytest.param(table(GOOD).decode().encode("utf-16"), (1, ""), id="UTF-16"),
        pytest.param(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256)) * 40, (1, ""), id="picture"),
        pytest.param(b"PK\x03\x04" + bytes(range(256)), (1, ""), id="spreadsheet file"),
        pytest.param(table(GOOD).replace(b",", b";"), (1, ""), id="semicolons"),
        pytest.param(table(GOOD, header=HEADER.replace(",region", "")), (1, "region"), id="column missing"),
        pytest.param(table(GOOD, header=HEADER + ",budget"), (1, "budget"), id="column too many"),
        pytest.param(table(GOOD, header=HEADER + ",code"), (1, "code"), id="column twice"),
        pytest.param(table(GOOD + ",more"), (2, ""), id="cell too many"),
        pytest.param(table("nemc,agency,Baraza"), (2, "name_en"), id="cells missing"),
        pytest.param(table(GOOD, '"never,closed'), (3, ""), id="open quotation mark"),
        pytest.param(table(row(kind="wizara")), (2, "kind"), id="unknown kind"),
        pytest.param(table(row(kind="")), (2, "kind"), id="no kind"),
        pytest.param(table(row("NEMC HQ")), (2, "code"), id="bad code"),
        pytest.param(table(row("")), (2, "code"), id="no code"),
        pytest.param(table(row("a" * 41)), (2, "code"), id="long code"),
        pytest.param(table(row(name_sw="")), (2, "name_sw"), id="no name"),
        pytest.param(table(row(name_en="x" * 251)), (2, "name_en"), id="long name"),
        pytest.param(table(row(email="not an address")), (2, "email"), id="bad e-mail"),
        pytest.param(table(row(phone="0222")), (2, "phone"), id="bad phone"),
        pytest.param(table(row(website="javascript:alert(1)")), (2, "website"), id="bad website"),
        pytest.param(table(row(host="no_such host")), (2, "host"), id="bad host"),
        pytest.param(table(row(host="localhost")), (2, "host"), id="the portal's host"),
        pytest.param(table(row(host="office.localhost")), (2, "host"), id="a host of the platform"),
        pytest.param(table(row("mail")), (2, "host"), id="a host of the platform, from the code"),
        pytest.param(table(row(host=".".join(["a" * 60] * 4))), (2, "host"), id="long host"),
        pytest.param(table(row(parent="nowhere")), (2, "parent"), id="unknown parent"),
        pytest.param(table(row(parent="x")), (2, "parent"), id="own parent"),
        pytest.param(table(row(region="nowhere")), (2, "region"), id="unknown region"),
        pytest.param(table(GOOD, row(region="nemc")), (3, "region"), id="region that is none"),
        pytest.param(table(row(name_sw="=cmd|' /C calc'!A0")), (2, "name_sw"), id="formula"),
        pytest.param(table(row(name_en="@SUM(A1)")), (2, "name_en"), id="formula with @"),
        pytest.param(table(row(name_sw="two\nlines")), (2, "name_sw"), id="line break in a cell"),
        pytest.param(table(row(name_sw="a\0b")), (2, "name_sw"), id="NUL"),
        pytest.param(table(row(name_sw="abc\u202edef")), (2, "name_sw"), id="turned writing"),
        pytest.param(table(GOOD).replace(b"Mazingira", b"Maz\xedngira"), (2, "name_sw"), id="Latin-1"),
        pytest.param(table(GOOD, row(name_sw="x" * 10_000_000)), (3, "name_sw"), id="ten megabytes in a cell"),
    ],
)
def test_a_bad_file_is_refused_with_line_and_field(data, expected):
    file = read(data)
    assert places(file) == [expected]
    assert all(r.code == "nemc" for r in file.rows)


def test_all_errors_are_named_and_lines_are_counted_as_an_editor_counts_them():
    file = read(table(row("a", kind="x", email="y"), row("b", name_sw="one\r\ntwo"), "", GOOD, row("c", phone="1", parent="d")))
    assert places(file) == [(2, "email"), (2, "kind"), (3, "name_sw"), (7, "parent"), (7, "phone")]


def test_whoever_is_there_twice_is_named_on_both_lines():
    file = read(
        table(
            row("a", host="a.go.tz"), row("b", host="A.go.tz"), row("c"), row("c", host="c2.go.tz"), row("d", host="e.localhost"), row("e")
        )
    )
    assert places(file) == [(2, "host"), (3, "host"), (4, "code"), (5, "code"), (6, "host"), (7, "host")]
    assert file.rows == []


def test_a_host_of_another_institution_is_refused():
    make_institution("tra", host="tra.go.tz")
    assert places(read(table(row("nida", host="tra.go.tz"), row("tra", host="tra.go.tz")))) == [(2, "host")]


def test_who_has_a_reserved_host_since_before_keeps_it():
    make_institution("vpn", host="vpn.localhost")
    assert read(table(row("vpn"), row("x", host="x.vpn.localhost"), row("y", host="mail.go.tz"))).problems == []
    assert places(read(table(row("vpn", host="ftp.localhost")))) == [(2, "host")]


def test_circles_of_parents_are_found_also_through_the_register():
    assert places(read(table(row("a", parent="b"), row("b", parent="c"), row("c", parent="a"), row("d", parent="a")))) == [
        (2, "parent"),
        (3, "parent"),
        (4, "parent"),
        (5, "parent"),
    ]
    old = make_institution("old")
    make_institution("younger", parent=old)
    assert places(read(table(row("old", parent="younger")))) == [(2, "parent")]


def test_a_parent_may_come_later_and_a_bad_one_takes_its_children_along():
    file = read(table(row("c", parent="b"), row("b", parent="a"), row("a"), row("f", parent="e"), row("e", parent="d"), row("d", kind="x")))
    assert [r.code for r in file.rows] == ["a", "b", "c"]
    assert places(file) == [(5, "parent"), (6, "parent"), (7, "kind")]


def test_a_region_may_come_under_an_institution_that_lies_in_it():
    file = read(table(row("tamisemi", kind="ministry", region="dodoma-rs"), row("dodoma-rs", kind="region", parent="tamisemi")))
    assert file.problems == []
    import_register(rows=file.rows, by=None)
    assert Institution.objects.get(code="tamisemi").region.code == "dodoma-rs"
    assert Institution.objects.get(code="dodoma-rs").parent.code == "tamisemi"


def test_repeating_an_import_changes_nothing_and_a_changed_line_is_amended_with_history():
    first = import_register(rows=read(table(GOOD, row("tra"))).rows, by=None)
    assert [i.code for i in first.registered] == ["nemc", "tra"]
    assert Institution.objects.get(code="tra").host == "tra.localhost"
    again = import_register(rows=read(table(GOOD, row("tra"))).rows, by=None)
    assert (again.registered, again.amended, len(again.unchanged)) == ([], [], 2)
    assert InstitutionChange.objects.count() == 2
    third = import_register(rows=read(table(GOOD.replace("Council", "Authority"), row("tra"))).rows, by=None)
    assert [i.code for i in third.amended] == ["nemc"]
    assert InstitutionChange.objects.filter(institution__code="nemc").latest("pk").what == "RENAMED"


def test_an_empty_cell_says_nothing():
    import_register(rows=read(table(GOOD)).rows, by=None)
    import_register(rows=read(table(row("nemc", name_sw="Baraza la Mazingira", name_en="Environment Council"))).rows, by=None)
    assert Institution.objects.get(code="nemc").email == "info@nemc.go.tz"


def test_problems_are_told_in_the_readers_language():
    with translation.override("sw"):
        swahili = str(read(table(row(kind="x"))).problems[0])
    with translation.override("en"):
        english = str(read(table(row(kind="x"))).problems[0])
    assert swahili.startswith("mstari wa 2, kind: ")
    assert english.startswith("line 2, kind: ")
    assert swahili.partition(": ")[2] != english.partition(": ")[2]


@pytest.mark.slow
def test_a_hostile_file_of_the_largest_size_is_read_in_bounded_time():
    chain = [row(f"c{n}", parent=f"c{n + 1}") for n in range(15_000)]
    began = time.process_time()
    file = read(table(*chain))
    assert {field for _line, field in places(file)} == {"parent"}
    assert file.rows == []
    assert time.process_time() - began < 60


names = st.text(st.characters(categories=["L", "N", "P", "S", "Zs"]), min_size=1, max_size=80).map(str.strip)
good_names = names.filter(lambda name: name and name[0] not in "=+-@")
codes = st.from_regex(r"[a-z][a-z0-9]{0,8}(-[a-z0-9]{1,8})?", fullmatch=True).filter(lambda code: code not in LABELS)
kinds = st.sampled_from([kind.value for kind in Institution.Kind])


@pytest.mark.slow
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(codes, st.tuples(kinds, good_names, good_names), max_size=8))
def test_what_was_written_is_read_again(db, nation):
    lines = [row(code, kind=kind, name_sw=sw, name_en=en) for code, (kind, sw, en) in nation.items()]
    file = read(table(*lines))
    assert file.problems == []
    expected = {code: (kind, unicodedata.normalize("NFC", sw), unicodedata.normalize("NFC", en)) for code, (kind, sw, en) in nation.items()}
    assert {r.code: (r.kind, r.name_sw, r.name_en) for r in file.rows} == expected


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=400), st.booleans(), st.integers(0, 400))
def test_no_bytes_are_too_strange(db, noise, with_header, at):
    whole = table(GOOD, row("tra", parent="nemc"))
    data = whole[:at] + noise + whole[at:] if with_header else noise
    file = read(data)
    for problem in file.problems:
        assert problem.line >= 1
        assert str(problem)
    for line in file.rows:
        Institution(code=line.code, kind=line.kind, name_sw=line.name_sw, name_en=line.name_en).clean_fields(
            exclude=["host", "status_date"]
        )
