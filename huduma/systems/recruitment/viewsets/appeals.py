"""Appeals against the long-list: read, and upheld or dismissed, without a name."""

from collections.abc import Sequence
from typing import Any

import django_filters
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn

from huduma.platform.backoffice.viewsets import OfficeViewSet, Operation
from huduma.platform.backoffice.viewsets.views import NarrowedInspectView
from huduma.systems.recruitment.actions.appeals import dismiss_appeal, uphold_appeal
from huduma.systems.recruitment.actions.interests import kept_from
from huduma.systems.recruitment.actions.longlist import SIFT
from huduma.systems.recruitment.forms.sift import ReasonForm
from huduma.systems.recruitment.models import Appeal
from huduma.systems.recruitment.models.candidate import met_by
from huduma.systems.recruitment.states import Refused


class AppealFilterSet(WagtailFilterSet):
    vacancy = django_filters.CharFilter(field_name="application__vacancy__number", label=gettext_lazy("number of the vacancy"))
    waiting = django_filters.BooleanFilter(field_name="decided_at", lookup_expr="isnull", label=gettext_lazy("waiting"))

    class Meta:
        model = Appeal
        fields: list[str] = []


class AppealInspectView(NarrowedInspectView):
    def get_fields_context(self) -> list[dict[str, Any]]:
        """What the applicant says, and what was decided by which criteria, without what tells who it is."""
        appeal = self.object
        lines = [
            (_("Vacancy"), appeal.application.vacancy),
            (_("Applicant"), appeal.applicant or "–"),
            (_("What the applicant says"), appeal.text or "–"),
            (_("State"), appeal.standing),
            (_("Reason in Swahili"), appeal.reason_sw or "–"),
            (_("Reason in English"), appeal.reason_en or "–"),
        ]
        for needed, passed, found in met_by(appeal.application):
            lines.append((needed, _("Met") if passed else " · ".join(filter(None, [_("Not met"), found]))))
        return [{"label": label, "value": value, "component": None} for label, value in lines]


def _uphold(appeal: Appeal, form: Any, by: Any) -> None:
    uphold_appeal(appeal=appeal, by=by, **form.cleaned_data)


def _dismiss(appeal: Appeal, form: Any, by: Any) -> None:
    dismiss_appeal(appeal=appeal, by=by, **form.cleaned_data)


class AppealViewSet(OfficeViewSet):
    """Appeals of vacancies in which the officer has declared no conflict, and not applied."""

    name = "appeals"
    model = Appeal
    icon = "comment"
    path = "application__institution"
    menu_label = gettext_lazy("Appeals")
    menu_order = 40
    permissions = {"view": SIFT, "sift": SIFT}
    filterset_class = AppealFilterSet
    inspect_view_class = AppealInspectView
    history_view_enabled = False
    ordering = "-made_at"
    list_display: Sequence[Any] = [
        "__str__",
        Column("vacancy_number", label=gettext_lazy("vacancy")),
        Column("applicant", label=gettext_lazy("applicant")),
        DateColumn("made_at", label=gettext_lazy("made on"), sort_key="made_at"),
        Column("standing", label=gettext_lazy("state"), sort_key="outcome"),
        Column("decided_by", label=gettext_lazy("decided by")),
    ]
    operations = (
        Operation(
            name="uphold",
            label=gettext_lazy("Uphold"),
            done=gettext_lazy("The applicant now meets the criteria, and is sifted with the others."),
            form_class=ReasonForm,
            icon="success",
            permission="sift",
            run=_uphold,
            offered=lambda appeal: not appeal.outcome,
            refusals=(Refused,),
        ),
        Operation(
            name="dismiss",
            label=gettext_lazy("Dismiss"),
            done=gettext_lazy("The decision stands; the applicant reads why."),
            form_class=ReasonForm,
            icon="cross",
            permission="sift",
            run=_dismiss,
            offered=lambda appeal: not appeal.outcome,
            refusals=(Refused,),
        ),
    )

    def records(self, person: Any, action: str) -> QuerySet[Any]:
        found = super().records(person, action).exclude(application__vacancy__in=kept_from(person))
        found = found.select_related("application__institution", "application__vacancy__institution", "decided_by")
        return found.annotate(vacancy_number=F("application__vacancy__number"), applicant=F("application__sift_number"))
