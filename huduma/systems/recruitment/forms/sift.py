"""What whoever sifts is asked."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from huduma.platform.jobs.models import database_now


class ReasonForm(forms.Form):
    """A decision about somebody, which that person reads."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("The applicant reads it. Say what decided, and nothing about anybody else."),
    )


class RemarkForm(forms.Form):
    """A proposal to somebody's good needs no reason."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("May be left empty. The applicant reads it."),
    )


class ConfirmForm(forms.Form):
    """Nothing is asked; it keeps when the page was drawn, so that nothing is confirmed that was proposed only after."""

    seen = forms.DateTimeField(widget=forms.HiddenInput, initial=database_now)


class InterestForm(forms.Form):
    """What an officer declares before touching a vacancy."""

    conflicted = forms.TypedChoiceField(
        label=gettext_lazy("Do you know any applicant of this vacancy, or do you gain by the outcome?"),
        choices=[("no", gettext_lazy("No: neither")), ("yes", gettext_lazy("Yes"))],
        coerce=lambda said: said == "yes",
        widget=forms.RadioSelect,
    )
    text = forms.CharField(
        label=gettext_lazy("If yes: whom, and how"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("conflicted") and not said.get("text", "").strip():
            raise ValidationError({"text": _("Say whom you know, and how, or what you would gain.")})
        return said


class PublishListForm(forms.Form):
    """Why a list is published, for everybody to read."""

    reason_sw = forms.CharField(label=gettext_lazy("Reason in Swahili"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))
    reason_en = forms.CharField(label=gettext_lazy("Reason in English"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))
