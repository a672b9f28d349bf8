"""Wagtail's listings and chooser of pictures and documents, without the tags of other institutions."""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, Model, Q, QuerySet
from taggit.models import Tag
from wagtail.admin.filters import BaseMediaFilterSet
from wagtail.documents import get_document_model
from wagtail.documents.views.documents import DocumentsFilterSet
from wagtail.documents.views.documents import IndexView as DocumentIndexView
from wagtail.images import get_image_model
from wagtail.images.views.chooser import ImageChooseView
from wagtail.images.views.chooser import viewset as image_chooser
from wagtail.images.views.images import ImagesFilterSet
from wagtail.images.views.images import IndexView as ImageIndexView

from huduma.platform.institutions.policy import collections_reach

from .rules import collection_paths

POPULAR = 10


def tags_within(person: Any, models: tuple[type[Model], ...] | None = None) -> QuerySet[Tag]:
    """The tags of pictures and documents (or of ``models`` only) of the institutions whose ones ``person`` uses, the commonest first."""
    reach = collections_reach(person)
    used = Q(pk__in=[])
    for model in models or (get_image_model(), get_document_model()):
        items = Q(taggit_taggeditem_items__content_type=ContentType.objects.get_for_model(model))
        if not reach.everywhere:
            own = Q(pk__in=[])
            for path in collection_paths(reach.institutions):
                own |= Q(collection__path__startswith=path)
            items &= Q(taggit_taggeditem_items__object_id__in=model._default_manager.filter(own).values("pk"))
        used |= items
    return Tag.objects.filter(used).annotate(uses=Count("taggit_taggeditem_items")).order_by("-uses", "name")


class OwnTags(BaseMediaFilterSet):
    """Offers the person's own tags where Wagtail offers everybody's."""

    class Meta:
        model: Any = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = [tag.name for tag in tags_within(self.request.user, (self._meta.model,))[:POPULAR]]
        if names:
            self.filters["tag"].extra["choices"] = [(name, name) for name in names]
        else:
            self.filters.pop("tag", None)


class OwnImagesFilterSet(OwnTags, ImagesFilterSet):
    class Meta(ImagesFilterSet.Meta):
        pass


class OwnDocumentsFilterSet(OwnTags, DocumentsFilterSet):
    class Meta(DocumentsFilterSet.Meta):
        pass


class OwnImageIndexView(ImageIndexView):
    filterset_class = OwnImagesFilterSet


class OwnDocumentIndexView(DocumentIndexView):
    filterset_class = OwnDocumentsFilterSet


class OwnImageChooseView(ImageChooseView):
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "popular_tags": tags_within(self.request.user, (self.model,))[:POPULAR]}


choose_image = image_chooser.construct_view(
    OwnImageChooseView,
    icon=image_chooser.icon,
    page_title=image_chooser.page_title,
    search_tab_label=image_chooser.search_tab_label,
    creation_tab_label=image_chooser.creation_tab_label,
)
