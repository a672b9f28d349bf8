"""Vacancies from their closing to the published shortlist, and the work on their applications with its progress."""

from collections import Counter
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, DateColumn

from huduma.platform.backoffice.viewsets import OfficeViewSet, Operation
from huduma.platform.backoffice.viewsets.views import NarrowedIndexView, NarrowedInspectView
from huduma.systems.recruitment.actions import longlist, published_lists, sifting
from huduma.systems.recruitment.actions.interests import declared_by, has_applied
from huduma.systems.recruitment.forms.sift import ConfirmForm, InterestForm, PublishListForm
from huduma.systems.recruitment.models import Appeal, Proposal, SiftWork, Vacancy
from huduma.systems.recruitment.models.funnel import REACHED, by_state
from huduma.systems.recruitment.states import Refused, VacancyState

_REASONS = ("reason_sw", "reason_en")
SHOWN = (VacancyState.CLOSED, *sifting.SIFTED, VacancyState.DECIDED)


class SiftVacancyIndexView(NarrowedIndexView):
    def paginate_queryset(self, queryset: Any, page_size: int) -> Any:
        """Count the applications of all vacancies of the page at once."""
        paginator, page, _objects, is_paginated = super().paginate_queryset(queryset, page_size)
        page.object_list = list(page.object_list)
        counts = by_state([vacancy.pk for vacancy in page.object_list])
        for vacancy in page.object_list:
            vacancy.counts = counts[vacancy.pk]
        return paginator, page, page.object_list, is_paginated


class ReachedColumn(Column):
    """How many applications of a vacancy came as far as ``reached``."""

    def __init__(self, reached: str) -> None:
        label, self._states = REACHED[reached]
        super().__init__(reached, label=label)

    def get_value(self, instance: Any) -> int:
        return sum(instance.counts[state] for state in self._states)


class SiftVacancyInspectView(NarrowedInspectView):
    template_name = "recruitment/office/sift_vacancy.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        vacancy = self.object
        counts: Counter[str] = by_state([vacancy.pk])[vacancy.pk]
        waiting = Proposal.objects.filter(application__vacancy=vacancy, undone_at=None, confirmed_by=None)
        return {
            **super().get_context_data(**kwargs),
            "steps": [(label, sum(counts[state] for state in states)) for label, states in REACHED.values()],
            "declared": declared_by(vacancy=vacancy.pk, officer=self.request.user),
            "applied": has_applied(vacancy=vacancy.pk, officer=self.request.user),
            "is_sifted": vacancy.state in sifting.SIFTED,
            "is_closed": vacancy.state == VacancyState.CLOSED,
            "works": vacancy.sift_works.select_related("ordered_by")[:10],
            "waiting_own": waiting.filter(by=self.request.user).count(),
            "waiting_others": waiting.exclude(by=self.request.user).count(),
            "appeals": Appeal.objects.filter(application__vacancy=vacancy, outcome="").count(),
            "published": vacancy.published_lists.first(),
            "sift_url": f"{reverse('sift:index')}?{urlencode({'vacancy': vacancy.pk})}",
            "declare_url": reverse(self.viewset.get_url_name("declare"), args=[vacancy.pk]),
            "longlist_url": reverse(self.viewset.get_url_name("longlist"), args=[vacancy.pk]),
            "received_url": f"{reverse('received-applications:index')}?{urlencode({'vacancy': vacancy.number})}",
            "appeals_url": f"{reverse('appeals:index')}?{urlencode({'vacancy': vacancy.number})}",
        }


def _declare(vacancy: Vacancy, form: Any, by: Any) -> None:
    sifting.declare_interest(vacancy=vacancy, conflicted=form.cleaned_data["conflicted"], text=form.cleaned_data["text"], by=by)


def _longlist(vacancy: Vacancy, form: Any, by: Any) -> None:
    longlist.longlist(vacancy=vacancy, by=by)


def _confirm_all(vacancy: Vacancy, form: Any, by: Any) -> None:
    seen = form.cleaned_data["seen"]
    waiting = Proposal.objects.filter(application__vacancy=vacancy, undone_at=None, confirmed_by=None, at__lte=seen).exclude(by=by)
    keys = list(waiting.values_list("application", flat=True))
    sifting.sift(vacancy=vacancy, kind=SiftWork.Kind.CONFIRM, keys=keys, seen=seen, by=by)


def _publish(vacancy: Vacancy, form: Any, by: Any) -> None:
    published_lists.publish_list(vacancy=vacancy, by=by, **form.cleaned_data)


def _is_sifted(vacancy: Vacancy) -> bool:
    return vacancy.state in sifting.SIFTED


class SiftVacancyViewSet(OfficeViewSet):
    """Vacancies that are closed: the long-list, the declarations, the shortlist."""

    name = "sift-vacancies"
    model = Vacancy
    icon = "list-ul"
    menu_label = _("From closing to shortlist")
    menu_order = 10
    permissions = {"view": longlist.SIFT, "sift": longlist.SIFT}
    index_view_class = SiftVacancyIndexView
    inspect_view_class = SiftVacancyInspectView
    list_filter = ["state"]
    search_fields = ["number", "title_sw", "title_en"]
    ordering = "-closes_at"
    list_display: Sequence[Any] = [
        "__str__",
        Column("institution", label=_("institution")),
        DateColumn("closes_at", label=_("closes"), sort_key="closes_at"),
        Column("standing", label=_("state"), sort_key="state"),
        ReachedColumn("received"),
        ReachedColumn("eligible"),
        ReachedColumn("shortlisted"),
    ]
    list_export = ["number", "title_sw", "title_en", "institution.code", "closes_at", "state"]
    inspect_view_fields = ["number", "institution", "title", "closes_at", "standing", "posts"]
    operations = (
        Operation(
            name="declare",
            label=_("Declare interests"),
            done=_("Your declaration is kept."),
            question=_(
                "Before you touch the applications of this vacancy. It is kept with your name and never changed; a conflict that you find "
                "out later you declare then, and it holds at once."
            ),
            form_class=InterestForm,
            icon="user",
            permission="sift",
            run=_declare,
            offered=lambda vacancy: vacancy.state in (VacancyState.CLOSED, *sifting.SIFTED),
            refusals=(Refused,),
        ),
        Operation(
            name="longlist",
            label=_("Make the long-list"),
            done=_("The long-list is being made; you see here how far it is."),
            question=_(
                "Every application that was received is judged by the criteria that were published, on the day published with "
                "them. Each applicant reads the result with its reasons. This cannot be undone; whoever is not found eligible may appeal."
            ),
            icon="tasks",
            permission="sift",
            run=_longlist,
            offered=lambda vacancy: vacancy.state == VacancyState.CLOSED,
            refusals=(Refused,),
        ),
        Operation(
            name="confirm_all",
            label=_("Confirm all proposals of others"),
            done=_("The proposals are confirmed; where they are many, you see under “Work on applications” how far it is."),
            question=_("All that other officers proposed for this vacancy and nobody has confirmed. The applicants read it at once."),
            form_class=ConfirmForm,
            icon="success",
            permission="sift",
            run=_confirm_all,
            offered=_is_sifted,
            refusals=(Refused,),
        ),
        Operation(
            name="publish_list",
            label=_("Publish the shortlist"),
            done=_("The list is published."),
            question=_(
                "Everybody can read it: exam numbers, and no names. Whoever has no exam number yet gets one now and keeps it. A later "
                "edition can replace the list."
            ),
            form_class=PublishListForm,
            icon="globe",
            permission="sift",
            run=_publish,
            offered=_is_sifted,
            refusals=(Refused,),
        ),
    )

    def records(self, person: Any, action: str) -> QuerySet[Any]:
        return super().records(person, action).filter(state__in=SHOWN).select_related("institution")


class SiftWorkViewSet(OfficeViewSet):
    """What is being done with many applications, and how far it is."""

    name = "sift-work"
    model = SiftWork
    icon = "tasks"
    path = "vacancy__institution"
    menu_label = _("Work on applications")
    menu_order = 50
    permissions = {"view": longlist.SIFT}
    history_view_enabled = False
    list_filter = ["kind", "status"]
    ordering = "-pk"
    list_display: Sequence[Any] = [
        "__str__",
        Column("progress", label=_("progress")),
        Column("status", accessor="get_status_display", label=_("state"), sort_key="status"),
        Column("left", label=_("left as they are")),
        Column("ordered_by", label=_("ordered by")),
        DateColumn("ordered_at", label=_("ordered"), sort_key="ordered_at"),
    ]
    inspect_view_fields = ["vacancy", "kind", "progress", "status", "left", *_REASONS, "said", "ordered_by", "ordered_at", "settled_at"]

    def records(self, person: Any, action: str) -> QuerySet[Any]:
        return super().records(person, action).select_related("vacancy__institution", "ordered_by").defer("keys")
