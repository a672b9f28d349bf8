"""What a demonstration shows of the texts it has sent."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from huduma.platform.institutions.scoping import whole_nation

from . import mailbox
from .models import Message


def sent_texts(request: HttpRequest) -> HttpResponse:
    """The newest e-mails as the mail server received them, and the newest SMS. 404 except in a demonstration."""
    if not settings.DEMONSTRATION:
        raise Http404
    with whole_nation():
        texts = list(Message.objects.filter(channel=Message.Channel.SMS)[: mailbox.NEWEST])
    return render(request, "messaging/sent_texts.html", {"letters": mailbox.newest(), "texts": texts})
