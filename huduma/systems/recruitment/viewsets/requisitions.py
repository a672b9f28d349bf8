"""The screen of requisitions: institutions write and send them, the secretariat decides."""

from collections.abc import Sequence
from typing import Any

import django_filters
from django.db.models import OuterRef, QuerySet, Subquery, Sum
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.widgets.button import Button, HeaderButton

from huduma.platform.backoffice.viewsets import OfficeViewSet, Operation, ReachPolicy
from huduma.platform.backoffice.viewsets.views import NarrowedIndexView, NarrowedInspectView
from huduma.platform.institutions.models import Institution
from huduma.platform.institutions.policy import reach
from huduma.systems.recruitment.actions import requisitions as actions
from huduma.systems.recruitment.forms.officers import ReasonForm, RequisitionForm
from huduma.systems.recruitment.models import Post, Requisition
from huduma.systems.recruitment.states import REQUISITION, Refused, RequisitionState

from .drafts import DraftPolicy, editable

DECIDE, WRITE = "recruitment.decide_requisition", "recruitment.add_vacancy"


def _institutions(request: Any) -> QuerySet[Institution]:
    return reach(request.user, "recruitment.view_requisition").narrow(Institution.objects.order_by("code"), "pk")


class RequisitionFilterSet(WagtailFilterSet):
    state = django_filters.ChoiceFilter(choices=RequisitionState.choices, label=gettext_lazy("state"))
    institution = django_filters.ModelChoiceFilter(queryset=_institutions, to_field_name="code", label=gettext_lazy("institution"))

    class Meta:
        model = Requisition
        fields: list[str] = []


class _LeadsToVacancy:
    """Whoever writes vacancies goes on from an approved requisition."""

    request: Any

    @cached_property
    def _writes(self) -> bool:
        return bool(reach(self.request.user, WRITE))

    def leads_to_vacancy(self, record: Requisition, button_class: Any) -> list[Any]:
        """The button that begins a vacancy, where that can be done."""
        if record.state != RequisitionState.APPROVED or not self._writes:
            return []
        address = f"{reverse('vacancies:add')}?requisition={record.pk}"
        return [button_class(_("Write the vacancy"), url=address, icon_name="doc-full-inverse", priority=30)]


class RequisitionIndexView(_LeadsToVacancy, NarrowedIndexView):
    def operation_buttons(self, record: Any, button_class: Any) -> list[Any]:
        return [*self.leads_to_vacancy(record, Button), *super().operation_buttons(record, button_class)]


class RequisitionInspectView(_LeadsToVacancy, NarrowedInspectView):
    template_name = "recruitment/office/requisition.html"

    def operation_buttons(self, record: Any, button_class: Any) -> list[Any]:
        return [*self.leads_to_vacancy(record, HeaderButton), *super().operation_buttons(record, button_class)]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "posts": self.object.posts.select_related("region")}


def _submit(record: Requisition, form: Any, by: Any) -> None:
    actions.submit_requisition(requisition=record, by=by)


def _approve(record: Requisition, form: Any, by: Any) -> None:
    actions.approve_requisition(requisition=record, by=by)


def _return(record: Requisition, form: Any, by: Any) -> None:
    actions.return_requisition(requisition=record, reason=form.cleaned_data["reason"], by=by)


def _cancel(record: Requisition, form: Any, by: Any) -> None:
    actions.cancel_requisition(requisition=record, reason=form.cleaned_data["reason"], by=by)


def _can(verb: str) -> Any:
    return lambda record: verb in REQUISITION.verbs(record.state)


class RequisitionViewSet(OfficeViewSet):
    """What institutions ask for."""

    name = "requisitions"
    model = Requisition
    icon = "clipboard-list"
    menu_label = gettext_lazy("Requisitions")
    menu_order = 10
    permissions = {"send": "recruitment.change_requisition", "decide": DECIDE}
    form_class = RequisitionForm
    refusals = (Refused,)
    index_view_class = RequisitionIndexView
    inspect_view_class = RequisitionInspectView
    filterset_class = RequisitionFilterSet
    search_fields = ["title_sw", "title_en", "permit", "institution__code", "institution__name_sw", "institution__name_en"]
    ordering = "-pk"
    list_display: Sequence[Any] = [
        "title",
        Column("institution", label=gettext_lazy("institution"), sort_key="institution__code"),
        Column("posts_wanted", label=gettext_lazy("posts"), sort_key="posts_wanted"),
        Column("salary_scale", label=gettext_lazy("salary scale")),
        Column("state", accessor="get_state_display", label=gettext_lazy("state"), sort_key="state"),
        DateColumn("submitted_at", label=gettext_lazy("sent on"), sort_key="submitted_at"),
    ]
    list_export = [
        *("pk", "institution.code", "title_sw", "title_en", "occupation", "salary_scale", "permit", "posts_wanted", "state"),
        *("created_at", "submitted_at", "decided_at", "remark"),
    ]
    export_filename = "requisitions"
    inspect_view_fields = [
        *("title_sw", "title_en", "institution", "occupation", "salary_scale", "permit", "needs", "state"),
        *("filed_by", "submitted_at", "decided_by", "decided_at"),
    ]
    panels = [
        MultiFieldPanel(
            [
                FieldPanel("institution"),
                FieldRowPanel([FieldPanel("title_sw"), FieldPanel("title_en")]),
                FieldPanel("occupation"),
                FieldRowPanel([FieldPanel("salary_scale"), FieldPanel("permit")]),
                FieldPanel("needs"),
            ],
            heading=gettext_lazy("What is asked for"),
        ),
        MultiFieldPanel([FieldPanel("post_lines")], heading=gettext_lazy("Posts by station")),
    ]
    operations = (
        Operation(
            name="send",
            label=gettext_lazy("Send to the secretariat"),
            done=gettext_lazy("The requisition is with the secretariat."),
            question=gettext_lazy("It cannot be changed while the secretariat looks at it."),
            icon="upload",
            permission="send",
            run=_submit,
            offered=_can("submit"),
            refusals=(Refused,),
        ),
        Operation(
            name="approve",
            label=gettext_lazy("Approve"),
            done=gettext_lazy("Approved. A vacancy can be written from it."),
            icon="check",
            permission="decide",
            run=_approve,
            offered=_can("approve"),
            bulk=True,
            refusals=(Refused,),
        ),
        Operation(
            name="return",
            label=gettext_lazy("Give back"),
            done=gettext_lazy("It is with the institution again."),
            question=gettext_lazy("The institution reads the reason, mends it and sends it again."),
            icon="undo",
            permission="decide",
            form_class=ReasonForm,
            run=_return,
            offered=_can("return"),
            refusals=(Refused,),
        ),
        Operation(
            name="cancel",
            label=gettext_lazy("Cancel for good"),
            done=gettext_lazy("Cancelled."),
            question=gettext_lazy("A cancelled requisition never comes back. The institution reads the reason."),
            icon="circle-xmark",
            permission="decide",
            form_class=ReasonForm,
            run=_cancel,
            offered=_can("cancel"),
            refusals=(Refused,),
        ),
        Operation(
            name="give-up",
            label=gettext_lazy("Give up"),
            done=gettext_lazy("The requisition is given up."),
            question=gettext_lazy("It never comes back. The secretariat reads the reason."),
            icon="bin",
            permission="send",
            form_class=ReasonForm,
            run=_cancel,
            offered=lambda record: record.state in (RequisitionState.DRAFT, RequisitionState.PENDING),
            refusals=(Refused,),
        ),
    )

    @property
    def permission_policy(self) -> ReachPolicy:
        return DraftPolicy(self.model, self.path, self.permissions)

    def records(self, person: Any, action: str) -> QuerySet[Any]:
        found = super().records(person, action).select_related("institution", "filed_by", "decided_by")
        wanted = Post.objects.filter(requisition=OuterRef("pk")).order_by().values("requisition").annotate(n=Sum("number")).values("n")
        return editable(found.annotate(posts_wanted=Subquery(wanted)), action)

    def add(self, *, form: Any, by: Any) -> Requisition:
        return actions.write_requisition(requisition=form.instance, posts=form.cleaned_data["post_lines"], by=by)

    def change(self, *, form: Any, by: Any) -> None:
        actions.change_requisition(requisition=form.instance, posts=form.cleaned_data["post_lines"], by=by)
