"""The national menu: one dialogue through which every service with a dialogue is reached."""

from collections.abc import Generator

from django.utils.translation import gettext as _

from huduma.platform.contributions.dialogue import Ask, Caller, Choose, Finish, Speak
from huduma.platform.contributions.service import Service, services

# Asked before any language is known, so in both.
WELCOME = Choose("Karibu Huduma. Chagua lugha.\nWelcome. Choose a language.", (("sw", "Kiswahili"), ("en", "English")))


def menu(caller: Caller) -> Generator[Ask | Choose | Speak, str, Finish]:
    """Language first, then the service, then that service's own dialogue."""
    yield Speak((yield WELCOME))
    offered = {service.key: service for service in services if service.dialogue}
    if not offered:
        return Finish(_("There is no service here yet."))
    chosen = offered[(yield Choose(_("Public services"), tuple((key, str(service.title)) for key, service in offered.items())))]
    assert chosen.dialogue  # noqa: S101  only those were offered
    return (yield from chosen.dialogue(caller))


def by_keyword(word: str) -> Service | None:
    """The service that the SMS keyword ``word`` starts, in capitals or not; ``None`` when there is none."""
    return next((service for service in services if service.dialogue and service.keyword.casefold() == word.casefold()), None)
