"""Workbooks that go out and come back: who came, and what a member of a panel gave."""

from collections.abc import Iterable, Iterator
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from huduma.systems.recruitment.models import Call, PanelMember, Score, Stage
from huduma.systems.recruitment.sheets import Line, WrongSheet, read, write

from .panels import Mark

NUMBER, CAME, MARK, NOTE = "exam number", "present", "mark", "note"  # columns, the same in both languages: programs read them too
_YES, _NO = {"yes", "ndiyo", "y", "1", "true", "present", "yupo"}, {"no", "hapana", "0", "false", "absent", "hayupo"}
MOST = 60_000  # lines of a workbook


def attendance_sheet(stage: Stage) -> bytes:
    """Those called to ``stage``, by exam number, with what is known of who came."""
    calls = Call.objects.filter(stage=stage).order_by("centre__name", "at", "seat")
    rows = calls.values_list("application__exam_number", "centre__name", "at", "seat", "attended").iterator()
    said = {None: "", True: "yes", False: "no"}
    columns = [NUMBER, "centre", "when", "seat", CAME]
    return write(columns, ([n, c, f"{at:%Y-%m-%d %H:%M}", seat, said[came]] for n, c, at, seat, came in rows), stage.kind)


def read_attendance(stage: Stage, content: bytes, name: str) -> tuple[list[int], list[int]]:
    """The primary keys of the calls of who came and who did not; lines that say nothing are left out. Raises ``WrongSheet``."""
    keys = {str(number): key for number, key in Call.objects.filter(stage=stage).values_list("application__exam_number", "pk")}
    present: list[int] = []
    absent: list[int] = []
    for line, key in _lines(content, name, [NUMBER, CAME], keys):
        said = str(line.cells[CAME] if line.cells[CAME] is not None else "").strip().lower()
        if said in _YES:
            present.append(key)
        elif said in _NO:
            absent.append(key)
        elif said:
            raise WrongSheet(_("Line %(line)s, column “%(column)s”: write yes or no.") % {"line": line.number, "column": CAME})
    return present, absent


def score_sheet(member: PanelMember) -> bytes:
    """The member's own sheet: those who came, by exam number, with the marks that the member has given so far."""
    own = {score.call_id: score for score in Score.objects.filter(sheet__member=member)}
    rows = ([number, float(own[key].mark) if key in own else None, own[key].note if key in own else ""] for key, number in _heard(member))
    return write([NUMBER, MARK, NOTE], rows, member.panel.name)


def read_scores(member: PanelMember, content: bytes, name: str) -> dict[int, Mark]:
    """The marks of a workbook that came back, by the primary keys of the calls; lines without one are left out. Raises ``WrongSheet``."""
    keys = {number: key for key, number in _heard(member)}
    marks: dict[int, Mark] = {}
    for line, key in _lines(content, name, [NUMBER, MARK, NOTE], keys):
        if line.cells[MARK] in (None, ""):
            continue
        given = parse_mark(line.cells[MARK])
        if given is None:
            raise WrongSheet(
                _("Line %(line)s, column “%(column)s”: a mark is a number from 0 to 100.") % {"line": line.number, "column": MARK}
            )
        marks[key] = Mark(given, str(line.cells[NOTE] or ""))
    return marks


def parse_mark(said: Any) -> Decimal | None:
    """A mark from 0 to 100 with at most two decimals, or ``None`` when ``said`` is none."""
    try:
        given = Decimal(str(said).strip().replace(",", "."))
    except InvalidOperation:
        return None
    if not given.is_finite() or not 0 <= given <= 100 or given != round(given, 2):
        return None
    return round(given, 2)


def _heard(member: PanelMember) -> Iterable[tuple[int, Any]]:
    calls = Call.objects.filter(panel=member.panel_id, attended=True)
    return calls.order_by("application__exam_number").values_list("pk", "application__exam_number")


def _lines(content: bytes, name: str, columns: list[str], keys: dict[str, int]) -> Iterator[tuple[Line, int]]:
    """Each line with the primary key that its exam number stands for. Raises ``WrongSheet`` for one that is unknown, or comes twice."""
    seen: dict[str, int] = {}
    for line in read(content, name, columns, MOST):
        number = str(line.cells[NUMBER] or "")
        if number not in keys:
            raise WrongSheet(
                _("Line %(line)s, column “%(column)s”: “%(number)s” is none of the exam numbers here.")
                % {"line": line.number, "column": NUMBER, "number": number[:30]}
            )
        if number in seen:
            raise WrongSheet(
                _("Line %(line)s, column “%(column)s”: “%(number)s” stands in line %(first)s already.")
                % {"line": line.number, "column": NUMBER, "number": number, "first": seen[number]}
            )
        seen[number] = line.number
        yield line, keys[number]
