"""Whole applications, with name and certificates, for officers without a conflict; every reading is written down."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import django_filters
from django.db.models import F, QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.generic import View
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn

from huduma.platform.backoffice.viewsets import OfficeViewSet
from huduma.platform.backoffice.viewsets.views import Narrowed, NarrowedIndexView, NarrowedInspectView
from huduma.platform.institutions.models import Institution
from huduma.systems.recruitment.actions import reading
from huduma.systems.recruitment.actions.interests import judged_by
from huduma.systems.recruitment.actions.longlist import SIFT
from huduma.systems.recruitment.codes import DOCUMENTS
from huduma.systems.recruitment.models import Application, Candidate
from huduma.systems.recruitment.models.candidate import findings_of
from huduma.systems.recruitment.models.wording import in_language
from huduma.systems.recruitment.states import ApplicationState, Refused


class ReceivedFilterSet(WagtailFilterSet):
    vacancy = django_filters.CharFilter(field_name="vacancy__number", label=_("number of the vacancy"))
    state = django_filters.ChoiceFilter(choices=ApplicationState.choices, label=_("state"))

    class Meta:
        model = Application
        fields: list[str] = []


class ReceivedIndexView(NarrowedIndexView):
    def search_queryset(self, queryset: Any) -> Any:
        """By the whole receipt number or exam number: a part of it would have to be looked for in every application."""
        words = self.search_query.strip().upper() if self.search_query else ""
        if not words:
            return queryset
        return queryset.filter(number=words) | queryset.filter(exam_number=words)


class ReceivedInspectView(NarrowedInspectView):
    template_name = "recruitment/office/application.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        _or_nothing(reading.note_reading, application=self.object, by=request.user)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        snapshot: Mapping[str, Any] = self.object.snapshot
        contact, residence = snapshot.get("contact") or {}, snapshot.get("residence") or {}
        personal = [
            (_("Name"), snapshot.get("name")),
            (_("Sex"), self.object.get_sex_display()),
            (_("Born"), snapshot.get("born")),
            (_("National id"), _identity(snapshot.get("identified"))),
            (_("Region"), self.object.region),
            (_("District and ward"), ", ".join(filter(None, (residence.get("district"), residence.get("ward"))))),
            (_("Serves at"), Institution.objects.filter(code=snapshot.get("employer") or "").first()),
            (_("Telephone"), contact.get("phone")),
            (_("E-mail"), contact.get("email")),
        ]
        return {
            **super().get_context_data(**kwargs),
            "personal": [(label, value or "–") for label, value in personal],
            "findings": findings_of(self.object),
            "qualities": [one for one in Candidate.qualities.fget(self.object) if one[0] != str(_("Documents"))],  # type: ignore[attr-defined]
            "referees": [one for one in snapshot.get("referees") or [] if isinstance(one, Mapping)],
            "documents": list(self._documents(snapshot)),
            "events": [(event.at, event.said, in_language(event, "reason"), event.by) for event in self.object.events.select_related("by")],
        }

    def _documents(self, snapshot: Mapping[str, Any]) -> Any:
        for one in snapshot.get("documents") or []:
            kind = str(one.get("kind", ""))
            address = reverse(self.viewset.get_url_name("document"), args=[self.object.pk, one["public_id"]])
            yield (str(DOCUMENTS[kind]) if kind in DOCUMENTS else kind), one.get("name", ""), address


class DocumentView(Narrowed, View):
    """A certificate, to be saved: never shown, so that nothing in it runs where the office is."""

    model: Any = None

    def get(self, request: HttpRequest, pk: int, paper: UUID) -> FileResponse:
        name, file = _or_nothing(reading.fetch_document, application=self.find(), document=str(paper), by=request.user)
        response = FileResponse(file, as_attachment=True, filename=name, content_type="application/octet-stream")
        response["Cache-Control"] = "private, no-store"
        response["X-Content-Type-Options"] = "nosniff"
        return response


def _identity(confirmed: bool | None) -> Promise | str:
    if confirmed is None:  # sent before this was kept
        return ""
    return _("Confirmed by the authority") if confirmed else _("Not confirmed")


def _or_nothing(action: Any, **given: Any) -> Any:
    """What ``action`` returns. Raises ``Http404`` where it refuses, or there is nothing."""
    try:
        return action(**given)
    except (Refused, FileNotFoundError):
        raise Http404 from None


class ReceivedViewSet(OfficeViewSet):
    """Applications as they were sent, of vacancies for which the officer has declared to have no conflict, and not applied."""

    name = "received-applications"
    model = Application
    icon = "doc-full"
    menu_label = _("Applications received")
    menu_order = 30
    permissions = {"view": SIFT}
    index_view_class = ReceivedIndexView
    inspect_view_class = ReceivedInspectView
    filterset_class = ReceivedFilterSet
    search_fields = ["number"]
    history_view_enabled = False
    ordering = "-pk"
    list_display: Sequence[Any] = [
        "number",
        Column("vacancy_number", label=_("vacancy")),
        Column("standing", label=_("state")),
        DateColumn("submitted_at", label=_("received")),
    ]
    inspect_view_fields = ["number", "vacancy", "standing", "submitted_at"]

    def records(self, person: Any, action: str) -> QuerySet[Any]:
        found = super().records(person, action).exclude(state=ApplicationState.DRAFT).filter(vacancy__in=judged_by(person))
        return found.select_related("institution").annotate(vacancy_number=F("vacancy__number"))  # type: ignore[no-any-return]

    def get_urlpatterns(self) -> list[URLPattern]:
        document = self.construct_view(DocumentView)
        return [*super().get_urlpatterns(), path("document/<int:pk>/<uuid:paper>/", document, name="document")]
