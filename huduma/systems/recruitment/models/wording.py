"""Texts that a record keeps in both languages."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language


def in_language(record: Any, name: str, language: str = "") -> str:
    """``name`` of ``record`` in ``language`` (default: the active one), else in the other one where it was left empty."""
    wanted = "en" if (language or get_language() or settings.LANGUAGE_CODE).startswith("en") else "sw"
    other = "sw" if wanted == "en" else "en"
    return str(getattr(record, f"{name}_{wanted}") or getattr(record, f"{name}_{other}"))


def instant(moment: datetime | None, *, seconds: bool = False) -> str:
    """A date and a time of day as the reader writes them, in the nation's time: “25 Novemba 2026, 10:00”; a dash for none."""
    if moment is None:
        return "–"
    local = timezone.localtime(moment)
    return f"{date_format(local, 'j F Y')}, {date_format(local, 'H:i:s' if seconds else 'H:i')}"
