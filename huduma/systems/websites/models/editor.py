"""What every page has in its editor beside its own fields: what the checker says, and whether both languages say the same."""

from typing import Any

from django.apps import apps
from wagtail.admin.panels import FieldPanel, Panel

from .content import findings_of
from .page import SitePage
from .translations import standing_of


class FindingsPanel(Panel):
    """What is wrong with the page as it was last saved: what keeps it from being published first, then advice."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "websites/office/findings.html"

        def is_shown(self) -> bool:
            return bool(self.instance.pk)

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            found = findings_of(self.instance)
            return {
                **super().get_context_data(parent_context),
                "refused": [finding for finding in found if finding.is_refused],
                "advice": [finding for finding in found if not finding.is_refused],
                "standing": standing_of(self.instance),
                "page": self.instance,
            }


def install() -> None:
    """Put these into the editor of every kind of page; called once, when Django is ready."""
    for model in apps.get_models():
        if issubclass(model, SitePage) and model is not SitePage:
            model.content_panels = [FindingsPanel(), *model.content_panels, FieldPanel("follows_twin")]
