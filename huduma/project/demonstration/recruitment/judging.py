"""What the criteria of a vacancy make of those who apply, with the reasons in both languages."""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import translation

from huduma.systems.recruitment.criteria import Finding, digest, judge, read

_WORDS = {"sw": "Kinachotakiwa: {needed}. Kilichopatikana: {found}", "en": "Asked for: {needed}. Found: {found}"}
_MOST_TEXTS = 20_000  # kept at a time


@dataclass(slots=True)
class Verdict:
    """What was found, by criterion; its words are made when they are asked for."""

    judge: "Judge"
    found: list[Finding]

    @property
    def outcome(self) -> list[bool]:
        """Whether each criterion is met, in their order."""
        return [finding.passed for finding in self.found]

    @property
    def passes(self) -> bool:
        return all(finding.passed for finding in self.found)

    def as_json(self) -> str:
        """The findings as they are kept with the application."""
        pairs = zip(self.judge.plain, self.found, strict=True)
        kept = [{**plain, "passed": finding.passed, "datum": finding.datum} for plain, finding in pairs]
        return json.dumps(kept, ensure_ascii=False)

    def reasons(self) -> tuple[str, str]:
        """Which criteria are not met and what was found, in Swahili and in English: what the applicant reads."""
        sw, en = ("\n".join(self.judge.told(language, place, finding) for place, finding in self._failed()) for language in ("sw", "en"))
        return sw, en

    def sealed(self) -> str:
        """Which criteria are not met, without what was found of the person."""
        return "; ".join(f"Not met: {self.judge.needed(place)}" for place, _finding in self._failed())

    def lighten(self) -> None:
        """Keep of what is met only that it is met, for the many that wait to be written; ``as_json`` is whole no more."""
        self.found = [one if not one.passed else met for one, met in zip(self.found, self.judge.met, strict=True)]

    def _failed(self) -> list[tuple[int, Finding]]:
        return [(place, finding) for place, finding in enumerate(self.found) if not finding.passed]


class Judge:
    """The criteria of one vacancy, read once for all who apply. ``texts`` is shared by all judges: the same is said again and again."""

    def __init__(self, criteria: list[dict[str, Any]], on: date, texts: dict[str, str]) -> None:
        self.criteria, self.on = read(criteria), on
        self.digest = digest(self.criteria, on)
        self._texts = texts
        self.plain = [criterion.as_json() for criterion in self.criteria]
        self.met = [Finding(criterion, True, None, criterion.section) for criterion in self.criteria]
        self._keys = [json.dumps(plain, sort_keys=True) for plain in self.plain]

    def judge(self, profile: Mapping[str, Any]) -> Verdict:
        """What they make of ``profile``."""
        return Verdict(self, judge(self.criteria, profile, self.on))

    def inputs(self, verdict: Verdict, snapshot: str, vacancy: int) -> dict[str, Any]:
        """What the chain keeps of a decision: by which criteria, of which snapshot (canonical JSON), and what each came to."""
        seen = hashlib.sha256(snapshot.encode()).hexdigest()
        return {"vacancy": vacancy, "on": self.on.isoformat(), "criteria": self.digest, "snapshot": seen, "passed": verdict.outcome}

    def told(self, language: str, place: int, finding: Finding) -> str:
        """What is asked for and what was found, in ``language``."""
        datum = json.dumps(finding.datum, sort_keys=True)
        return self._said(f"{language} {self._keys[place]} {datum}", language, lambda: _tell(language, finding))

    def needed(self, place: int) -> str:
        """What one criterion asks for, in English."""
        return self._said(self._keys[place], "en", lambda: str(self.criteria[place]))

    def _said(self, key: str, language: str, say: Callable[[], str]) -> str:
        if key not in self._texts:
            if len(self._texts) >= _MOST_TEXTS:
                self._texts.clear()
            with translation.override(language):
                self._texts[key] = say()
        return self._texts[key]


def _tell(language: str, finding: Finding) -> str:
    return _WORDS[language].format(needed=finding.needed, found=finding.found)
