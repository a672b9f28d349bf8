"""Lists of pages in Wagtail's admin that ask once for what they tell of each page, where Wagtail asks for every row."""

from collections.abc import Iterator
from typing import Any

from wagtail.admin.api.serializers import AdminPageSerializer, PageChildrenField, get_model_listing_url
from wagtail.admin.api.views import PagesAdminAPIViewSet
from wagtail.api.v2.serializers import PageParentField
from wagtail.models import Locale, Page
from wagtail.query import SpecificIterable

from huduma.platform.institutions.policy import pages_reach

from .rules import page_paths


def prepared(pages: Any) -> Any:
    """A QuerySet of specific ``pages`` that brings what a list tells of each: its state, its language, its parent."""
    found = pages.prefetch_workflow_states().annotate_approved_schedule()
    found._iterable_class = _WithNeighbours
    return found


class _WithNeighbours(SpecificIterable):
    """Pages that know their language and their parent, all of which are read at once: lists are paged."""

    def __iter__(self) -> Iterator[Page]:
        pages = list(super().__iter__())
        if pages:
            locales = Locale.objects.in_bulk()
            above = {page.path: page for page in Page.objects.filter(path__in={page.path[: -page.steplen] for page in pages})}
        for page in pages:
            page.locale = locales[page.locale_id]
            page._cached_parent_obj = above.get(page.path[: -page.steplen])  # where get_parent() looks first
            yield page


class _Parent(PageParentField):
    """The page above, where the person may see it; for a list all were looked for at once."""

    def get_attribute(self, instance: Page) -> Page | None:
        seen: set[int] | None = getattr(self.context["view"], "parents_seen", None)
        if seen is None:
            return super().get_attribute(instance)  # type: ignore[no-any-return]
        parent = instance.get_parent()
        return parent if parent is not None and parent.pk in seen else None


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

    def paginate_queryset(self, queryset: Any) -> Any:
        pages = super().paginate_queryset(prepared(queryset.defer_streamfields().specific()))
        parents = {parent.pk for page in pages if (parent := page.get_parent())}
        self.parents_seen = set(self.get_base_queryset().filter(pk__in=parents).values_list("pk", flat=True))
        return pages

    def shows_all_below(self, page: Page) -> bool:
        """Whether the person may see every page below ``page``."""
        if not hasattr(self, "_own"):
            reach = pages_reach(self.request.user)
            self._own = [""] if reach.everywhere else page_paths(reach.institutions)
        return any(page.path.startswith(path) for path in self._own)
