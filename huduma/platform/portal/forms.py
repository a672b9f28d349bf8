"""What readers fill in on the portal."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from huduma.platform.contributions.listing import listings
from huduma.platform.institutions.models import Institution
from huduma.platform.institutions.models.institution import PLURALS
from huduma.platform.portal.register import LISTING as REGISTER
from huduma.platform.search.words import MAX_TYPED

_ANY = ("", _("All"))
BOTH = "both"
YEARS_OFFERED = 15
_LANGUAGES = [("", _("The language of this page")), (BOTH, _("Swahili and English"))]


def _listing_choices() -> list[tuple[str, Any]]:
    return [_ANY, *((listing.key, listing.label) for listing in listings)]


def _listings_of_sites() -> list[tuple[str, Any]]:
    """All but the register itself, which is no institution's own."""
    return [choice for choice in _listing_choices() if choice[0] != REGISTER]


def _year_choices() -> list[tuple[str, Any]]:
    this = timezone.localdate().year
    return [_ANY, *((str(year), str(year)) for year in range(this, this - YEARS_OFFERED, -1))]


class RegionField(forms.ModelChoiceField):
    """A choice among the regions, by their names in the reader's language."""

    def __init__(self, **kwargs: Any) -> None:
        regions = Institution.objects.active().filter(kind=Institution.Kind.REGION)
        super().__init__(regions, to_field_name="code", **kwargs)

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.name)


class DirectoryForm(forms.Form):
    """What narrows the list of institutions."""

    q = forms.CharField(label=_("Name or abbreviation"), max_length=MAX_TYPED, required=False)
    kind = forms.ChoiceField(label=_("Kind of institution"), choices=[_ANY, *PLURALS.items()], required=False)
    region = RegionField(label=_("Region"), required=False, empty_label=_("All"))
    letter = forms.CharField(max_length=1, required=False, widget=forms.HiddenInput)


class SiteSearchForm(forms.Form):
    """What is looked for on one institution's site."""

    q = forms.CharField(label=_("What are you looking for?"), max_length=10_000, required=False)
    listing = forms.ChoiceField(label=_("Show"), choices=lazy(_listings_of_sites, list), required=False)
    year = forms.TypedChoiceField(label=_("Year"), choices=lazy(_year_choices, list), coerce=int, empty_value=None, required=False)
    language = forms.ChoiceField(label=_("Language"), choices=_LANGUAGES, required=False)


class SearchForm(SiteSearchForm):
    """What is looked for in all that is public, and what narrows it."""

    listing = forms.ChoiceField(label=_("Show"), choices=lazy(_listing_choices, list), required=False)
    kind = forms.ChoiceField(label=_("Kind of institution"), choices=[_ANY, *PLURALS.items()], required=False)
    institution = forms.ModelChoiceField(
        Institution.objects.all(), to_field_name="code", required=False, widget=forms.HiddenInput, label=_("Institution")
    )

    field_order = ["q", "listing", "year", "kind", "language"]


class TranscriptField(forms.Field):
    """The answers so far, one hidden field each."""

    widget = forms.MultipleHiddenInput

    def to_python(self, value: Any) -> list[str]:
        return [str(answer) for answer in value or []]


class _SessionForm(forms.Form):
    """``session`` is the key that makes a second sending of the same answers harmless."""

    session = forms.RegexField(r"^[0-9a-f]{32}\Z", widget=forms.HiddenInput)


class AnswerForm(_SessionForm):
    """The next answer to a dialogue on the telephone of the simulator."""

    said = TranscriptField(required=False)
    answer = forms.CharField(label=_("Your answer"), max_length=160, widget=forms.TextInput(attrs={"autocomplete": "off"}))


class MessageForm(_SessionForm):
    """An SMS written on the telephone of the simulator."""

    text = forms.CharField(label=_("Your message"), max_length=160, widget=forms.TextInput(attrs={"autocomplete": "off"}))
