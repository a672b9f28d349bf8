"""Small views of the office."""

from typing import Any

from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET
from wagtail.admin.forms.choosers import ExternalLinkChooserForm, URLOrAbsolutePathField
from wagtail.admin.views import chooser
from wagtail.models import Page
from wagtail.permissions import page_permission_policy

from huduma.platform.institutions.models import Workspace
from huduma.platform.institutions.policy import pages_reach

from .media import tags_within

SUGGESTIONS = 10


@require_GET
def explore(request: HttpRequest) -> HttpResponseBase:
    """Begin at the person's own pages: the site they work on, or the folder above where they work on several."""
    start = start_page(request.user)
    if start is None:
        return redirect("wagtailadmin_home")
    return redirect(_with_query(request, "wagtailadmin_explore", start))


@require_GET
def choose_page(request: HttpRequest) -> HttpResponseBase:
    """Begin choosing a page at the person's own pages; Wagtail would begin above all pages of the wanted type, whoever's they are."""
    start = start_page(request.user)
    if start is None or pages_reach(request.user).everywhere:
        return chooser.BrowseView.as_view()(request)
    return redirect(_with_query(request, "wagtailadmin_choose_page_child", start))


class _LinkField(URLOrAbsolutePathField):
    def to_python(self, value: Any) -> Any:
        """A form without the field at all is as wrong as one with it empty, not a reason to fail."""
        return super().to_python(value or "")


class _LinkForm(ExternalLinkChooserForm):
    url = _LinkField(required=True, label=_("Address"))


class ExternalLinkView(chooser.ExternalLinkView):
    form_class = _LinkForm


@require_GET
def suggest_tags(request: HttpRequest) -> JsonResponse:
    """The tags that begin with ``?term=``, as a JSON array of names, of pictures and documents within the person's reach."""
    tags = tags_within(request.user).filter(name__istartswith=request.GET.get("term", ""))
    return JsonResponse([tag.name for tag in tags[:SUGGESTIONS]], safe=False)


def start_page(person: Any) -> Page | None:
    """The home page of the only site that ``person`` works on, in their language; else the lowest page above all that they work on."""
    reach = pages_reach(person)
    if not reach.everywhere and len(reach.institutions) == 1:
        homes = Workspace.pages.through.objects.filter(workspace_id__in=reach.institutions)
        pages = Page.objects.filter(pk__in=homes.values("page_id")).select_related("locale").order_by("path")
        return next((page for page in pages if page.locale.language_code == person.language), pages.first())
    return page_permission_policy.explorable_root_instance(person)


def _with_query(request: HttpRequest, view: str, page: Page) -> str:
    return f"{reverse(view, args=[page.pk])}?{request.GET.urlencode()}"
