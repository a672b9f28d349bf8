"""Panels as the secretariat sees them, and the sheets of a member, which nobody else sees before all are locked."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView, View
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import Button

from huduma.platform.accounts.models import Person
from huduma.platform.backoffice.viewsets import OfficeViewSet, Operation
from huduma.platform.backoffice.viewsets.operations import OperationForm
from huduma.platform.backoffice.viewsets.policy import ReachPolicy
from huduma.platform.backoffice.viewsets.views import Narrowed, NarrowedIndexView, NarrowedInspectView
from huduma.platform.institutions.policy import reach
from huduma.systems.recruitment.actions import panels, sheets
from huduma.systems.recruitment.forms.interviews import InterestForm, MarksForm, MemberForm, WorkbookForm
from huduma.systems.recruitment.models import Call, Panel, PanelMember, Score
from huduma.systems.recruitment.sheets import WrongSheet

from .interviews import MAY
from .stages import workbook

MARK = "recruitment.score_scoresheet"
_A_PAGE = 100  # applicants on one page of a sheet, or of a panel's marks


def _add_member(record: Panel, form: Any, by: Any) -> None:
    officer = Person.objects.filter(email=form.cleaned_data["address"].strip().lower()).first()
    if officer is None or not reach(officer, MARK):
        raise ValidationError({"address": _("This is no officer who is appointed to sit on panels.")})
    panels.add_member(panel=record, officer=officer, by=by)


class _RemoveForm(OperationForm):
    member = forms.ModelChoiceField(PanelMember.objects.none(), label=gettext_lazy("Member"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        member: Any = self.fields["member"]
        member.queryset = self.record.members.filter(sheet__locked_at__isnull=True).select_related("officer")
        member.label_from_instance = lambda each: str(each.officer)


def _remove_member(record: Panel, form: Any, by: Any) -> None:
    panels.remove_member(member=form.cleaned_data["member"], by=by)


class PanelInspectView(NarrowedInspectView):
    """A panel's members, and their marks once every sheet of the stage is locked."""

    template_name = "recruitment/office/panel.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        members = list(self.object.members.select_related("officer", "sheet").order_by("pk"))
        page = self._page() if panels.are_all_locked(self.object.stage) else None
        applied = panels.applicants_among(self.object.stage)
        return super().get_context_data(
            members=members,
            page=page,
            marks=None if page is None else self._marks(members, page),
            applied=applied,
            conflicted=any(member.officer_id in applied for member in members),
            conflicts=panels.conflicted_among(self.object.stage),
            remove_url=reverse(self.viewset.get_url_name("remove"), args=[self.object.pk]),
            **kwargs,
        )

    def _page(self) -> Any:
        calls = Call.objects.filter(panel=self.object, attended=True).order_by("application__exam_number")
        rows = calls.values_list("pk", "application__exam_number", "mark")
        return Paginator(rows, _A_PAGE).get_page(self.request.GET.get("page"))

    def _marks(self, members: list[PanelMember], page: Any) -> list[dict[str, Any]]:
        scores = Score.objects.filter(call__in=[key for key, _number, _mark in page])
        given = {(member, call): mark for member, call, mark in scores.values_list("sheet__member", "call", "mark")}
        return [{"number": number, "given": [given.get((m.pk, key)) for m in members], "mark": mark} for key, number, mark in page]


class PanelViewSet(OfficeViewSet):
    """All panels, for the secretariat."""

    name = "interview-panels"
    model = Panel
    path = "stage__vacancy__institution"
    permissions = MAY
    icon = "group"
    menu_label = gettext_lazy("Panels")
    inspect_view_class = PanelInspectView
    history_view_enabled = False
    list_display: Sequence[Any] = [
        "name",
        Column("stage", label=gettext_lazy("stage")),
        Column("heard", label=gettext_lazy("applicants")),
        Column("sitting", label=gettext_lazy("members")),
    ]
    search_fields = ["name", "stage__vacancy__number"]
    ordering = "-pk"
    inspect_view_fields = ["name", "stage"]
    operations = (
        Operation(
            name="member",
            label=gettext_lazy("Add a member"),
            done=gettext_lazy("The member is on the panel."),
            question=gettext_lazy("Before seeing anything they declare whether they know an applicant; whoever does leaves the panel."),
            form_class=MemberForm,
            icon="user",
            run=_add_member,
        ),
        Operation(
            name="remove",
            label=gettext_lazy("Remove a member"),
            done=gettext_lazy("The member is on the panel no more."),
            form_class=_RemoveForm,
            icon="circle-xmark",
            run=_remove_member,
        ),
    )

    def records(self, person: Any, action: str) -> QuerySet[Any]:
        counted = super().records(person, action).annotate(heard=Count("calls", distinct=True), sitting=Count("members", distinct=True))
        return counted.select_related("stage__vacancy__institution")


class MemberPolicy(ReachPolicy):
    """A member of a panel, of whatever institution, may do with their own sheet what their role allows, and nothing with another's."""

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Any) -> bool:
        return instance.officer_id == user.pk and self.user_has_permission(user, action)

    def instances_user_has_any_permission_for(self, user: Any, actions: Any) -> QuerySet[Any]:
        own = PanelMember.objects.filter(officer=user)
        return own if any(self.user_has_permission(user, action) for action in actions) else own.none()


class SheetView(Narrowed, WagtailAdminTemplateMixin, TemplateView):
    """The member's own sheet: first the declaration of interests, then the marks, and at last the lock."""

    model: Any = None
    index_url_name = ""
    template_name = "recruitment/office/sheet.html"
    page_title = gettext_lazy("My marks")

    def setup(self, request: Any, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.object = self.find()
        self.forms: dict[str, Any] = {}

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        does = {"declare": self.declare, "save": self.save, "upload": self.upload, "lock": self.lock}
        wanted = does.get(request.POST.get("do", ""))
        try:
            done = wanted() if wanted else ""
        except PermissionDenied as error:
            done = ""
            messages.error(request, str(error))
        except (ValidationError, WrongSheet) as error:
            done = ""
            messages.error(request, " ".join(getattr(error, "messages", [str(error)])))
        if not done:
            return self.get(request, pk=pk)
        messages.success(request, done)
        gone = not PanelMember.objects.filter(pk=pk).exists()
        return redirect(reverse(self.index_url_name) if gone else request.get_full_path())

    def declare(self) -> str:
        """Declare interests; what is to be said of it, or nothing where the form is wrong."""
        form = self.forms["interest"] = InterestForm(self.request.POST)
        if not form.is_valid():
            return ""
        panels.declare_interest(member=self.object, by=self.request.user, **form.cleaned_data)
        return _("Your declaration is written down.")

    def save(self) -> str:
        """Save the marks of the page."""
        form = self.forms["marks"] = MarksForm(self.request.POST, calls=self.page())
        if not form.is_valid():
            return ""
        panels.mark(member=self.object, marks=form.marks, by=self.request.user)
        return _("Your marks are saved. You can change them until you lock the sheet.")

    def upload(self) -> str:
        """Take the marks of a workbook."""
        form = self.forms["workbook"] = WorkbookForm(self.request.POST, self.request.FILES)
        if not form.is_valid():
            return ""
        file = form.cleaned_data["workbook"]
        marks = sheets.read_scores(self.object, file.read(), file.name)
        panels.mark(member=self.object, marks=marks, by=self.request.user)
        return _("%(count)s marks were read from the workbook.") % {"count": len(marks)}

    def lock(self) -> str:
        """Lock the sheet for good."""
        panels.lock_sheet(member=self.object, by=self.request.user)
        return _("Your sheet is locked.")

    def page(self) -> Any:
        """Those who came, a page of them."""
        calls = Call.objects.filter(panel=self.object.panel_id, attended=True).order_by("application__exam_number")
        return Paginator(calls.values_list("pk", "application__exam_number"), _A_PAGE).get_page(self.request.GET.get("page"))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(member=self.object, **kwargs)
        if panels.has_member_applied(self.object):
            return {**context, "applied": True}
        if panels.has_conflict(self.object):
            return {**context, "conflicted": True}
        if not panels.has_declared(self.object):
            return {**context, "interest": self.forms.get("interest") or InterestForm()}
        page = self.page()
        own = Score.objects.filter(sheet__member=self.object)
        known = {f"mark_{s.call_id}": s.mark for s in own} | {f"note_{s.call_id}": s.note for s in own}
        form = self.forms.get("marks") or MarksForm(calls=page, initial=known)
        return {
            **context,
            "declared": True,
            "interest": InterestForm(),
            "locked": panels.is_locked(self.object),
            "page": page,
            "marks": form,
            "given": len(own),
            "workbook": self.forms.get("workbook") or WorkbookForm(),
            "workbook_url": reverse(self.viewset.get_url_name("workbook"), args=[self.object.pk]),
        }

    def get_page_subtitle(self) -> str:
        return str(self.object.panel)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        listing = {"url": reverse(self.index_url_name), "label": self.viewset.menu_label}
        return [*self.breadcrumbs_items, listing, {"url": "", "label": str(self.object.panel)}]


class ScoreWorkbookView(Narrowed, View):
    """The member's own sheet as a workbook."""

    model: Any = None

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        member = self.find()
        if not panels.has_declared(member):
            raise PermissionDenied
        return workbook(sheets.score_sheet(member), f"alama-{member.panel.stage.vacancy.number}-{member.panel.stage.kind}")


class OwnPanelsIndexView(NarrowedIndexView):
    def get_inspect_url(self, instance: PanelMember) -> str:
        return reverse(self.viewset.get_url_name("sheet"), args=[instance.pk])

    def get_list_more_buttons(self, instance: PanelMember) -> list[Any]:
        return [Button(_("Open the sheet"), url=self.get_inspect_url(instance), icon_name="edit", priority=10)]


class OwnPanelsViewSet(OfficeViewSet):
    """The panels on which the officer sits."""

    name = "my-panels"
    model = PanelMember
    path = "panel__stage__vacancy__institution"
    permissions = {"view": MARK, "change": MARK}
    icon = "edit"
    menu_label = gettext_lazy("Panels on which I sit")
    index_view_class = OwnPanelsIndexView
    inspect_view_enabled = False
    history_view_enabled = False
    list_display: Sequence[Any] = [
        "__str__",  # a name as the first column leads to the sheet; a Column would lead nowhere
        Column("stage", label=gettext_lazy("stage"), accessor="panel.stage"),
        Column("vacancy", label=gettext_lazy("vacancy"), accessor="panel.stage.vacancy.title"),
    ]
    ordering = "-pk"

    @property
    def permission_policy(self) -> ReachPolicy:
        return MemberPolicy(self.model, self.path, self.permissions)

    def records(self, person: Any, action: str) -> QuerySet[Any]:
        return super().records(person, action).select_related("panel__stage__vacancy__institution", "officer")

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            *super().get_urlpatterns(),
            path("sheet/<int:pk>/", self.construct_view(SheetView), name="sheet"),
            path("workbook/<int:pk>/", self.construct_view(ScoreWorkbookView), name="workbook"),
        ]
