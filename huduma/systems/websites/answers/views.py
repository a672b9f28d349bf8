"""Where forms are sent to. Everybody may send; nothing here uses or sets a cookie."""

from http import HTTPStatus
from math import ceil
from typing import Any

from django.core.signing import BadSignature, Signer
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from huduma.platform.accounts import limits
from huduma.platform.accounts.addresses import client_address, neighbourhood
from huduma.platform.portal.on_site import render_on_site
from huduma.systems.websites.models import FormPage, SiteMap
from huduma.systems.websites.models.answer_form import AnswerForm
from huduma.systems.websites.rendering.form_mark import fresh_mark

from . import actions
from .doubt import TRAP, Doubt, doubt_of

MOST_BYTES = 200_000  # of a form that is sent: 40 long answers in two-byte letters are less
_signer = Signer(salt="websites.form.thanks")


@csrf_exempt  # there is no session whose rights a stranger's page could use: answers/doubt.py
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def receive(request: HttpRequest, page_id: int) -> HttpResponse:
    """Take in a form of this site and lead to its thanks; what is wrong or doubtful is shown again with all that was written (4xx)."""
    page = _page(request, page_id)
    with translation.override(page.language):
        if request.method != "POST":
            return HttpResponseRedirect(page.path_on_site())
        if _length(request) > MOST_BYTES:
            return _again(request, page, page.form({}), HTTPStatus.REQUEST_ENTITY_TOO_LARGE, _("This is too much at once. Write less."))
        form = page.form(request.POST)
        if not form.is_valid():
            return _again(request, page, form, HTTPStatus.UNPROCESSABLE_ENTITY)
        doubt = doubt_of(request, form, page.translation_key)
        if doubt is not None:
            return _doubted(request, page, form, doubt)
        address = client_address(request)
        try:
            limits.take("form", account=f"{page.translation_key} {neighbourhood(address)}", address=address)
        except limits.TooManyTries as refusal:
            return _later(request, page, form, refusal)
        answer = actions.receive_answer(page=page, form=form, sender=neighbourhood(address), by=None)
        thanks = reverse("form-thanks", args=[page.pk, _signer.sign(answer.reference)])
        return HttpResponseRedirect(thanks, status=HTTPStatus.SEE_OTHER)


@never_cache
@require_safe
def thank(request: HttpRequest, page_id: int, token: str) -> HttpResponse:
    """The thanks, with the number of the answer. Raises ``Http404`` for a number that we did not give."""
    page = _page(request, page_id)
    try:
        reference = _signer.unsign(token)
    except BadSignature:
        raise Http404 from None
    with translation.override(page.language):
        context = page.context_for_one(SiteMap(page.institution))
        return _in_language(page, render_on_site(request, "websites/form_thanks.html", {**context, "reference": reference}))


def _page(request: HttpRequest, page_id: int) -> FormPage:
    """A form of the site whose host is asked, as visitors see it. Raises ``Http404``."""
    institution = request.live_site.institution  # type: ignore[attr-defined]
    pages = FormPage.objects.of(institution).live().select_related("institution__parent", "institution__successor", "locale")
    return get_object_or_404(pages, pk=page_id)  # type: ignore[no-any-return]


def _length(request: HttpRequest) -> int:
    length = request.META.get("CONTENT_LENGTH") or "0"
    return int(length) if length.isdecimal() and len(length) < 15 else MOST_BYTES + 1


def _doubted(request: HttpRequest, page: FormPage, form: AnswerForm, doubt: Doubt) -> HttpResponse:
    status = HTTPStatus.FORBIDDEN if doubt is Doubt.ELSEWHERE else HTTPStatus.UNPROCESSABLE_ENTITY
    said = {
        Doubt.TRAPPED: _("A field that should stay empty was filled in, perhaps by your browser. Empty it, and send again."),
        Doubt.ELSEWHERE: _("This came from another website. If it was you who wrote it, send it again from here."),
    }
    return _again(request, page, form, status, said.get(doubt, _("It is not sent yet. Look at it once more, and send it again.")))


def _later(request: HttpRequest, page: FormPage, form: AnswerForm, refusal: limits.TooManyTries) -> HttpResponse:
    seconds = max(1, ceil((refusal.until - timezone.now()).total_seconds()))
    said = _("Too many forms have come from your network. What you wrote is still here: send it again in %(minutes)d minutes.") % {
        "minutes": ceil(seconds / 60)
    }
    response = _again(request, page, form, HTTPStatus.TOO_MANY_REQUESTS, said)
    response["Retry-After"] = str(seconds)
    return response


def _again(request: HttpRequest, page: FormPage, form: AnswerForm, status: int, said: str = "") -> HttpResponse:
    """The page with what was written in it, what is wrong, and a mark of this hour."""
    if said:
        form.errors.clear()
        form.add_error(None, said)
    trapped: dict[str, Any] = {"trap": request.POST.get(TRAP, "")[:100]} if status != HTTPStatus.REQUEST_ENTITY_TOO_LARGE else {}
    context = {**page.context_for_one(SiteMap(page.institution)), "form": form, "mark": fresh_mark(page.translation_key), **trapped}
    return _in_language(page, render_on_site(request, "websites/form_page.html", context, status=status))


def _in_language(page: FormPage, response: HttpResponse) -> HttpResponse:
    response["Content-Language"] = page.language
    return response
