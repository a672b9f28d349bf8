"""What somebody can show: registration with a board, a language, documents, referees."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from huduma.systems.recruitment.codes import BOARDS, DOCUMENTS, LANGUAGES

from .criterion import Criterion, Finding, Profile, day, entries, whole_number, words

SKILLS = ("speaking", "reading", "writing")
BEST = 3  # of the grades: not at all, a little, well, very well


@dataclass(frozen=True)
class Registration(Criterion):
    """Registered with the professional ``board`` (``codes.BOARDS``), and still so on the day of judging."""

    board: str

    kind = "registration"
    section = "registrations"
    by_day = True

    def judge(self, profile: Profile, on: date) -> Finding:
        with_board = [entry for entry in entries(profile, "registrations") if entry.get("board") == self.board]
        in_force = [entry for entry in with_board if entry.get("until") is None or (day(entry["until"]) or date.min) >= on]
        return self._found(bool(in_force), next(iter(in_force or with_board), None))

    def wrong(self) -> str:
        return "" if self.board in BOARDS else "board"

    def __str__(self) -> str:
        return _("Registered with: %(board)s") % {"board": BOARDS[self.board]}

    def tell(self, datum: Any) -> str:
        number = datum.get("number") or "–"
        if datum.get("until") is None:
            return _("Registered, number %(number)s") % {"number": number}
        return _("Registered, number %(number)s, until %(day)s") % {"number": number, "day": datum["until"]}


@dataclass(frozen=True)
class Language(Criterion):
    """Speaks, reads and writes ``language`` at least as well as ``grade``: 1 a little, 2 well, 3 very well. The weakest of the three
    counts."""

    language: str
    grade: int = 2

    kind = "language"
    section = "languages"

    def judge(self, profile: Profile, on: date) -> Finding:
        entry = next((entry for entry in entries(profile, "languages") if entry.get("language") == self.language), None)
        return self._found(entry is not None and _weakest(entry) >= self.grade, entry)

    def wrong(self) -> str:
        if self.language not in LANGUAGES:
            return "language"
        return "" if whole_number(self.grade, 1, BEST) else "grade"

    def __str__(self) -> str:
        return _("Language: %(language)s, %(grade)s") % {"language": LANGUAGES[self.language], "grade": graded(self.grade)}

    def tell(self, datum: Any) -> str:
        return _("%(language)s, %(grade)s") % {"language": LANGUAGES[self.language], "grade": graded(_weakest(datum))}


def _weakest(entry: Mapping[str, Any]) -> int:
    return min(entry[skill] if whole_number(entry.get(skill), 0, BEST) else 0 for skill in SKILLS)


def graded(grade: int) -> str:
    """A grade of a language in words of the active language."""
    return (_("not at all"), _("a little"), _("well"), _("very well"))[grade]


@dataclass(frozen=True)
class Documents(Criterion):
    """Every one of ``documents`` (``codes.DOCUMENTS``) has been uploaded. What decides is the list of those that are missing."""

    documents: tuple[str, ...]

    kind = "documents"
    section = "documents"

    def judge(self, profile: Profile, on: date) -> Finding:
        there = [entry.get("kind") for entry in entries(profile, "documents")]
        missing = [document for document in self.documents if document not in there]
        return self._found(not missing, missing)

    def wrong(self) -> str:
        return "" if words(self.documents) and self.documents and all(one in DOCUMENTS for one in self.documents) else "documents"

    def __str__(self) -> str:
        return _("Documents: %(documents)s") % {"documents": _named(self.documents)}

    def tell(self, datum: Any) -> str:
        return _("Missing: %(documents)s") % {"documents": _named(datum)} if datum else _("All are there.")


def _named(documents: Any) -> str:
    return ", ".join(str(DOCUMENTS[document]) for document in documents)


@dataclass(frozen=True)
class Referees(Criterion):
    """At least ``number`` people who can be asked about the applicant, each with a name and a way to reach them."""

    number: int = 3

    kind = "referees"
    section = "referees"

    def judge(self, profile: Profile, on: date) -> Finding:
        reachable = sum(bool(entry.get("name") and (entry.get("phone") or entry.get("email"))) for entry in entries(profile, "referees"))
        return self._found(reachable >= self.number, reachable)

    def wrong(self) -> str:
        return "" if whole_number(self.number, 1, 10) else "number"

    def __str__(self) -> str:
        return ngettext("%(number)s referee", "%(number)s referees", self.number) % {"number": self.number}

    def tell(self, datum: Any) -> str:
        return ngettext("%(number)s with name and contact", "%(number)s with names and contacts", datum) % {"number": datum}
