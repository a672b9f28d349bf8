"""What a reader may say of a page."""

from django import forms
from django.utils.translation import gettext_lazy as _

from huduma.systems.websites.models.feedback import LONGEST_COMMENT


class CommentForm(forms.Form):
    """What was wrong, in the reader's own words."""

    page = forms.CharField(widget=forms.HiddenInput)
    text = forms.CharField(
        label=_("What was missing or wrong?"),
        max_length=LONGEST_COMMENT,
        help_text=_("Do not write your name, your telephone number or other things about yourself. Nobody can answer you here."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
