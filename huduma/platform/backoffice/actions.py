"""Changes that the office makes with more than one room's help."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from huduma.platform.accounts.actions import enrol
from huduma.platform.accounts.models import Person
from huduma.platform.accounts.phones import normalise
from huduma.platform.institutions.actions import appoint
from huduma.platform.institutions.models import Appointment, Institution


@transaction.atomic
def appoint_by_contact(*, contact: str, full_name: str, institution: Institution, role: str, by: Any, **dates: Any) -> Appointment:
    """Appoint the person who signs in with ``contact``, an e-mail address or a phone number; without an account, make one.

    ``full_name`` is needed only then. ``dates`` are ``from_date`` and ``until_date``. Raises ``ValidationError`` naming each field
    that is wrong, and ``PermissionDenied`` when ``by`` may not appoint there.
    """
    key = {"email": contact.strip().lower()} if "@" in contact else {"phone": _phone(contact)}
    person = Person.objects.finished().filter(**key).first()
    if person is None:
        if not full_name.strip():
            raise ValidationError({"full_name": _("Nobody has an account with this address or number. Give the full name to make one.")})
        person = _enrol(full_name.strip(), key, by)
    return appoint(person=person, institution=institution, role=role, by=by, **dates)


def _phone(contact: str) -> str:
    try:
        return normalise(contact)
    except ValidationError as error:
        raise ValidationError({"contact": error.messages}) from error


def _enrol(full_name: str, key: dict[str, Any], by: Any) -> Person:
    try:
        return enrol(full_name=full_name, by=by, **key)
    except ValidationError as error:
        raise ValidationError({"contact": error.messages}) from error
