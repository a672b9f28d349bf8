"""What every kind of criterion is, and what it finds."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import MISSING, asdict, dataclass, fields
from datetime import date
from typing import Any, ClassVar, Self

from django.utils.translation import gettext as _

Profile = Mapping[str, Any]


class Wrong(ValueError):
    """A criterion cannot be read: ``field`` is what is wrong in it, ``number`` its place among its vacancy's criteria, from 1."""

    def __init__(self, field: str, number: int = 0) -> None:
        super().__init__(field, number)
        self.field, self.number = field, number

    def __str__(self) -> str:
        return _("Criterion %(number)s: “%(field)s” is missing or not understood.") % {"number": self.number, "field": self.field}


@dataclass(frozen=True)
class Finding:
    """What a criterion made of a profile.

    ``datum`` is the entry of the profile that decided, as it stands there; ``None`` where the profile holds nothing to decide by.
    ``section`` is the part of the profile to mend when it did not pass.
    """

    criterion: "Criterion"
    passed: bool
    datum: Any
    section: str

    @property
    def needed(self) -> str:
        """What the vacancy asks for, in words of the active language."""
        return str(self.criterion)

    @property
    def found(self) -> str:
        """What the profile says of it, in words of the active language."""
        return _("Your profile says nothing of this.") if self.datum is None else self.criterion.tell(self.datum)

    def as_json(self) -> dict[str, Any]:
        """The finding as it is kept with an application."""
        return {**self.criterion.as_json(), "passed": self.passed, "datum": self.datum}


class Criterion(ABC):
    """One thing that a vacancy asks for. A kind is a frozen dataclass of JSON values; ``str`` says in words what it asks for."""

    kind: ClassVar[str]
    section: ClassVar[str]
    by_day: ClassVar[bool] = False  # whether what it finds depends on the day of judging

    @abstractmethod
    def judge(self, profile: Profile, on: date) -> Finding:
        """What it makes of ``profile`` on the day ``on``."""

    @abstractmethod
    def tell(self, datum: Any) -> str:
        """``datum`` of a finding in words of the active language."""

    @abstractmethod
    def wrong(self) -> str:
        """The name of the first field whose value makes no sense, else nothing."""

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> Self:
        """The criterion that ``data`` describes. Raises ``Wrong`` naming the field."""
        known = {field.name: field for field in fields(cls)}  # type: ignore[arg-type]
        missing = [name for name, field in known.items() if field.default is MISSING and name not in data]
        if unusable := [*missing, *sorted(set(data) - set(known))]:
            raise Wrong(unusable[0])
        criterion = cls(**{name: tuple(value) if isinstance(value, list) else value for name, value in data.items()})
        if field := criterion.wrong():
            raise Wrong(field)
        return criterion

    def as_json(self) -> dict[str, Any]:
        """The criterion as it is kept; ``read`` makes the same of it again."""
        plain = {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(self).items()}  # type: ignore[call-overload]
        return {"kind": self.kind, **plain}

    def _found(self, passed: bool, datum: Any) -> Finding:
        return Finding(self, passed, datum, self.section)


def whole_number(value: Any, least: int, most: int) -> bool:
    """Whether ``value`` is a whole number from ``least`` to ``most``; JSON's true is none."""
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= most


def words(value: Any) -> bool:
    """Whether ``value`` is a list of texts, none of them empty."""
    return isinstance(value, tuple) and all(isinstance(one, str) and one.strip() for one in value)


def day(text: Any) -> date | None:
    """The day that ISO 8601 ``text`` names; ``None`` for anything else."""
    try:
        return date.fromisoformat(text)
    except (TypeError, ValueError):
        return None


def entries(profile: Profile, section: str) -> list[Mapping[str, Any]]:
    """The entries of one section of ``profile``; none when it has none, or something else stands there."""
    found = profile.get(section)
    return [entry for entry in found if isinstance(entry, Mapping)] if isinstance(found, list) else []
