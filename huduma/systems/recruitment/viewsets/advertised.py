"""A vacancy as the public will read it, in both languages beside each other."""

from datetime import datetime
from typing import Any

from django.utils import formats, timezone, translation
from django.utils.translation import gettext as _

from huduma.systems.recruitment.codes import OCCUPATIONS
from huduma.systems.recruitment.criteria import counted_on
from huduma.systems.recruitment.models import Vacancy

LANGUAGES = {"sw": "Kiswahili", "en": "English"}


def in_both_languages(vacancy: Vacancy) -> list[dict[str, Any]]:
    """What stands in the advertisement, once in each language, in words."""
    return [_in(vacancy, language, name) for language, name in LANGUAGES.items()]


def _in(vacancy: Vacancy, language: str, name: str) -> dict[str, Any]:
    with translation.override(language):
        occupation, criteria = OCCUPATIONS.nearest(vacancy.occupation), vacancy.asks_for()
        facts = [
            (_("Institution"), vacancy.institution.name),
            (_("Number"), vacancy.number or _("given when it is published")),
            (_("Posts"), vacancy.posts),
            (_("Salary scale"), vacancy.salary_scale),
            (_("Region"), vacancy.region.name if vacancy.region else _("Anywhere in the country")),
            (_("Kind of work"), f"{occupation} ({vacancy.occupation})"),
            (_("Opens"), instant(vacancy.opens_at)),
            (_("Closes"), instant(vacancy.closes_at)),
        ]
        failing = (
            _("Whoever does not meet a criterion may apply nevertheless.")
            if vacancy.takes_failing
            else _("Only those who meet every criterion can apply.")
        )
        appeals = _("Appeals: within %(days)s days.") % {"days": vacancy.appeal_days}
        return {
            "language": language,
            "name": name,
            "title": vacancy.text("title", language),
            "facts": [(label, str(value)) for label, value in facts],
            "sections": [
                (_("Summary"), vacancy.text("summary", language)),
                (_("How applicants are assessed"), vacancy.text("assessment", language)),
            ],
            "duties": (_("Duties"), [line.strip(" -•\t") for line in vacancy.text("duties", language).splitlines() if line.strip()]),
            "criteria": (_("What is asked for"), [str(criterion) for criterion in criteria]),
            "notes": [note for note in (counted_on(criteria, vacancy.judged_on), failing, appeals) if note],
            "changes": (_("Changes"), [f"{instant(change.at)}: {change.reason}" for change in vacancy.changes.all()]),
        }


def instant(at: datetime) -> str:
    """Day and time where the reader is, whole: how long it is until then says nothing that anybody could keep to."""
    return formats.date_format(timezone.localtime(at), "DATETIME_FORMAT")
