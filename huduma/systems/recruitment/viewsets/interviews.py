"""The secretariat's screens of interviews: vacancies with their stages and lists of merit, centres, and what is done in the background."""

from collections.abc import Sequence
from pathlib import PurePath
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View
from wagtail.admin.ui.tables import BooleanColumn, Column, DateColumn
from wagtail.admin.widgets.button import Button

from huduma.platform.backoffice.viewsets import OfficeViewSet, Operation
from huduma.platform.backoffice.viewsets.views import Narrowed, NarrowedIndexView, NarrowedInspectView
from huduma.systems.recruitment.actions import interviews, merit, merit_places, offers, stage_work
from huduma.systems.recruitment.forms.interviews import CentreForm, OfferForm, PlanForm, RecommendForm
from huduma.systems.recruitment.models import Centre, Offer, StageWork, Vacancy
from huduma.systems.recruitment.states import Refused, VacancyState

from .merit_lists import MeritListView, merit_rows, merit_urls

INTERVIEW = "recruitment.interview_vacancy"
MAY = {"view": INTERVIEW, "add": INTERVIEW, "change": INTERVIEW}
_SHOWN = 200  # places of the list of merit, and offers, on the page of a vacancy; all stand on the pages to which it leads


class CentreViewSet(OfficeViewSet):
    """Where interviews are held."""

    name = "interview-centres"
    model = Centre
    path = "region"
    permissions = MAY
    icon = "home"
    menu_label = gettext_lazy("Interview centres")
    form_class = CentreForm
    form_fields = ["name", "region", "address", "capacity", "in_use"]
    list_display: Sequence[Any] = ["name", "region", "address", "capacity", BooleanColumn("in_use", label=gettext_lazy("in use"))]
    list_export = ["name", "region", "address", "capacity", "in_use"]
    search_fields = ["name", "address", "region__name_sw", "region__name_en"]
    ordering = "name"
    inspect_view_fields = ["name", "region", "address", "capacity", "in_use"]

    def records(self, person: Any, action: str) -> QuerySet[Any]:
        return super().records(person, action).select_related("region")

    def add(self, *, form: Any, by: Any) -> Centre:
        return interviews.keep_centre(centre=form.instance, by=by)

    def change(self, *, form: Any, by: Any) -> None:
        interviews.keep_centre(centre=form.instance, by=by)


class InterviewedInspectView(NarrowedInspectView):
    """A vacancy's stages, its list of merit with the rule for equal marks, and its offers."""

    template_name = "recruitment/office/interviewed.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        listed = merit_places.places(self.object)
        stages = list(self.object.stages.order_by("order"))
        made = Offer.objects.filter(application__vacancy=self.object).select_related("application").defer("application__findings")
        urls = merit_urls(self.viewset, self.object)
        return super().get_context_data(
            stages=stages,
            rows=merit_rows(listed[:_SHOWN], stages),
            number_of_all=len(listed),
            reserve=merit_places.in_reserve(listed),
            **urls,
            xlsx_url=f"{urls['merit_url']}?export=xlsx",
            csv_url=f"{urls['merit_url']}?export=csv",
            tie_rule=merit.TIE_RULE,
            offers=made.order_by("pk")[:_SHOWN],
            number_of_offers=made.count(),
            offers_url=f"{reverse('offers:index')}?{urlencode({'q': self.object.number})}",
            works=StageWork.objects.filter(stage__vacancy=self.object).select_related("stage")[:10],
            missing=merit.missing_for_merit(self.object) if self.object.state == VacancyState.INTERVIEWING else [],
            **kwargs,
        )


def _plan(record: Vacancy, form: Any, by: Any) -> None:
    interviews.plan_stages(vacancy=record, stages=form.planned(), by=by)


def _recommend(record: Vacancy, form: Any, by: Any) -> None:
    stage_work.order_merit(vacancy=record, reserve_until=form.cleaned_data["reserve_until"], by=by)


def _place(record: Vacancy, form: Any, by: Any) -> None:
    offers.place(vacancy=record, by=by, **form.cleaned_data)


def _offer_next(record: Vacancy, form: Any, by: Any) -> None:
    offers.offer_next(vacancy=record, by=by, **form.cleaned_data)


def _is_decided(record: Vacancy) -> bool:
    return record.state == VacancyState.DECIDED


class InterviewedViewSet(OfficeViewSet):
    """Vacancies from the shortlist to the last offer."""

    name = "interviewed-vacancies"
    model = Vacancy
    permissions = MAY
    icon = "group"
    menu_label = gettext_lazy("Interviews of vacancies")
    inspect_view_class = InterviewedInspectView
    history_view_enabled = False
    list_display: Sequence[Any] = [
        "number",
        Column("title", label=gettext_lazy("title")),
        "institution",
        "posts",
        Column("standing", label=gettext_lazy("state"), sort_key="state"),
    ]
    list_export = ["number", "title_sw", "title_en", "institution.code", "posts", "state"]
    search_fields = ["number", "title_sw", "title_en"]
    ordering = "-pk"
    inspect_view_fields = ["number", "title", "institution", "posts", "standing"]
    operations = (
        Operation(
            name="plan",
            label=gettext_lazy("Plan the stages"),
            done=gettext_lazy("The stages are planned. Say next when and where each is held."),
            form_class=PlanForm,
            icon="list-ol",
            run=_plan,
            offered=lambda record: record.state == VacancyState.SHORTLISTING,
        ),
        Operation(
            name="recommend",
            label=gettext_lazy("Recommend by merit"),
            done=gettext_lazy("The list of merit is being made. How far it is stands with the vacancy."),
            question=gettext_lazy(
                "The list of merit becomes final: as many as there are posts are recommended, all others are kept in reserve."
            ),
            form_class=RecommendForm,
            icon="order",
            run=_recommend,
            offered=merit.may_recommend,
            refusals=(Refused,),
        ),
        Operation(
            name="place",
            label=gettext_lazy("Offer the posts"),
            done=gettext_lazy("The offers are made."),
            question=gettext_lazy(
                "By merit: each is offered a post at a station in the region where they live, else at the first station with a free post."
            ),
            form_class=OfferForm,
            icon="mail",
            run=_place,
            offered=_is_decided,
            refusals=(Refused,),
        ),
        Operation(
            name="next",
            label=gettext_lazy("Offer a free post to the next of the reserve"),
            done=gettext_lazy("The offer is made."),
            form_class=OfferForm,
            icon="user",
            run=_offer_next,
            offered=_is_decided,
            refusals=(Refused,),
        ),
    )

    def records(self, person: Any, action: str) -> QuerySet[Any]:
        shown = [VacancyState.SHORTLISTING, VacancyState.INTERVIEWING, VacancyState.DECIDED]
        return super().records(person, action).filter(state__in=shown).select_related("institution")

    def get_urlpatterns(self) -> list[URLPattern]:
        return [*super().get_urlpatterns(), path("merit/<int:pk>/", self.construct_view(MeritListView), name="merit")]


class WorkIndexView(NarrowedIndexView):
    def get_list_more_buttons(self, instance: StageWork) -> list[Any]:
        own = super().get_list_more_buttons(instance)
        if not instance.has_file:
            return own
        url = reverse(self.viewset.get_url_name("download"), args=[instance.pk])
        return [Button(_("Download"), url=url, icon_name="download", priority=10), *own]


class DownloadLettersView(Narrowed, View):
    """The letters themselves, to be saved."""

    model: Any = None

    def get(self, request: HttpRequest, pk: int) -> FileResponse:
        work = self.find()
        try:
            file = stage_work.fetch_letters(work=work, by=request.user)
        except FileNotFoundError:
            raise Http404 from None
        name = f"barua-{work.stage.vacancy.number}-{work.stage.kind}{PurePath(work.file).suffix}"
        response = FileResponse(file, as_attachment=True, filename=name)
        response["Cache-Control"] = "private, no-store"
        return response


class WorkViewSet(OfficeViewSet):
    """What is done in the background for all applicants of a stage, how far it is, and the letters that came of it."""

    name = "stage-works"
    model = StageWork
    path = "stage__vacancy__institution"
    permissions = MAY
    icon = "cogs"
    menu_label = gettext_lazy("Work on interviews")
    index_view_class = WorkIndexView
    history_view_enabled = False
    list_display: Sequence[Any] = [
        "stage",
        Column("kind", accessor="get_kind_display", label=gettext_lazy("work"), sort_key="kind"),
        Column("status", accessor="get_status_display", label=gettext_lazy("state"), sort_key="status"),
        "progress",
        Column("said", label=gettext_lazy("remark")),
        DateColumn("ordered_at", label=gettext_lazy("ordered"), sort_key="ordered_at"),
    ]
    ordering = "-pk"
    inspect_view_fields = [
        *("stage", "kind", "status", "progress", "said", "ordered_at", "ordered_by", "settled_at", "reserve_until", "kept_until"),
    ]

    def records(self, person: Any, action: str) -> QuerySet[Any]:
        return super().records(person, action).select_related("stage__vacancy__institution")

    def get_urlpatterns(self) -> list[URLPattern]:
        download = self.construct_view(DownloadLettersView)
        return [*super().get_urlpatterns(), path("download/<int:pk>/", download, name="download")]
