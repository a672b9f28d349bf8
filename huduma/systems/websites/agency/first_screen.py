"""The office's first screen tells whoever works on a frozen site why nothing can be changed."""

from typing import Any

from wagtail.admin.ui.components import Component

from huduma.platform.institutions.policy import collections_reach, pages_reach
from huduma.systems.websites.models import InstitutionSite


class FrozenPanel(Component):
    name = "frozen_sites"
    template_name = "websites/office/frozen.html"
    order = 10

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        """The frozen sites among those that the person works on; whoever works on all sites finds them in the overview."""
        person = parent_context["request"].user
        own = {pk for reach in (pages_reach(person), collections_reach(person)) for pk in reach.institutions}
        sites = InstitutionSite.objects.frozen().filter(pk__in=own).select_related("institution") if own else []
        return {"sites": sites}
