"""``Service``: something a citizen can do; drawn as a portal tile, a USSD entry and an SMS keyword."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise

from .dialogue import Dialogue
from .registry import Registry


@dataclass(frozen=True)
class Service:
    """A public service.

    ``url`` returns the address of its web page in the active language, ``dialogue`` is the conversation that serves USSD,
    SMS and the web simulator; at least one of them is given. ``keyword`` is the word that starts the dialogue by SMS, ``icon`` a name of
    ``components/icon.html`` for its tile.
    """

    key: str
    title: str | Promise
    description: str | Promise
    url: Callable[[], str] | None = None
    dialogue: Dialogue | None = None
    keyword: str = ""
    icon: str = "right"

    def __post_init__(self) -> None:
        if not (self.url or self.dialogue):
            raise ValueError(f"service {self.key!r} has neither a page nor a dialogue")


services: Registry[Service] = Registry()
