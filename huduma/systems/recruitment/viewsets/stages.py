"""One stage of a vacancy's interviews: when and where, who is called, who came, which panel hears whom."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.widgets.button import HeaderButton

from huduma.platform.backoffice.viewsets import OfficeViewSet, Operation
from huduma.platform.backoffice.viewsets.views import Narrowed, NarrowedInspectView
from huduma.systems.recruitment.actions import interviews, panels, sheets, stage_work
from huduma.systems.recruitment.actions.interviews import told
from huduma.systems.recruitment.forms.interviews import PanelForm, StageForm, WorkbookForm
from huduma.systems.recruitment.models import Call, Stage, StageWork
from huduma.systems.recruitment.sheets import WrongSheet
from huduma.systems.recruitment.states import Refused, VacancyState

from .attendance import AttendanceView, CorrectAttendanceView
from .interviews import MAY

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def workbook(content: bytes, name: str) -> HttpResponse:
    """A workbook to be saved."""
    response = HttpResponse(content, content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    response["Cache-Control"] = "private, no-store"
    return response


class StageInspectView(NarrowedInspectView):
    """A stage with its sittings, its panels, and how far the work on it is."""

    template_name = "recruitment/office/stage.html"

    @cached_property
    def header_buttons(self) -> list[Any]:
        sheet = HeaderButton(
            _("Attendance as Excel"),
            url=reverse(self.viewset.get_url_name("attendance_sheet"), args=[self.object.pk]),
            icon_name="download",
        )
        return [*super().header_buttons, *([sheet] if self.object.called_at else [])]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        calls, vacancy = Call.objects.filter(stage=self.object), self.object.vacancy
        by_sitting = calls.order_by("at", "centre__name").values("at", "centre", "centre__name")
        tick = reverse(self.viewset.get_url_name("attendance"), args=[self.object.pk])
        sittings = by_sitting.annotate(
            called=Count("pk"), came=Count("pk", filter=Q(attended=True)), missed=Count("pk", filter=Q(attended=False))
        )
        return super().get_context_data(
            sittings=[{**row, "url": f"{tick}?centre={row['centre']}&at={row['at']:%Y-%m-%dT%H:%M:%SZ}"} for row in sittings],
            panels=self.object.panels.annotate(heard=Count("calls")).prefetch_related("members__officer", "members__sheet"),
            applied=panels.applicants_among(self.object),
            conflicts=panels.conflicted_among(self.object),
            without_panel=calls.filter(panel__isnull=True).count(),
            works=self.object.works.all()[:10],
            withdrawal=vacancy.changes.filter(verb="withdraw").last() if vacancy.state == VacancyState.WITHDRAWN else None,
            **kwargs,
        )


class AttendanceSheetView(Narrowed, View):
    """The attendance of a stage as a workbook, to be filled in and sent back."""

    model: Any = None
    needs = "change"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        stage = self.find()
        return workbook(sheets.attendance_sheet(stage), f"mahudhurio-{stage.vacancy.number}-{stage.kind}")


def _order(kind: str) -> Any:
    def run(record: Stage, form: Any, by: Any) -> None:
        stage_work.order_work(stage=record, kind=kind, by=by)

    return run


def _read_attendance(record: Stage, form: Any, by: Any) -> None:
    file = form.cleaned_data["workbook"]
    present, absent = sheets.read_attendance(record, file.read(), file.name)
    interviews.record_attendance(stage=record, present=present, absent=absent, by=by)


def _make_panel(record: Stage, form: Any, by: Any) -> None:
    panels.make_panel(stage=record, by=by, **form.cleaned_data)


def _is_callable(record: Stage) -> bool:
    return record.starts_at is not None and record.settled_at is None and record.vacancy.state in interviews.INTERVIEWED


def _is_going_on(record: Stage) -> bool:
    return record.called_at is not None and record.settled_at is None and record.vacancy.state in interviews.INTERVIEWED


def _has_letters(record: Stage) -> bool:
    return record.called_at is not None and record.vacancy.state != VacancyState.WITHDRAWN


class StageViewSet(OfficeViewSet):
    """The stages of all vacancies."""

    name = "interview-stages"
    model = Stage
    path = "vacancy__institution"
    permissions = MAY
    icon = "date"
    menu_label = gettext_lazy("Stages of interviews")
    form_class = StageForm
    form_fields = ["starts_at", "minutes", "pause", "sittings_a_day", "days", "at_once", "centres"]
    inspect_view_class = StageInspectView
    history_view_enabled = False
    list_display: Sequence[Any] = [
        "__str__",  # a name as the first column leads to the stage; a Column would lead nowhere
        "weight",
        "pass_mark",
        Column("starts_at", label=gettext_lazy("begins"), accessor=lambda s: s.starts_at and told(s.starts_at), sort_key="starts_at"),
        DateColumn("called_at", label=gettext_lazy("called on")),
        DateColumn("settled_at", label=gettext_lazy("marks final on")),
    ]
    search_fields = ["vacancy__number", "vacancy__title_sw", "vacancy__title_en"]
    ordering = "-pk"
    inspect_view_fields = ["vacancy", "kind", "weight", "pass_mark", "starts_at", "minutes", "sittings_a_day", "days"]
    operations = (
        Operation(
            name="call",
            label=gettext_lazy("Call the applicants"),
            done=gettext_lazy("The applicants are being called. How far it is stands under “Work on interviews”."),
            question=gettext_lazy(
                "Everyone who has come so far gets an exam number, a centre in the region where they live (else the largest with room), "
                "a time and a seat."
            ),
            icon="mail",
            run=_order(StageWork.Kind.CALL),
            offered=_is_callable,
        ),
        Operation(
            name="letters",
            label=gettext_lazy("Call letters of all, in one file"),
            done=gettext_lazy("The letters are being written. They will be under “Work on interviews”."),
            icon="doc-full",
            run=_order(StageWork.Kind.LETTERS),
            offered=_has_letters,
        ),
        Operation(
            name="each_letter",
            label=gettext_lazy("Call letters, a file each (ZIP)"),
            done=gettext_lazy("The letters are being written. They will be under “Work on interviews”."),
            icon="folder",
            run=_order(StageWork.Kind.EACH),
            offered=_has_letters,
        ),
        Operation(
            name="attended",
            label=gettext_lazy("Send in the attendance (Excel)"),
            done=gettext_lazy("The attendance is written down."),
            question=gettext_lazy("Whoever is written down as present or absent stays so; a slip is corrected in the tick list."),
            form_class=WorkbookForm,
            icon="upload",
            run=_read_attendance,
            offered=_is_going_on,
            refusals=(WrongSheet, Refused),
        ),
        Operation(
            name="panel",
            label=gettext_lazy("Make a panel"),
            done=gettext_lazy("The panel is made. Put its members on it under “Panels”."),
            form_class=PanelForm,
            icon="group",
            run=_make_panel,
            offered=_is_going_on,
        ),
        Operation(
            name="settle",
            label=gettext_lazy("Work out the marks"),
            done=gettext_lazy("The marks are being worked out. How far it is stands under “Work on interviews”."),
            question=gettext_lazy(
                "Everybody's mark is the mean of the locked sheets. Whoever is below the pass mark is turned away with the reason."
            ),
            icon="check",
            run=_order(StageWork.Kind.SETTLE),
            offered=_is_going_on,
        ),
    )

    def records(self, person: Any, action: str) -> QuerySet[Any]:
        return super().records(person, action).select_related("vacancy__institution")

    def change(self, *, form: Any, by: Any) -> None:
        interviews.schedule_stage(stage=form.instance, centres=form.cleaned_data["centres"], by=by)

    def get_urlpatterns(self) -> list[URLPattern]:
        ticks, correct = self.construct_view(AttendanceView), self.construct_view(CorrectAttendanceView)
        sheet = self.construct_view(AttendanceSheetView)
        return [
            *super().get_urlpatterns(),
            path("attendance/<int:pk>/", ticks, name="attendance"),
            path("attendance/<int:pk>/<int:call>/", correct, name="correct"),
            path("attendance-sheet/<int:pk>/", sheet, name="attendance_sheet"),
        ]
