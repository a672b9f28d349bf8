"""What the criteria of a vacancy make of those who apply, with the reasons in both languages."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import translation

from huduma.systems.recruitment.criteria import Finding, digest_of, judge, read

_WORDS = {"sw": "Kinachotakiwa: {needed}. Kilichopatikana: {found}", "en": "Asked for: {needed}. Found: {found}"}
_MOST_TEXTS = 20_000  # kept at a time


@dataclass(slots=True)
class Verdict:
    """What was found; ``sw`` and ``en`` tell the applicant which criteria are not met, ``sealed`` says so without what was found."""

    findings: str  # as JSON
    outcome: list[bool]
    sw: str
    en: str
    sealed: str

    @property
    def passes(self) -> bool:
        return all(self.outcome)


class Judge:
    """The criteria of one vacancy, read once for all who apply. ``texts`` is shared by all judges: the same is said again and again."""

    def __init__(self, criteria: list[dict[str, Any]], on: date, texts: dict[str, str]) -> None:
        self.criteria, self.digest, self.on = read(criteria), digest_of(criteria), on
        self._texts = texts
        self._plain = [criterion.as_json() for criterion in self.criteria]
        self._keys = [json.dumps(plain, sort_keys=True) for plain in self._plain]

    def judge(self, profile: Mapping[str, Any]) -> Verdict:
        """What they make of ``profile``."""
        found = judge(self.criteria, profile, self.on)
        kept = [{**plain, "passed": finding.passed, "datum": finding.datum} for plain, finding in zip(self._plain, found, strict=True)]
        failed = [(key, finding) for key, finding in zip(self._keys, found, strict=True) if not finding.passed]
        sw, en = ("\n".join(self._told(language, key, finding) for key, finding in failed) for language in ("sw", "en"))
        sealed = "; ".join(f"Not met: {self._needed('en', key, finding)}" for key, finding in failed)
        return Verdict(json.dumps(kept, ensure_ascii=False), [finding.passed for finding in found], sw, en, sealed)

    def inputs(self, verdict: Verdict, snapshot: str, vacancy: int) -> dict[str, Any]:
        """What the chain keeps of a decision: by which criteria, of which snapshot (canonical JSON), and what each came to."""
        seen = hashlib.sha256(snapshot.encode()).hexdigest()
        return {"vacancy": vacancy, "on": self.on.isoformat(), "criteria": self.digest, "snapshot": seen, "passed": verdict.outcome}

    def _told(self, language: str, key: str, finding: Finding) -> str:
        return self._said(f"{language} {key} {json.dumps(finding.datum, sort_keys=True)}", language, lambda: _tell(language, finding))

    def _needed(self, language: str, key: str, finding: Finding) -> str:
        return self._said(f"{language} {key}", language, lambda: finding.needed)

    def _said(self, key: str, language: str, say: Any) -> str:
        if key not in self._texts:
            if len(self._texts) >= _MOST_TEXTS:
                self._texts.clear()
            with translation.override(language):
                self._texts[key] = say()
        return self._texts[key]


def _tell(language: str, finding: Finding) -> str:
    return _WORDS[language].format(needed=finding.needed, found=finding.found)
