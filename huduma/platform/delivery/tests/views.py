"""Views that stand in for those of other rooms."""

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.html import escape
from django.utils.translation import get_language

from huduma.platform.delivery.caching import same_for_everyone
from huduma.platform.delivery.models import LivePage

runs: list[str] = []  # what was asked of the views


@same_for_everyone(query=("q", "page"))
def titles(request: HttpRequest) -> HttpResponse:
    """The titles of the site's pages, or of the whole nation's, and all that a careless view might repeat."""
    runs.append(request.get_full_path())
    pages = LivePage.objects.all()
    if request.live_site.institution_id:
        pages = pages.filter(site=request.live_site)
    who = "somebody" if request.user.is_authenticated else "nobody"
    found = ", ".join(pages.order_by("title").values_list("title", flat=True))
    return HttpResponse(f"{get_language()} {who} {escape(request.GET.urlencode())} [{found}]")


@same_for_everyone()
def with_cookie(request: HttpRequest) -> HttpResponse:
    runs.append("cookie")
    response = HttpResponse("for you")
    response.set_cookie("seen", "1")
    return response


@same_for_everyone()
def with_session(request: HttpRequest) -> HttpResponse:
    runs.append("session")
    return HttpResponse(f"{request.session.get('name')}")


@same_for_everyone()
def missing(request: HttpRequest) -> HttpResponse:
    runs.append("missing")
    return HttpResponse("no", status=404)


@same_for_everyone()
def with_nonce(request: HttpRequest) -> HttpResponse:
    runs.append("nonce")
    return HttpResponse(f'<style nonce="{request.csp_nonce}">p{{color:red}}</style><script nonce="{request.csp_nonce}">1</script>')


def unmarked(request: HttpRequest) -> HttpResponse:
    runs.append("unmarked")
    return HttpResponse("fresh")


urlpatterns = [
    path("titles/", titles),
    path("cookie/", with_cookie),
    path("session/", with_session),
    path("missing/", missing),
    path("nonce/", with_nonce),
    path("unmarked/", unmarked),
]
