"""Texts that a record keeps in both languages, and how long something is still to last."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _


def in_language(record: Any, name: str, language: str = "") -> str:
    """``name`` of ``record`` in ``language`` (default: the active one), else in the other one where it was left empty."""
    wanted = "en" if (language or get_language() or settings.LANGUAGE_CODE).startswith("en") else "sw"
    other = "sw" if wanted == "en" else "en"
    return str(getattr(record, f"{name}_{wanted}") or getattr(record, f"{name}_{other}"))


def time_left(until: datetime, now: datetime) -> str:
    """How long it is from ``now`` to ``until``, in the two units that say most; empty when that has passed."""
    minutes = int((until - now).total_seconds() // 60)
    if until <= now:
        return ""
    if minutes < 1:
        return _("less than a minute left")
    days, hours, minutes = minutes // 1440, minutes // 60 % 24, minutes % 60
    parts = [
        (days, ngettext("%(number)s day", "%(number)s days", days)),
        (hours, ngettext("%(number)s hour", "%(number)s hours", hours)),
        (0 if days else minutes, ngettext("%(number)s minute", "%(number)s minutes", minutes)),
    ]
    return _("%(time)s left") % {"time": " ".join(text % {"number": number} for number, text in parts if number)}


def instant(moment: datetime | None, *, seconds: bool = False) -> str:
    """A date and a time of day as the reader writes them, in the nation's time: “25 Novemba 2026, 10:00”; a dash for none."""
    if moment is None:
        return "–"
    local = timezone.localtime(moment)
    return f"{date_format(local, 'j F Y')}, {date_format(local, 'H:i:s' if seconds else 'H:i')}"
