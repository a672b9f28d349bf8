"""The world outside: the mail server and the SMS operators, behind one small interface."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from huduma.platform.messaging.models import Message


class Temporary(Exception):
    """The gateway did not take the message now; the same message may be tried again, for it surely was not taken."""


class Permanent(Exception):
    """The gateway will never take this message."""


class Unknown(Exception):
    """The conversation broke after the message was handed over: it may or may not have been taken."""


@dataclass(frozen=True)
class Accepted:
    """The gateway took the message and calls it ``reference``."""

    reference: str


class Gateway(Protocol):
    """Something that carries messages of one channel."""

    def send(self, message: Message, handing_over: Callable[[], None]) -> Accepted:
        """Carry one message. Calls ``handing_over`` at the last moment at which it surely has not been taken yet.

        Raises ``Temporary``, ``Permanent`` or ``Unknown``.
        """
        ...
