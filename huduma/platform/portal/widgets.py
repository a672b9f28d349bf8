"""Form controls that Django has not."""

from typing import Any

from django.forms import SelectDateWidget, TextInput
from django.utils.translation import gettext_lazy as _


class DatePartsInput(SelectDateWidget):
    """A date one knows by heart, as three numbers: quicker on a small phone than any calendar or list of years.

    Takes and gives what Django's own SelectDateWidget does, so any ``DateField`` can use it.
    """

    template_name = "components/date_parts.html"
    parts = ((SelectDateWidget.day_field, _("Day")), (SelectDateWidget.month_field, _("Month")), (SelectDateWidget.year_field, _("Year")))

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """The three number inputs, day first."""
        context = super(SelectDateWidget, self).get_context(name, value, attrs)
        identity = context["widget"]["attrs"].get("id") or f"id_{name}"
        written = self.format_value(value)
        given = {self.day_field: written["day"], self.month_field: written["month"], self.year_field: written["year"]}
        context["widget"]["parts"] = [
            {
                "label": label,
                **TextInput().get_context(
                    pattern % name, given[pattern], {**context["widget"]["attrs"], "id": pattern % identity, "inputmode": "numeric"}
                ),
            }
            for pattern, label in self.parts
        ]
        return context

    def id_for_label(self, id_: str, index: str | None = None) -> str:
        """The first of the three."""
        return self.day_field % id_
