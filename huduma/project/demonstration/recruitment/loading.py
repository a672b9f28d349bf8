"""Loading a nation's recruitment: people, then vacancies with all that came of them, a few thousand rows in each transaction."""

import gc
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import connection, transaction

from huduma.platform.contributions.listing import listings
from huduma.platform.institutions.models import Institution
from huduma.platform.institutions.register_file import read
from huduma.platform.institutions.scoping import whole_nation
from huduma.platform.search.actions import reindex
from huduma.project.demonstration.register import REGISTER
from huduma.systems.websites.actions import enter_register

from .applying import Applicants
from .history import History
from .openings import Employer, Openings
from .people import People, Place
from .persons import Persons, officers
from .plan import Population, Size, shares, spans

Say = Callable[[str], None]
_PEOPLE, _APPLICATIONS = 4_000, 4_000  # in one transaction, or all of one vacancy


def fill(*, size: Size, say: Say) -> int:
    """Write the recruitment of a nation of ``size``, with the register where there is none; returns how many decisions were sealed.

    Raises ``plan.Impossible`` where it cannot be. It counts on being alone: nobody else may write people, vacancies or decisions meanwhile.
    """
    return _Loading(size, say).run()


class _Loading:
    def __init__(self, size: Size, say: Say) -> None:
        self._size, self._say, self._began = size, say, time.monotonic()
        self._now = size.now
        self._population = Population(size)
        self._spans = spans(self._population)
        self._shares = shares(self._population, self._spans)

    def run(self) -> int:
        with whole_nation(), _without_walks():
            with transaction.atomic():
                _complete_register()
                by = officers()
            places, employers = places_of_register(), _employers()
            people = People(self._population, places)
            persons = Persons(self._size, self._now, [employer.key for employer in employers])
            self._write_people(people, persons)
            applicants = Applicants(self._population, people, self._now)
            history = History(persons, applicants, by, places, self._size.seed, self._now)
            self._write_vacancies(Openings(self._population, self._spans, self._shares, employers), history)
            with transaction.atomic():
                sealed = history.finish()
            self._say("letting search and the database's planner know")
            for listing in listings:
                if listing.key.startswith("recruitment."):
                    reindex(listing=listing.key)
            _analyse()
            return sealed

    def _write_people(self, people: People, persons: Persons) -> None:
        population, total = self._population, self._size.people
        for start in range(0, total, _PEOPLE):
            end = min(start + _PEOPLE, total)
            with transaction.atomic():
                for number in range(start, end):
                    persons.add(people.person(number), population.begins, population.joined[number], population.seen[number])
                persons.write()
            self._tell("people", end, total)

    def _write_vacancies(self, openings: Openings, history: History) -> None:
        """Each batch is one transaction: a vacancy is there with all its applications, or not at all."""
        done, rest = 0, iter(openings)
        opening = next(rest, None)
        while opening is not None:
            batch = 0
            with transaction.atomic():
                while opening is not None and batch < _APPLICATIONS:
                    share = self._shares[opening.index]
                    history.add(opening, share)
                    batch += share + 1
                    done += share
                    opening = next(rest, None)
                history.write()
            self._tell("applications", done, self._size.applications)

    def _tell(self, what: str, done: int, total: int) -> None:
        self._say(f"{what}: {done:,} of {total:,}, {time.monotonic() - self._began:.0f} s")


def _complete_register() -> None:
    """The whole register, without sites, where institutions or regions are missing."""
    if not Institution.objects.filter(kind=Institution.Kind.REGION).exists():
        enter_register(rows=read(REGISTER.read_bytes()).rows, with_sites=False, by=None)


def places_of_register() -> list[Place]:
    """The regions, each with its districts: those whose councils are on the register."""
    districts: dict[int | None, list[str]] = {}
    councils = Institution.objects.filter(kind=Institution.Kind.LOCAL_AUTHORITY, region__isnull=False).order_by("code")
    for region, code in councils.values_list("region", "code"):
        districts.setdefault(region, []).append(_named(code))
    regions = Institution.objects.filter(kind=Institution.Kind.REGION).order_by("code")
    return [Place(region.code, region.pk, districts.get(region.pk) or [_named(region.code)]) for region in regions]


def _named(code: str) -> str:
    """``Dar es Salaam`` of ``dar-es-salaam-rs``."""
    return " ".join(part if part == "es" else part.capitalize() for part in code.split("-")[:-1]) or code.capitalize()


def _employers() -> list[Employer]:
    return [employer(row) for row in Institution.objects.active().order_by("code")]


def employer(institution: Institution) -> Employer:
    """What a vacancy says of ``institution``."""
    kind = institution.kind
    where = institution.pk if kind == Institution.Kind.REGION else institution.region_id
    is_local = kind == Institution.Kind.LOCAL_AUTHORITY
    return Employer(institution.pk, institution.code, is_local, where, institution.name_sw, institution.name_en)


def _analyse() -> None:
    """PostgreSQL plans by what it has counted; SQLite plans by its indexes."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


@contextmanager
def _without_walks() -> Iterator[None]:
    """The garbage collector does not walk again and again through what was loaded at the start and what waits to be written."""
    usual = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)
    try:
        yield
    finally:
        gc.set_threshold(*usual)
