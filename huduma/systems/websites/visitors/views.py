"""The answers of readers to whether a page was helpful.

The question stands on pages that are the same for everyone, so there is neither a session nor a token: nothing is done in anybody's name.
What comes from another site's page is refused, robots fall for a field that people do not see, and an address can answer so often.
"""

from typing import Any
from urllib.parse import urlsplit

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from huduma.platform.accounts.addresses import client_address, neighbourhood
from huduma.platform.accounts.limits import TooManyTries, take
from huduma.platform.delivery.models import LivePage
from huduma.platform.delivery.negotiation import host_of
from huduma.platform.portal.on_site import render_on_site
from huduma.systems.websites.models import SitePage
from huduma.systems.websites.models.traffic import SOURCE

from . import actions
from .forms import CommentForm

SEE_OTHER, FORBIDDEN, TOO_MANY, BAD = 303, 403, 429, 400
ANSWERS = {"yes": True, "no": False}


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def page_feedback(request: HttpRequest) -> HttpResponse:
    """Take an answer or a comment, and thank for it. Raises ``Http404`` when it is of no page of this site."""
    if request.method != "POST":
        return _thanks(request, _page(request, request.GET.get("page", "")), request.GET.get("said", ""))
    if _is_from_elsewhere(request):
        return render_on_site(request, "403.html", _frame(request), status=FORBIDDEN)
    page = _page(request, request.POST.get("page", ""))
    return _take(request, page)


def _take(request: HttpRequest, page: SitePage) -> HttpResponse:
    answer, text = request.POST.get("helpful", ""), request.POST.get("text")
    form = CommentForm(request.POST) if text is not None else None
    if form is None and answer not in ANSWERS:
        return _thanks(request, page, "", status=BAD)
    if form is not None and not form.is_valid():
        return _thanks(request, page, "no", form, status=BAD)
    if not request.POST.get("website"):  # a robot is thanked like everybody
        try:
            _limit(request, page)
        except TooManyTries:
            return render_on_site(request, "429.html", _frame(request), status=TOO_MANY)
        if form is not None:
            actions.comment(page=page, text=form.cleaned_data["text"])
        else:
            actions.vote(page=page, helpful=ANSWERS[answer])
    said = "comment" if form is not None else answer
    query = urlencode({"page": page.live_path, "said": said})  # type: ignore[attr-defined]
    response = HttpResponseRedirect(f"{reverse('page-feedback')}?{query}")
    response.status_code = SEE_OTHER  # RFC 9110, section 15.4.4: to be looked at, and not to be sent again
    return response


def _limit(request: HttpRequest, page: SitePage) -> None:
    address = client_address(request)
    take("page_feedback", account=f"{page.pk} {neighbourhood(address)}", address=address)


def _page(request: HttpRequest, path: str) -> SitePage:
    """The page at ``path`` of this site, with ``live_path`` to say so. Raises ``Http404`` where there is none that asks."""
    live = LivePage.objects.filter(site=request.live_site, path=path[:400], source__startswith=SOURCE).first()  # type: ignore[attr-defined]
    found = live and SitePage.objects.live().filter(pk=live.source.removeprefix(SOURCE)).select_related("institution").first()
    if not live or not found or not found.specific_class or not found.specific_class.asks_readers:
        raise Http404
    found.live_path = live.path  # type: ignore[attr-defined]
    return found


def _is_from_elsewhere(request: HttpRequest) -> bool:
    """Whether another site's page sent the form in the name of whoever was looking at it."""
    origin = request.headers.get("origin")
    if origin is not None and host_of(urlsplit(origin).netloc) != host_of(request.META.get("HTTP_HOST", "")):
        return True
    return request.headers.get("sec-fetch-site", "same-origin") != "same-origin"


def _thanks(request: HttpRequest, page: SitePage, said: str, form: CommentForm | None = None, status: int = 200) -> HttpResponse:
    asked = said == "no"
    context = {
        **_frame(request),
        "page": page,
        "back": page.live_path,  # type: ignore[attr-defined]
        "said": said,
        "form": (form or CommentForm(initial={"page": page.live_path})) if asked else None,  # type: ignore[attr-defined]
        "action": reverse("page-feedback"),
    }
    response = render_on_site(request, "websites/feedback_thanks.html", context, status=status)
    response["Cache-Control"] = "no-store"
    return response


def _frame(request: HttpRequest) -> dict[str, Any]:
    institution = request.live_site.institution  # type: ignore[attr-defined]
    language = get_language() or ""
    return {"site": {"name": institution.name, "short_name": institution.short_name_in(language), "home_url": "/"}}
