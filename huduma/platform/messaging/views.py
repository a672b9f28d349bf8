"""What a demonstration shows of the texts it has sent."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from . import mailbox
from .gateways import handset


def sent_texts(request: HttpRequest) -> HttpResponse:
    """The newest e-mails and SMS as those who played mail server and phone received them. 404 except in a demonstration.

    Codes are in them, and in no row of the outbox: what a demonstration shows is what arrived, not what the platform keeps.
    """
    if not settings.DEMONSTRATION:
        raise Http404
    return render(request, "messaging/sent_texts.html", {"letters": mailbox.newest(), "texts": handset.newest()})
