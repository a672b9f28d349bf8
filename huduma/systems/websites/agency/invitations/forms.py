"""Who is to be invited, and who accepts."""

from email.utils import parseaddr
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from huduma.platform.accounts.contacts import normalise_email
from huduma.platform.accounts.names import validate_name
from huduma.platform.backoffice.viewsets import OfficeForm
from huduma.platform.backoffice.viewsets.operations import OperationForm
from huduma.platform.institutions.models import Institution
from huduma.systems.websites.models import InstitutionSite

from .actions import Invited

LONGEST = 5000  # characters


class PeopleField(forms.CharField):
    """People, one on each line, as ``asha@example.go.tz`` or ``Asha Juma <asha@example.go.tz>``, to be invited in one role."""

    def __init__(self, role: str, **more: Any) -> None:
        self.role = role
        super().__init__(required=False, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 3}), **more)

    def clean(self, value: Any) -> list[Invited]:
        """The people. Raises ``ValidationError`` that names each line that holds no e-mail address."""
        found, wrong = [], []
        for number, line in enumerate(str(super().clean(value)).splitlines(), start=1):
            if not line.strip():
                continue
            name, address = parseaddr(line.strip())
            try:
                if name:
                    validate_name(name)
                found.append(Invited(normalise_email(address), name[:150], self.role))
            except ValidationError as error:
                wrong.append(_("Line %(number)d: %(message)s") % {"number": number, "message": " ".join(error.messages)})
        if wrong:
            raise ValidationError(wrong)
        return found


def _editors() -> PeopleField:
    said = gettext_lazy("One on each line: asha@example.go.tz, or Asha Juma <asha@example.go.tz>. They write; a moderator publishes.")
    return PeopleField("websites.editor", label=gettext_lazy("Editors"), help_text=said)


def _moderators() -> PeopleField:
    return PeopleField("websites.moderator", label=gettext_lazy("Moderators"), help_text=gettext_lazy("In the same way. They publish."))


def _language() -> forms.ChoiceField:
    return forms.ChoiceField(label=gettext_lazy("Language of the letter"), choices=settings.LANGUAGES, initial=settings.LANGUAGE_CODE)


class InviteForm(OperationForm):
    """Who is to work on a site that is there."""

    editors = _editors()
    moderators = _moderators()
    language = _language()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors and not (cleaned["editors"] or cleaned["moderators"]):
            raise ValidationError(_("Name at least one person."))
        return cleaned


class OrderForm(OfficeForm):
    """For whom a site is made, and who is to work on it."""

    editors = _editors()
    moderators = _moderators()
    language = _language()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        institution: Any = self.fields["institution"]
        institution.queryset = Institution.objects.active().exclude(pk__in=InstitutionSite.objects.values("pk"))

    def _post_clean(self) -> None:
        """The action says what is wrong with an institution."""


class AcceptForm(forms.Form):
    """What whoever has no account yet says of themselves."""

    full_name = forms.CharField(
        label=gettext_lazy("Your full name"),
        max_length=150,
        validators=[validate_name],
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
