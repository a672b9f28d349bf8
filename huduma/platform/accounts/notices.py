"""Handing texts to whoever sends them.

Accounts stand below messaging and cannot import it. The project names the sender in ``settings.NOTICE_SENDER``: the dotted path of a
callable with the signature of ``messaging.actions.send``, which writes the owed message in the caller's transaction.
"""

import uuid
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.module_loading import import_string
from django.utils.translation import override

from .contacts import Contact
from .models import Person


def hand_over(notice: str, contact: Contact, *, to: Person | None, language: str, context: dict[str, Any]) -> None:
    """Have the text ``notice`` sent once to ``contact`` in ``language``; ``to`` is the person when it is known to be theirs."""
    import_string(settings.NOTICE_SENDER)(
        notice=notice,
        to=to,
        address=contact.address,
        channel=contact.channel,
        language=language,
        context=context,
        key=f"{notice}:{uuid.uuid4()}",
        by=None,
    )


def link(view: str, language: str) -> str:
    """The absolute address of one of our pages in ``language``, on the portal's own host whatever host the request named."""
    with override(language):
        return settings.WAGTAILADMIN_BASE_URL + reverse(view)
