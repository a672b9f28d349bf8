"""The sections of a profile that are lists: what each is called, what is filled in, and how an entry is told."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from huduma.systems.recruitment.codes import BOARDS, FIELDS, LANGUAGES, LEVELS, OCCUPATIONS
from huduma.systems.recruitment.codes.code import Codes

from .entries import (
    GRADES,
    EducationForm,
    EntryForm,
    ExperienceForm,
    LanguageForm,
    RefereeForm,
    RegistrationForm,
    TrainingForm,
    span,
)

Entry = Mapping[str, Any]


@dataclass(frozen=True)
class Section:
    """``tell`` gives an entry's heading and the line below it, in the active language; ``note`` says what belongs here.

    ``least``: how many entries most vacancies ask for.
    """

    key: str
    label: str | Promise
    add: str | Promise
    note: str | Promise
    form: type[EntryForm]
    tell: Callable[[Entry], tuple[str, str]]
    least: int = 0


def _word(codes: Codes, code: Any) -> str:
    return str(codes.nearest(str(code or "")) or code or "")


def _joined(*parts: Any) -> str:
    return " · ".join(str(part) for part in parts if part)


def _education(entry: Entry) -> tuple[str, str]:
    heading = entry.get("programme") or _word(FIELDS, entry.get("field"))
    return _joined(_word(LEVELS, entry.get("level")), heading), _joined(entry.get("institution"), entry.get("year"), entry.get("award"))


def _registration(entry: Entry) -> tuple[str, str]:
    until = _("until %(day)s") % {"day": entry["until"]} if entry.get("until") else ""
    return _word(BOARDS, entry.get("board")), _joined(entry.get("number"), until)


def _language(entry: Entry) -> tuple[str, str]:
    grades = dict(GRADES)
    said = {_("Speaking"): entry.get("speaking"), _("Reading"): entry.get("reading"), _("Writing"): entry.get("writing")}
    return _word(LANGUAGES, entry.get("language")), _joined(*(f"{skill}: {grades.get(grade, '–')}" for skill, grade in said.items()))  # type: ignore[arg-type,call-overload]


def _experience(entry: Entry) -> tuple[str, str]:
    return str(entry.get("post") or "–"), _joined(entry.get("employer"), span(entry), _word(OCCUPATIONS, entry.get("occupation")))


def _training(entry: Entry) -> tuple[str, str]:
    return str(entry.get("title") or "–"), _joined(entry.get("institution"), entry.get("year"))


def _referee(entry: Entry) -> tuple[str, str]:
    return str(entry.get("name") or "–"), _joined(entry.get("post"), entry.get("phone"), entry.get("email"))


SECTIONS = {
    section.key: section
    for section in (
        Section(
            "education",
            gettext_lazy("Education"),
            gettext_lazy("Add education"),
            gettext_lazy("Everything you have a certificate of, from Form Four or Standard VII up."),
            EducationForm,
            _education,
            least=1,
        ),
        Section(
            "registrations",
            gettext_lazy("Professional registration"),
            gettext_lazy("Add a registration"),
            gettext_lazy("With boards and councils of your profession, such as ERB, NBAA or MCT."),
            RegistrationForm,
            _registration,
        ),
        Section(
            "languages",
            gettext_lazy("Languages"),
            gettext_lazy("Add a language"),
            gettext_lazy("How well you speak, read and write each."),
            LanguageForm,
            _language,
            least=1,
        ),
        Section(
            "experience",
            gettext_lazy("Work experience"),
            gettext_lazy("Add a post"),
            gettext_lazy("Every post that you have held, each with the day on which it began and ended."),
            ExperienceForm,
            _experience,
        ),
        Section(
            "training",
            gettext_lazy("Training"),
            gettext_lazy("Add a course"),
            gettext_lazy("Courses and workshops that give no degree."),
            TrainingForm,
            _training,
        ),
        Section(
            "referees",
            gettext_lazy("Referees"),
            gettext_lazy("Add a referee"),
            gettext_lazy("Three people who know your work and can be asked about you. Ask them first."),
            RefereeForm,
            _referee,
            least=3,
        ),
    )
}
