"""Wagtail's page explorer, with filters that name nobody of another institution."""

from wagtail.admin.views.pages.listing import ExplorableIndexView, GenericPageFilterSet
from wagtail.admin.viewsets.pages import PageViewSet
from wagtail.models import Page


class OfficePageFilterSet(GenericPageFilterSet):
    """By date, children and type; Wagtail's filters by owner, editor and site list those of the whole nation."""

    owner = None
    edited_by = None
    site = None


class OfficeExplorerView(ExplorableIndexView):
    base_filterset_class = OfficePageFilterSet


class OfficePageViewSet(PageViewSet):
    model = Page
    icon = "doc-empty-inverse"
    index_view_class = OfficeExplorerView
    filterset_class = OfficePageFilterSet
