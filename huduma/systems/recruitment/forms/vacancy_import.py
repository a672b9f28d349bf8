"""Vacancies from a workbook: each line goes through the same form as one that is written on the screen."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from huduma.platform.institutions.models import Institution
from huduma.systems.recruitment.actions.vacancies import check_instants
from huduma.systems.recruitment.codes import LANGUAGES, OCCUPATIONS
from huduma.systems.recruitment.models import Vacancy
from huduma.systems.recruitment.sheets import Line, WrongSheet, read, write

from .criteria_writing import CodeField, CriteriaForm

MOST_LINES, MOST_BYTES = 500, 2 * 1024 * 1024
_TEXTS = [f"{name}_{language}" for name in ("title", "summary", "duties", "assessment") for language in ("sw", "en")]
_LISTS = ("education_fields", "experience_occupations", "boards", "documents")
_OF_THE_VACANCY = [*_TEXTS, "occupation", "salary_scale", "posts", "opens_at", "closes_at", "takes_failing", "appeal_days"]
_OF_CRITERIA = ["education_level", "education_fields", "experience_years", "experience_occupations", "age_least", "age_most"]
_OF_CRITERIA += ["citizenship", "boards", "languages", "documents", "referees"]
COLUMNS = ["reference", "institution", "region", *_OF_THE_VACANCY, *_OF_CRITERIA]
_EXAMPLE = {
    "reference": "2026/MOHA/014",
    "institution": "moha",
    "region": "dodoma-rs",
    "title_sw": "Afisa TEHAMA Daraja la II",
    "title_en": "ICT Officer Grade II",
    "summary_sw": "Kusimamia mifumo ya TEHAMA ya taasisi.",
    "summary_en": "To look after the institution's ICT systems.",
    "duties_sw": "Kutunza seva.\nKusaidia watumiaji.",
    "duties_en": "Look after servers.\nHelp users.",
    "assessment_sw": "Usaili wa kuandika na wa mahojiano.",
    "assessment_en": "A written and an oral interview.",
    "occupation": "2512",
    "salary_scale": "TGS E",
    "posts": 3,
    "opens_at": datetime(2026, 12, 1, 8, 0),
    "closes_at": datetime(2026, 12, 14, 23, 59),
    "takes_failing": 0,
    "appeal_days": 14,
    "education_level": "66",
    "education_fields": "06",
    "age_least": 18,
    "age_most": 45,
    "citizenship": "TZ",
    "languages": "sw:3, en:2",
    "documents": "award, transcript",
    "referees": 3,
}


@dataclass
class Sheet:
    """What a workbook holds: vacancies that can be imported, or what is wrong in it."""

    vacancies: list[Vacancy] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


class _LineForm(CriteriaForm, forms.ModelForm):  # type: ignore[misc]
    """One line."""

    occupation = CodeField(codes=OCCUPATIONS)
    reference = forms.CharField(max_length=60)

    class Meta:
        model = Vacancy
        fields = _OF_THE_VACANCY

    def _post_clean(self) -> None:
        """The record is looked at whole when it is kept; here only what the cells say."""
        self.instance.criteria = self.cleaned_data.get("criteria", [])
        self.instance.reference = self.cleaned_data.get("reference", "")
        for name in _OF_THE_VACANCY:
            if name in self.cleaned_data:
                setattr(self.instance, name, self.cleaned_data[name])
        opens, closes = self.cleaned_data.get("opens_at"), self.cleaned_data.get("closes_at")
        if opens and closes:
            try:
                check_instants(opens, closes)
            except ValidationError as error:
                self.add_error(None, error)
        if self.cleaned_data.get("posts") == 0:
            self.add_error("posts", _("say how many posts."))


class ImportForm(forms.Form):
    """Takes a workbook; ``sheet`` holds its vacancies once the form is valid, else its problems."""

    sheet = Sheet()

    file = forms.FileField(
        label=capfirst(gettext_lazy("Excel workbook")),
        help_text=gettext_lazy("At most 500 lines and 2 MB. Vacancies are on its first sheet."),
    )

    def clean_file(self) -> Any:
        """Every problem of every line, each by itself. Nothing is imported while there is one."""
        sent = self.cleaned_data["file"]
        too_large = Sheet(problems=[_("The file is larger than 2 MB.")])
        self.sheet = too_large if sent.size > MOST_BYTES else read_vacancies(sent.read(), sent.name)
        if self.sheet.problems:
            raise ValidationError(_("Nothing was imported. What is wrong stands above."))
        return sent


def template() -> bytes:
    """An empty workbook with the columns and one line as an example."""
    return write(COLUMNS, [[_EXAMPLE.get(column, "") for column in COLUMNS]], _("Vacancies"))


def read_vacancies(content: bytes, name: str) -> Sheet:
    """The vacancies of the workbook, or its problems with line and column, in the reader's language."""
    sheet = Sheet()
    places = {code: (pk, kind) for pk, code, kind in Institution.objects.active().values_list("pk", "code", "kind")}
    seen: dict[tuple[Any, str], int] = {}
    try:
        for line in list(read(content, name, COLUMNS, MOST_LINES)):  # all of them, before the work begins
            vacancy, problems = _vacancy(line, places)
            key = (vacancy.institution_id, vacancy.reference)
            if not problems and key in seen:
                problems = [("reference", _("the same as in line %(line)s.") % {"line": seen[key]})]
            seen.setdefault(key, line.number)
            sheet.vacancies.append(vacancy)
            sheet.problems += [
                _("Line %(line)s, column “%(column)s”: %(problem)s") % {"line": line.number, "column": column, "problem": problem}
                for column, problem in problems
            ]
    except WrongSheet as wrong:
        sheet.problems.append(str(wrong))
    if not sheet.vacancies and not sheet.problems:
        sheet.problems.append(_("The sheet is empty."))
    return sheet


def _vacancy(line: Line, places: dict[str, tuple[int, str]]) -> tuple[Vacancy, list[tuple[str, str]]]:
    data, problems = _as_form_data(line.cells)
    form = _LineForm(data)
    problems += [(column, str(message)) for name, messages in form.errors.items() for column in [_column(name)] for message in messages]
    institution, region = _text(line.cells["institution"]), _text(line.cells["region"])
    if institution in places:
        form.instance.institution_id = places[institution][0]
    else:
        problems.append(("institution", _("there is no such institution.")))
    if region and places.get(region, (0, ""))[1] == Institution.Kind.REGION:
        form.instance.region_id = places[region][0]
    elif region:
        problems.append(("region", _("there is no such region.")))
    return form.instance, problems


def _column(name: str) -> str:
    if name == "__all__":
        return "education_level"
    return "languages" if name.startswith("language_") else name


def _as_form_data(cells: dict[str, Any]) -> tuple[dict[str, Any], list[tuple[str, str]]]:
    """The cells of a line as a form takes them, and what is wrong with those that a form cannot take."""
    data: dict[str, Any] = {column: value if isinstance(value, datetime) else _text(value) for column, value in cells.items()}
    data |= {column: list(_words(cells[column], 2 if column == "education_fields" else 1)) for column in _LISTS}
    data["takes_failing"] = data["takes_failing"].lower() in {"1", "true", "yes", "ndiyo"}
    data["appeal_days"] = data["appeal_days"] or "14"
    problems = []
    for word in _words(cells["languages"]):
        language, _colon, grade = word.partition(":")
        if language.strip() in LANGUAGES and grade.strip() in {"1", "2", "3"}:
            data[f"language_{language.strip()}"] = grade.strip()
        else:
            problems.append(("languages", _("write it like this: sw:3, en:2")))
    return data, problems


def _text(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else str(value).strip()


def _words(value: Any, digits: int = 1) -> Iterator[str]:
    """The parts of a list in a cell; a spreadsheet has made a number of "06", which gets its nought back."""
    for word in _text(value).replace(";", ",").split(","):
        if word.strip():
            yield word.strip().zfill(digits) if word.strip().isdigit() else word.strip()
