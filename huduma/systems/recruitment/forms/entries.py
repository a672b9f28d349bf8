"""What a job seeker fills in for one entry of a section: each form gives the entry as the criteria judge it."""

from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from huduma.platform.accounts.fields import PhoneField
from huduma.platform.accounts.names import tidy, validate_name
from huduma.platform.portal.widgets import DatePartsInput
from huduma.systems.recruitment.codes import BOARDS, FIELDS, LANGUAGES, LEVELS, OCCUPATIONS
from huduma.systems.recruitment.codes.code import Code, Codes
from huduma.systems.recruitment.criteria.criterion import day

_CHOOSE = ("", gettext_lazy("Choose"))
_FIRST_YEAR = 1950
GRADES = [
    (0, gettext_lazy("not at all")),
    (1, gettext_lazy("a little")),
    (2, gettext_lazy("well")),
    (3, gettext_lazy("very well")),
]


def choices_of(codes: Codes) -> list[tuple[str, Any]]:
    """All entries of a list of codes, in its order, after an empty one."""
    return [_CHOOSE, *((code.code, str(code)) for code in codes)]


def _occupations() -> list[tuple[Any, Any]]:
    """The sub-major groups of ISCO-08, each below its major group."""
    majors = [code for code in OCCUPATIONS if len(code.code) == 1]
    return [_CHOOSE, *((str(major), [(code.code, str(code)) for code in OCCUPATIONS if _is_below(code, major)]) for major in majors)]


def _is_below(code: Code, major: Code) -> bool:
    return code.code.startswith(major.code) and code != major


class CodeField(forms.ChoiceField):
    """A choice of a list of codes. A narrower code that an entry has already stays what it is, among the choices by its group's words."""

    def __init__(self, codes: Codes, choices: Any = None, **kwargs: Any) -> None:
        self.codes = codes
        super().__init__(choices=choices or lazy(lambda: choices_of(codes), list), **kwargs)

    def keep(self, value: str) -> None:
        """Have ``value`` among the choices."""
        group = self.codes.nearest(value)
        if group and value and not self.valid_value(value):
            self.choices = [*self.choices, (value, f"{group} ({value})")]  # type: ignore[misc]


class Words(forms.CharField):
    """A line of text, with single spaces."""

    def clean(self, value: Any) -> str:
        return tidy(super().clean(value))


def _day(**kwargs: Any) -> forms.DateField:
    return forms.DateField(widget=DatePartsInput(), **kwargs)


class EntryForm(forms.Form):
    """``RENAMED`` says which field of the form is which key of the entry, where they differ."""

    RENAMED: ClassVar[dict[str, str]] = {}

    def __init__(self, data: Any = None, *, entry: Mapping[str, Any] | None = None) -> None:
        names = {self.RENAMED.get(name, name): name for name in self.base_fields}  # type: ignore[attr-defined]
        super().__init__(data, initial={names[key]: value for key, value in (entry or {}).items() if key in names})
        for name, field in self.fields.items():
            if isinstance(field, CodeField):
                field.keep(str(self.initial.get(name) or ""))

    def as_entry(self) -> dict[str, Any]:
        """The entry that was filled in, as JSON."""
        return {self.RENAMED.get(name, name): _plain(value) for name, value in self.cleaned_data.items()}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


class EducationForm(EntryForm):
    """One award."""

    level = CodeField(LEVELS, label=gettext_lazy("Level"))
    field = CodeField(FIELDS, label=gettext_lazy("Field of study"), required=False)
    programme = Words(
        label=gettext_lazy("Programme"),
        max_length=150,
        required=False,
        help_text=gettext_lazy("As it is written on the certificate, for example: BSc in Computer Science"),
    )
    institution = Words(label=gettext_lazy("School, college or university"), max_length=150)
    year = forms.IntegerField(
        label=gettext_lazy("Year of the award"),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "maxlength": "4"}),
    )
    award = Words(label=gettext_lazy("Class or division"), max_length=80, required=False)

    def clean_year(self) -> int:
        """A year in which somebody alive can have learned something."""
        return _year(self.cleaned_data["year"])

    def clean(self) -> dict[str, Any]:
        """From a certificate upwards there is a field: vacancies ask for it."""
        given = super().clean() or {}
        level = str(given.get("level") or "")
        if level in LEVELS and LEVELS.rank(level) >= LEVELS.rank("35") and not given.get("field") and "field" not in self.errors:
            self.add_error("field", _("Choose the field of your studies: vacancies ask for it."))
        return given


def _year(year: int) -> int:
    this = timezone.localdate().year
    if not _FIRST_YEAR <= year <= this:
        raise ValidationError(_("Enter a year from %(first)s to %(last)s.") % {"first": _FIRST_YEAR, "last": this}, code="year")
    return year


class RegistrationForm(EntryForm):
    """Registration with one professional board."""

    board = CodeField(BOARDS, label=gettext_lazy("Board"))
    number = Words(label=gettext_lazy("Registration number"), max_length=40)
    until = _day(label=gettext_lazy("Valid until"), required=False, help_text=gettext_lazy("Leave it empty if it does not expire."))


class LanguageForm(EntryForm):
    """One language, and how well."""

    language = CodeField(LANGUAGES, label=gettext_lazy("Language"))
    speaking = forms.TypedChoiceField(label=gettext_lazy("Speaking"), choices=GRADES, coerce=int, initial=2)
    reading = forms.TypedChoiceField(label=gettext_lazy("Reading"), choices=GRADES, coerce=int, initial=2)
    writing = forms.TypedChoiceField(label=gettext_lazy("Writing"), choices=GRADES, coerce=int, initial=2)


class ExperienceForm(EntryForm):
    """One post that was held."""

    RENAMED = {"starts": "from", "ends": "to"}

    post = Words(label=gettext_lazy("Post"), max_length=120)
    occupation = CodeField(OCCUPATIONS, choices=lazy(_occupations, list), label=gettext_lazy("Kind of work"))
    employer = Words(label=gettext_lazy("Employer"), max_length=150)
    starts = _day(label=gettext_lazy("Began on"))
    ends = _day(label=gettext_lazy("Ended on"), required=False, help_text=gettext_lazy("Leave it empty if you still work there."))

    def clean_starts(self) -> date:
        """Work that has begun."""
        starts: date = self.cleaned_data["starts"]
        if starts.year < _FIRST_YEAR or starts > timezone.localdate():
            raise ValidationError(_("Enter the day on which you began; it cannot be in the future."), code="starts")
        return starts

    def clean(self) -> dict[str, Any]:
        """It ends after it began, and not in the future: what is to come is no experience."""
        given = super().clean() or {}
        starts, ends = given.get("starts"), given.get("ends")
        if ends and ends > timezone.localdate():
            self.add_error("ends", _("This day is in the future. Leave it empty if you still work there."))
        elif starts and ends and ends < starts:
            self.add_error("ends", _("It ends before it begins."))
        return given


class TrainingForm(EntryForm):
    """One course."""

    title = Words(label=gettext_lazy("Course"), max_length=150)
    institution = Words(label=gettext_lazy("Who gave it"), max_length=150)
    year = forms.IntegerField(label=gettext_lazy("Year"), widget=forms.TextInput(attrs={"inputmode": "numeric", "maxlength": "4"}))

    def clean_year(self) -> int:
        """See ``EducationForm.clean_year``."""
        return _year(self.cleaned_data["year"])


class RefereeForm(EntryForm):
    """Somebody who can be asked about the seeker."""

    name = Words(label=gettext_lazy("Full name"), max_length=120, validators=[validate_name])
    post = Words(label=gettext_lazy("Post, and where"), max_length=150)
    phone = PhoneField(required=False)
    email = forms.EmailField(label=gettext_lazy("E-mail"), max_length=150, required=False)

    def clean(self) -> dict[str, Any]:
        """There has to be a way to ask them."""
        given = super().clean() or {}
        if not given.get("phone") and not given.get("email") and not {"phone", "email"} & set(self.errors):
            self.add_error("phone", _("Give a phone number or an e-mail address by which they can be asked."))
        return given


def span(entry: Mapping[str, Any]) -> str:
    """From when until when an entry of experience lasted, for people to read."""
    starts, ends = day(entry.get("from")), day(entry.get("to"))
    return f"{starts:%m.%Y} – {ends:%m.%Y}" if starts and ends else _("since %(month)s") % {"month": f"{starts:%m.%Y}"} if starts else "–"
