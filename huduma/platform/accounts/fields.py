"""Form fields that take contacts as people write them."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from . import contacts, phones
from .names import validate_name


class PhoneField(forms.CharField):
    """A phone number; its clean value is in E.164."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Phone"))
        kwargs.setdefault("max_length", phones.LONGEST)
        kwargs.setdefault("widget", forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}))
        super().__init__(**kwargs)

    def clean(self, value: Any) -> str:
        """Raises ``ValidationError`` when it is no number that can exist."""
        text = super().clean(value)
        return phones.normalise(text) if text else text


class ContactField(forms.CharField):
    """An e-mail address or a phone number; its clean value is a ``contacts.Contact``."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Phone number or e-mail"))
        kwargs.setdefault("max_length", contacts.LONGEST)
        kwargs.setdefault("widget", forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}))
        super().__init__(**kwargs)

    def clean(self, value: Any) -> contacts.Contact:
        """Raises ``ValidationError`` when it is neither."""
        return contacts.read(super().clean(value))


class NameField(forms.CharField):
    """A person's name as they write it."""

    default_validators = [validate_name]

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Your name"))
        kwargs.setdefault("max_length", 150)
        kwargs.setdefault("widget", forms.TextInput(attrs={"autocomplete": "name"}))
        super().__init__(**kwargs)
