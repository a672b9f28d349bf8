"""The screen that takes a workbook of vacancies."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.generic import FormView, View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from huduma.platform.backoffice.viewsets.forms import show_refusal
from huduma.platform.backoffice.viewsets.views import Narrowed
from huduma.platform.uploads.documents import TYPES
from huduma.systems.recruitment.actions.importing import Imported, import_vacancies
from huduma.systems.recruitment.forms.vacancy_import import ImportForm, template
from huduma.systems.recruitment.states import Refused


class ImportView(Narrowed, WagtailAdminTemplateMixin, FormView):
    template_name = "recruitment/office/import.html"
    form_class = ImportForm
    page_title = _("Import vacancies from Excel")
    permission_required = "add"
    header_icon = "upload"
    index_url_name = ""
    model: Any = None

    def form_valid(self, form: Any) -> HttpResponse:
        """Import all lines, or none."""
        try:
            imported = import_vacancies(vacancies=form.sheet.vacancies, by=self.request.user)
        except (ValidationError, Refused) as error:
            show_refusal(form, error)
            return self.form_invalid(form)
        messages.success(self.request, _told(imported))
        return redirect(self.index_url_name)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        listing = {"url": reverse(self.index_url_name), "label": self.viewset.menu_label}
        return [*self.breadcrumbs_items, listing, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {
            **super().get_context_data(**kwargs),
            "media": "",
            "action_url": self.request.path,
            "template_url": reverse(self.viewset.get_url_name("template")),
            "submit_button_label": _("Import"),
            "submit_button_active_label": _("One moment…"),
        }


class TemplateView(Narrowed, View):
    permission_required = "add"
    model: Any = None

    def get(self, request: HttpRequest) -> HttpResponse:
        """The empty workbook."""
        headers = {"Content-Disposition": 'attachment; filename="nafasi-vacancies.xlsx"'}
        return HttpResponse(template(), content_type=TYPES["xlsx"], headers=headers)


def _told(imported: Imported) -> str:
    made = ngettext("%(n)d draft was made.", "%(n)d drafts were made.", imported.made) % {"n": imported.made}
    if not imported.known:
        return made
    known = ngettext("%(n)d line was there before.", "%(n)d lines were there before.", imported.known) % {"n": imported.known}
    return f"{made} {known}"
