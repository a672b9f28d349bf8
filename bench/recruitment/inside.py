"""``python -m bench.recruitment.inside WHAT …``: what is done within one nation; its last line is JSON."""

import json
import os
import resource
import string
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import nullcontext
from datetime import timedelta
from typing import Any

import django
from django.utils.crypto import get_random_string

from bench.pace import pace

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huduma.project.settings")
PASSWORD = "Karibu-Huduma-26"  # of those who sign in while it is measured
OWN = 200  # people whose own pages are asked for


def main() -> None:
    django.setup()
    from huduma.platform.institutions.scoping import whole_nation

    what, *arguments = sys.argv[1:]
    with whole_nation(), pace() if what in _BATCHES else nullcontext([]) as taken:
        found = _PARTS[what](*arguments)
    if taken:
        [found["pace"]] = taken
    found["memory"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(json.dumps(found))


def load(people: str, applications: str, vacancies: str) -> dict[str, Any]:
    """Make the nation, and count what is in it as its figures do."""
    from django.core.management import call_command

    from huduma.platform.contributions.figure import figures

    began = time.monotonic()
    call_command("nation", "recruitment", people=int(people), applications=int(applications), vacancies=int(vacancies))
    seconds = time.monotonic() - began
    counted = {figure.key: figure.count() for figure in figures if figure.key.startswith("recruitment.")}
    return {"seconds": seconds, "people": int(people), "applications": int(applications), "vacancies": int(vacancies), "figures": counted}


def settle() -> dict[str, Any]:
    """Wait until the worker has done what making the nation has left to it; some minutes at most."""
    from django_tasks_db.models import DBTaskResult

    until = time.monotonic() + 300
    while (left := DBTaskResult.objects.ready().count()) and time.monotonic() < until:
        time.sleep(1)
    return {"left": left}


def prepare(people: str, seconds: str) -> dict[str, Any]:
    """People who have signed in, and a vacancy that closes in so many seconds, for which they will apply."""
    from django.conf import settings
    from django.contrib.auth.hashers import make_password
    from django.urls import reverse
    from django.utils import timezone

    from huduma.platform.accounts.models import Person
    from huduma.systems.recruitment.models import Seeker

    password = make_password(PASSWORD)
    rows = list(Seeker.objects.filter(erased_at=None).order_by("-active_at")[: int(people)].select_related("person"))
    if len(rows) < int(people):
        raise SystemExit(f"{people} people are needed, and {len(rows)} are there: ask for a larger nation or a lower rate.")
    Person.objects.filter(pk__in=[row.person_id for row in rows]).update(password=password)
    for row in rows:
        row.person.password = password
    sessions = _sessions([row.person for row in rows])
    vacancy = _open((timezone.now() + timedelta(seconds=int(seconds))).replace(microsecond=0))
    return {
        "host": settings.HOST,
        "number": vacancy.number,
        "closes": vacancy.closes_at.timestamp(),
        "people": [{"session": key, "phone": row.person.phone} for key, row in zip(sessions, rows, strict=True)],
        "password": PASSWORD,
        "cookie": settings.SESSION_COOKIE_NAME,
        "sign_in": reverse("account_login"),
        "profile": reverse("recruitment:profile"),
        "apply": reverse("recruitment:apply", args=[vacancy.number]),
        "own": reverse("recruitment:applications"),
    }


def _open(closes: Any) -> Any:
    """A vacancy with ten criteria, published as the table of states leads there; it takes everybody."""
    from huduma.systems.recruitment.criteria import digest, read
    from huduma.systems.recruitment.models import CriteriaVersion, Vacancy
    from huduma.systems.recruitment.states import VacancyState

    vacancy = _great(VacancyState.CLOSED)
    criteria = vacancy.version.criteria
    vacancy.pk, vacancy.number, vacancy.version, vacancy.requisition = None, f"{closes:%Y}-99{closes:%j}", None, None
    vacancy._state.adding = True
    vacancy.opens_at, vacancy.closes_at = closes - timedelta(days=14), closes
    vacancy.state, vacancy.published_at, vacancy.takes_failing = VacancyState.DRAFT, None, True
    while Vacancy.objects.filter(number=vacancy.number).exists():
        vacancy.number = f"{vacancy.number[:5]}{int(vacancy.number[5:]) + 1}"
    vacancy.save(force_insert=True)
    frozen = {"criteria": criteria, "judged_on": vacancy.closing_day, "digest": digest(read(criteria), vacancy.closing_day)}
    vacancy.version = CriteriaVersion.objects.create(vacancy=vacancy, number=1, **frozen)
    vacancy.published_at = vacancy.opens_at
    for state in (VacancyState.SUBMITTED, VacancyState.APPROVED, VacancyState.PUBLISHED):
        vacancy.state = state
        vacancy.save()
    return vacancy


def _great(state: str) -> Any:
    """The vacancy in this ``state`` for which most applied."""
    from django.db.models import Count

    from huduma.systems.recruitment.models import Vacancy

    return Vacancy.objects.filter(state=state).annotate(many=Count("applications")).order_by("-many").select_related("version").first()


def _sessions(people: list[Any]) -> list[str]:
    """The keys of sessions as signing in and looking at a page leaves them, one for each of ``people``."""
    from allauth.usersessions.models import UserSession
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore
    from django.contrib.sessions.models import Session
    from django.utils import timezone

    from huduma.platform.accounts.middleware import SEEN_KEY

    store, until, backend = SessionStore(), timezone.now() + timedelta(days=1), settings.AUTHENTICATION_BACKENDS[-1]
    rows, devices = [], []
    for person in people:
        held = {SESSION_KEY: str(person.pk), BACKEND_SESSION_KEY: backend, HASH_SESSION_KEY: person.get_session_auth_hash()}
        held[SEEN_KEY] = time.time()
        key = get_random_string(32, string.ascii_lowercase + string.digits)
        rows.append(Session(session_key=key, session_data=store.encode(held), expire_date=until))
        devices.append(UserSession(user=person, session_key=key, ip="127.0.0.1"))
    UserSession.objects.bulk_create(devices, batch_size=500)
    Session.objects.bulk_create(rows, batch_size=500)
    return [row.session_key for row in rows]


def check(number: str) -> dict[str, Any]:
    """What is in the database of the applications for one vacancy."""
    from django.db.models import Count

    from huduma.systems.recruitment.models import Application

    rows = Application.objects.filter(vacancy__number=number)
    closes = rows.values_list("vacancy__closes_at", flat=True).first()
    return {
        "numbers": list(rows.values_list("number", flat=True)),
        "twice": rows.values("seeker").annotate(many=Count("pk")).filter(many__gt=1).count(),
        "late": rows.filter(submitted_at__gte=closes).count() if closes else 0,
    }


def longlist() -> dict[str, Any]:
    """The long-list of the vacancy for which most applied, as the worker makes it."""
    from huduma.platform.accounts.models import Person
    from huduma.systems.recruitment.actions import longlist as room
    from huduma.systems.recruitment.states import VacancyState

    vacancy = _great(VacancyState.CLOSED)
    by, _new = Person.objects.get_or_create(email="bench@huduma.example", defaults={"is_superuser": True, "full_name": "Bench"})
    applications = vacancy.applications.filter(state="submitted").count()
    work = room.longlist(vacancy=vacancy, by=by)
    began = time.monotonic()
    room.make_longlist(work=work)
    seconds = time.monotonic() - began
    vacancy.refresh_from_db()
    if vacancy.state != VacancyState.SHORTLISTING:
        raise SystemExit(f"The long-list was not made: the vacancy is {vacancy.state}.")
    return {"seconds": seconds, "applications": applications, "criteria": len(vacancy.version.criteria)}


def letters() -> dict[str, Any]:
    """The call letters of the stage to which most were called, as one PDF."""
    from django.db.models import Count

    from huduma.systems.recruitment.actions import call_letters
    from huduma.systems.recruitment.models import Stage

    stage = Stage.objects.annotate(many=Count("calls")).order_by("-many").select_related("vacancy__institution").first()
    began = time.monotonic()
    with tempfile.TemporaryFile() as out:
        size = call_letters.write_call_letters(stage, out)
    return {"seconds": time.monotonic() - began, "letters": stage.many, "bytes": size}


def pages() -> dict[str, Any]:
    """What searches and people's own pages are asked for by."""
    from django.conf import settings
    from django.urls import reverse

    from huduma.systems.recruitment.models import Application, Seeker, Vacancy

    applied = Seeker.objects.filter(erased_at=None, pk__in=Application.objects.values("seeker"))
    rows = list(applied.order_by("-active_at").select_related("person")[:OWN])
    own = []
    for row, key in zip(rows, _sessions([row.person for row in rows]), strict=True):
        number = Application.objects.filter(seeker=row).values_list("number", flat=True).first()
        paths = [reverse("recruitment:applications"), reverse("recruitment:application", args=[number]), reverse("recruitment:profile")]
        own.append({"session": key, "paths": paths})
    return {
        "host": settings.HOST,
        "cookie": settings.SESSION_COOKIE_NAME,
        "search": reverse("recruitment:vacancies"),
        "vacancies": Vacancy.objects.public().count(),
        "institutions": list(Vacancy.objects.values_list("institution__code", flat=True).distinct()[:10]),
        "own": own,
    }


_BATCHES = ("load", "longlist", "letters")
_PARTS: dict[str, Callable[..., dict[str, Any]]] = {
    part.__name__: part for part in (load, settle, prepare, check, longlist, letters, pages)
}


if __name__ == "__main__":
    main()
