"""What stands between a request that found nothing and its 404."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect

from huduma.platform.delivery.headers import REVALIDATE

from .addresses import old_address
from .models import OldAddress

Responder = Callable[[HttpRequest], HttpResponse]
NOT_FOUND = 404


def old_addresses(get_response: Responder) -> Responder:
    """Send who asks an institution's host for an address of earlier days to where that is now. Costs a query, and only before a 404."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        institution = request.live_site.institution_id  # type: ignore[attr-defined]
        if response.status_code != NOT_FOUND or institution is None or request.method not in {"GET", "HEAD"}:
            return response
        there = OldAddress.objects.leads_to(institution, old_address(request.path_info, request.META.get("QUERY_STRING", "")))
        if there is None:
            return response
        moved = HttpResponsePermanentRedirect(there)
        moved[REVALIDATE[0]] = REVALIDATE[1]  # the page may move on
        return moved

    return middleware
