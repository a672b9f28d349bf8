"""Structured criteria of a vacancy, and what each makes of a profile, with the datum that decided it.

A criterion and a profile are plain JSON, so that both can be frozen with an application and judged again years later to the same result.
Nothing here asks a database or a clock: ``judge`` is a function of the criteria, the profile and the day by which is judged.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from .criterion import Criterion, Finding, Wrong
from .learning import Education
from .papers import Documents, Language, Referees, Registration
from .person import Age, Citizenship
from .work import Experience

KINDS: dict[str, type[Criterion]] = {
    kind.kind: kind for kind in (Education, Experience, Age, Citizenship, Registration, Language, Documents, Referees)
}


def read(given: Sequence[Mapping[str, Any]]) -> list[Criterion]:
    """The criteria that JSON ``given`` describes. Raises ``Wrong`` with the number of the criterion, from 1, and its field."""
    found = []
    for number, data in enumerate(given, start=1):
        kind = KINDS.get(str(data.get("kind", "")))
        if kind is None:
            raise Wrong("kind", number)
        try:
            found.append(kind.read({name: value for name, value in data.items() if name != "kind"}))
        except Wrong as wrong:
            raise Wrong(wrong.field, number) from wrong
    return found


def judge(criteria: Sequence[Criterion], profile: Mapping[str, Any], on: date) -> list[Finding]:
    """What each of ``criteria`` makes of ``profile`` on the day ``on``, in their order."""
    return [criterion.judge(profile, on) for criterion in criteria]


def counted_on(criteria: Iterable[Criterion], on: date) -> str:
    """That some of ``criteria`` judge by the day ``on``, in words of the active language; nothing where none of them does."""
    if not any(criterion.by_day for criterion in criteria):
        return ""
    said = _("Age, experience and registration are counted on %(day)s, even if the time to apply is extended.")
    return said % {"day": date_format(on, "j F Y")}


def digest(criteria: Sequence[Criterion], on: date) -> str:
    """The SHA-256, in hexadecimal, of ``criteria`` and of the day ``on`` by which they judge: of all that is frozen of a version."""
    return digest_of({"criteria": [criterion.as_json() for criterion in criteria], "judged_on": on.isoformat()})


def recall(kept: Sequence[Mapping[str, Any]]) -> list[Finding]:
    """The findings that an application keeps (``Finding.as_json``), to be said again in any language."""
    made = read([{name: value for name, value in data.items() if name not in ("passed", "datum")} for data in kept])
    return [Finding(criterion, bool(data["passed"]), data["datum"], criterion.section) for criterion, data in zip(made, kept, strict=True)]


def digest_of(given: Any) -> str:
    """The SHA-256, in hexadecimal, of ``given`` as canonical JSON: of what is frozen of criteria, or of a snapshot."""
    canonical = json.dumps(given, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


__all__ = ["KINDS", "Criterion", "Finding", "Wrong", "counted_on", "digest", "digest_of", "judge", "read", "recall"]
