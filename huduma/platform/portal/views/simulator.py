"""A telephone on the web: the national menu by USSD and the keywords by SMS, for whoever wants to try them without one.

It is the real thing: what a dialogue does at its end is done. The transcript travels with the page, so nothing is kept between
two answers, and a page sent twice gets the first one's result. Nobody can claim a phone number here: the caller has none.
"""

from uuid import uuid4

from django.conf import settings
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from huduma.platform.contributions.dialogue import Caller
from huduma.platform.contributions.menu import menu
from huduma.platform.contributions.service import services
from huduma.platform.portal.actions import answer_sms, converse
from huduma.platform.portal.forms import AnswerForm, MessageForm


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ussd(request: HttpRequest) -> HttpResponse:
    """The national menu; each answer is a POST with the answers before it. 400 with the error named for an answer that is none."""
    session, said = uuid4().hex, []
    form = AnswerForm(request.POST) if request.method == "POST" else AnswerForm(initial={"session": session})
    if form.is_bound:
        if not form.is_valid():
            return _drawn(request, "ussd", [], form, status=400)
        session, said = form.cleaned_data["session"], [*form.cleaned_data["said"], form.cleaned_data["answer"]]
        form = AnswerForm(initial={"session": session, "said": said})
    screen = converse(dialogue=menu, answers=said, caller=_caller(session), language=_language())
    lines = [{"text": text, "own": own} for text, own in [*((answer, True) for answer in said[-1:] if answer), (screen.text, False)]]
    return _drawn(request, "ussd", lines, None if screen.ended else form)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sms(request: HttpRequest) -> HttpResponse:
    """One message, one answer. 400 with the error named for a message that is empty or too long."""
    form = MessageForm(request.POST) if request.method == "POST" else MessageForm(initial={"session": uuid4().hex})
    if not form.is_bound:
        return _drawn(request, "sms", [], form)
    if not form.is_valid():
        return _drawn(request, "sms", [], form, status=400)
    text = form.cleaned_data["text"]
    answer = answer_sms(text=text, caller=_caller(form.cleaned_data["session"]), language=_language())
    lines = [{"text": text, "own": True}, {"text": answer, "own": False}]
    return _drawn(request, "sms", lines, MessageForm(initial={"session": uuid4().hex}))


def _drawn(request: HttpRequest, channel: str, lines: list[dict[str, object]], form: Form | None, status: int = 200) -> HttpResponse:
    keywords = [service for service in services if service.dialogue and service.keyword]
    context = {"channel": channel, "lines": lines, "answer_form": form, "keywords": keywords}
    return render(request, "portal/simulator.html", context, status=status)


def _caller(session: str) -> Caller:
    return Caller(msisdn="", session=f"web:{session}")


def _language() -> str:
    return get_language() or settings.LANGUAGE_CODE
