"""Lists of pages in Wagtail's admin that ask once for what they tell of each page, where Wagtail asks for every row."""

from typing import Any

from django.http import HttpRequest
from wagtail.admin.api.serializers import AdminPageSerializer, PageChildrenField, get_model_listing_url
from wagtail.admin.api.views import PagesAdminAPIViewSet
from wagtail.api.v2.serializers import PageParentField
from wagtail.models import Locale, Page, WorkflowState
from wagtail.query import SpecificIterable

from huduma.platform.institutions.policy import pages_reach

from .rules import page_paths


def prepared(pages: Any) -> Any:
    """A QuerySet of specific ``pages`` that brings what a list tells of each: its state, its language, its parent."""
    found = pages.prefetch_workflow_states().annotate_approved_schedule()
    found._iterable_class = _with_neighbours({})
    return found


def _with_neighbours(known: dict[str, Page | None]) -> type[SpecificIterable]:
    """Pages that know their language and their parent: most of a list have the same, read once (``known``, by its place in the tree)."""

    class WithNeighbours(SpecificIterable):
        def __iter__(self) -> Any:
            locales: dict[int, Locale] = {}
            for page in super().__iter__():
                locales = locales or Locale.objects.in_bulk()
                page.locale = locales[page.locale_id]
                above = page.path[: -page.steplen]
                if above and above not in known:
                    known[above] = Page.objects.filter(path=above).first()
                page._cached_parent_obj = known.get(above)  # where get_parent() looks first
                yield page

    return WithNeighbours


class _Parent(PageParentField):
    """The page above, where the person may see it; asked once for all that have the same."""

    def get_attribute(self, instance: Page) -> Page | None:
        seen: dict[int, bool] = self.context.setdefault("seen_parents", {})
        parent = instance.get_parent()
        if parent is not None and parent.pk not in seen:
            seen[parent.pk] = self.context["base_queryset"].filter(pk=parent.pk).exists()
        return parent if parent is not None and seen[parent.pk] else None


class _Children(PageChildrenField):
    """How many pages stand below; where all of them may be seen, the page itself knows."""

    def to_representation(self, page: Page) -> dict[str, Any]:
        if not self.context["view"].shows_all_below(page):
            return super().to_representation(page)
        return {"count": page.numchild, "listing_url": f"{get_model_listing_url(self.context, Page)}?child_of={page.pk}"}


class OfficePageSerializer(AdminPageSerializer):
    parent = _Parent(read_only=True)
    children = _Children(read_only=True)


class OfficePagesAPIViewSet(PagesAdminAPIViewSet):
    """What the menu of pages asks."""

    base_serializer_class = OfficePageSerializer

    def get_queryset(self) -> Any:
        return prepared(super().get_queryset())

    def shows_all_below(self, page: Page) -> bool:
        """Whether the person may see every page below ``page``."""
        if not hasattr(self, "_own"):
            reach = pages_reach(self.request.user)
            self._own = [""] if reach.everywhere else page_paths(reach.institutions)
        return any(page.path.startswith(path) for path in self._own)


def know_the_workflow(request: HttpRequest, page: Page) -> None:
    """Before the editor shows ``page``: read once how far its approval is, of which the screen asks twenty times."""
    if request.method == "GET":
        states = list(
            WorkflowState.objects.active().filter(pk__in=page.workflow_states.values("pk")).select_related("current_task_state__task")
        )
        for state in states:
            if state.current_task_state:
                state.current_task_state = state.current_task_state.specific
                state.current_task_state.task = state.current_task_state.task.specific
        page._current_workflow_states = states
