"""How the public will read a vacancy, before it is published."""

from typing import Any

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import HeaderButton

from huduma.platform.backoffice.viewsets.views import Narrowed

from .advertised import in_both_languages


class PreviewView(Narrowed, WagtailAdminTemplateMixin, TemplateView):
    template_name = "recruitment/office/preview.html"
    page_title = _("As the public will read it")
    any_permission_required = ["view"]
    header_icon = "view"
    model: Any = None
    index_url_name = ""
    edit_url_name: str | None = None
    inspect_url_name: str | None = None

    def setup(self, request: Any, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.object = self.find()

    def get_page_subtitle(self) -> str:
        return str(self.object)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        listing = {"url": reverse(self.index_url_name), "label": self.viewset.menu_label}
        return [*self.breadcrumbs_items, listing, {"url": "", "label": self.page_title, "sublabel": str(self.object)}]

    @cached_property
    def header_buttons(self) -> list[Any]:
        """On to mending it, or to sending it on."""
        key = [self.object.pk]
        own = [HeaderButton(_("Details"), url=reverse(self.viewset.get_url_name("inspect"), args=key), icon_name="info-circle")]
        if self.user_has_permission_for_instance("change", self.object):
            own.append(HeaderButton(_("Edit"), url=reverse(self.viewset.get_url_name("edit"), args=key), icon_name="edit"))
        return [*own, *self.operation_buttons(self.object, HeaderButton)]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "languages": in_both_languages(self.object)}
