"""Interviews in public: lists by exam number, the applicant's own letters, and the page that says whether a letter is genuine."""

from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from huduma.platform.accounts.views import SignedInRequest
from huduma.platform.institutions.scoping import whole_nation
from huduma.systems.recruitment.actions.call_letters import call_letter, call_of, offer_letter, offer_of
from huduma.systems.recruitment.actions.interviews import told
from huduma.systems.recruitment.actions.merit import TIE_RULE
from huduma.systems.recruitment.letters import Letter, pdf
from huduma.systems.recruitment.models import Application, Call, Offer, Vacancy
from huduma.systems.recruitment.states import ApplicationState as State
from huduma.systems.recruitment.states import VacancyState

from .showing import call_letter_of, offer_letter_of

_A_PAGE = 200  # exam numbers
_RECOMMENDED = [State.RECOMMENDED, State.PLACED, State.ACCEPTED, State.DECLINED, State.LAPSED, State.REVOKED, State.APPOINTED]


@require_safe
@never_cache
def interview_lists(request: HttpRequest, number: str) -> HttpResponse:
    """Who is called to each stage of a vacancy, and who is recommended: by exam number, and nothing else of anybody."""
    with whole_nation():
        vacancy = get_object_or_404(Vacancy.objects.public().select_related("institution"), number=number)
        stages = list(vacancy.stages.filter(called_at__isnull=False).order_by("order"))
        if not stages:
            raise Http404
        asked = request.GET.get("stage", "")
        stage = next((each for each in stages if each.kind == asked), stages[-1])
        sought = "".join(filter(str.isprintable, request.GET.get("q", ""))).strip()[:20]  # PostgreSQL takes no NUL
        calls = Call.objects.filter(stage=stage).select_related("application", "centre").order_by("application__exam_number")
        if sought:
            calls = calls.filter(application__exam_number__endswith=sought)
        page = Paginator(calls.only("at", "seat", "centre__name", "application__exam_number"), _A_PAGE).get_page(request.GET.get("page"))
        context = {
            "vacancy": vacancy,
            "stages": stages,
            "stage": stage,
            "page": page,
            "rows": [[call.application.exam_number, str(call.centre or "–"), told(call.at)] for call in page],
            "sought": sought,
            "query": f"{urlencode({'stage': stage.kind, 'q': sought})}&",
            "recommended": _recommended(vacancy),
            "tie_rule": TIE_RULE,
        }
        return render(request, "recruitment/public/interviews.html", context)


def _recommended(vacancy: Vacancy) -> list[str]:
    """The exam numbers of those recommended, the best first; none before it is decided."""
    if vacancy.state not in (VacancyState.DECIDED, VacancyState.ARCHIVED):
        return []
    ranked = Application.objects.filter(vacancy=vacancy, rank__lte=vacancy.posts, state__in=_RECOMMENDED)
    return list(ranked.order_by("rank").values_list("exam_number", flat=True))


@require_safe
@never_cache
@login_required
def own_call_letter(request: SignedInRequest, receipt: str) -> HttpResponse:
    """The call letter of the applicant's own application, to the latest stage. Another's is not found, nor one to what is not held."""
    with whole_nation():
        own = Call.objects.filter(application__number=receipt, application__seeker__person=request.user, stage__called_at__isnull=False)
        own = own.filter(application__erased_at__isnull=True)  # of the others nobody knows any more to whom it was
        held = own.exclude(stage__vacancy__state=VacancyState.WITHDRAWN).order_by("-stage__order")
        call = held.select_related("stage__vacancy__institution", "application", "centre").first()
        if call is None:
            raise Http404
        return _letter(call_letter(call, get_language() or "sw"), receipt)


@require_safe
@never_cache
@login_required
def own_offer_letter(request: SignedInRequest, receipt: str) -> HttpResponse:
    """The letter of offer of the applicant's own application. Another's is not found."""
    with whole_nation():
        own = Offer.objects.standing().filter(application__number=receipt, application__seeker__person=request.user)
        offer = own.select_related("application__vacancy__institution", "institution").first()
        if offer is None:
            raise Http404
        return _letter(offer_letter(offer, get_language() or "sw"), receipt)


def _letter(letter: Letter, receipt: str) -> HttpResponse:
    response = HttpResponse(pdf([letter], letter.heading), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="barua-{receipt}.pdf"'
    return response


@require_safe
@never_cache
def verify_letter(request: HttpRequest, token: str) -> HttpResponse:
    """Whether a call letter or a letter of offer is genuine, and what it says, or that it does not hold any more; it names nobody. 404, in
    words, where nobody wrote such a letter."""
    with whole_nation():
        call, offer = call_of(token), offer_of(token)
        found: dict[str, Any] = {
            "withdrawn": call is not None and call.stage.vacancy.state == VacancyState.WITHDRAWN,
            "over": offer is not None and not Offer.objects.standing().filter(pk=offer.pk).exists(),
            "facts": call_letter_of(call) if call else offer_letter_of(offer) if offer else [],
        }
        return render(request, "recruitment/public/verify_letter.html", found, status=200 if found["facts"] else 404)
