"""Who sits where: the rule by which applicants are given a centre, a sitting and a seat. It reads and writes nothing.

1. Whoever lives in a region with a centre sits there: in the earliest sitting with a free seat, centres by name, seats by number.
2. Whoever is left, because the region has no centre or its sittings are full, sits in the earliest sitting with a free seat anywhere,
   the largest centre first.

Applicants are taken in the order in which they are given, and those of the first rule before those of the second, so whoever is given
a part of the seats already taken goes on exactly where the first run stopped.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Room:
    """A centre, the region it stands in, and how many sit in it at once."""

    centre: int
    region: int
    seats: int
    name: str


@dataclass(frozen=True)
class Seat:
    """A seat, numbered from 1, in a centre at a sitting, numbered from 0."""

    centre: int
    sitting: int
    number: int


@dataclass(frozen=True)
class Candidate:
    """Somebody to be seated, by primary key, who lives in ``region`` (by primary key), or nobody knows where."""

    key: int
    region: int | None


def seat_all(
    candidates: Sequence[Candidate], rooms: Sequence[Room], sittings: int, taken: frozenset[Seat] = frozenset()
) -> tuple[dict[int, Seat], list[int]]:
    """A seat for each of ``candidates``, in the order in which they were seated, and those for whom there is none. None is of ``taken``."""
    used = set(taken)
    seated: dict[int, Seat] = {}
    by_region = {room.region: _near([r for r in rooms if r.region == room.region], sittings) for room in rooms}
    left = [candidate for candidate in candidates if not _seat(candidate.key, by_region.get(candidate.region or 0), used, seated)]
    anywhere = _anywhere(rooms, sittings)
    return seated, [candidate.key for candidate in left if not _seat(candidate.key, anywhere, used, seated)]


def _seat(key: int, seats: Iterator[Seat] | None, used: set[Seat], seated: dict[int, Seat]) -> bool:
    for seat in seats or ():
        if seat not in used:
            used.add(seat)
            seated[key] = seat
            return True
    return False


def _near(rooms: Sequence[Room], sittings: int) -> Iterator[Seat]:
    return _seats(sorted(rooms, key=lambda room: (room.name, room.centre)), sittings)


def _anywhere(rooms: Sequence[Room], sittings: int) -> Iterator[Seat]:
    return _seats(sorted(rooms, key=lambda room: (-room.seats, room.name, room.centre)), sittings)


def _seats(rooms: Sequence[Room], sittings: int) -> Iterator[Seat]:
    for sitting in range(sittings):
        for room in rooms:
            for number in range(1, room.seats + 1):
                yield Seat(room.centre, sitting, number)
