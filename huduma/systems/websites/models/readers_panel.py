"""What an editor sees of a page's readers beside its address."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import Panel

from .traffic import MONTH, lately, with_views


class ReadersPanel(Panel):
    """How often the page was read lately, and how many found it helpful; nothing on a page that is not there yet."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"heading": _("Readers"), **kwargs})

    class BoundPanel(Panel.BoundPanel):
        template_name = "websites/office/readers_panel.html"

        def is_shown(self) -> bool:
            return bool(super().is_shown() and self.instance.pk)

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            own = type(self.instance).objects.filter(pk=self.instance.pk)
            found = with_views(own, lately(MONTH)).values("views", "yes", "no").first()
            days_url = reverse("visits:inspect", args=[self.instance.pk]) if self.instance.live else ""
            return {**super().get_context_data(parent_context), "readers": found, "days_url": days_url}
