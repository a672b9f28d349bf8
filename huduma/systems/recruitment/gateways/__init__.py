"""The world outside: the national id authority, behind one small interface."""

from dataclasses import dataclass
from datetime import date
from typing import Protocol

from django.conf import settings


class Unreachable(Exception):
    """The authority was surely not asked."""


class NoAnswer(Exception):
    """The authority was asked, and gave no answer that can be understood: whose the number is stays unknown."""


@dataclass(frozen=True)
class Citizen:
    """Who has a national id number, as the authority knows them. ``sex`` is F or M, ``citizenship`` a country (ISO 3166-1)."""

    name: str
    sex: str
    born: date
    citizenship: str = "TZ"


class NationalIds(Protocol):
    """Something that knows whose a national id number is."""

    def look_up(self, nin: str) -> Citizen | None:
        """Whose ``nin`` (twenty digits) is; ``None`` when it is nobody's. Raises ``Unreachable`` or ``NoAnswer``."""
        ...


class Nowhere:
    """No authority was named: nobody is confirmed, for the simulator would confirm whoever it is told."""

    def look_up(self, nin: str) -> Citizen | None:
        """See ``NationalIds.look_up``."""
        raise Unreachable


def national_ids() -> NationalIds:
    """The authority that the operator named; in a demonstration that names none, its simulator in this process."""
    from .authority import Authority
    from .simulator import Simulator

    if settings.NIN_URL:
        return Authority(settings.NIN_URL, settings.NIN_TOKEN)
    return Simulator() if settings.DEMONSTRATION else Nowhere()
