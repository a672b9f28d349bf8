"""What whoever sifts is asked."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from huduma.platform.backoffice.viewsets.operations import OperationForm
from huduma.platform.jobs.models import database_now
from huduma.systems.recruitment.actions.interests import may_declare


def _words(label: Any, **options: Any) -> forms.CharField:
    """A field for a few lines."""
    return forms.CharField(label=label, max_length=1000, widget=forms.Textarea(attrs={"rows": 3}), **options)


class ReasonForm(forms.Form):
    """A decision about somebody, which that person reads, in whichever of the two languages is theirs."""

    reason_sw = _words(
        gettext_lazy("Reason in Swahili"),
        help_text=gettext_lazy("The applicant reads it. Say what decided, and nothing about anybody else."),
    )
    reason_en = _words(gettext_lazy("Reason in English"), help_text=gettext_lazy("The same, for those who read in English."))


class RemarkForm(forms.Form):
    """A proposal to somebody's good needs no reason; one that is given is given in both languages."""

    reason_sw = _words(
        gettext_lazy("Reason in Swahili"), required=False, help_text=gettext_lazy("May be left empty. The applicant reads it.")
    )
    reason_en = _words(
        gettext_lazy("Reason in English"), required=False, help_text=gettext_lazy("The same, for those who read in English.")
    )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        for name, other in (("reason_sw", "reason_en"), ("reason_en", "reason_sw")):
            if said.get(name) and not said.get(other) and other not in self.errors:
                self.add_error(other, _("Say it in both languages, or in neither."))
        return said


class ConfirmForm(forms.Form):
    """Nothing is asked; it keeps when the page was drawn, so that nothing is confirmed that was proposed only after."""

    seen = forms.DateTimeField(widget=forms.HiddenInput, initial=database_now)


class InterestForm(OperationForm):
    """What an officer declares before touching a vacancy; who declared none may still declare a conflict."""

    conflicted = forms.TypedChoiceField(
        label=gettext_lazy("Do you know any applicant of this vacancy, or do you gain by the outcome?"),
        choices=[("no", gettext_lazy("No: neither")), ("yes", gettext_lazy("Yes"))],
        coerce=lambda said: said == "yes",
        widget=forms.RadioSelect,
    )
    text = _words(gettext_lazy("If yes: whom, and how"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_declare(vacancy=self.record.pk, officer=self.person, conflicted=False):
            field: Any = self.fields["conflicted"]
            field.choices = [("yes", _("Yes: I have found out since"))]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("conflicted") and not said.get("text", "").strip():
            raise ValidationError({"text": _("Say whom you know, and how, or what you would gain.")})
        return said


class PublishListForm(forms.Form):
    """Why a list is published, for everybody to read."""

    reason_sw = _words(gettext_lazy("Reason in Swahili"))
    reason_en = _words(gettext_lazy("Reason in English"))
