"""How many of everything, and when: the size that is asked for, who is there on which day, and how many apply for each vacancy."""

import random
from array import array
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from datetime import date, timedelta
from math import exp
from typing import NamedTuple

from .chance import chance_of
from .instants import seconds
from .words import TRACKS

ACTIVE = 164_513 / 221_081  # the part of all people that was active within the last 24 months
YEARS_OF_PEOPLE, YEARS_OF_VACANCIES = 6, 5
MARGIN = 60  # days by which activity keeps clear of the bound of 24 months, so that figures stay true while the days pass
OPEN_FOR = 14  # days, or up to a week more
# The two that everybody applied for, as parts of all applications: one waits for its long-list, one is called for interviews.
GREAT = (0.12, 0.06)
GREAT_FROM = 400  # applications, below which there are no such vacancies


class Impossible(ValueError):
    """So few people cannot send so many applications for so few vacancies."""

    def __init__(self, most: int) -> None:
        super().__init__(
            f"Everybody applies once for a vacancy, while it is open and they are there: at most {most:,} applications here. "
            "Ask for more vacancies, or for more people."
        )


def usual_vacancies(people: int, applications: int) -> int:
    """For how many vacancies: about forty applications for each, and enough of them where people are few."""
    return max(1, applications // 40, 10 * applications // people)


@dataclass(frozen=True)
class Size:
    """How much of what; ``today`` and ``seed`` decide the rest."""

    people: int
    applications: int
    vacancies: int
    seed: int
    today: date

    @property
    def active(self) -> int:
        """How many of the people were active within the last 24 months."""
        return round(self.people * ACTIVE)

    @property
    def now(self) -> int:
        """The instant at which everything is seen: the beginning of today in Dar es Salaam."""
        return seconds(self.today) - 3 * 3600

    @property
    def bound(self) -> date:
        """The day 24 months ago."""
        return self.today - timedelta(days=730)


class Population:
    """When each person came, when they were last seen, and what they have learnt. People are numbers from 0, the oldest account first.

    Days are counted from the day on which the first account could have been opened.
    """

    def __init__(self, size: Size) -> None:
        self.size = size
        self.begins = size.today - timedelta(days=365 * YEARS_OF_PEOPLE)
        chance, span = chance_of("people", size.seed), (size.today - self.begins).days - 1
        count = size.people
        self.joined = array("H", (int(span * ((i + 0.5) / count) ** 0.75) for i in range(count)))
        self.track = array("B", chance.choices(range(len(TRACKS)), [track.share for track in TRACKS], k=count))
        levels = [[place for place, share in enumerate(track.levels.values()) for _ in range(share)] for track in TRACKS]
        self.level = array("B", (levels[track][int(chance.random() * len(levels[track]))] for track in self.track))  # in Track.levels
        self.seen = self._seen(chance)
        self.of_track = [array("I") for _ in TRACKS]
        for number, track in enumerate(self.track):
            self.of_track[track].append(number)
        self._left = array("H", sorted(self.seen))

    def _seen(self, chance: random.Random) -> "array[int]":
        """The last day of each: ``size.active`` of them within 24 months, the others before it."""
        bound, today = self.day(self.size.bound), self.day(self.size.today)
        early = bisect_left(self.joined, bound - MARGIN)
        inactive = self.size.people - self.size.active
        step = next(step for step in (7919, 7907, 1) if early % step or step == 1)
        seen = array("H")
        for number, joined in enumerate(self.joined):
            away = chance.random()
            if number < early and (number * step + 13) % early < inactive:
                seen.append(joined + int((1 - away**2) * (bound - MARGIN // 2 - joined)))
            else:  # four of ten within these days, when everybody applied for the same vacancy
                seen.append(today - int(away**6 * (today - max(joined, bound + MARGIN))))
        return seen

    def day(self, day: date) -> int:
        """``day`` as a number."""
        return (day - self.begins).days

    def came_by(self, day: int) -> int:
        """How many had come by ``day``: they are the numbers below it."""
        return bisect_right(self.joined, day)

    def there(self, first: int, last: int) -> int:
        """How many are there from the day ``first`` to ``last``, at the least."""
        return max(0, self.came_by(first) - bisect_left(self._left, last))


class Span(NamedTuple):
    """The days between which one vacancy takes applications, how long it stands open until today, and whether it is a great one."""

    opens: int
    closes: int
    stands: float
    great: int


def spans(population: Population) -> list[Span]:
    """When each vacancy is open, in the order in which they close: spread over five years, the last of them open still."""
    size, found = population.size, []
    today = population.day(size.today)
    begins = today - 365 * YEARS_OF_VACANCIES
    ends = today + OPEN_FOR + 7
    chance = chance_of("spans", size.seed)
    for number in range(size.vacancies):
        closes = begins + int((ends - begins) * (number + 0.5) / size.vacancies)
        opens = closes - OPEN_FOR - chance.randrange(8)
        found.append(Span(opens, closes, min(1.0, max(0.0, (today - opens) / (closes - opens))), 0))
    if size.applications >= GREAT_FROM and size.vacancies > 20:
        for great, ago in ((1, 3), (2, 120)):
            place = max(index for index, span in enumerate(found) if span.closes <= today - ago)
            found[place] = found[place]._replace(great=great)
    return found


def shares(population: Population, open_: list[Span]) -> list[int]:
    """How many apply for each vacancy: many for a few, few for many, all together as many as are asked for.

    Raises ``Impossible`` where that cannot be.
    """
    size = population.size
    chance = chance_of("shares", size.seed)
    today = population.day(size.today)
    most = [population.there(span.opens, min(span.closes, today)) if span.stands else 0 for span in open_]
    if sum(most) < size.applications:
        raise Impossible(sum(most))
    great = [min(int(size.applications * GREAT[span.great - 1]), top) if span.great else 0 for span, top in zip(open_, most, strict=True)]
    rest = size.applications - sum(great)
    weights = [0.0 if span.great else exp(chance.gauss(0, 1.1)) * span.stands**1.5 for span in open_]
    found = great
    while rest:
        room = [min(weight, 1e9 * (top - have)) for weight, top, have in zip(weights, most, found, strict=True)]
        total = sum(room)
        if not total:  # only what nobody cared for is left
            weights = [1.0] * len(weights)
            continue
        given = [min(int(rest * weight / total), top - have) for weight, top, have in zip(room, most, found, strict=True)]
        if not any(given):
            order = sorted(range(len(room)), key=lambda index: -room[index])
            given = [0] * len(room)
            for index in order[:rest]:
                given[index] = int(room[index] > 0)
        found = [have + more for have, more in zip(found, given, strict=True)]
        rest -= sum(given)
    return found
