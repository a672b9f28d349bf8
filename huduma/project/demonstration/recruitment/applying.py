"""Who applies for a vacancy, when, and with what: mostly people who have learnt what it asks for, most of them in the last hours."""

import json
import random
from bisect import bisect_left
from collections.abc import Iterator
from typing import Any

from huduma.systems.recruitment.codes import LEVELS
from huduma.systems.recruitment.criteria.work import years_of_work

from .course import Sent
from .instants import moment
from .judging import Judge, Verdict
from .openings import Opening
from .people import People, Seeking
from .plan import Population
from .words import TRACKS

RANKS = {code.code: place for place, code in enumerate(LEVELS)}
_OWN, _BELOW = 0.88, 0.3  # parts: of the same field, and of those whose level is too low who try nevertheless
_KEPT = 2_000  # applications for one vacancy, above which a snapshot is made twice rather than kept


def canonical(value: Any) -> str:
    """``value`` as the JSON of which ``criteria.digest_of`` makes its digest."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


class Applicants:
    """Finds who applies, for one vacancy after the other."""

    best: int | None = None

    def __init__(self, population: Population, people: People, now: int) -> None:
        self._population, self._people, self._now = population, people, now
        self._texts: dict[str, str] = {}
        self._ranks = [[RANKS[level] for level in track.levels] for track in TRACKS]

    def of(self, opening: Opening, share: int, chance: random.Random) -> tuple[Judge, list[Sent]]:
        """``share`` applications for ``opening``, the earliest first, each judged on the day by which the vacancy judges."""
        judge = Judge(opening.criteria, opening.judged_on(self._now), self._texts)
        times = self._times(opening, share, chance)
        sent: list[Sent] = []
        tries = 3 * share  # for a vacancy that takes only who meets all criteria
        for number in self._numbers(opening, share, chance):
            if len(sent) == share:
                break
            at = times[len(sent)]
            seeking = self._people.person(number)
            profile = seeking.profile_on(moment(at).date())
            verdict = judge.judge(profile)
            if opening.strict and not verdict.passes and tries:
                tries -= 1
                continue
            sent.append(self._sent(seeking, at, verdict, profile, share <= _KEPT))
        if len(sent) < share:  # whoever was passed over for not meeting all criteria applies nevertheless
            taken = {one.person for one in sent}
            for number in self._everybody(opening, chance):
                if number not in taken and len(sent) < share:
                    at = times[len(sent)]
                    seeking = self._people.person(number)
                    profile = seeking.profile_on(moment(at).date())
                    sent.append(self._sent(seeking, at, judge.judge(profile), profile, share <= _KEPT))
        return judge, sent

    def _sent(self, seeking: Seeking, at: int, verdict: Verdict, profile: dict[str, Any], keep: bool) -> Sent:
        one = Sent(seeking.number, at, verdict)
        one.sex, one.region = seeking.sex, seeking.place.key
        one.years = min(years_of_work(profile, verdict.judge.on), 99)
        one.level = max((award["level"] for award in profile["education"]), key=RANKS.__getitem__, default="")
        if keep:
            one.snapshot = _snapshot(seeking, profile)
        else:
            verdict.lighten()
        return one

    def whole(self, judge: Judge, sent: Sent) -> tuple[str, str]:
        """What is frozen of the profile with which ``sent`` was sent, as canonical JSON, and what was found of it."""
        if sent.snapshot:
            return sent.snapshot, sent.verdict.as_json()
        seeking = self._people.person(sent.person)
        profile = seeking.profile_on(moment(sent.at).date())
        return _snapshot(seeking, profile), judge.judge(profile).as_json()

    def _times(self, opening: Opening, share: int, chance: random.Random) -> list[int]:
        """When they are sent: of a vacancy that has closed, a quarter within its last day."""
        end = min(opening.closes, self._now)
        rush = 3.0 if end == opening.closes else 1.0
        return sorted(end - 1 - int((end - opening.opens - 1) * chance.random() ** rush) for _ in range(share))

    def _numbers(self, opening: Opening, share: int, chance: random.Random) -> Iterator[int]:
        """People who are there while it is open, each once, as they hear of it."""
        population = self._population
        came, last = self._there(opening)
        own = population.of_track[opening.track_index]
        fitting = bisect_left(own, came)
        needed = RANKS[opening.post["level"]]
        seen: set[int] = set()
        for _ in range(12 * share + 50):
            if not came:
                return
            from_own = fitting and chance.random() < _OWN
            number = own[int(chance.random() * fitting)] if from_own else int(chance.random() * came)
            if number in seen or population.seen[number] < last:
                continue
            low = self._ranks[population.track[number]][population.level[number]] < needed
            if low and chance.random() > _BELOW:
                continue
            seen.add(number)
            yield number
        for number in self._everybody(opening, chance):
            if number not in seen:
                yield number

    def _everybody(self, opening: Opening, chance: random.Random) -> list[int]:
        """All who are there, in any order."""
        came, last = self._there(opening)
        found = [number for number in range(came) if self._population.seen[number] >= last]
        chance.shuffle(found)
        return found

    def _there(self, opening: Opening) -> tuple[int, int]:
        """How many had come when it opened, and the last day on which one has to be there still."""
        population = self._population
        opened = population.day(moment(opening.opens).date())
        return population.came_by(opened), min(population.day(opening.closing_day), population.day(population.size.today))


def _snapshot(seeking: Seeking, profile: dict[str, Any]) -> str:
    contact = {"phone": seeking.phone, "email": seeking.email or ""}
    return canonical({**profile, "name": seeking.name, "contact": contact})
