"""Judging frozen snapshots by frozen criteria: what the long-list and its replay both do."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from huduma.systems.recruitment.criteria import Criterion, Finding, digest, digest_of, judge, read
from huduma.systems.recruitment.models import Application, CriteriaVersion, Vacancy

LANGUAGES = ("sw", "en")
_MOST_TEXTS = 20_000  # kept at a time, so that memory stays bounded however different the applicants are


@dataclass(frozen=True)
class Judged:
    """What the criteria of a version make of one snapshot."""

    findings: Sequence[Finding]
    snapshot: str  # its digest

    @property
    def passes(self) -> bool:
        return all(finding.passed for finding in self.findings)

    @property
    def outcome(self) -> list[bool]:
        """Whether each criterion is met, in their order."""
        return [finding.passed for finding in self.findings]


class Judge:
    """The criteria of one version, read once for all applications, and the day by which they judge."""

    def __init__(self, version: CriteriaVersion) -> None:
        self.vacancy_id = version.vacancy_id
        self.criteria, self.on = read(version.criteria), version.judged_on
        self._plain = [criterion.as_json() for criterion in self.criteria]
        self.digest = digest(self.criteria, self.on)
        self.is_whole = self.digest == version.digest
        self._texts: dict[tuple[int, str], tuple[str, str]] = {}
        self._needed = {language: _in(language, self.criteria) for language in LANGUAGES}
        self._sealed: dict[tuple[int, ...], str] = {}

    def judge(self, snapshot: Mapping[str, Any]) -> Judged:
        """What they make of ``snapshot``."""
        return Judged(judge(self.criteria, snapshot, self.on), digest_of(snapshot))

    def as_json(self, judged: Judged) -> list[dict[str, Any]]:
        """The findings as they are kept with the application."""
        return [
            {**plain, "passed": finding.passed, "datum": finding.datum} for plain, finding in zip(self._plain, judged.findings, strict=True)
        ]

    def inputs(self, judged: Judged) -> dict[str, Any]:
        """What the chain keeps of a decision: nothing of the person, but what proves by which snapshot it was made."""
        by = {"vacancy": self.vacancy_id, "on": self.on.isoformat(), "criteria": self.digest}
        return {**by, "snapshot": judged.snapshot, "passed": judged.outcome}

    def reasons(self, judged: Judged) -> tuple[str, str]:
        """Each criterion that is not met, with what was found, in Swahili and in English; nothing where all are met."""
        told = [self._told(place, finding) for place, finding in enumerate(judged.findings) if not finding.passed]
        return "\n".join(sw for sw, _en in told), "\n".join(en for _sw, en in told)

    def sealed(self, judged: Judged) -> str:
        """The criteria that are not met, in English, without what was found of the person."""
        failing = tuple(place for place, finding in enumerate(judged.findings) if not finding.passed)
        if failing not in self._sealed:
            self._sealed[failing] = "; ".join(f"Not met: {self._needed['en'][place]}" for place in failing)
        return self._sealed[failing]

    def _told(self, place: int, finding: Finding) -> tuple[str, str]:
        key = (place, json.dumps(finding.datum, sort_keys=True))
        if key not in self._texts:
            if len(self._texts) >= _MOST_TEXTS:
                self._texts.clear()
            self._texts[key] = (self._tell(place, finding, "sw"), self._tell(place, finding, "en"))
        return self._texts[key]

    def _tell(self, place: int, finding: Finding, language: str) -> str:
        with translation.override(language):
            return _("Asked for: %(needed)s. Found: %(found)s") % {"needed": self._needed[language][place], "found": finding.found}


def _in(language: str, criteria: Sequence[Criterion]) -> list[str]:
    """What each of ``criteria`` asks for, in words."""
    with translation.override(language):
        return [str(criterion) for criterion in criteria]


class Judges:
    """The judge of each version by which applications of one vacancy were sent, each made once."""

    def __init__(self, vacancy: Vacancy) -> None:
        self._by_version = {version.pk: Judge(version) for version in vacancy.versions.all()}

    def of(self, application: Application) -> Judge:
        """The judge of the version under which ``application`` was sent."""
        return self._by_version[application.version_id or 0]  # the database keeps none that was sent without

    def broken(self) -> dict[int, Judge]:
        """By version, those whose criteria or day are no longer the ones that were frozen."""
        return {pk: judge for pk, judge in self._by_version.items() if not judge.is_whole}
