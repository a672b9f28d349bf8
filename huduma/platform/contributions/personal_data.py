"""``PersonalData``: what a room or system keeps about a person, so that it can be handed out and erased."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from .registry import Registry


@dataclass(frozen=True)
class PersonalData:
    """One kind of record about people.

    ``export`` takes the person and returns everything kept as a list of JSON-able dicts (an empty list when nothing is). ``erase``
    takes the person and removes or anonymises those records in the caller's transaction; ``None`` where the law wants them kept.
    """

    key: str
    label: str | Promise
    export: Callable[[Any], list[dict[str, Any]]]
    erase: Callable[[Any], None] | None = None


personal_data: Registry[PersonalData] = Registry()
