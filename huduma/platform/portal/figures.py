"""The nation's figures as they are published."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from huduma.platform.contributions.figure import Figure, figures
from huduma.platform.institutions.scoping import whole_nation
from huduma.platform.portal.models import FigureCount


@dataclass(frozen=True)
class Published:
    """A figure with its value in the figure's unit and the instant at which it was counted."""

    figure: Figure
    value: int
    counted_at: datetime


def published() -> list[Published]:
    """Every declared figure as last counted, in the order of declaration; one that no job has counted yet is counted now."""
    known = {count.key: count for count in FigureCount.objects.all()}
    return [
        Published(figure, known[figure.key].value, known[figure.key].counted_at) if figure.key in known else counted(figure)
        for figure in figures
    ]


def counted(figure: Figure) -> Published:
    """``figure`` counted over the whole nation, now."""
    with whole_nation():
        return Published(figure, figure.count(), timezone.now())


def all_counted() -> Iterator[Published]:
    """Every declared figure, counted now."""
    return map(counted, figures)
