"""Writing down who came to a sitting: the tick list, asked about before it is kept, and the correction of a slip."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from huduma.platform.backoffice.viewsets.forms import show_refusal
from huduma.platform.backoffice.viewsets.views import Narrowed
from huduma.systems.recruitment.actions import attendance, interviews
from huduma.systems.recruitment.forms.interviews import CorrectionForm
from huduma.systems.recruitment.models import Call
from huduma.systems.recruitment.states import Refused

_TICKED = 200  # applicants on one page of a tick list


class _OfStage(Narrowed, WagtailAdminTemplateMixin):
    """A page about one stage, for those who write down who came."""

    model: Any = None
    index_url_name = ""
    needs = "change"
    page_title: Any = ""

    def setup(self, request: Any, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.object = self.find()

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        above = {"url": reverse(self.viewset.get_url_name("inspect"), args=[self.object.pk]), "label": str(self.object)}
        return [*self.breadcrumbs_items, above, {"url": "", "label": self.page_title}]


class AttendanceView(_OfStage, TemplateView):
    """The tick list of one sitting at one centre: who is ticked came, everybody else that was on the page did not."""

    template_name = "recruitment/office/attendance.html"
    page_title = gettext_lazy("Who came")

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        listed, came = self._sent("listed"), self._sent("came")
        if not listed:
            messages.error(request, _("Nobody was on the list whose attendance is still to be written down."))
            return self.get(request, pk=pk)
        present = listed & came
        if "sure" not in request.POST:
            return self.render_to_response(self.get_context_data(sure=self._asked(listed, present)))
        try:
            interviews.record_attendance(stage=self.object, present=present, absent=listed - present, by=request.user)
        except (ValidationError, Refused) as error:
            messages.error(request, " ".join(getattr(error, "messages", [str(error)])))
            return self.get(request, pk=pk)
        messages.success(request, _("The attendance is written down."))
        return redirect(reverse(self.viewset.get_url_name("inspect"), args=[pk]))

    def _sent(self, name: str) -> set[int]:
        """The calls that the page has sent as ``name``, as far as nobody has written them down meanwhile."""
        keys = [int(key) for key in self.request.POST.getlist(name) if key.isascii() and key.isdigit() and len(key) < 19]
        return set(Call.objects.filter(stage=self.object, pk__in=keys, attended__isnull=True).values_list("pk", flat=True))

    def _asked(self, listed: set[int], present: set[int]) -> dict[str, Any]:
        """What is about to be written down."""
        absent = Call.objects.filter(pk__in=listed - present).order_by("application__exam_number")
        numbers = list(absent.values_list("application__exam_number", flat=True))
        return {"listed": sorted(listed), "came": sorted(present), "present": len(present), "absent": len(numbers), "numbers": numbers}

    def page(self) -> Any:
        """The calls on the list."""
        asked = self.request.GET
        calls = Call.objects.filter(stage=self.object).select_related("application", "centre").order_by("at", "centre__name", "seat")
        if (centre := asked.get("centre", "")).isdecimal() and len(centre) < 19:
            calls = calls.filter(centre=int(centre))
        try:
            at = parse_datetime(asked.get("at", ""))
        except ValueError:
            at = None
        return Paginator(calls.filter(at=at) if at else calls, _TICKED).get_page(asked.get("page"))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kept = self.request.GET.copy()
        kept.pop("page", None)
        page = self.page()
        return super().get_context_data(
            page=page,
            stage=self.object,
            kept=kept.urlencode(),
            open=any(c.attended is None for c in page),
            correctable=attendance.is_correctable(self.object),
            **kwargs,
        )

    def get_page_subtitle(self) -> str:
        return str(self.object)


class CorrectAttendanceView(_OfStage, FormView):
    """What is right of one applicant, and why it was written down otherwise."""

    template_name = "backoffice/operation.html"
    form_class = CorrectionForm
    page_title = gettext_lazy("Correct the attendance")

    def setup(self, request: Any, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        written = Call.objects.filter(stage=self.object, attended__isnull=False).select_related("application", "stage__vacancy")
        self.call = get_object_or_404(written, pk=kwargs["call"])

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "written": self.call.attended}

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            attendance.correct_attendance(call=self.call, by=self.request.user, **form.cleaned_data)
        except (ValidationError, Refused) as error:
            show_refusal(form, error)
            return self.form_invalid(form)
        messages.success(self.request, _("The attendance is corrected; the applicant reads why."))
        return redirect(reverse(self.viewset.get_url_name("attendance"), args=[self.object.pk]))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        labels = {"submit_button_label": self.page_title, "submit_button_active_label": _("One moment…")}
        return {**super().get_context_data(**kwargs), **labels, "action_url": self.request.path}

    def get_page_subtitle(self) -> str:
        return str(self.call.application.exam_number)
