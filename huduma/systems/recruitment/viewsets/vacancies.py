"""The screen of vacancies: written, approved by somebody else, published, extended, advertised again, withdrawn."""

from collections.abc import Sequence
from typing import Any

import django_filters
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.admin.ui.tables import Column
from wagtail.admin.widgets.button import Button, HeaderButton

from huduma.platform.backoffice.viewsets import OfficeViewSet, ReachPolicy
from huduma.platform.backoffice.viewsets.views import NarrowedCreateView, NarrowedEditView, NarrowedIndexView, NarrowedInspectView
from huduma.platform.institutions.models import Institution
from huduma.platform.institutions.policy import reach
from huduma.systems.recruitment.actions import vacancies as actions
from huduma.systems.recruitment.forms.criteria_writing import GROUPS
from huduma.systems.recruitment.forms.officers import VacancyForm, initial_from
from huduma.systems.recruitment.models import Requisition, Vacancy
from huduma.systems.recruitment.states import Refused, RequisitionState, VacancyState

from .advertised import in_both_languages, instant
from .drafts import DraftPolicy, editable
from .vacancy_import import ImportView, TemplateView
from .vacancy_operations import OPERATIONS
from .vacancy_preview import PreviewView


def _institutions(request: HttpRequest) -> QuerySet[Institution]:
    return reach(request.user, "recruitment.view_vacancy").narrow(Institution.objects.order_by("code"), "pk")


class VacancyFilterSet(WagtailFilterSet):
    state = django_filters.ChoiceFilter(choices=VacancyState.choices, label=gettext_lazy("state"))
    institution = django_filters.ModelChoiceFilter(queryset=_institutions, to_field_name="code", label=gettext_lazy("institution"))
    closes = django_filters.DateFromToRangeFilter(field_name="closes_at", label=gettext_lazy("closes"), widget=DateRangePickerWidget)

    class Meta:
        model = Vacancy
        fields: list[str] = []


class _Previewed:
    viewset: Any

    def preview_button(self, record: Vacancy, button_class: Any) -> Any:
        """The button to how the public will read it."""
        address = reverse(self.viewset.get_url_name("preview"), args=[record.pk])
        return button_class(_("Preview"), url=address, icon_name="view", priority=30)

    def get_success_url(self) -> str:
        """Whoever has written something looks at how it will be read."""
        return reverse(self.viewset.get_url_name("preview"), args=[self.object.pk])  # type: ignore[attr-defined]


class VacancyIndexView(_Previewed, NarrowedIndexView):
    def operation_buttons(self, record: Any, button_class: Any) -> list[Any]:
        return [self.preview_button(record, Button), *super().operation_buttons(record, button_class)]

    @cached_property
    def header_more_buttons(self) -> list[Any]:
        own = super().header_more_buttons
        if not self.user_has_permission("add"):
            return own
        address = reverse(self.viewset.get_url_name("import"))
        return [*own, Button(_("Import from Excel"), url=address, icon_name="upload", priority=90)]


class VacancyAddView(_Previewed, NarrowedCreateView):
    def get_initial(self) -> dict[str, Any]:
        """Begin with what the requisition says from which it is written."""
        wanted = self.request.GET.get("requisition", "")
        approved = Requisition.objects.filter(state=RequisitionState.APPROVED)
        found = approved.filter(pk=int(wanted)).first() if wanted.isascii() and wanted.isdigit() and len(wanted) < 18 else None
        return {**super().get_initial(), **(initial_from(found) if found else {})}


class VacancyEditView(_Previewed, NarrowedEditView):
    pass


class VacancyInspectView(_Previewed, NarrowedInspectView):
    template_name = "recruitment/office/vacancy.html"

    def operation_buttons(self, record: Any, button_class: Any) -> list[Any]:
        own = [self.preview_button(record, HeaderButton)] if button_class is HeaderButton else []
        return [*own, *super().operation_buttons(record, button_class)]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "languages": in_both_languages(self.object)}


def _panels() -> list[Any]:
    texts = [FieldRowPanel([FieldPanel(f"{name}_{language}") for language in ("sw", "en")]) for name in ("title", "summary", "duties")]
    assessed = FieldRowPanel([FieldPanel("assessment_sw"), FieldPanel("assessment_en")])
    return [
        MultiFieldPanel([FieldPanel("requisition"), *texts, assessed], heading=gettext_lazy("The post, in both languages")),
        MultiFieldPanel(
            [
                FieldPanel("occupation"),
                FieldRowPanel([FieldPanel("salary_scale"), FieldPanel("posts")]),
                FieldPanel("region"),
                FieldRowPanel([FieldPanel("opens_at"), FieldPanel("closes_at")]),
                FieldPanel("takes_failing"),
                FieldPanel("appeal_days"),
            ],
            heading=gettext_lazy("Place and time"),
        ),
        *(MultiFieldPanel([FieldPanel(name) for name in names], heading=heading) for heading, names in GROUPS),
    ]


class VacancyViewSet(OfficeViewSet):
    """Vacancies of all institutions for the secretariat, of the own one for its officers."""

    name = "vacancies"
    model = Vacancy
    icon = "group"
    menu_label = gettext_lazy("Vacancies")
    menu_order = 20
    permissions = {"steer": "recruitment.change_vacancy", "approve": "recruitment.approve_vacancy"}
    form_class = VacancyForm
    refusals = (Refused,)
    index_view_class = VacancyIndexView
    add_view_class = VacancyAddView
    edit_view_class = VacancyEditView
    inspect_view_class = VacancyInspectView
    filterset_class = VacancyFilterSet
    search_fields = ["number", "title_sw", "title_en", "reference", "institution__code", "institution__name_sw", "institution__name_en"]
    ordering = "-pk"
    list_display: Sequence[Any] = [
        "title",
        Column("number", label=gettext_lazy("number"), sort_key="number"),
        Column("institution", label=gettext_lazy("institution"), sort_key="institution__code"),
        Column("posts", label=gettext_lazy("posts"), sort_key="posts"),
        Column("standing", label=gettext_lazy("state"), sort_key="state"),
        Column("opens", accessor=lambda record: instant(record.opens_at), label=gettext_lazy("opens"), sort_key="opens_at"),
        Column("closes", accessor=lambda record: instant(record.closes_at), label=gettext_lazy("closes"), sort_key="closes_at"),
    ]
    list_export = [
        *("pk", "number", "reference", "institution.code", "title_sw", "title_en", "occupation", "salary_scale", "posts"),
        *("region.code", "opens_at", "closes_at", "state", "published_at"),
    ]
    export_filename = "vacancies"
    inspect_view_fields = [
        *("number", "reference", "institution", "requisition", "standing", "written_by", "approved_by", "published_at"),
        *("opens_at", "closes_at"),
    ]
    panels = _panels()
    operations = OPERATIONS

    @property
    def permission_policy(self) -> ReachPolicy:
        return DraftPolicy(self.model, self.path, self.permissions)

    def records(self, person: Any, action: str) -> QuerySet[Any]:
        found = super().records(person, action)
        return editable(found.select_related("institution", "region", "requisition", "version", "written_by", "approved_by"), action)

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            *super().get_urlpatterns(),
            path("preview/<int:pk>/", self.construct_view(PreviewView), name="preview"),
            path("import/", self.construct_view(ImportView), name="import"),
            path("import/template/", self.construct_view(TemplateView), name="template"),
        ]

    def add(self, *, form: Any, by: Any) -> Vacancy:
        return actions.write_vacancy(vacancy=form.instance, by=by)

    def change(self, *, form: Any, by: Any) -> None:
        actions.change_vacancy(vacancy=form.instance, by=by)
