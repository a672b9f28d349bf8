"""The scope of a person's queries: the institutions for which they hold an appointment, or the whole nation."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django_scopes import scope, scopes_disabled

from huduma.platform.contributions.role import roles

from .models import Appointment, Institution


def appointments_of(person: Any) -> list[Appointment]:
    """The appointments that give ``person`` access today, each with its institution (one query)."""
    with scopes_disabled():
        return list(Appointment.objects.filter(person=person).in_force().select_related("institution"))


def is_national(appointments: list[Appointment]) -> bool:
    """Whether one of them is a role that sees every institution."""
    return any(a.role in roles and roles[a.role].national for a in appointments)


@contextmanager
def scoped_to(appointments: list[Appointment]) -> Iterator[None]:
    """Narrow every query on institution-owned records to the institutions of ``appointments``.

    Without any appointment the scope is empty: nothing is found. A national role sees all.
    """
    if is_national(appointments):
        with scopes_disabled():
            yield
    else:
        with scope(institution=[a.institution_id for a in appointments]):
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
