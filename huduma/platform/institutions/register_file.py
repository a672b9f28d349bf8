"""Reading a register of institutions from CSV (RFC 4180), and saying everything that is wrong with it by line and field.

Columns, in any order: code, kind, name_sw, name_en, parent, host, region, email, phone, website. Lines are counted as an editor of text
counts them, the header being line 1; a row that goes over several lines is named by its first.
"""

import csv
import io
import re
import threading
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from graphlib import TopologicalSorter
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import DomainNameValidator
from django.utils.translation import gettext as _

from .models import Institution
from .reserved import is_reserved

COLUMNS = ("code", "kind", "name_sw", "name_en", "parent", "host", "region", "email", "phone", "website")
LARGEST_FILE = 64 * 1024 * 1024  # bytes
MOST_ROWS = 20_000
LONGEST_CELL = 2000  # characters; the longest column holds 250

_host = DomainNameValidator(accept_idna=False)
_PHONE = re.compile(r"\+[1-9][0-9 -]{6,18}")
_one_reader = threading.Lock()  # csv's limit of a cell is one for the whole process


@dataclass(frozen=True)
class Row:
    """One line of the file, cleaned; an empty text where the cell is empty."""

    line: int
    code: str
    kind: str
    name_sw: str
    name_en: str
    parent: str
    host: str
    region: str
    email: str
    phone: str
    website: str


@dataclass(frozen=True, order=True)
class Problem:
    """Something wrong: in which line and field, and what, in the active language. ``field`` is empty when it is the whole line."""

    line: int
    field: str
    message: str

    def __str__(self) -> str:
        where = _("line %(line)d, %(field)s") if self.field else _("line %(line)d")
        return f"{where % {'line': self.line, 'field': self.field}}: {self.message}"


@dataclass
class RegisterFile:
    """What was read: the rows that can be entered, parents before those that name them, and all problems."""

    rows: list[Row] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


Rule = Callable[[Sequence[Row]], Iterable[tuple[Row, str, str]]]


def read(data: bytes, rule: Rule | None = None) -> RegisterFile:
    """Read a whole file. Whatever the bytes are, this returns; what cannot be used is among the problems.

    Rows are checked against each other and against the register as it is now (two queries). ``rule`` is that of whoever makes something of
    the register: it is given the rows that are right until then, and says of each that is not which field is wrong, and why.
    """
    lines = _Lines(data)
    checked = _Checked(lines.rows(), lines.problems, rule)
    return RegisterFile(checked.in_order(), sorted(set(checked.problems)))


class _Lines:
    """The file as cells: encoding, header, number and content of the cells."""

    def __init__(self, data: bytes) -> None:
        self.problems: list[Problem] = []
        self._data = data

    def rows(self) -> list[Row]:
        if len(self._data) > LARGEST_FILE:
            self._complain(1, "", _("The file is larger than %(size)d MB.") % {"size": LARGEST_FILE // 1024 // 1024})
            return []
        cells = self._cells()
        header = self._header(cells[0][1] if cells else [])
        found = [self._row(line, header, values) for line, values in cells[1:] if header and any(value.strip() for value in values)]
        return [row for row in found if row]

    def _cells(self) -> list[tuple[int, list[str]]]:
        """The cells of each row with the number of its first line. Bytes that are not UTF-8 become lone surrogates."""
        text = self._data.decode("utf-8-sig", errors="surrogateescape")
        reader = csv.reader(io.StringIO(text, newline=""), strict=True)
        found: list[tuple[int, list[str]]] = []
        line = 1
        with _one_reader:
            limit_before = csv.field_size_limit(LARGEST_FILE)  # so that a cell that is too long is named like any other
            try:
                for values in reader:
                    found.append((line, values))
                    line = reader.line_num + 1
                    if len(found) > MOST_ROWS:
                        self._complain(line, "", _("The file has more than %(most)d rows.") % {"most": MOST_ROWS})
                        break
            except csv.Error as error:
                self._complain(line, "", _("The quotation marks do not match: %(error)s.") % {"error": error})
            finally:
                csv.field_size_limit(limit_before)
        return found

    def _header(self, cells: list[str]) -> list[str]:
        """The names of the columns; none when the file cannot be read by them."""
        names = [name.strip() for name in cells]
        before = len(self.problems)
        if not names:
            self._complain(1, "", _("The file is empty."))
        elif any(_unprintable(name) for name in names):
            self._complain(1, "", _("This is not a CSV file in UTF-8."))
        else:
            self._complain_about_columns(names)
        return names if len(self.problems) == before else []

    def _complain_about_columns(self, names: list[str]) -> None:
        if len(names) == 1 and (";" in names[0] or "\t" in names[0]):
            self._complain(1, "", _("Columns are separated by commas."))
            return
        for name in COLUMNS:
            if name not in names:
                self._complain(1, name, _("This column is missing."))
        for name in dict.fromkeys(names):
            if name not in COLUMNS:
                self._complain(1, _short(name), _("There is no such column."))
            elif names.count(name) > 1:
                self._complain(1, name, _("This column is there more than once."))

    def _row(self, line: int, header: list[str], values: list[str]) -> Row | None:
        if len(values) != len(header):
            where = header[len(values)] if len(values) < len(header) else ""
            message = _("The line has %(count)d cells; %(expected)d are expected.") % {"count": len(values), "expected": len(header)}
            self._complain(line, where, message)
            return None
        cleaned = {name: self._cell(line, name, value) for name, value in zip(header, values, strict=True)}
        return Row(line=line, **{**cleaned, "host": cleaned["host"].lower()})

    def _cell(self, line: int, name: str, value: str) -> str:
        value = value.strip()
        if len(value) > LONGEST_CELL:
            message = _("The cell has %(count)d characters; %(most)d are the most.") % {"count": len(value), "most": LONGEST_CELL}
            self._complain(line, name, message)
        elif any(0xDC80 <= ord(character) <= 0xDCFF for character in value):
            self._complain(line, name, _("The text is not in UTF-8."))
        elif _unprintable(value):
            self._complain(line, name, _("The cell holds a line break or a character that cannot be printed."))
        elif value[:1] in ("=", "@") or (value[:1] in ("+", "-") and name != "phone"):
            self._complain(line, name, _("A text that begins with “%(sign)s” is a formula to a spreadsheet.") % {"sign": value[0]})
        return unicodedata.normalize("NFC", value[:LONGEST_CELL])

    def _complain(self, line: int, field: str, message: str) -> None:
        self.problems.append(Problem(line, field, message))


class _Checked:
    """The rows held against the register's rules, each other, and what the register has."""

    def __init__(self, rows: list[Row], problems: list[Problem], rule: Rule | None = None) -> None:
        self.problems = problems
        self._bad_lines = {problem.line for problem in problems}
        self._bad_cells = {(problem.line, problem.field) for problem in problems}
        self._rows = {row.code: row for row in rows}
        known = list(Institution.objects.values_list("code", "kind", "parent__code", "host"))
        self._kinds = {code: kind for code, kind, _parent, _host in known} | {row.code: row.kind for row in rows}
        self._parents = {code: parent or "" for code, _kind, parent, _host in known} | {r.code: r.parent for r in rows if r.parent}
        self._owners = {host: code for code, _kind, _parent, host in known}
        self._registered = {code for code, _kind, _parent, _host in known}
        for row in rows:
            self._check_fields(row)
            self._check_relations(row)
        self._check_twins(rows)
        self._check_circles()
        right = [row for row in rows if row.line not in self._bad_lines]
        for row, name, message in rule(right) if rule else ():
            self._complain(row, name, message)
        self._spread()

    def _complain(self, row: Row, field: str, message: str) -> None:
        if (row.line, field) not in self._bad_cells:  # of what cannot even be read, nothing more is said
            self.problems.append(Problem(row.line, field, message))
        self._bad_lines.add(row.line)

    def _check_fields(self, row: Row) -> None:
        if row.kind not in Institution.Kind.values:
            values = {"kind": _short(row.kind), "kinds": ", ".join(Institution.Kind.values)}
            self._complain(row, "kind", _("“%(kind)s” is not a kind. Write one of: %(kinds)s.") % values)
        for name in ("code", "name_sw", "name_en", "email", "website"):
            column: Any = Institution._meta.get_field(name)
            try:
                column.clean(getattr(row, name), None)
            except ValidationError as error:
                self._complain(row, name, " ".join(error.messages))
        if row.phone and not _PHONE.fullmatch(row.phone):
            self._complain(row, "phone", _("Write the number in international form, for example +255222112065."))
        if row.host:
            self._check_host(row)
        host = self._host_after(row)
        if host != settings.HOST and is_reserved(host) and self._owners.get(host) != row.code:
            self._complain(row, "host", _("The platform keeps “%(host)s” for itself. Write another host name.") % {"host": host})

    def _check_host(self, row: Row) -> None:
        if row.host == settings.HOST:
            self._complain(row, "host", _("This is the host of the national portal."))
            return
        try:
            _host(row.host)
        except ValidationError as error:
            self._complain(row, "host", " ".join(error.messages))
        longest = Institution._meta.get_field("host").max_length or 0
        if len(row.host) > longest:
            self._complain(row, "host", _("The host name is longer than %(most)d characters.") % {"most": longest})

    def _check_relations(self, row: Row) -> None:
        if row.parent and row.parent == row.code:
            self._complain(row, "parent", _("An institution cannot be its own parent."))
        for name in ("parent", "region"):
            other = getattr(row, name)
            if other and other not in self._kinds:
                message = _("There is no institution “%(code)s”, neither in the file nor on the register.") % {"code": _short(other)}
                self._complain(row, name, message)
        if row.region and row.region in self._kinds and self._kinds[row.region] != Institution.Kind.REGION:
            self._complain(row, "region", _("“%(code)s” is not a region.") % {"code": row.region})

    def _check_twins(self, rows: list[Row]) -> None:
        """No code and no host may be there twice. Who is right nobody knows, unless the register does, so all of them are wrong."""
        for name in ("code", "host"):
            seen: dict[str, Row] = {}
            for row in rows:
                value = row.code if name == "code" else self._host_after(row)
                twin = seen.setdefault(value, row)
                if value and twin is not row:
                    self._complain_about_twin(row, name, value, twin)
                    self._complain_about_twin(twin, name, value, row)
        for row in rows:
            owner = self._owners.get(self._host_after(row), row.code)
            if owner != row.code:
                self._complain(row, "host", _("“%(host)s” belongs to %(code)s.") % {"host": row.host or host_of(row), "code": owner})

    def _complain_about_twin(self, row: Row, name: str, value: str, twin: Row) -> None:
        if name == "code" or value not in self._owners:  # of a host that somebody on the register has, the others are told
            self._complain(row, name, _("“%(value)s” is also on line %(line)d.") % {"value": _short(value), "line": twin.line})

    def _host_after(self, row: Row) -> str:
        """The host that the row gives its institution; empty where it gives none."""
        return row.host or ("" if row.code in self._registered or not row.code else host_of(row))

    def _check_circles(self) -> None:
        done: set[str] = set()
        for start in self._rows:
            way: dict[str, None] = {}
            code = start
            while code and code not in done and code not in way:
                way[code] = None
                code = self._parents.get(code, "")
            if code in way:
                circle = list(way)[list(way).index(code) :]
                shown = " → ".join(_short(c) for c in [*circle[:5], *(["…"] if len(circle) > 5 else []), code])
                for member in circle:
                    if member in self._rows and len(circle) > 1:
                        self._complain(self._rows[member], "parent", _("The parents go round in a circle: %(way)s.") % {"way": shown})
            done.update(way)

    def _spread(self) -> None:
        """A row that needs a bad one is bad as well, and so on."""
        needed_by: dict[str, list[tuple[str, Row]]] = {}
        for row in self._rows.values():
            for name in ("parent", "region"):
                needed_by.setdefault(getattr(row, name), []).append((name, row))
        bad = [row for row in self._rows.values() if row.line in self._bad_lines]
        while bad:
            needed = bad.pop()
            for name, row in needed_by.get(needed.code, ()) if needed.code else ():
                if row.line not in self._bad_lines:
                    values = {"code": needed.code, "line": needed.line}
                    self._complain(row, name, _("“%(code)s” on line %(line)d cannot be imported.") % values)
                    bad.append(row)

    def in_order(self) -> list[Row]:
        """The good rows, each after its parent."""
        good = {code: row for code, row in self._rows.items() if row.line not in self._bad_lines}
        order = TopologicalSorter({code: [row.parent] if row.parent in good else [] for code, row in good.items()})
        return [good[code] for code in order.static_order()]


def host_of(row: Row) -> str:
    """The host of a new institution of this row."""
    return row.host or f"{row.code}.{settings.HOST}"


def _unprintable(text: str) -> bool:
    """Whether ``text`` holds control characters, line breaks, lone surrogates or signs that are seen only by what they do to others."""
    return any(unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp") for character in text)


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:40]}…"
