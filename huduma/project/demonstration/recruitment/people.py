"""People who seek work: a person's whole profile follows from their number, so it is written again whenever it is needed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

from .chance import chance_of
from .plan import Population
from .words import NAMES, TRACKS, ZONES, Track

_BUSY = {"dar-es-salaam-rs": 6, "mwanza-rs": 3, "dodoma-rs": 2, "arusha-rs": 2, "mbeya-rs": 2}  # where more people live; elsewhere 1
_AGE = {"24": 17, "34": 20, "35": 20, "45": 21, "55": 23, "66": 24, "76": 30}  # at the award, at the least
_HIGHER, _SCHOOLED = ("66", "76"), ("24", "34")
_PREFIXES = ("71", "74", "75", "76", "78")
_NUMBERS = 10_000_000  # behind each prefix
_ODD_JOBS = ("4110", "5223", "2330", "9211", "5230")
DOMAIN = "barua.example"  # reserved for examples (RFC 2606): nothing that is sent there arrives


class Place(NamedTuple):
    """A region with its districts; ``key`` is its row on the register."""

    code: str
    key: int
    districts: Sequence[str]


@dataclass(slots=True)
class Seeking:
    """A person who seeks work."""

    number: int
    sex: str
    name: str
    place: Place
    district: str
    ward: str
    phone: str
    email: str | None
    language: str
    level: str
    profile: dict[str, Any]
    documents: list[dict[str, str]]

    def profile_on(self, day: date) -> dict[str, Any]:
        """The profile as it was on ``day``, with its documents: what came later is not in it."""
        year, text = day.year, day.isoformat()
        worked = [post for post in self.profile["experience"] if post["from"] <= text]
        return {
            **self.profile,
            "education": [award for award in self.profile["education"] if award["year"] <= year],
            "experience": [{**post, "to": None} if post["to"] and post["to"] > text else post for post in worked],
            "training": [course for course in self.profile["training"] if course["year"] <= year],
            "documents": self.documents,
        }


class People:
    """Writes a person by their number."""

    def __init__(self, population: Population, places: Sequence[Place]) -> None:
        self._population, self._size = population, population.size
        self.places = places
        self._places = [place for place in places for _ in range(_BUSY.get(place.code, 1))]
        self._levels = [list(track.levels) for track in TRACKS]
        self._chance = chance_of("people")

    def person(self, number: int) -> Seeking:
        """The person with this ``number``, the same each time."""
        chance, draw = self._chance, self._chance.random
        chance.seed((self._size.seed << 40) + number)
        joined = self._population.begins + timedelta(days=self._population.joined[number])
        index = self._population.track[number]
        track, level = TRACKS[index], self._levels[index][self._population.level[number]]
        sex = "F" if draw() < 0.46 else "M"
        place = chance.choice(self._places)
        zone = ZONES.get(place.code) or NAMES["zones"]["coast"]
        first, surname = chance.choice(zone["women" if sex == "F" else "men"]), chance.choice(zone["surnames"])
        awarded = joined.year - min(int(chance.expovariate(0.3)), 18)
        born = date(awarded - _AGE[level] - int(draw() * 4), 1 + int(draw() * 12), 1 + int(draw() * 28))
        email = f"{first}.{surname}{number}@{DOMAIN}".replace("'", "").replace("’", "").lower() if draw() < 0.55 else None
        education = self._education(track, level, awarded, born.year)
        registrations = self._registrations(track, level, awarded)
        return Seeking(
            number,
            sex,
            f"{first} {chance.choice(zone['men'])} {surname}",
            place,
            chance.choice(place.districts),
            chance.choice(NAMES["wards"]),
            self._phone(number),
            email,
            "sw" if draw() < 0.93 else "en",
            level,
            {
                "born": born.isoformat(),
                "citizenship": "TZ" if draw() < 0.995 else "KE",
                "education": education,
                "registrations": registrations,
                "languages": self._languages(level),
                "experience": self._experience(track, awarded),
                "training": self._training(awarded),
                "referees": self._referees(zone),
            },
            self._documents(track, level, bool(registrations)),
        )

    def _phone(self, number: int) -> str:
        """A number of its own for each: the step has no divisor in common with how many there are."""
        place = (number * 27_182_819 + 5_772_157 * (self._size.seed + 1)) % (len(_PREFIXES) * _NUMBERS)
        return f"+255{_PREFIXES[place // _NUMBERS]}{place % _NUMBERS:07}"

    def _education(self, track: Track, level: str, awarded: int, born: int) -> list[dict[str, Any]]:
        draw = self._chance.random
        found = []
        if level not in _SCHOOLED:
            found.append(self._award(track, level, awarded))
        if level == "76":
            found.append(self._award(track, "66", awarded - 4))
        if level in _HIGHER:
            found.append(_school("34", born + 20) if draw() < 0.75 or "55" not in track.programmes else self._award(track, "55", born + 21))
        elif level == "34":
            found.append(_school("34", awarded))
        found.append(_school("24", born + 17))
        return found

    def _award(self, track: Track, level: str, year: int) -> dict[str, Any]:
        choice = self._chance.choice
        where = choice(NAMES["universities" if level in _HIGHER else "colleges"])
        programme = choice(track.programmes[level])
        return {"level": level, "field": track.field, "programme": programme, "institution": where, "year": year, "award": ""}

    def _registrations(self, track: Track, level: str, awarded: int) -> list[dict[str, Any]]:
        draw = self._chance.random
        if not track.board or level not in ("55", *_HIGHER) or draw() > 0.8:
            return []
        kind, year = draw(), self._size.today.year
        until = None if kind < 0.6 else f"{year + 1}-12-31" if kind < 0.9 else f"{awarded + 1}-12-31"
        return [{"board": track.board, "number": f"{track.board}/{int(draw() * 90_000) + 10_000}", "until": until}]

    def _languages(self, level: str) -> list[dict[str, Any]]:
        draw = self._chance.random
        best = 3 if level in _HIGHER else 2
        found = [_language("sw", 3, 3), _language("en", best if draw() < 0.75 else 1, best)]
        if draw() < 0.05:
            found.append(_language(self._chance.choice(("fr", "ar", "pt", "zh")), 1, 1))
        return found

    def _experience(self, track: Track, awarded: int) -> list[dict[str, Any]]:
        chance, draw = self._chance, self._chance.random
        if draw() < 0.22:
            return []
        found: list[dict[str, Any]] = []
        today = self._size.today.toordinal()
        day = date(awarded, 7, 1).toordinal() + int(chance.expovariate(1 / 300))
        while day < today - 60 and len(found) < 5:
            last = day + 90 + int(chance.expovariate(1 / 700))
            own = draw() < 0.8
            found.append(
                {
                    "occupation": track.occupation if own else chance.choice(_ODD_JOBS),
                    "from": date.fromordinal(day).isoformat(),
                    "to": date.fromordinal(last).isoformat() if last < today else None,
                    "employer": chance.choice(NAMES["employers"]),
                    "post": chance.choice(track.works) if own else "Kazi ya muda",
                }
            )
            day = last + 20 + int(chance.expovariate(1 / 250))
        return found

    def _training(self, awarded: int) -> list[dict[str, Any]]:
        chance, draw = self._chance, self._chance.random
        if draw() < 0.6:
            return []
        year = min(self._size.today.year, awarded + int(draw() * 4))
        return [{"title": chance.choice(NAMES["training"]), "institution": chance.choice(NAMES["colleges"]), "year": year}]

    def _referees(self, zone: dict[str, Any]) -> list[dict[str, Any]]:
        choice, draw = self._chance.choice, self._chance.random
        return [
            {
                "name": f"{choice(zone['men'])} {choice(zone['surnames'])}",
                "phone": f"+25571{int(draw() * _NUMBERS):07}",
                "email": "",
                "post": choice(NAMES["referee_posts"]),
            }
            for _ in range(3 if draw() < 0.9 else 2)
        ]

    def _documents(self, track: Track, level: str, registered: bool) -> list[dict[str, str]]:
        draw = self._chance.random
        kinds = ["award"] if level not in _SCHOOLED and draw() < 0.97 else []
        kinds += ["birth_certificate"] if draw() < 0.95 else []
        kinds += ["driving_licence"] if track.key == "driving" else []
        kinds += ["form_four"] if draw() < 0.97 else []
        kinds += ["registration"] if registered else []
        kinds += ["transcript"] if level in ("55", *_HIGHER) and draw() < 0.93 else []
        bits = self._chance.getrandbits
        found = []
        for kind in kinds:
            key = f"{bits(128):032x}"
            public = f"{key[:8]}-{key[8:12]}-{key[12:16]}-{key[16:20]}-{key[20:]}"
            found.append({"public_id": public, "kind": kind, "name": f"{kind}.pdf", "digest": f"{bits(256):064x}"})
        return found


def _school(level: str, year: int) -> dict[str, Any]:
    """A national examination: of no field, at a school."""
    programme = {"24": "Kidato cha nne", "34": "Kidato cha sita"}[level]
    where = NAMES["schools"][year % len(NAMES["schools"])]
    return {"level": level, "field": "0011", "programme": programme, "institution": where, "year": year, "award": ""}


def _language(code: str, grade: int, reading: int) -> dict[str, Any]:
    return {"language": code, "speaking": grade, "reading": reading, "writing": grade}
