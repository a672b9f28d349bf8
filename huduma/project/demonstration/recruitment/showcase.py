"""Recruitment in the demonstration: a few vacancies, open and past, and a job seeker whose applications stand at different places."""

import hashlib
import json
import random
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from huduma.platform.accounts.models import Person
from huduma.platform.institutions.models import Appointment, Institution
from huduma.project.demonstration.papers import pdf
from huduma.systems.recruitment.criteria.work import years_of_work
from huduma.systems.recruitment.models import Seeker, SeekerDocument, Vacancy

from .applying import canonical
from .chance import chance_of
from .course import Sent
from .history import History
from .instants import CLOSING, DAY, OPENING, moment, seconds
from .judging import Judge
from .loading import employer, places_of_register
from .openings import Opening, criteria_of
from .people import People, Place, Seeking
from .persons import officers
from .plan import Population, Size
from .words import TRACKS

_VACANCIES: list[dict[str, Any]] = json.loads(Path(__file__).with_name("vacancies.json").read_text())
SEEKER = "amina.juma@example.com"  # of people.json
_OTHERS, _SEED = 40, 2026
_AMINA = _OTHERS  # her number: after those of the others
# Days after closing on which each step is taken; those of today's vacancies follow from when they closed.
_STEPS = {"longlisted": 10, "shortlisted": 26, "called": 30, "interviewed": 55, "marked": 58, "decided": 70, "placed": 127}
_STEPS |= {"answered": 145, "reported": 180, "expired": 435, "archived": 470}


@transaction.atomic
def furnish() -> None:
    """Write the vacancies, those who applied, and what became of them, as officers of the last months would have left them."""
    if Vacancy.objects.exists():
        return
    now, today = int(timezone.now().timestamp()), timezone.localdate()
    places = places_of_register()
    cast = _Cast(places, today, now)
    history = History(cast, cast, _secretariat(), places, _SEED, now)
    numbers: dict[int, int] = {}
    for index, given in enumerate(sorted(_VACANCIES, key=lambda one: one["closes"])):
        opening = _opening(index, given, today, numbers)
        cast.wants(opening, given)
        history.add(opening, given["others"] + ("amina" in given))
    history.finish()


def _opening(index: int, given: dict[str, Any], today: date, numbers: dict[int, int]) -> Opening:
    place, track = next((place, track) for place, track in enumerate(TRACKS) if track.key == given["track"])
    opens, closing_day = today + timedelta(days=given["opens"]), today + timedelta(days=given["closes"])
    numbers[opens.year] = numbers.get(opens.year, 0) + 1
    closes = seconds(closing_day, CLOSING)
    return Opening(
        index,
        f"{opens.year}-{numbers[opens.year]:05}",
        track,
        place,
        track.posts[given["post"]],
        employer(Institution.objects.get(code=given["institution"])),
        given["posts"],
        given["posts"] * 3,
        criteria_of(track, track.posts[given["post"]], chance_of("showcase", index)),
        seconds(opens, OPENING),
        closes,
        closing_day,
        great=0,
        strict=False,
        withdrawn=False,
        extended=False,
        steps={step: closes - closes % DAY + days * DAY + 7 * 3600 for step, days in _STEPS.items()},
    )


def _secretariat() -> list[int]:
    """Two people of the demonstration's secretariat, else two who have left it."""
    roles = dict(Appointment.objects.order_by("-pk").values_list("role", "person"))
    keys = [roles[role] for role in ("recruitment.secretariat", "recruitment.approver") if role in roles]
    return keys if len(keys) > 1 else officers("onesho")


class _Cast:
    """Everybody who applies: forty people of no name, and one whom a visitor can sign in as."""

    best: int | None = _AMINA

    def __init__(self, places: list[Place], today: date, now: int) -> None:
        self._now = now
        self._given: dict[str, Any] = {}
        people = People(Population(Size(_OTHERS, 0, 1, _SEED, today)), places)
        self._people = [people.person(number) for number in range(_OTHERS)]
        self._people.append(_amina(people, today))
        self._keys = [self._write(seeking) for seeking in self._people]

    def _write(self, seeking: Seeking) -> tuple[int, int]:
        if seeking.email == SEEKER:
            person = Person.objects.get(email=SEEKER)
        else:
            given = {"full_name": seeking.name, "phone": f"+2557005556{seeking.number:02}", "language": seeking.language}
            person = Person.objects.create_user(phone_verified=True, **given)
        profile = {"full_name": seeking.name, "sex": seeking.sex, "region_id": seeking.place.key, "profile": seeking.profile}
        seeker, _new = Seeker.objects.update_or_create(
            person=person, defaults={**profile, "district": seeking.district, "ward": seeking.ward}
        )
        if seeking.email == SEEKER:
            seeking.documents.extend(_certificates(seeker))
        return person.pk, seeker.pk

    def person(self, number: int) -> int:
        return self._keys[number][0]

    def seeker(self, number: int) -> int:
        return self._keys[number][1]

    def wants(self, opening: Opening, given: dict[str, Any]) -> None:
        """Who applies next: so many of those who have learnt what is asked for, else others, and Amina where it is said."""
        self._given = given

    def of(self, opening: Opening, share: int, chance: random.Random) -> tuple[Judge, list[Sent]]:
        judge, end = Judge(opening.criteria, opening.judged_on(self._now), {}), min(opening.closes, self._now)
        others = sorted(self._people[:_OTHERS], key=lambda one: (opening.track.field not in _fields(one), one.number))
        chosen = [one.number for one in others[: self._given["others"]]] + ([_AMINA] if "amina" in self._given else [])
        times = sorted(opening.opens + int(chance.random() * (end - opening.opens - 60)) for _ in chosen)
        chance.shuffle(chosen)
        sent = []
        for number, at in zip(chosen, times, strict=True):
            seeking = self._people[number]
            profile = seeking.profile_on(moment(at).date())
            one = Sent(number, at, judge.judge(profile))
            one.sex, one.region, one.level = seeking.sex, seeking.place.key, seeking.level
            one.years = years_of_work(profile, judge.on)
            sent.append(one)
        return judge, sent

    def whole(self, judge: Judge, sent: Sent) -> tuple[str, str]:
        seeking = self._people[sent.person]
        contact = {"phone": seeking.phone, "email": seeking.email or ""}
        profile = seeking.profile_on(moment(sent.at).date())
        residence = {"district": seeking.district, "ward": seeking.ward}
        known = {"name": seeking.name, "identified": False, "residence": residence, "employer": "", "contact": contact}
        return canonical({**profile, **known}), sent.verdict.as_json()


def _certificates(seeker: Seeker) -> list[dict[str, str]]:
    """Real files, so that she can open them; what a snapshot says of each."""
    found = []
    for kind, title in (
        ("award", "Cheti cha taaluma"),
        ("birth_certificate", "Cheti cha kuzaliwa"),
        ("form_four", "Cheti cha kidato cha nne"),
    ):
        content = pdf(f"{title}: {seeker.full_name} (mfano)")
        digest = hashlib.sha256(content).hexdigest()
        document = SeekerDocument(seeker=seeker, kind=kind, name=f"{title}.pdf", size=len(content), digest=digest)
        document.file = default_storage.save(f"certificates/{document.public_id.hex}.pdf", ContentFile(content))
        document.save()
        found.append({"public_id": str(document.public_id), "kind": kind, "name": document.name, "digest": digest})
    return found


def _fields(seeking: Seeking) -> set[str]:
    return {award["field"] for award in seeking.profile["education"]}


def _amina(people: People, today: date) -> Seeking:
    """Her profile: qualified for a first post in ICT, and two years short of the experience that a higher one asks for."""
    year = today.year
    person = Person.objects.get(email=SEEKER)
    place = next(place for place in people.places if place.code == "dodoma-rs")
    award = {"award": "", "year": year - 3, "institution": "Chuo Kikuu cha Dodoma", "programme": "BSc in Computer Science"}
    school = {"award": "Daraja la I", "field": "0011"}
    worked = {"employer": "Kampuni ya Jitihada", "occupation": "2512", "post": "Msanidi programu", "to": None}
    profile = {
        "born": f"{year - 27}-04-17",
        "citizenship": "TZ",
        "education": [
            {"level": "66", "field": "0613", **award},
            {"level": "34", "year": year - 7, "programme": "Kidato cha sita", "institution": "Shule ya Sekondari Kilimani", **school},
            {"level": "24", "year": year - 9, "programme": "Kidato cha nne", "institution": "Shule ya Sekondari Uhuru", **school},
        ],
        "registrations": [],
        "languages": [{"language": code, "speaking": grade, "reading": 3, "writing": grade} for code, grade in (("sw", 3), ("en", 2))],
        "experience": [{"from": (today - timedelta(days=420)).isoformat(), **worked}],
        "training": [{"title": "Huduma kwa mteja", "institution": "Chuo cha Utumishi wa Umma Tanzania", "year": year - 1}],
        "referees": [
            {"name": name, "phone": f"+25570055570{number}", "email": "", "post": post}
            for number, (name, post) in enumerate(
                (("Dkt. Yohana Msigwa", "Mhadhiri"), ("Rehema Kapufi", "Meneja"), ("Pius Chiwanga", "Afisa Mtendaji wa Kata"))
            )
        ],
    }
    return Seeking(_AMINA, "F", person.full_name, place, "Dodoma", "Makole", person.phone or "", SEEKER, "sw", "66", profile, documents=[])
