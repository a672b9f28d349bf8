"""Pages of somebody's own in a rush: what is the same for all who open one is drawn once, with gaps for what is not."""

import re
from collections.abc import Iterable, Mapping
from typing import Any, Self

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.html import conditional_escape
from django.utils.safestring import mark_safe

from .addresses import portal_url

_OPEN, _CLOSE = "\x02", "\x03"  # no text that somebody typed holds them, and no template escapes them


def is_at_its_own_address(request: HttpRequest) -> bool:
    """Whether it asks by the address that the portal itself gives out. What is drawn for anybody else must not be kept for all: the frame
    repeats the address, so a stranger's query, port or scheme would stand in everybody's links."""
    return request.build_absolute_uri() == portal_url(request.path)


class Gapped:
    """A page drawn by a template in which some variables were left open, to be filled in for each reader."""

    def __init__(self, drawn: str, gaps: Iterable[str]) -> None:
        self._parts = re.split(f"{_OPEN}({'|'.join(map(re.escape, gaps))}){_CLOSE}", drawn)

    @classmethod
    def draw(cls, request: HttpRequest, template: str, context: Mapping[str, Any], gaps: Iterable[str]) -> Self:
        """Draw ``template`` with ``context``, which holds nothing of whoever asks, and leave the variables ``gaps`` open. The request has
        to be ``is_at_its_own_address``, and to have no messages waiting."""
        marks = {name: mark_safe(f"{_OPEN}{name}{_CLOSE}") for name in gaps}  # noqa: S308  names from the code
        return cls(render_to_string(template, {**context, **marks}, request), marks)

    def fill(self, values: Mapping[str, Any]) -> str:
        """The page with ``values`` in its gaps, escaped as a template would. Raises ``KeyError`` where one is missing."""
        parts = list(self._parts)
        parts[1::2] = [conditional_escape(values[name]) for name in parts[1::2]]
        return "".join(parts)
