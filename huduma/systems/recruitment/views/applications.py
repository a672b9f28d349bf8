"""A person's own applications: what became of each, and what can be done with it. Somebody else's do not exist."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from huduma.platform.institutions.scoping import whole_nation
from huduma.systems.recruitment.actions import offers
from huduma.systems.recruitment.actions.deadline import NotOpen, require_open
from huduma.systems.recruitment.actions.following import appeal, appeal_until, withdraw
from huduma.systems.recruitment.actions.identity import must_confirm
from huduma.systems.recruitment.criteria import recall
from huduma.systems.recruitment.forms.applications import AppealForm, DeclineForm
from huduma.systems.recruitment.models import Appeal, Application, Call, Offer
from huduma.systems.recruitment.models.wording import instant
from huduma.systems.recruitment.states import ApplicationState, OfferState, Refused, VacancyState

from .arriving import arrived_at
from .showing import appeal_of, call_of, drawn, erasure_of, facts_of, kind_of, lists_of, offer_of, step_of

_ON_A_PAGE = 20


def own(request: HttpRequest) -> QuerySet[Application]:
    """The applications of whoever asks, with what their pages say; call it where the scope is lifted."""
    rows = Application.objects.of(request.user)
    return rows.select_related("vacancy__version", "vacancy__institution", "institution", "seeker")  # type: ignore[no-any-return]


@never_cache
@login_required
@require_safe
def applications(request: HttpRequest) -> HttpResponse:
    """All applications of the person, the latest first."""
    with whole_nation():
        page = Paginator(own(request), _ON_A_PAGE).get_page(request.GET.get("page"))
        rows = [{"application": row, "kind": kind_of(row.state), "meta": f"{row.number} · {instant(row.submitted_at)}"} for row in page]
    return render(request, "recruitment/applications.html", {"rows": rows, "page": page})


@never_cache
@login_required
@require_safe
def application(request: HttpRequest, receipt: str) -> HttpResponse:
    """One application: every step with its date and reason, what the criteria found, what comes next."""
    with whole_nation():
        return _page(request, _own_one(request, receipt))


def _own_one(request: HttpRequest, receipt: str) -> Application:
    return get_object_or_404(own(request), number=receipt)


def _page(request: HttpRequest, row: Application, appeal_form: AppealForm | None = None) -> HttpResponse:
    open_now = _is_open(request, row)
    events = list(row.events.order_by("-at", "-pk"))
    been = {event.after for event in events}  # what never was is not asked for
    until = appeal_until(row)
    appealed = Appeal.objects.filter(application=row).first() if ApplicationState.INELIGIBLE in been else None
    offered = (
        Offer.objects.standing().filter(application=row).select_related("institution").first() if ApplicationState.PLACED in been else None
    )
    calls = calls_of(row) if ApplicationState.CALLED in been else []
    withdrawn = row.vacancy.state == VacancyState.WITHDRAWN
    context = {
        "application": row,
        "erasure": erasure_of(row),
        "withdrawal": row.vacancy.changes.filter(verb="withdraw").last() if withdrawn else None,
        "kind": kind_of(row.state),
        "steps": [step_of(event) for event in events],
        "findings": drawn(recall(row.findings), mend=False),
        "can_withdraw": open_now and row.state == ApplicationState.SUBMITTED,
        "can_send_again": open_now and row.state == ApplicationState.WITHDRAWN,
        "facts": facts_of(row),
        "lists": lists_of(row.vacancy),
        "appeal_facts": appeal_of(appealed) if appealed else [],
        "appeal_until": until,
        "appeal_form": (appeal_form or AppealForm()) if _may_appeal(request, until, appealed) else None,
        "calls": [call_of(row, call) for call in calls],
        "offer_facts": offer_of(offered) if offered else [],
        "can_answer": bool(offered and offered.state == OfferState.MADE),
        "must_identify": bool(offered and offered.state == OfferState.MADE and must_confirm(row.seeker)),
        "decline_form": DeclineForm(),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if appeal_form is not None else HTTPStatus.OK
    return render(request, "recruitment/application.html", context, status=status)


def calls_of(row: Application) -> list[Call]:
    """The interviews that ``row`` was called to, the latest last; none of them is held once the vacancy is withdrawn."""
    if row.vacancy.state == VacancyState.WITHDRAWN:
        return []
    return list(row.calls.filter(stage__called_at__isnull=False).select_related("stage", "centre").order_by("at"))


def _offers(row: Application) -> QuerySet[Offer]:
    """The offer that waits for an answer."""
    return Offer.objects.filter(application=row, state=OfferState.MADE)  # type: ignore[no-any-return]


def _is_open(request: HttpRequest, row: Application) -> bool:
    if row.state not in (ApplicationState.SUBMITTED, ApplicationState.WITHDRAWN):
        return False
    try:
        require_open(row.vacancy, arrived_at(request))
    except NotOpen:
        return False
    return True


def _may_appeal(request: HttpRequest, until: Any, appealed: Appeal | None) -> bool:
    return until is not None and appealed is None and arrived_at(request) < until


@require_POST
@login_required
def take_back(request: HttpRequest, receipt: str) -> HttpResponse:
    """Withdraw an application."""
    return _do(request, receipt, _("Your application was withdrawn."), lambda row: withdraw(application=row, **_when_and_who(request)))


@require_POST
@login_required
def object_to(request: HttpRequest, receipt: str) -> HttpResponse:
    """Appeal against not having been found eligible."""
    with whole_nation():
        row = _own_one(request, receipt)
        form = AppealForm(request.POST)
        if not form.is_valid():
            return _page(request, row, form)
    text = form.cleaned_data["text"]
    return _do(request, receipt, _("Your appeal was received."), lambda row: appeal(application=row, text=text, **_when_and_who(request)))


@require_POST
@login_required
def answer_offer(request: HttpRequest, receipt: str) -> HttpResponse:
    """Accept or decline the offer that waits for an answer."""
    form = DeclineForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""

    def answer(row: Application) -> None:
        offer = _offers(row).first()
        if offer is None:
            raise Refused(_("There is no offer that waits for your answer."))
        if request.POST.get("answer") == "accept":
            offers.accept_offer(offer=offer, by=request.user)
        elif request.POST.get("answer") == "decline":
            offers.decline_offer(offer=offer, reason=reason, by=request.user)
        else:
            raise Refused(_("Say whether you accept the offer or decline it."))

    return _do(request, receipt, _("Your answer was received."), answer)


def _when_and_who(request: HttpRequest) -> dict[str, Any]:
    return {"arrived_at": arrived_at(request), "by": request.user}


def _do(request: HttpRequest, receipt: str, done: str, act: Callable[[Application], Any]) -> HttpResponse:
    """Do one action on the person's own application, say what came of it, and lead back to its page."""
    with whole_nation():
        row = _own_one(request, receipt)
        try:
            act(row)
        except Refused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, done)
    response = redirect("recruitment:application", receipt=receipt)
    response.status_code = HTTPStatus.SEE_OTHER
    return response
