"""Who is asking, and for which institutions: known once per request."""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from huduma.platform.asking.ready import Ready

from .groups import regroup
from .models import Appointment
from .scoping import whole_nation


class AppointmentsMiddleware:
    """Gives every request ``request.appointments``: those in force of the person who signed in, read when first asked for (one query).

    An appointment that has begun or run out since the last request changes the person's groups before anything else is answered, so
    that no access outlives it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.appointments = SimpleLazyObject(lambda: appointments_in_step(request.user))  # type: ignore[attr-defined]
        return self.get_response(request)


def appointments_in_step(person: Any) -> list[Appointment]:
    """The appointments of ``person`` in force, with their groups in step; remembered on ``person`` for the rest of the request."""
    if not person.is_authenticated or not person.is_active:
        return []
    if not getattr(person, "has_appointments", True):  # whoever read the person has seen it: accounts.backends
        person.appointments_in_force = []
    if getattr(person, "appointments_in_force", None) is None:
        relevant = _RELEVANT.ask(person.pk)
        if any(a.granted != a.is_in_force() for a in relevant):
            regroup(person)
        person.appointments_in_force = [a for a in relevant if a.is_in_force()]
    return person.appointments_in_force


def _relevant_to(person: int) -> "QuerySet[Appointment]":
    with whole_nation():
        return Appointment.objects.filter(person=person).not_settled().select_related("institution")


_RELEVANT = Ready(_relevant_to, -1)
