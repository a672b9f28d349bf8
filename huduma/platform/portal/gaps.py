"""Pages of somebody's own in a rush: what is the same for all who open one is drawn once, with gaps for what is not."""

import re
from collections.abc import Iterable, Mapping
from typing import Any, Self

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.html import conditional_escape
from django.utils.safestring import mark_safe

_OPEN, _CLOSE = "\x02", "\x03"  # no text that somebody typed holds them, and no template escapes them


class Gapped:
    """A page drawn by a template in which some variables were left open, to be filled in for each reader."""

    def __init__(self, drawn: str, gaps: Iterable[str]) -> None:
        self._parts = re.split(f"{_OPEN}({'|'.join(map(re.escape, gaps))}){_CLOSE}", drawn)

    @classmethod
    def draw(cls, request: HttpRequest, template: str, context: Mapping[str, Any], gaps: Iterable[str]) -> Self:
        """Draw ``template`` with ``context``, which holds nothing of whoever asks, and leave the variables ``gaps`` open."""
        marks = {name: mark_safe(f"{_OPEN}{name}{_CLOSE}") for name in gaps}  # noqa: S308  names from the code
        return cls(render_to_string(template, {**context, **marks}, request), marks)

    def fill(self, values: Mapping[str, Any]) -> str:
        """The page with ``values`` in its gaps, escaped as a template would. Raises ``KeyError`` where one is missing."""
        parts = list(self._parts)
        parts[1::2] = [conditional_escape(values[name]) for name in parts[1::2]]
        return "".join(parts)
