"""Handing texts to whoever sends them.

Accounts stand below messaging and cannot import it. The project names the sender in ``settings.NOTICE_SENDER``: the dotted path of a
callable with the signature of ``messaging.actions.send``, which writes the owed message in the caller's transaction.
"""

import uuid
from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.module_loading import import_string
from django.utils.translation import gettext, override

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


def tell_what_the_office_did(person: Person, change: Any, by: Person | None) -> None:
    """Tell the person, at every address and number of theirs, what was done to their account and by whom.

    ``change`` is a lazy text. All of them, because one of them may be in the hands of whoever talked the office into it.
    """
    emails = EmailAddress.objects.filter(user=person, verified=True).values_list("email", flat=True)
    contacts = [Contact("email", email) for email in dict.fromkeys([person.email, *emails]) if email]
    if person.phone and person.phone_verified:
        contacts.append(Contact("sms", person.phone))
    with override(person.language):
        said = {
            "change": str(change),
            "at": date_format(timezone.localtime(), "DATETIME_FORMAT"),
            "who": str(by) if by else gettext("an operator of the platform"),
            "sign_in": link("account_login", person.language),
        }
    for contact in contacts:
        hand_over("accounts.office_change", contact, to=person, language=person.language, context=said)


def link(view: str, language: str) -> str:
    """The absolute address of one of our pages in ``language``, on the portal's own host whatever host the request named."""
    with override(language):
        return settings.WAGTAILADMIN_BASE_URL + reverse(view)
