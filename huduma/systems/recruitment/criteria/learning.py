"""Education: a level at least, in certain fields."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from huduma.systems.recruitment.codes import FIELDS, LEVELS

from .criterion import Criterion, Finding, Profile, entries, words


@dataclass(frozen=True)
class Education(Criterion):
    """``level`` at least (``codes.LEVELS``), in one of ``fields`` (ISCED-F, any length: "06" holds "0613"); in any where none is named.

    What decides is the highest award in those fields; where there is none, the highest of all, so that its owner sees what was looked at.
    """

    level: str
    fields: tuple[str, ...] = ()

    kind = "education"
    section = "education"

    def judge(self, profile: Profile, on: date) -> Finding:
        awards = [award for award in entries(profile, "education") if award.get("level") in LEVELS]
        fitting = [award for award in awards if self._is_in_fields(award)]
        highest = max(fitting or awards, key=lambda award: LEVELS.rank(award["level"]), default=None)
        passed = bool(fitting) and highest is not None and LEVELS.rank(highest["level"]) >= LEVELS.rank(self.level)
        return self._found(passed, highest)

    def _is_in_fields(self, award: Mapping[str, Any]) -> bool:
        return not self.fields or str(award.get("field", "")).startswith(self.fields)

    def wrong(self) -> str:
        if self.level not in LEVELS:
            return "level"
        return "" if words(self.fields) and all(FIELDS.nearest(field) for field in self.fields) else "fields"

    def __str__(self) -> str:
        level = LEVELS[self.level]
        if not self.fields:
            return _("Education: %(level)s or higher") % {"level": level}
        fields = ", ".join(str(FIELDS.nearest(field)) for field in self.fields)
        return _("Education: %(level)s or higher, in: %(fields)s") % {"level": level, "fields": fields}

    def tell(self, datum: Any) -> str:
        level, field = LEVELS[datum["level"]], FIELDS.nearest(str(datum.get("field", "")))
        programme = datum.get("programme") or field
        return _("%(level)s: %(programme)s") % {"level": level, "programme": programme} if programme else str(level)
