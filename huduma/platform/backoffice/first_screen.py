"""What the office's first screen counts: the person's own pages, where Wagtail counts those of the whole nation."""

from typing import Any

from django.http import HttpRequest
from wagtail import hooks
from wagtail.admin.site_summary import PagesSummaryItem, SummaryItem

from huduma.platform.institutions.models.workspace import pages_of
from huduma.platform.institutions.policy import pages_reach

from .views import start_page


class OwnPages(PagesSummaryItem):
    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        person = self.request.user
        reach = pages_reach(person)
        if reach.everywhere:
            return super().get_context_data(parent_context)
        start = start_page(person)
        return {"root_page": start, "total_pages": pages_of(list(reach.institutions)).count(), "site_name": start.title if start else ""}


@hooks.register("construct_homepage_summary_items", order=100)  # after Wagtail's own, whichever of the two is loaded first
def count_own_pages(request: HttpRequest, items: list[SummaryItem]) -> None:
    """Put ours in the place of Wagtail's."""
    items[:] = [OwnPages(request) if isinstance(item, PagesSummaryItem) else item for item in items]
