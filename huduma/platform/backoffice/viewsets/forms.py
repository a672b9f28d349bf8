"""The base of the office's forms."""

from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from wagtail.admin.forms.models import WagtailAdminModelForm

from huduma.platform.institutions.models import Institution


class OfficeForm(WagtailAdminModelForm):
    """A form that offers only institutions within the officer's reach, and leaves out the question where there is only one.

    The viewset gives it ``reach``, where the person may do what the form does. It never saves: its viewset calls an action.
    """

    def __init__(self, *args: Any, reach: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, forms.ModelChoiceField) and not reach.everywhere:
                offer_only(field, reach)

    def save(self, commit: bool = True) -> Any:
        raise TypeError("A form of the office saves nothing: a viewset's add or change calls an action with form.instance")


def offer_only(field: forms.ModelChoiceField, reach: Any) -> None:
    """Narrow ``field``, when it chooses an institution, to those within ``reach``."""
    if field.queryset is None or field.queryset.model is not Institution:
        return
    field.queryset = reach.narrow(field.queryset, "pk")
    only = list(field.queryset[:2])
    if len(only) == 1:
        field.initial, field.empty_label = only[0], None


def show_refusal(form: Any, error: Exception) -> None:
    """Put what an action said into the form that asked for it, beside its field where the form has that field."""
    if not isinstance(error, ValidationError):
        form.add_error(None, str(error))
        return
    by_field = error.message_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.messages}
    for name, messages in by_field.items():
        form.add_error(name if name in form.fields else None, messages)
