"""``Figure``: a published number; drawn by the statistics page, the API and the ``figures`` command."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise

from .registry import Registry


@dataclass(frozen=True)
class Figure:
    """A published number with the definition that makes it mean something.

    ``count`` runs the query and returns the value in ``unit``.
    """

    key: str
    label: str | Promise
    definition: str | Promise
    unit: str | Promise
    count: Callable[[], int]


figures: Registry[Figure] = Registry()
