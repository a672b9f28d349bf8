"""Writing criteria without knowing JSON: one group of fields for each kind of criterion, compiled to what ``criteria.read`` accepts."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from huduma.systems.recruitment.codes import BOARDS, DOCUMENTS, FIELDS, LANGUAGES, LEVELS, OCCUPATIONS, Code, Codes
from huduma.systems.recruitment.criteria import Wrong, read

GRADES = (
    ("", gettext_lazy("not asked for")),
    ("1", gettext_lazy("a little")),
    ("2", gettext_lazy("well")),
    ("3", gettext_lazy("very well")),
)
GROUPS: tuple[tuple[Any, tuple[str, ...]], ...] = (  # heading, fields
    (gettext_lazy("Criteria: education"), ("education_level", "education_fields")),
    (gettext_lazy("Criteria: experience"), ("experience_years", "experience_occupations")),
    (gettext_lazy("Criteria: age"), ("age_least", "age_most")),
    (gettext_lazy("Criteria: citizenship"), ("citizenship",)),
    (gettext_lazy("Criteria: registration with a professional board"), ("boards",)),
    (gettext_lazy("Criteria: languages"), tuple(f"language_{language.code}" for language in LANGUAGES)),
    (gettext_lazy("Criteria: documents"), ("documents",)),
    (gettext_lazy("Criteria: referees"), ("referees",)),
)
_FIELDS = {  # of a kind of criterion and its field, where their name is not the two together
    ("citizenship", "countries"): "citizenship",
    ("documents", "documents"): "documents",
    ("referees", "number"): "referees",
    ("registration", "board"): "boards",
}


class CodeField(forms.ChoiceField):
    """One code of a hierarchical classification: the groups are offered, and a narrower code is taken where it is there already."""

    def __init__(self, *, codes: Codes, **kwargs: Any) -> None:
        super().__init__(choices=[("", "–"), *_grouped(codes)], **kwargs)
        self.codes = codes

    def valid_value(self, value: Any) -> bool:
        return _is_code(self.codes, value)


class CodesField(forms.MultipleChoiceField):
    """Several codes, as ``CodeField`` has one."""

    def __init__(self, *, codes: Codes, groups: Sequence[Code] | None = None, **kwargs: Any) -> None:
        offered = [(code.code, code) for code in (codes if groups is None else groups)]
        super().__init__(choices=offered, required=False, widget=forms.CheckboxSelectMultiple, **kwargs)
        self.codes = codes

    def valid_value(self, value: Any) -> bool:
        return _is_code(self.codes, value)

    def offer_too(self, values: Sequence[str]) -> None:
        """Offer also those of ``values`` that stand in a record and are narrower than what is offered."""
        offered: Any = self.choices
        known = {value for value, _label in offered}
        self.choices = [*offered, *((value, f"{value}: {self.codes.nearest(value)}") for value in values if value not in known)]


def _is_code(codes: Codes, value: Any) -> bool:
    return value in codes or (str(value).isdigit() and len(str(value)) <= 4 and codes.nearest(str(value)) is not None)


def _grouped(codes: Codes) -> list[Any]:
    """Sub-major groups under their major ones."""
    majors = [code for code in codes if len(code.code) == 1]
    return [(major, [(code.code, code) for code in codes if len(code.code) > 1 and code.code.startswith(major.code)]) for major in majors]


# One field for each language. A code is read in the active language when it is drawn.
_LanguagesForm: Any = type(
    "_LanguagesForm",
    (forms.Form,),
    {f"language_{one.code}": forms.ChoiceField(label=one, required=False, choices=GRADES) for one in LANGUAGES},  # type: ignore[arg-type]
)


class CriteriaForm(_LanguagesForm):  # type: ignore[misc]
    """What a vacancy asks for. Whatever is left empty is not asked for."""

    education_level = forms.ChoiceField(
        label=capfirst(gettext_lazy("lowest level")),
        required=False,
        choices=[("", gettext_lazy("not asked for")), *((c.code, c) for c in LEVELS)],
    )
    education_fields = CodesField(
        label=capfirst(gettext_lazy("fields")),
        codes=FIELDS,
        help_text=gettext_lazy("In one of these fields. In any field where none is chosen."),
    )
    experience_years = forms.IntegerField(label=capfirst(gettext_lazy("years at least")), required=False, min_value=1, max_value=60)
    experience_occupations = CodesField(
        label=capfirst(gettext_lazy("kinds of work")),
        codes=OCCUPATIONS,
        groups=[code for code in OCCUPATIONS if len(code.code) == 2],
        help_text=gettext_lazy("In one of these kinds of work (ISCO-08). In any where none is chosen."),
    )
    age_least = forms.IntegerField(label=capfirst(gettext_lazy("from (years)")), required=False, min_value=15, max_value=100)
    age_most = forms.IntegerField(label=capfirst(gettext_lazy("to (years)")), required=False, min_value=15, max_value=100)
    citizenship = forms.CharField(
        label=capfirst(gettext_lazy("countries")),
        required=False,
        max_length=60,
        initial="TZ",
        help_text=gettext_lazy("Two letters for each country, with commas between: TZ, KE. Empty where it does not matter."),
    )
    boards = CodesField(label=capfirst(gettext_lazy("boards")), codes=BOARDS, help_text=gettext_lazy("With every one that is chosen."))
    documents = CodesField(
        label=capfirst(gettext_lazy("documents")), codes=DOCUMENTS, help_text=gettext_lazy("Every one that is chosen has to be there.")
    )
    referees = forms.IntegerField(label=capfirst(gettext_lazy("referees at least")), required=False, min_value=1, max_value=10)

    def clean(self) -> dict[str, Any]:
        """Compile the criteria. What makes no sense is said beside its field, with the number that the criterion would have."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        compiled = compile_criteria(data)
        if not compiled and not self.errors:
            self.add_error(None, _("Say at least one thing that is asked for."))
        try:
            data["criteria"] = [criterion.as_json() for criterion in read(compiled)]
        except Wrong as wrong:
            name = _field_of(compiled[wrong.number - 1], wrong.field)
            if name not in self.errors:  # else it was said there why
                self.add_error(name, _told(wrong, str(self.fields[name].label)))
        return data

    def show(self, criteria: Sequence[Mapping[str, Any]]) -> None:
        """Begin with ``criteria`` as they are kept."""
        asked = decompile_criteria(criteria)
        for name, field in self.fields.items():
            if name in CriteriaForm.base_fields:
                self.initial[name] = asked.get(name)
            if isinstance(field, CodesField):
                field.offer_too(asked.get(name) or [])


def compile_criteria(data: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The criteria that the cleaned ``data`` of the form ask for, in the order of the form, unjudged."""
    level, fields = data.get("education_level"), data.get("education_fields")
    years, occupations = data.get("experience_years"), data.get("experience_occupations")
    least, most = data.get("age_least"), data.get("age_most")
    countries = [country.strip().upper() for country in (data.get("citizenship") or "").split(",") if country.strip()]
    found: list[dict[str, Any] | None] = [
        {"kind": "education", "level": level, "fields": fields or []} if level or fields else None,
        {"kind": "experience", "years": years, "occupations": occupations or []} if years or occupations else None,
        {"kind": "age", "least": least, "most": most} if least or most else None,
        {"kind": "citizenship", "countries": countries} if countries else None,
        *({"kind": "registration", "board": board} for board in data.get("boards") or []),
        *(
            {"kind": "language", "language": language.code, "grade": int(grade)}
            for language in LANGUAGES
            if (grade := data.get(f"language_{language.code}"))
        ),
        {"kind": "documents", "documents": data["documents"]} if data.get("documents") else None,
        {"kind": "referees", "number": data["referees"]} if data.get("referees") else None,
    ]
    return [criterion for criterion in found if criterion is not None]


def decompile_criteria(criteria: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The values of the form that ask for ``criteria``."""
    asked: dict[str, Any] = {"boards": []}
    for criterion in criteria:
        kind = criterion["kind"]
        if kind == "registration":
            asked["boards"].append(criterion["board"])
        elif kind == "language":
            asked[f"language_{criterion['language']}"] = str(criterion["grade"])
        else:
            asked |= {_field_of(criterion, name): value for name, value in criterion.items() if name != "kind"}
    asked["citizenship"] = ", ".join(asked.get("citizenship", []))
    return asked


def _field_of(criterion: Mapping[str, Any], name: str) -> str:
    """The field of the form that holds ``name`` of ``criterion``."""
    if criterion["kind"] == "language":
        return f"language_{criterion['language']}"
    return _FIELDS.get((criterion["kind"], name), f"{criterion['kind']}_{name}")


def _told(wrong: Wrong, label: str) -> str:
    return _("Criterion %(number)s: “%(field)s” is missing or not understood.") % {"number": wrong.number, "field": label}
