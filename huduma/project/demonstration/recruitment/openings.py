"""Vacancies over the years: what each is for, whom it asks for, and when each step towards filling it is taken."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, NamedTuple

from huduma.systems.recruitment.states import VacancyState

from .chance import chance_of
from .instants import CLOSING, DAY, OPENING, seconds
from .plan import Population, Size, Span
from .words import TRACKS, Track

_FIRST_NUMBER = 10_001  # of each year: the demonstration's own vacancies stand before it
_LOCAL = ("teaching", "nursing", "medicine", "agriculture", "livestock", "community", "records")  # what councils mostly look for
_GREAT_TRACK, _GREAT_POST = "administration", 2  # village executives: a post for which people of every field apply
_RESERVE_DAYS = 365
_ARCHIVED_AFTER = 400  # days
_WITHDRAWN, _STRICT, _EXTENDED = 0.01, 0.3, 0.03  # parts of all vacancies
PUT_OFF = 3  # days by which a vacancy is extended
# What each step makes of a vacancy, the latest first.
_STATES = (
    ("archived", VacancyState.ARCHIVED),
    ("decided", VacancyState.DECIDED),
    ("called", VacancyState.INTERVIEWING),
    ("longlisted", VacancyState.SHORTLISTING),
)
ASSESSMENT = (
    "Watakaokidhi sifa wataitwa kwenye usaili. Alama za kufaulu ni 50 kati ya 100, na nafasi hujazwa kwa kufuata alama.",
    "Those who meet the criteria are called for interview. The pass mark is 50 out of 100, and posts are filled in the order of marks.",
)


class Employer(NamedTuple):
    """An institution of the register."""

    key: int
    code: str
    is_local: bool
    region: int | None
    name_sw: str
    name_en: str


@dataclass
class Opening:
    """One vacancy. Its steps are instants (``instants``); one that lies in the future has not been taken."""

    index: int
    number: str
    track: Track
    track_index: int
    post: dict[str, Any]
    employer: Employer
    posts: int
    called: int  # how many are called for interview, at most
    criteria: list[dict[str, Any]]
    opens: int
    closes: int
    closing_day: date
    great: int
    strict: bool  # takes only who meets all criteria, as far as enough of them are found
    withdrawn: bool
    extended: bool
    steps: dict[str, int] = field(default_factory=dict)

    def reached(self, step: str, now: int) -> bool:
        """Whether ``step`` has been taken at ``now``."""
        return not self.withdrawn and self.steps[step] <= now

    def is_extended(self, now: int) -> bool:
        """Whether its closing was put off at ``now``."""
        return self.extended and self.closes - DAY <= now

    def judged_on(self, now: int) -> date:
        """The day by which is judged: that on which it would have closed, as it was published."""
        return self.closing_day - timedelta(days=PUT_OFF if self.is_extended(now) else 0)

    def state(self, now: int) -> str:
        """How it stands at ``now``."""
        if self.opens > now:
            return VacancyState.APPROVED
        if self.closes > now:
            return VacancyState.PUBLISHED
        if self.withdrawn:
            return VacancyState.WITHDRAWN
        return next((state for step, state in _STATES if self.reached(step, now)), VacancyState.CLOSED)

    def since(self, now: int) -> int:
        """When it came to stand as it stands at ``now``."""
        if self.closes > now:
            return self.opens
        if self.withdrawn:
            return min(self.closes + DAY, now)
        return max([self.closes, *(self.steps[step] for step, _state in _STATES if self.reached(step, now))])

    def texts(self) -> dict[str, str]:
        """All its texts, by field."""
        titles = (self.post["sw"], self.post["en"])
        summaries = (
            f"{self.employer.name_sw} inawakaribisha Watanzania wenye sifa kuomba nafasi {self.posts} za {titles[0]}.",
            f"{self.employer.name_en} invites qualified Tanzanians to apply for {self.posts} posts of {titles[1]}.",
        )
        if self.posts == 1:
            summaries = (
                f"{self.employer.name_sw} inawakaribisha Watanzania wenye sifa kuomba nafasi moja ya {titles[0]}.",
                f"{self.employer.name_en} invites qualified Tanzanians to apply for one post of {titles[1]}.",
            )
        duties = ["\n".join(duty[place] for duty in self.track.duties) for place in (0, 1)]
        texts = {"title": titles, "summary": summaries, "duties": duties, "assessment": ASSESSMENT}
        return {f"{name}_{language}": pair[place] for name, pair in texts.items() for place, language in enumerate(("sw", "en"))}


class Openings:
    """Writes the vacancies of a nation, in the order in which they close."""

    def __init__(self, population: Population, open_: Sequence[Span], shares: Sequence[int], employers: Sequence[Employer]) -> None:
        self._population, self._size = population, population.size
        self._spans, self._shares = open_, shares
        self._local = [employer for employer in employers if employer.is_local] or list(employers)
        self._central = [employer for employer in employers if not employer.is_local] or list(employers)
        self._weights = [track.share for track in TRACKS]

    def __iter__(self) -> Any:
        numbers: dict[int, int] = {}
        for index, (span, share) in enumerate(zip(self._spans, self._shares, strict=True)):
            year = (self._population.begins + timedelta(days=span.opens)).year
            numbers[year] = numbers.get(year, _FIRST_NUMBER - 1) + 1
            yield self._opening(index, f"{year}-{numbers[year]:05}", span, share)

    def _opening(self, index: int, number: str, span: Span, share: int) -> Opening:
        chance = chance_of("opening", self._size.seed, index)
        [place] = chance.choices(range(len(TRACKS)), self._weights)
        if span.great:
            place = next(place for place, track in enumerate(TRACKS) if track.key == _GREAT_TRACK)
        track = TRACKS[place]
        post = track.posts[_GREAT_POST] if span.great else chance.choice(track.posts)
        local = track.key in _LOCAL and chance.random() < 0.8
        employer = chance.choice(self._local if local else self._central)
        posts = max(1, round(share * chance.uniform(0.02, 0.12)))
        called = posts * 5
        if span.great:
            posts, called = max(2, round(self._size.applications * 0.0047)), max(2, round(self._size.applications * 0.0234))
        begins = self._population.begins
        closing_day = begins + timedelta(days=span.closes)
        closes = seconds(closing_day, CLOSING)
        opening = Opening(
            index,
            number,
            track,
            place,
            post,
            employer,
            posts,
            called,
            _great_criteria(post) if span.great else criteria_of(track, post, chance),
            seconds(begins + timedelta(days=span.opens), OPENING),
            closes,
            closing_day,
            span.great,
            strict=not span.great and chance.random() < _STRICT,
            withdrawn=not span.great and chance.random() < _WITHDRAWN,
            extended=not span.great and chance.random() < _EXTENDED,
        )
        opening.steps = _great_steps(span.great, self._size) if span.great else _steps(closes, chance)
        return opening


def _steps(closes: int, chance: random.Random) -> dict[str, int]:
    """When each step is taken, in working hours."""
    found, day = {}, closes - closes % DAY
    for step, least, most in (
        ("longlisted", 3, 14),
        ("shortlisted", 16, 30),
        ("called", 2, 7),
        ("interviewed", 10, 21),
        ("marked", 1, 4),
        ("decided", 3, 12),
        ("placed", 2, 10),
        ("answered", 14, 15),
        ("reported", 25, 35),
    ):
        day += chance.randrange(least, most + 1) * DAY
        found[step] = day + 6 * 3600 + chance.randrange(8 * 3600)
    found["expired"] = found["decided"] + _RESERVE_DAYS * DAY
    found["archived"] = found["decided"] + _ARCHIVED_AFTER * DAY
    return found


def _great_steps(great: int, size: Size) -> dict[str, int]:
    """The first waits for its long-list; of the second all are called, and the interviews are to come."""
    today = seconds(size.today)
    never = today + 3650 * DAY
    found = dict.fromkeys(("longlisted", "shortlisted", "called", "interviewed", "marked", "decided", "placed", "answered"), never)
    found |= dict.fromkeys(("reported", "expired", "archived"), never)
    if great == 2:
        found |= {"longlisted": today - 80 * DAY, "shortlisted": today - 40 * DAY, "called": today - 5 * DAY}
        found["interviewed"] = today + 10 * DAY + 6 * 3600
    return found


def criteria_of(track: Track, post: dict[str, Any], chance: random.Random) -> list[dict[str, Any]]:
    """What a post asks for; some ask for more than others."""
    level, higher = post["level"], post["level"] in ("66", "76")
    found: list[dict[str, Any]] = [{"kind": "education", "level": level, "fields": track.fields}]
    if post["years"]:
        found.append({"kind": "experience", "years": post["years"], "occupations": track.occupations})
    found += [{"kind": "age", "least": 18, "most": 45}, {"kind": "citizenship", "countries": ["TZ"]}]
    if track.board and level in ("55", "66", "76") and chance.random() < 0.5:
        found.append({"kind": "registration", "board": track.board})
    if higher and chance.random() < 0.4:
        found.append({"kind": "language", "language": "en", "grade": 2})
    papers = ["birth_certificate", "form_four"]
    papers += ["driving_licence"] if track.key == "driving" else ["award"]
    found.append({"kind": "documents", "documents": papers})
    if chance.random() < 0.5:
        found.append({"kind": "referees", "number": 3})
    return found


def _great_criteria(post: dict[str, Any]) -> list[dict[str, Any]]:
    """Ten of them."""
    return [
        {"kind": "education", "level": post["level"], "fields": []},
        {"kind": "education", "level": "24", "fields": []},
        {"kind": "experience", "years": 1, "occupations": []},
        {"kind": "age", "least": 18, "most": 45},
        {"kind": "citizenship", "countries": ["TZ"]},
        {"kind": "language", "language": "sw", "grade": 2},
        {"kind": "language", "language": "en", "grade": 1},
        {"kind": "documents", "documents": ["birth_certificate", "form_four"]},
        {"kind": "documents", "documents": ["award"]},
        {"kind": "referees", "number": 2},
    ]
