"""The form that visitors fill in, made of a page's questions."""

import re
import unicodedata
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.html import escape
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from huduma.platform.accounts.contacts import normalise_email
from huduma.platform.accounts.fields import PhoneField
from huduma.platform.portal.widgets import DatePartsInput
from huduma.systems.websites.blocks.questions import Question

CONSENT = "consent"
LONGEST_LINE, LONGEST_TEXT = 200, 5000  # characters
MOST_RADIOS = 8  # a longer choice is a list that opens
_THOUSANDS = re.compile(r"[+-]?\d{1,3}(?:[, ]\d{3})+(?:\.\d+)?")
_NUMBER = re.compile(r"[+-]?\d{1,15}(?:\.\d{1,6})?")
# What neither PostgreSQL nor a spreadsheet can hold, and nobody can see.
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x9f\ud800-\udfff\ufffe\uffff]")


def plain_text(text: str) -> str:
    """What was typed, in Unicode's composed form, without characters that cannot be kept, and with one kind of line break."""
    return unicodedata.normalize("NFC", _UNSEEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n")))


def read_number(text: str) -> Decimal:
    """The number that a person wrote, ``1,234,567.5`` or ``1 234 567`` among others. Raises ``ValueError`` when it is none."""
    written = text.strip()
    if _THOUSANDS.fullmatch(written):
        written = written.replace(",", "").replace(" ", "")
    if not written.isascii() or not _NUMBER.fullmatch(written):
        raise ValueError(text[:50])
    return Decimal(written)


class PlainField(forms.CharField):
    def to_python(self, value: Any) -> str:
        return str(super().to_python(plain_text(str(value or ""))))


class NumberField(PlainField):
    """A number; its clean value is its plain digits."""

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        if not text:
            return ""
        try:
            return f"{read_number(text):f}"
        except ValueError:
            raise ValidationError(gettext("Write a number in digits, for example 1200 or 12.5."), code="number") from None


class AnswerEmailField(PlainField):
    """An e-mail address, in normal form."""

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        return normalise_email(text) if text else ""


class DateField(forms.DateField):
    """A date; its clean value is written as in ISO 8601."""

    def clean(self, value: Any) -> str:
        day = super().clean(value)
        return day.isoformat() if day else ""


def _line(question: Question, **more: Any) -> forms.Field:
    return PlainField(max_length=LONGEST_LINE, **more)


def _lines(question: Question, **more: Any) -> forms.Field:
    return PlainField(max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 6}), **more)


def _email(question: Question, **more: Any) -> forms.Field:
    attributes = {"type": "email", "autocomplete": "email", "autocapitalize": "none", "spellcheck": "false"}
    return AnswerEmailField(max_length=254, widget=forms.TextInput(attrs=attributes), **more)


def _telephone(question: Question, **more: Any) -> forms.Field:
    return PhoneField(**more)


def _number(question: Question, **more: Any) -> forms.Field:
    return NumberField(max_length=40, widget=forms.TextInput(attrs={"inputmode": "decimal"}), **more)


def _date(question: Question, **more: Any) -> forms.Field:
    return DateField(widget=DatePartsInput, **more)


def _choice(question: Question, **more: Any) -> forms.Field:
    options = [(option, option) for option in question.options]
    if len(options) > MOST_RADIOS:
        return forms.ChoiceField(choices=[("", "—"), *options], **more)
    return forms.ChoiceField(choices=options, widget=forms.RadioSelect, **more)


def _choices(question: Question, **more: Any) -> forms.Field:
    options = [(option, option) for option in question.options]
    return forms.MultipleChoiceField(choices=options, widget=forms.CheckboxSelectMultiple, **more)


def _tick(question: Question, **more: Any) -> forms.Field:
    return forms.BooleanField(**more)


FIELDS: dict[str, Callable[..., forms.Field]] = {
    "line": _line,
    "lines": _lines,
    "email": _email,
    "telephone": _telephone,
    "number": _number,
    "date": _date,
    "choice": _choice,
    "choices": _choices,
    "tick": _tick,
}


class AnswerForm(forms.Form):
    """The questions of a page, and at their end whether the sender agrees to the ``use`` of the answers, where that has to be asked."""

    use_required_attribute = False  # what is missing is said in the reader's language, not in the browser's

    def __init__(self, questions: list[Question], use: str = "", data: Any = None) -> None:
        super().__init__(data)
        self.questions = questions
        for question in questions:
            # Our component writes a hint as it comes, for Django's own may hold a list.
            more = {"label": question.label, "help_text": escape(question.help), "required": question.required}
            self.fields[question.key] = FIELDS[question.kind](question, **more)
        if use:
            message = _("Tick the box if you agree; without that we may not take in what you wrote.")
            label = _("I agree that what I write is used in this way.")
            self.fields[CONSENT] = forms.BooleanField(label=label, help_text=escape(use), error_messages={"required": message})

    def answers(self) -> list[dict[str, Any]]:
        """What a valid form says: for each question its ``key``, ``kind``, ``label`` and ``value``, ready for JSON."""
        return [{"key": q.key, "kind": q.kind, "label": q.label, "value": self._value(q, self.cleaned_data[q.key])} for q in self.questions]

    @staticmethod
    def _value(question: Question, value: Any) -> Any:
        return [option for option in question.options if option in value] if question.kind == "choices" else value

    def first(self, kind: str) -> str:
        """The valid answer to the first question of ``kind``; empty where there is none."""
        return next((self.cleaned_data[q.key] for q in self.questions if q.kind == kind), "")


def shown(kind: str, value: Any) -> str:
    """An answer as people read it, in the active language."""
    if kind == "tick":
        return gettext("Yes") if value else gettext("No")
    if kind == "choices":
        return ", ".join(value)
    if kind == "date" and value:
        day = parse_date(value)
        return date_format(day, "j F Y") if day else value
    return str(value)


def period(months: int) -> str:
    """How long something is kept, for people to read."""
    return ngettext("%(months)d month", "%(months)d months", months) % {"months": months}
