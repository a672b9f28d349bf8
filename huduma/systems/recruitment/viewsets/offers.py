"""Offers as the institution's officer sees them: who comes to which station, and that they reported to duty."""

from collections.abc import Sequence
from typing import Any

import django_filters
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.generic import View
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column
from wagtail.admin.widgets.button import HeaderButton

from huduma.platform.backoffice.viewsets import OfficeViewSet, Operation
from huduma.platform.backoffice.viewsets.views import Narrowed, NarrowedInspectView
from huduma.systems.recruitment.actions import offers
from huduma.systems.recruitment.actions.call_letters import offer_letter
from huduma.systems.recruitment.actions.interviews import told
from huduma.systems.recruitment.forms.sift import ReasonForm
from huduma.systems.recruitment.letters import pdf
from huduma.systems.recruitment.models import Offer
from huduma.systems.recruitment.states import OFFER, OfferState, Refused


class OfferFilterSet(WagtailFilterSet):
    state = django_filters.ChoiceFilter(choices=OfferState.choices, label=gettext_lazy("state"))

    class Meta:
        model = Offer
        fields: list[str] = []


class OfferInspectView(NarrowedInspectView):
    @cached_property
    def header_buttons(self) -> list[Any]:
        letter = HeaderButton(
            _("Letter of offer"), url=reverse(self.viewset.get_url_name("letter"), args=[self.object.pk]), icon_name="download"
        )
        return [letter, *super().header_buttons]


class OfferLetterView(Narrowed, View):
    """The letter of offer, as PDF."""

    model: Any = None

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        offer = self.find()
        letter = offer_letter(offer, get_language() or "sw")
        response = HttpResponse(pdf([letter], letter.heading), content_type="application/pdf")
        response["Content-Disposition"] = f'attachment; filename="barua-{offer.application.number}.pdf"'
        response["Cache-Control"] = "private, no-store"
        return response


def _report(record: Offer, form: Any, by: Any) -> None:
    offers.confirm_report(offer=record, by=by)


def _revoke(record: Offer, form: Any, by: Any) -> None:
    offers.revoke_offer(offer=record, by=by, **form.cleaned_data)


class OfferViewSet(OfficeViewSet):
    """Who was offered a post at the institution."""

    name = "offers"
    model = Offer
    permissions = {"revoke": offers.REVOKE}
    icon = "user"
    menu_label = gettext_lazy("Offers of posts")
    inspect_view_class = OfferInspectView
    filterset_class = OfferFilterSet
    list_display: Sequence[Any] = [
        "person_name",
        Column("vacancy", label=gettext_lazy("vacancy"), accessor="application.vacancy.number"),
        "institution",
        "station",
        Column("standing_label", label=gettext_lazy("state"), sort_key="state"),
        Column("answer_by", label=gettext_lazy("answer until"), accessor=lambda offer: told(offer.answer_by), sort_key="answer_by"),
        Column("report_by", label=gettext_lazy("report to duty until"), accessor=lambda offer: told(offer.report_by), sort_key="report_by"),
    ]
    list_export = ["application.number", "application.vacancy.number", "institution.code", "station", "state", "answer_by", "report_by"]
    search_fields = ["station", "application__number", "application__exam_number", "application__vacancy__number"]
    ordering = "-pk"
    inspect_view_fields = [
        *("person_name", "institution", "station", "standing_label", "made_at", "answer_by", "report_by", "settled_at", "reason"),
    ]
    operations = (
        Operation(
            name="report",
            label=gettext_lazy("Confirm the report to duty"),
            done=gettext_lazy("The person is appointed."),
            question=gettext_lazy("The person came with the letter of offer, an identity card and the originals of the certificates."),
            icon="check",
            run=_report,
            offered=lambda record: record.state == OfferState.ACCEPTED,
            bulk=True,
            refusals=(Refused, PermissionDenied),
        ),
        Operation(
            name="revoke",
            label=gettext_lazy("Revoke the offer"),
            done=gettext_lazy("The offer is revoked; the post is free again."),
            question=gettext_lazy("The person does not get the post any more, also if they have accepted it. They read the reason."),
            form_class=ReasonForm,
            icon="undo",
            permission="revoke",
            run=_revoke,
            offered=lambda record: "revoke" in OFFER.verbs(record.state),
            refusals=(Refused, PermissionDenied),
        ),
    )

    def records(self, person: Any, action: str) -> QuerySet[Any]:
        return super().records(person, action).select_related("application__vacancy__institution", "institution", "post")

    def get_urlpatterns(self) -> list[URLPattern]:
        return [*super().get_urlpatterns(), path("letter/<int:pk>/", self.construct_view(OfferLetterView), name="letter")]
