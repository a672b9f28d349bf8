"""An application as whoever sifts sees it: without anything that tells who it is."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from huduma.platform.institutions.models.owned import OwnedManager
from huduma.systems.recruitment.codes import BOARDS, DOCUMENTS, FIELDS, LANGUAGES, LEVELS, OCCUPATIONS
from huduma.systems.recruitment.criteria import Finding, read
from huduma.systems.recruitment.criteria.criterion import whole_number
from huduma.systems.recruitment.criteria.papers import BEST, SKILLS, graded

from .application import Application, ApplicationQuerySet

# What is shown of each section, and nothing else: a new field of a profile stays hidden until somebody puts it here.
SHOWN: dict[str, tuple[str, ...]] = {
    "education": ("level", "field", "programme", "institution", "year", "award"),
    "experience": ("post", "occupation", "employer", "from", "to"),
    "registrations": ("board", "until"),
    "languages": ("language", "speaking", "reading", "writing"),
    "training": ("title", "programme", "institution", "year"),
    "documents": ("kind",),
}
TITLES = {
    "education": gettext_lazy("Education"),
    "experience": gettext_lazy("Experience"),
    "registrations": gettext_lazy("Professional registration"),
    "languages": gettext_lazy("Languages"),
    "training": gettext_lazy("Training"),
    "documents": gettext_lazy("Documents"),
}
_CODES = {
    "level": LEVELS,
    "field": FIELDS,
    "occupation": OCCUPATIONS,
    "board": BOARDS,
    "language": LANGUAGES,
    "kind": DOCUMENTS,
}
_TELLS_WHO = {"age", "citizenship", "registration"}  # kinds of criteria whose datum would narrow down who it is


class Candidate(Application):
    """``number``, ``snapshot`` and ``findings`` of it are never shown as they stand: only ``str``, ``qualities`` and ``met``."""

    objects: ClassVar[Any] = OwnedManager.from_queryset(ApplicationQuerySet)()

    class Meta:
        proxy = True
        base_manager_name = "objects"
        verbose_name = gettext_lazy("applicant")
        verbose_name_plural = gettext_lazy("applicants")
        default_permissions = ()

    def __str__(self) -> str:
        return _("Applicant %(number)s") % {"number": self.sift_number or "–"}

    @property
    def qualities(self) -> list[tuple[str, list[str]]]:
        """The sections of the profile with one line for each entry, in words of the active language."""
        found = []
        for section, fields in SHOWN.items():
            entries = [entry for entry in self.snapshot.get(section) or [] if isinstance(entry, Mapping)]
            if lines := [line for entry in entries if (line := _line(entry, fields))]:
                found.append((str(TITLES[section]), lines))
        return found

    @property
    def met(self) -> list[tuple[str, bool, str]]:
        """Each criterion in words, whether it is met, and what was found, where that does not tell who it is."""
        return met_by(self)

    @property
    def number_met(self) -> str:
        """How many criteria are met, for a column."""
        passed = sum(bool(finding.get("passed")) for finding in self.findings)
        return _("%(met)s of %(all)s") % {"met": passed, "all": len(self.findings)}

    @property
    def highest(self) -> str:
        """The highest level of education, in words."""
        return str(LEVELS[self.level]) if self.level in LEVELS else "–"


def findings_of(application: Application) -> list[Finding]:
    """What the criteria found, as it stands with ``application``."""
    found = []
    for stored in application.findings:
        plain = {name: value for name, value in stored.items() if name not in ("passed", "datum")}
        (criterion,) = read([plain])
        found.append(Finding(criterion, bool(stored.get("passed")), stored.get("datum"), criterion.section))
    return found


def met_by(application: Application) -> list[tuple[str, bool, str]]:
    """Each criterion of ``application`` in words, whether it is met, and what was found, where that does not tell who it is."""
    told = []
    for finding in findings_of(application):
        hidden = finding.criterion.kind in _TELLS_WHO
        told.append((finding.needed, finding.passed, "" if hidden else finding.found))
    return told


def _line(entry: Mapping[str, Any], fields: tuple[str, ...]) -> str:
    return " · ".join(said for name in fields if (said := _said(name, entry.get(name))))


def _said(name: str, value: Any) -> str:
    codes = _CODES.get(name)
    if codes is not None and isinstance(value, str):
        return str(codes.nearest(value) or value)
    if name in SKILLS:
        return graded(value) if whole_number(value, 0, BEST) else ""
    return "" if value is None else str(value)
