"""Who a session belongs to."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.db.models import Exists, OuterRef, QuerySet

from huduma.platform.asking.ready import Ready
from huduma.platform.institutions.models import Appointment
from huduma.platform.institutions.scoping import whole_nation

from .models import Person


class Backend(AuthenticationBackend):
    """django-allauth's, which in the query for the person also learns whether they have any appointment: most people have none, and are
    spared the query for them with every request (``institutions.middleware``)."""

    def get_user(self, user_id: Any) -> Person | None:
        """The person with this primary key, while they may sign in."""
        person = next(iter(_PEOPLE.ask(int(user_id))), None)
        return person if person is not None and self.user_can_authenticate(person) else None


def _person(pk: int) -> QuerySet[Person]:
    with whole_nation():
        has_appointments = Exists(Appointment.objects.filter(person=OuterRef("pk")).not_settled())
        return Person.objects.order_by().filter(pk=pk).annotate(has_appointments=has_appointments)


_PEOPLE = Ready(_person, -1)
