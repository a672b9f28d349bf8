"""The list of merit as the office reads it: every place with what became of it, or the reserve alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction

from huduma.platform.audit.actions import record
from huduma.systems.recruitment.models import Offer, Vacancy
from huduma.systems.recruitment.states import ApplicationState

from .merit import merit_list


@dataclass(frozen=True)
class Place:
    """One place on the list of merit. ``station`` is that of the latest offer, whatever became of it; empty where there is none."""

    rank: int
    exam_number: str
    marks: dict[str, Decimal]  # by the kind of the stage
    total: Decimal
    state: str
    standing: str
    station: str
    reserve_until: date | None


def places(vacancy: Vacancy) -> list[Place]:
    """Every place on the list of merit of ``vacancy``, the best first."""
    offers = Offer.objects.filter(application__vacancy=vacancy).order_by("pk")
    stations = dict(offers.values_list("application", "station"))
    return [
        Place(
            rank=rank,
            exam_number=merit.application.exam_number or "",
            marks=merit.marks,
            total=merit.total,
            state=merit.application.state,
            standing=merit.application.standing,
            station=stations.get(merit.application.pk, ""),
            reserve_until=merit.application.reserve_until,
        )
        for rank, merit in enumerate(merit_list(vacancy), start=1)
    ]


def in_reserve(listed: Sequence[Place]) -> list[Place]:
    """Those of ``listed`` to whom a post that becomes free is offered, the next one first."""
    return [place for place in listed if place.state == ApplicationState.RESERVE]


@transaction.atomic
def export_places(*, vacancy: Vacancy, reserve_alone: bool, by: Any) -> list[Place]:
    """The list of merit, or its reserve alone, for ``by`` to save; that it was saved is written down."""
    found = in_reserve(places(vacancy)) if reserve_alone else places(vacancy)
    record(subject=vacancy, verb="recruitment.export_merit", by=by, data={"places": len(found), "reserve_alone": reserve_alone})
    return found
