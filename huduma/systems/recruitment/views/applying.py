"""Applying: every criterion with what decided it, before anything is sent; then one small request."""

import uuid
from datetime import datetime
from http import HTTPStatus

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.db.models.functions import Now
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from huduma.platform.institutions.scoping import whole_nation
from huduma.systems.recruitment.actions.applying import AlreadyApplied, NoProfile, judged_now, submit
from huduma.systems.recruitment.actions.deadline import NotOpen, require_open
from huduma.systems.recruitment.forms.applications import SubmitForm
from huduma.systems.recruitment.models import Application, Seeker, Vacancy
from huduma.systems.recruitment.models.wording import instant
from huduma.systems.recruitment.states import ApplicationState, Refused

from .arriving import arrived_at
from .profile_links import profile_url
from .showing import shown

# A page that shows the criteria shows none of these.
_UNREAD = [f"{text}_{language}" for text in ("summary", "duties", "assessment") for language in ("sw", "en")]


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def apply(request: HttpRequest, number: str) -> HttpResponse:
    """Every criterion of the vacancy with what of the profile decided it, and the button that applies. What cannot be sent is answered
    409 (too late, or not open) or 422 (a criterion is not met), and says why."""
    sent = request.method == "POST"
    with whole_nation():
        found = Vacancy.objects.public().annotate(clock=Now())
        vacancy = get_object_or_404(found.only("pk") if sent else _whole(found), number=number)
        came = arrived_at(request, vacancy.clock)
        return _submit(request, vacancy, came) if sent else _show(request, vacancy, came)


def _submit(request: HttpRequest, vacancy: Vacancy, came: datetime) -> HttpResponse:
    def again(why: str, status: HTTPStatus) -> HttpResponse:
        return _show(request, _whole(Vacancy.objects.all()).get(pk=vacancy.pk), came, why, status)

    form = SubmitForm(request.POST)
    if not form.is_valid():
        return again(_("It was not sent. Send it once more."), HTTPStatus.BAD_REQUEST)
    try:
        application = submit(vacancy=vacancy, person=request.user, key=form.cleaned_data["key"], arrived_at=came, by=request.user)
    except AlreadyApplied as earlier:
        messages.warning(request, str(earlier))
        application = earlier.application
    except NoProfile as refused:
        return _to_profile(request, str(refused))
    except NotOpen as refused:
        late = _("Yours came at %(came)s.") % {"came": instant(came, seconds=True)} if refused.late else ""
        return again(f"{refused} {late}".strip(), HTTPStatus.CONFLICT)
    except Refused as refused:
        return again(str(refused), HTTPStatus.UNPROCESSABLE_ENTITY)
    else:
        messages.success(request, _("Your application was received. Keep the receipt number below."))
    response = redirect("recruitment:application", receipt=application.number)
    response.status_code = HTTPStatus.SEE_OTHER
    return response


def _show(request: HttpRequest, vacancy: Vacancy, came: datetime, refusal: str = "", status: int = HTTPStatus.OK) -> HttpResponse:
    seeker = Seeker.objects.filter(person=request.user.pk, erased_at=None).first()
    if seeker is None:
        return _to_profile(request, _("Fill in your profile first: you apply with it."))
    findings = judged_now(vacancy, seeker)
    failed = [finding for finding in findings if not finding.passed]
    closed = _closed(vacancy, came)
    earlier = Application.objects.filter(vacancy=vacancy, seeker=seeker).first()
    standing = earlier if earlier and earlier.state != ApplicationState.WITHDRAWN else None
    context = {
        "vacancy": vacancy,
        "closes": instant(vacancy.closes_at),
        "findings": shown(findings, mend=True),
        "failed": len(failed),
        "refusal": refusal or closed,
        "standing": standing,
        "withdrawn": earlier if earlier and not standing else None,
        "form": SubmitForm(initial={"key": uuid.uuid4()}),
        "can_send": not (closed or standing) and (vacancy.takes_failing or not failed),
    }
    return render(request, "recruitment/apply.html", context, status=status)


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
