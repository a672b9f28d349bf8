"""What an applicant sends."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from huduma.systems.recruitment.models import Appeal


class SubmitForm(forms.Form):
    """The one small request of an application: a key, so that it may be sent twice."""

    key = forms.UUIDField(widget=forms.HiddenInput)


class AppealForm(forms.ModelForm):  # type: ignore[type-arg]
    """Why the decision is wrong, in the applicant's words."""

    class Meta:
        model = Appeal
        fields = ("text",)
        widgets: ClassVar[dict[str, Any]] = {"text": forms.Textarea(attrs={"rows": 5})}
        help_texts: ClassVar[dict[str, Any]] = {"text": _("Name the criterion, and say what in your profile shows that you meet it.")}


class DeclineForm(forms.Form):
    """Why an offer is declined; it may be left unsaid."""

    reason = forms.CharField(label=_("Why you decline (you need not say)"), max_length=1000, required=False)
