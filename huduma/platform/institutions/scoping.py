"""The scope of a person's queries: the institutions for which they hold an appointment, or the whole nation."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django_scopes import scope, scopes_disabled

from huduma.platform.contributions.role import roles

from .models import Appointment, Institution


def appointments_of(person: Any) -> list[Appointment]:
    """The appointments that give ``person`` access today, each with its institution.

    One query, or none where the request's middleware has remembered them on ``person``.
    """
    if not person.is_authenticated or not person.is_active:
        return []
    known = getattr(person, "appointments_in_force", None)
    if known is not None:
        return known
    with whole_nation():
        return list(Appointment.objects.filter(person=person).in_force().select_related("institution"))


def is_officer(person: Any) -> bool:
    """Whether ``person`` may enter the back office today: an appointment in force, or the operator's own superuser."""
    return bool(person.is_authenticated and person.is_active and (person.is_superuser or appointments_of(person)))


def is_national(appointments: list[Appointment]) -> bool:
    """Whether one of them is a role that sees every institution."""
    return any(a.role in roles and roles[a.role].national for a in appointments)


@contextmanager
def scoped_to(appointments: list[Appointment]) -> Iterator[None]:
    """Narrow every query on institution-owned records to the institutions of ``appointments``.

    Without any appointment the scope is empty: nothing is found. A national role sees all.
    """
    if is_national(appointments):
        with whole_nation():
            yield
    else:
        with scope(institution=[a.institution_id for a in appointments]):
            yield


@contextmanager
def scoped_to_person(person: Any) -> Iterator[None]:
    """``scoped_to`` the appointments of ``person``; the operator's own superuser sees all."""
    if person.is_authenticated and person.is_active and person.is_superuser:
        with whole_nation():
            yield
    else:
        with scoped_to(appointments_of(person)):
            yield


@contextmanager
def of_institution(institution: Institution) -> Iterator[None]:
    """Narrow every query to one institution, as jobs and importers do."""
    with scope(institution=[institution.pk]):
        yield


@contextmanager
def whole_nation() -> Iterator[None]:
    """Lift the scope: for the platform's own work over all institutions, never for a person's request."""
    with scopes_disabled():
        yield
