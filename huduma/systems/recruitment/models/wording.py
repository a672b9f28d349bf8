"""Texts that a record keeps in both languages."""

from typing import Any

from django.conf import settings
from django.utils.translation import get_language


def in_language(record: Any, name: str, language: str = "") -> str:
    """``name`` of ``record`` in ``language`` (default: the active one), else in the other one where it was left empty."""
    wanted = "en" if (language or get_language() or settings.LANGUAGE_CODE).startswith("en") else "sw"
    other = "sw" if wanted == "en" else "en"
    return str(getattr(record, f"{name}_{wanted}") or getattr(record, f"{name}_{other}"))
