"""Applying: every criterion with what decided it, before anything is sent; then one small request."""

import uuid
from datetime import datetime
from functools import partial
from http import HTTPStatus
from typing import Any, NamedTuple

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import F, FilteredRelation, Q, QuerySet
from django.db.models.functions import Now
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from huduma.platform.asking.plans import by_name
from huduma.platform.asking.ready import Ready
from huduma.platform.delivery.forgetting import generation_of_everything
from huduma.platform.delivery.generations import NEVER, counters
from huduma.platform.institutions.scoping import whole_nation
from huduma.platform.portal.gaps import Gapped, is_at_its_own_address
from huduma.systems.recruitment.actions.applying import AlreadyApplied, NoProfile, judged_now, submit
from huduma.systems.recruitment.actions.deadline import NotOpen, require_open
from huduma.systems.recruitment.criteria import counted_on
from huduma.systems.recruitment.forms.applications import SubmitForm
from huduma.systems.recruitment.models import Seeker, Vacancy
from huduma.systems.recruitment.models.wording import instant
from huduma.systems.recruitment.states import ApplicationState, Refused

from .arriving import arrived_at
from .profile_links import profile_url
from .showing import drawn

_MOST = 1_000  # vacancies that a process keeps; a nation has some hundreds open
_PAGE = "recruitment/apply.html"


class _Kept(NamedTuple):
    """A vacancy, the generation of everything that it is of, and its page as drawn for all: by language, failed, and whether to send."""

    generation: int
    vacancy: Vacancy
    pages: dict[tuple[str | None, bool, bool], Gapped]


_read: dict[str, _Kept] = {}

# A page that shows the criteria shows none of these.
_UNREAD = [f"{text}_{language}" for text in ("summary", "duties", "assessment") for language in ("sw", "en")]


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def apply(request: HttpRequest, number: str) -> HttpResponse:
    """Every criterion of the vacancy with what of the profile decided it, and the button that applies. What cannot be sent is answered
    409 (too late, or not open) or 422 (a criterion is not met), and says why."""
    with whole_nation(), by_name():
        kept = _kept(number)
        return _submit(request, kept.vacancy) if request.method == "POST" else _show(request, kept)


def _submit(request: HttpRequest, vacancy: Vacancy) -> HttpResponse:
    def again(why: str, status: HTTPStatus) -> HttpResponse:
        return _show(request, _Kept(NEVER, _whole(Vacancy.objects.all()).get(pk=vacancy.pk), {}), why, status)

    form = SubmitForm(request.POST)
    if not form.is_valid():
        return again(_("It was not sent. Send it once more."), HTTPStatus.BAD_REQUEST)
    came = partial(arrived_at, request)
    try:
        application = submit(vacancy=vacancy, person=request.user, key=form.cleaned_data["key"], arrived_at=came, by=request.user)
    except AlreadyApplied as earlier:
        messages.warning(request, str(earlier))
        application = earlier.application
    except NoProfile as refused:
        return _to_profile(request, str(refused))
    except NotOpen as refused:
        late = _("Yours came at %(came)s.") % {"came": instant(refused.late, seconds=True)} if refused.late else ""
        return again(f"{refused} {late}".strip(), HTTPStatus.CONFLICT)
    except Refused as refused:
        return again(str(refused), HTTPStatus.UNPROCESSABLE_ENTITY)
    else:
        messages.success(request, _("Your application was received. Keep the receipt number below."))
    response = redirect("recruitment:application", receipt=application.number)
    response.status_code = HTTPStatus.SEE_OTHER
    return response


def _show(request: HttpRequest, kept: "_Kept", refusal: str = "", status: int = HTTPStatus.OK) -> HttpResponse:
    vacancy = kept.vacancy
    reader = next(iter(_READERS.ask(request.user.pk, vacancy.pk)), None)  # type: ignore[arg-type]  # they have signed in
    if reader is None:
        return _to_profile(request, _("Fill in your profile first: you apply with it."))
    findings = judged_now(vacancy, reader)
    failed = not all(finding.passed for finding in findings)
    closed, earlier = _closed(vacancy, arrived_at(request, reader.clock)), reader.earlier  # type: ignore[attr-defined]  # annotated
    standing = reader.receipt if earlier and earlier != ApplicationState.WITHDRAWN else ""  # type: ignore[attr-defined]
    own = {"findings": drawn(findings, mend=True), "key": uuid.uuid4()}
    context = {
        "vacancy": vacancy,
        "closes": instant(vacancy.closes_at),
        "failed": failed,
        "counted_on": counted_on((finding.criterion for finding in findings), vacancy.judged_on),
        "can_send": not (closed or standing) and (vacancy.takes_failing or not failed),
        "kept_days": settings.APPLICATIONS_KEPT.days,
    }
    usual = not (refusal or closed or earlier or messages.get_messages(request))
    if usual and is_at_its_own_address(request):
        return _as_usual(request, kept, context, {**own, "csrf_token": get_token(request)})
    context |= {"refusal": refusal or closed, "standing": standing, "withdrawn": earlier and not standing}
    return render(request, _PAGE, {**context, **own}, status=status)


def _as_usual(request: HttpRequest, kept: "_Kept", context: dict[str, Any], own: dict[str, Any]) -> HttpResponse:
    """The page as nearly everybody sees it, of which only ``own`` is the reader's; ``context`` is the same for all for whom it looks so."""
    shape = (get_language(), context["failed"], context["can_send"])
    page = kept.pages.get(shape)
    if page is None:
        page = kept.pages[shape] = Gapped.draw(request, _PAGE, context, own)
    return HttpResponse(page.fill(own))


def _reader(person: int, vacancy: int) -> QuerySet[Seeker]:
    """Whoever reads the page, with the database's ``clock``, and of what they sent ``earlier`` its state and its ``receipt`` number."""
    theirs = FilteredRelation("applications", condition=Q(applications__vacancy=vacancy))
    seekers = Seeker.objects.filter(person=person, erased_at=None).annotate(theirs=theirs)
    return seekers.annotate(clock=Now(), earlier=F("theirs__state"), receipt=F("theirs__number"))


_READERS = Ready(_reader, -1, -2)


def _kept(number: str) -> "_Kept":
    """The public vacancy of this ``number`` as the page reads it, kept as its public page is: until anything is announced.

    So in a rush nobody reads it anew. What is sent is judged by the row itself. Raises ``Http404``.
    """
    kept = _read.get(number)
    if kept is not None and kept.generation == counters().of_anything():
        return kept
    generation = generation_of_everything()  # before the vacancy is read
    kept = _Kept(generation, get_object_or_404(_whole(Vacancy.objects.public()), number=number), {})
    if generation != NEVER:
        if len(_read) >= _MOST:
            _read.clear()
        _read[number] = kept
    return kept


def _whole(vacancies: QuerySet[Vacancy]) -> QuerySet[Vacancy]:
    """With what the page reads of a vacancy, which is not its long texts."""
    return vacancies.select_related("version", "institution").defer(*_UNREAD)


def _closed(vacancy: Vacancy, came: datetime) -> str:
    """Why the vacancy takes nothing of who comes now, else nothing."""
    try:
        require_open(vacancy, came)
    except NotOpen as refused:
        return str(refused)
    return ""


def _to_profile(request: HttpRequest, why: str) -> HttpResponseRedirect:
    messages.info(request, why)
    return HttpResponseRedirect(profile_url())
