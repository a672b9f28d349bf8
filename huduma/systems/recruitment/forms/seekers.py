"""What a job seeker fills in about themselves, and which vacancies they want to hear of."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.utils.functional import lazy
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from huduma.platform.institutions.models import Institution
from huduma.systems.recruitment.actions.certificates import MAX_BYTES, too_large
from huduma.systems.recruitment.codes import DOCUMENTS, LEVELS, OCCUPATIONS
from huduma.systems.recruitment.models import SavedSearch
from huduma.systems.recruitment.models import nin as national_id

from .entries import Words, choices_of

_OFFICES = ("Ofisi ya Mkuu wa ", "'s Office", " Regional Commissioner")  # what the register adds to a region's name


def region_name(region: Institution) -> str:
    """A region's own name: the register calls it by the office that heads it."""
    name = region.name
    for words in _OFFICES:
        name = name.replace(words, "")
    return name


class NinForm(forms.Form):
    """Whose national id it is, by number and last name."""

    nin = forms.CharField(
        label=gettext_lazy("National id number (NIN)"),
        max_length=national_id.LONGEST,
        help_text=gettext_lazy("The 20 digits on your national id card."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "spellcheck": "false"}),
    )
    surname = Words(
        label=gettext_lazy("Last name"),
        max_length=60,
        help_text=gettext_lazy("The last of your names, as it is on the card."),
        widget=forms.TextInput(attrs={"autocomplete": "family-name"}),
    )

    def clean_nin(self) -> str:
        """Twenty digits. Raises ``ValidationError``."""
        return national_id.read(self.cleaned_data["nin"])


class _InstitutionField(forms.ModelChoiceField):
    """A choice among institutions on the register, by their names in the reader's language."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(Institution.objects.active(), to_field_name="code", **kwargs)

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.name)


class _RegionField(_InstitutionField):
    def label_from_instance(self, obj: Any) -> str:
        return region_name(obj)


def _by_name(institutions: QuerySet[Institution]) -> QuerySet[Institution]:
    return institutions.by_name(get_language() or "sw")  # type: ignore[attr-defined]


class ResidenceForm(forms.Form):
    """Where somebody lives."""

    region = _RegionField(label=gettext_lazy("Region"), empty_label=gettext_lazy("Choose"))
    district = Words(label=gettext_lazy("District"), max_length=100)
    ward = Words(label=gettext_lazy("Ward"), max_length=100)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        regions = Institution.objects.active().filter(kind=Institution.Kind.REGION)
        self.fields["region"].queryset = _by_name(regions)  # type: ignore[attr-defined]


class ServiceForm(forms.Form):
    """Whether somebody serves in the public service, and where."""

    serves = forms.BooleanField(label=gettext_lazy("I work in a public institution now"), required=False)
    employer = _InstitutionField(label=gettext_lazy("Which institution?"), required=False, empty_label=gettext_lazy("Choose"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["employer"].queryset = _by_name(Institution.objects.active())  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """The institution is named by who serves, and by nobody else."""
        given = super().clean() or {}
        if given.get("serves") and not given.get("employer") and "employer" not in self.errors:
            self.add_error("employer", _("Choose the institution in which you work."))
        if not given.get("serves"):
            given["employer"] = None
        return given


class CertificateForm(forms.Form):
    """A certificate to be kept."""

    kind = forms.ChoiceField(label=gettext_lazy("What is it?"), choices=lazy(lambda: choices_of(DOCUMENTS), list))
    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("A PDF or a picture (JPEG, PNG), at most 2 MB."),
        max_length=200,
        widget=forms.FileInput(attrs={"accept": ".pdf,image/jpeg,image/png,image/webp"}),
    )

    def clean_file(self) -> UploadedFile:
        """Not larger than what is kept. What it is, the action judges by its content."""
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > MAX_BYTES:
            raise too_large()
        return file


class SearchQueryForm(forms.Form):
    """What a saved search looks for: the keys of the search form, of which what is wrong is refused."""

    q = Words(max_length=200, required=False)
    institution = forms.ModelChoiceField(Institution.objects.all(), to_field_name="code", required=False)
    occupation = forms.RegexField(r"^[0-9]{1,4}\Z", required=False)
    region = forms.ModelChoiceField(Institution.objects.filter(kind=Institution.Kind.REGION), to_field_name="code", required=False)
    level = forms.ChoiceField(choices=lazy(lambda: choices_of(LEVELS), list), required=False)
    scale = Words(max_length=20, required=False)

    def clean_occupation(self) -> str:
        """A code of a group that there is."""
        code: str = self.cleaned_data["occupation"]
        if code and OCCUPATIONS.nearest(code) is None:
            raise forms.ValidationError(_("Choose what it is."), code="occupation")
        return code

    def as_query(self) -> dict[str, str]:
        """The query as it is kept: codes and words, and nothing that is empty."""
        plain = {key: value.code if isinstance(value, Institution) else value for key, value in self.cleaned_data.items()}
        return {key: str(value) for key, value in plain.items() if value}


def tell_query(query: dict[str, str]) -> list[tuple[str, str]]:
    """The words of a saved query, as (label, value)."""
    codes = [query[key] for key in ("institution", "region") if query.get(key)]
    named = {institution.code: institution for institution in Institution.objects.filter(code__in=codes)}
    institution, region = named.get(query.get("institution", "")), named.get(query.get("region", ""))
    found = [
        (_("Words"), query.get("q", "")),
        (_("Institution"), institution.name if institution else ""),
        (_("Kind of work"), str(OCCUPATIONS.nearest(query.get("occupation", "")) or "")),
        (_("Region"), region_name(region) if region else ""),
        (_("Level of education"), str(LEVELS[query["level"]]) if query.get("level") in LEVELS else ""),
        (_("Salary scale"), query.get("scale", "")),
    ]
    return [(label, value) for label, value in found if value]


class ChannelForm(forms.Form):
    """How somebody wants to be told."""

    channel = forms.ChoiceField(label=gettext_lazy("How shall we tell you?"), choices=SavedSearch.Channel.choices, widget=forms.RadioSelect)
