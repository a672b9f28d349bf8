"""Small views of the office."""

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET
from taggit.models import Tag
from wagtail.admin.views.chooser import BrowseView
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.permissions import page_permission_policy

from huduma.platform.institutions.policy import collections_reach, pages_reach

from .rules import collection_paths

SUGGESTIONS = 10


@require_GET
def choose_page(request: HttpRequest) -> HttpResponseBase:
    """Begin choosing a page at the person's own pages; Wagtail would begin above all pages of the wanted type, whoever's they are."""
    start = page_permission_policy.explorable_root_instance(request.user)
    if start is None or pages_reach(request.user).everywhere:
        return BrowseView.as_view()(request)
    return redirect(f"{reverse('wagtailadmin_choose_page_child', args=[start.pk])}?{request.GET.urlencode()}")


@require_GET
def suggest_tags(request: HttpRequest) -> JsonResponse:
    """The tags that begin with ``?term=``, as a JSON array of names, of pictures and documents within the person's reach."""
    tags = Tag.objects.filter(name__istartswith=request.GET.get("term", "")).order_by("name")
    reach = collections_reach(request.user)
    if not reach.everywhere:
        paths = collection_paths(reach.institutions)
        in_reach = Q(pk__in=[])
        for path in paths:
            in_reach |= Q(collection__path__startswith=path)
        used = Q(pk__in=[])
        for model in (get_image_model(), get_document_model()):
            own = model.objects.filter(in_reach).values("pk")
            used |= Q(
                taggit_taggeditem_items__content_type=ContentType.objects.get_for_model(model),
                taggit_taggeditem_items__object_id__in=own,
            )
        tags = tags.filter(used).distinct()
    return JsonResponse([tag.name for tag in tags[:SUGGESTIONS]], safe=False)
