"""Writing people: accounts that nobody can sign in to, profiles, and what is known of their certificates."""

import json
from datetime import date
from typing import Any

from allauth.account.models import EmailAddress

from huduma.platform.accounts.models import Person
from huduma.systems.recruitment.models import Seeker, SeekerDocument

from .chance import chance_of
from .instants import DAY, seconds, text
from .people import DOMAIN, Seeking
from .plan import Size
from .rows import Rows

_FOLDER = "recruitment/nation"  # of files that were never there: of certificates only their description is made
_SERVING = 0.04  # part of all that serves an institution already
_OFFICE, _OFFICERS = "sekretarieti", ("Mariamu Ngonyani", "Deogratias Sumari")


class Persons:
    """Takes people, the oldest account first, and writes them."""

    def __init__(self, size: Size, now: int, employers: list[int]) -> None:
        self._chance = chance_of("persons", size.seed)
        self._now, self._employers = now, employers
        self._people = Rows(
            Person,
            *("id", "password", "last_login", "public_id", "full_name", "email", "phone", "phone_verified", "language", "joined_at"),
        )
        self._addresses = Rows(EmailAddress, "id", "user", "email", "verified", "primary")
        self._seekers = Rows(
            Seeker,
            *("id", "person", "full_name", "sex", "region", "district", "ward", "employer", "profile"),
            *("created_at", "changed_at", "active_at"),
        )
        self._documents = Rows(SeekerDocument, "id", "public_id", "seeker", "kind", "name", "file", "size", "digest", "uploaded_at")
        self._first_person, self._first_seeker = self._people.next, self._seekers.next

    def person(self, number: int) -> int:
        """The primary key of the person with this ``number``."""
        return self._first_person + number

    def seeker(self, number: int) -> int:
        """The primary key of their profile."""
        return self._first_seeker + number

    def add(self, seeking: Seeking, begins: date, joined: int, seen: int) -> None:
        """Take a person who came on the day ``joined`` after ``begins``, and was last seen on the day ``seen``."""
        bits, draw = self._chance.getrandbits, self._chance.random
        first_day = seconds(begins)
        came = first_day + joined * DAY + 2 * 3600 + seeking.number % 3600
        last = max(came, min(first_day + seen * DAY + DAY - 1, self._now))
        joined_at, seen_at = text(came), text(last)
        person = self._people.add(
            f"!{bits(160):040x}",
            seen_at,
            f"{bits(128):032x}",
            seeking.name,
            seeking.email,
            seeking.phone,
            True,
            seeking.language,
            joined_at,
        )
        if seeking.email:
            self._addresses.add(person, seeking.email, True, True)
        serves = draw() < _SERVING and self._employers
        seeker = self._seekers.add(
            person,
            seeking.name,
            seeking.sex,
            seeking.place.key,
            seeking.district,
            seeking.ward,
            self._chance.choice(self._employers) if serves else None,
            json.dumps(seeking.profile, ensure_ascii=False),
            joined_at,
            joined_at,
            seen_at,
        )
        for document in seeking.documents:
            public, kind, digest = document["public_id"].replace("-", ""), document["kind"], document["digest"]
            size = 40_000 + int(draw() * 700_000)
            self._documents.add(public, seeker, kind, document["name"], f"{_FOLDER}/{digest}.pdf", size, digest, joined_at)

    def write(self) -> None:
        """Write what was taken."""
        for rows in (self._people, self._addresses, self._seekers, self._documents):
            rows.write()


def is_loaded() -> bool:
    """Whether a nation's recruitment was begun here."""
    return Person.objects.filter(email=f"{_OFFICE}0@{DOMAIN}").exists()


def officers(office: str = _OFFICE) -> list[int]:
    """The primary keys of the secretariat's officers of those years, who have left since: nobody can sign in as one of them."""
    found = []
    for place, name in enumerate(_OFFICERS):
        given: dict[str, Any] = {"full_name": name, "phone_verified": True, "is_active": False, "password": "!"}
        person, _new = Person.objects.get_or_create(email=f"{office}{place}@{DOMAIN}", defaults=given)
        found.append(person.pk)
    return found
