"""The sift: applicants without names, proposed for the shortlist by one officer and confirmed by another."""

from collections.abc import Sequence
from typing import Any

import django_filters
from django.db.models import F, Prefetch, QuerySet
from django.utils.html import format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column

from huduma.platform.backoffice.viewsets import OfficeViewSet, Operation
from huduma.platform.backoffice.viewsets.views import NarrowedInspectView
from huduma.systems.recruitment.actions import sifting
from huduma.systems.recruitment.actions.interests import judged_by
from huduma.systems.recruitment.actions.longlist import SIFT
from huduma.systems.recruitment.codes import LEVELS
from huduma.systems.recruitment.forms.sift import ConfirmForm, ReasonForm, RemarkForm
from huduma.systems.recruitment.models import Candidate, Proposal, SiftWork, Vacancy
from huduma.systems.recruitment.states import ApplicationState, Refused

_A, _K = ApplicationState, SiftWork.Kind
SHOWN = (_A.ELIGIBLE, _A.INELIGIBLE, _A.SHORTLISTED, _A.NOT_SHORTLISTED)
PROPOSED = {
    "none": gettext_lazy("no proposal"),
    "mine": gettext_lazy("proposed by me"),
    "others": gettext_lazy("proposed by others, to be confirmed"),
}


def _own_vacancies(request: Any) -> QuerySet[Vacancy]:
    """Those that the person may sift, having declared no conflict and not applied."""
    return Vacancy.objects.filter(pk__in=judged_by(request.user), state__in=sifting.SIFTED).order_by("-pk")  # type: ignore[no-any-return]


class CandidateFilterSet(WagtailFilterSet):
    vacancy = django_filters.ModelChoiceFilter(queryset=_own_vacancies, label=gettext_lazy("vacancy"))
    state = django_filters.ChoiceFilter(choices=[(state.value, state.label) for state in SHOWN], label=gettext_lazy("state"))
    passes = django_filters.BooleanFilter(label=gettext_lazy("meets all criteria"))
    level = django_filters.ChoiceFilter(
        choices=lambda: [(level.code, str(level)) for level in LEVELS], lookup_expr="gte", label=gettext_lazy("education at least")
    )
    years = django_filters.NumberFilter(lookup_expr="gte", label=gettext_lazy("years of work at least"))
    proposed = django_filters.ChoiceFilter(choices=list(PROPOSED.items()), method="narrow_to_proposed", label=gettext_lazy("proposal"))

    class Meta:
        model = Candidate
        fields: list[str] = []

    def narrow_to_proposed(self, queryset: Any, name: str, value: str) -> Any:
        standing = Proposal.objects.filter(undone_at=None)
        if value == "none":
            return queryset.exclude(proposals__in=standing)
        waiting = standing.filter(confirmed_by=None)
        return queryset.filter(
            proposals__in=waiting.filter(by=self.request.user) if value == "mine" else waiting.exclude(by=self.request.user)
        )


class CandidateInspectView(NarrowedInspectView):
    def get_fields_context(self) -> list[dict[str, Any]]:
        """Each criterion with what was found, then the profile without what tells who it is."""
        lines: list[tuple[str, Any]] = [(str(_("State")), self.object.standing), (str(_("Proposal")), proposal(self.object))]
        for needed, passed, found in self.object.met:
            said = _("Met") if passed else _("Not met")
            lines.append((needed, f"{said} · {found}" if found else said))
        for title, entries in self.object.qualities:
            lines.append((title, format_html_join("", "<div>{}</div>", ((entry,) for entry in entries))))
        return [{"label": label, "value": value, "component": None} for label, value in lines]


def proposal(candidate: Candidate) -> str:
    """The proposal that stands for ``candidate``, in words."""
    standing = _standing(candidate)
    if standing is None:
        return "–"
    verdict = standing.get_verdict_display()
    if standing.confirmed_by_id:
        return _("%(verdict)s, confirmed") % {"verdict": verdict}
    return _("%(verdict)s, proposed by %(officer)s") % {"verdict": verdict, "officer": standing.by}


def _standing(candidate: Candidate) -> Proposal | None:
    return next(iter(candidate.standing_proposals), None)  # type: ignore[attr-defined]


def _is_open(candidate: Candidate) -> bool:
    return bool(candidate.state == _A.ELIGIBLE and _standing(candidate) is None)


def _waits(candidate: Candidate) -> bool:
    standing = _standing(candidate)
    return standing is not None and standing.confirmed_by_id is None


def _is_sifted(candidate: Candidate) -> bool:
    return candidate.state in (_A.SHORTLISTED, _A.NOT_SHORTLISTED)


def _operation(kind: SiftWork.Kind, **more: Any) -> Operation:
    """An operation on one applicant or on all that were chosen, of one vacancy or of several."""

    def run_many(candidates: list[Candidate], form: Any, by: Any) -> str | None:
        keys: dict[int, list[int]] = {}
        for candidate in candidates:
            keys.setdefault(candidate.vacancy_id, []).append(candidate.pk)
        said = {name: form.cleaned_data[name] for name in ("reason_sw", "reason_en", "seen") if name in form.cleaned_data}
        vacancies = Vacancy.objects.select_related("institution").filter(pk__in=keys)
        works = [sifting.sift(vacancy=one, kind=kind, keys=keys[one.pk], by=by, **said) for one in vacancies]
        if not any(works):
            return None
        return _("The work has begun; under “Work on applications” you see how far it is.")

    def run(candidate: Candidate, form: Any, by: Any) -> None:
        run_many([candidate], form, by)

    return Operation(name=kind.value, run=run, run_many=run_many, permission="sift", bulk=True, refusals=(Refused,), **more)


class CandidateViewSet(OfficeViewSet):
    """Applicants of the vacancies for which the officer has declared no conflict, and not applied.

    They have no name, sex, contact, district or receipt number.
    """

    name = "sift"
    model = Candidate
    icon = "group"
    menu_label = gettext_lazy("Sift")
    menu_order = 20
    permissions = {"view": SIFT, "sift": SIFT}
    filterset_class = CandidateFilterSet
    inspect_view_class = CandidateInspectView
    history_view_enabled = False  # it would name whom the log names
    search_fields = ["sift_number"]
    ordering = "sift_number"
    list_per_page = 50
    list_display: Sequence[Any] = [
        "__str__",
        Column("vacancy_number", label=gettext_lazy("vacancy"), sort_key="vacancy"),
        Column("number_met", label=gettext_lazy("criteria met")),
        Column("highest", label=gettext_lazy("education"), sort_key="level"),
        Column("years", label=gettext_lazy("years of work"), sort_key="years"),
        Column("standing", label=gettext_lazy("state"), sort_key="state"),
        Column("proposal", accessor=proposal, label=gettext_lazy("proposal")),
    ]
    list_export = ["sift_number", "vacancy_number", "level", "years", "passes", "standing"]
    export_filename = "sift"
    operations = (
        _operation(
            _K.SHORTLIST,
            label=gettext_lazy("Propose for the shortlist"),
            done=gettext_lazy("It is proposed; somebody else confirms it."),
            form_class=RemarkForm,
            icon="check",
            offered=_is_open,
            question=gettext_lazy("It takes effect when another officer confirms it."),
        ),
        _operation(
            _K.LEAVE_OUT,
            label=gettext_lazy("Propose to leave out"),
            done=gettext_lazy("It is proposed; somebody else confirms it."),
            form_class=ReasonForm,
            icon="cross",
            offered=_is_open,
            question=gettext_lazy("It takes effect when another officer confirms it."),
        ),
        _operation(
            _K.CONFIRM,
            label=gettext_lazy("Confirm the proposal"),
            done=gettext_lazy("The proposal is confirmed."),
            form_class=ConfirmForm,
            icon="success",
            offered=_waits,
            question=gettext_lazy("Only what somebody else proposed. The applicants read it at once."),
        ),
        _operation(
            _K.DROP,
            label=gettext_lazy("Take the proposal back"),
            done=gettext_lazy("The proposal is taken back."),
            icon="rotate",
            offered=_waits,
            question=gettext_lazy("Your own, or one with which you do not agree."),
        ),
        _operation(
            _K.UNDO,
            label=gettext_lazy("Undo"),
            done=gettext_lazy("The applicant meets the criteria, and is neither shortlisted nor left out."),
            form_class=ReasonForm,
            icon="history",
            offered=_is_sifted,
            question=gettext_lazy("The applicant reads the reason. The sift of this applicant begins again."),
        ),
    )

    def records(self, person: Any, action: str) -> QuerySet[Any]:
        standing = Prefetch("proposals", Proposal.objects.filter(undone_at=None).select_related("by"), to_attr="standing_proposals")
        found = super().records(person, action).filter(vacancy__in=judged_by(person), vacancy__state__in=sifting.SIFTED, state__in=SHOWN)
        found = found.filter(erased_at=None)  # of whom nothing is left to be sifted
        found = found.prefetch_related(standing)
        if action == "sift":  # ten thousand at once: without what makes a row long
            return found.defer("snapshot", "findings")  # type: ignore[no-any-return]
        return found.select_related("institution").annotate(vacancy_number=F("vacancy__number"))  # type: ignore[no-any-return]
