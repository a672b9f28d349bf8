"""Who sits where: no seat is given twice, no centre is fuller than it may be, and everybody is seated or reported."""

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from huduma.systems.recruitment.actions.seating import Candidate, Room, Seat, seat_all

REGIONS = st.integers(1, 4)
ROOMS = st.lists(st.tuples(REGIONS, st.integers(1, 4)), max_size=5).map(
    lambda found: [Room(centre, region, seats, f"Kituo {centre}") for centre, (region, seats) in enumerate(found, start=1)]
)
CANDIDATES = st.lists(st.one_of(REGIONS, st.none()), max_size=40).map(lambda found: [Candidate(k, r) for k, r in enumerate(found, start=1)])
TAKEN = st.frozensets(st.builds(Seat, st.integers(1, 5), st.integers(0, 2), st.integers(1, 4)), max_size=8)


@settings(max_examples=80, deadline=None)
@given(CANDIDATES, ROOMS, st.integers(0, 3), TAKEN, st.integers(0, 40))
def test_everybody_has_a_seat_of_their_own_or_is_reported(candidates, rooms, sittings, taken, stopped):
    seated, left = seat_all(candidates, rooms, sittings, taken)
    assert {*seated, *left} == {candidate.key for candidate in candidates}
    assert len(seated) + len(left) == len(candidates)
    assert len(set(seated.values())) == len(seated)
    assert not set(seated.values()) & taken
    seats = {room.centre: room.seats for room in rooms}
    full = Counter((seat.centre, seat.sitting) for seat in seated.values())
    assert all(number <= seats[centre] and sitting < sittings for (centre, sitting), number in full.items())
    free = sum(seats.values()) * sittings - sum(s.centre in seats and s.sitting < sittings and s.number <= seats[s.centre] for s in taken)
    assert len(left) == max(len(candidates) - free, 0)
    # Whoever goes on where another stopped comes to the same.
    first = dict(list(seated.items())[:stopped])
    rest, _left = seat_all([c for c in candidates if c.key not in first], rooms, sittings, taken | set(first.values()))
    assert first | rest == seated


def test_the_own_region_comes_first_and_then_the_largest_centre():
    rooms = [Room(1, 10, 1, "Arusha"), Room(2, 20, 3, "Dodoma")]
    candidates = [Candidate(1, None), Candidate(2, 10), Candidate(3, 10), Candidate(4, 10), Candidate(5, 30)]
    seated, left = seat_all(candidates, rooms, 2)
    assert [seated[key].centre for key in (2, 3)] == [1, 1]
    assert [seated[key].sitting for key in (2, 3)] == [0, 1]
    assert {seated[key].centre for key in (1, 4, 5)} == {2}
    assert left == []
