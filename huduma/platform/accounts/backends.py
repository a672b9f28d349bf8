"""Who a session belongs to."""

from functools import cache
from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.db.models import Exists, OuterRef, QuerySet

from huduma.platform.institutions.models import Appointment
from huduma.platform.institutions.scoping import whole_nation

from .models import Person


class Backend(AuthenticationBackend):
    """django-allauth's, which in the query for the person also learns whether they have any appointment: most people have none, and are
    spared the query for them with every request (``institutions.middleware``)."""

    def get_user(self, user_id: Any) -> Person | None:
        """The person with this primary key, while they may sign in."""
        person = _people().filter(pk=user_id).first()
        return person if person is not None and self.user_can_authenticate(person) else None


@cache
def _people() -> QuerySet[Person]:
    with whole_nation():
        return Person.objects.order_by().annotate(has_appointments=Exists(Appointment.objects.filter(person=OuterRef("pk")).not_settled()))
