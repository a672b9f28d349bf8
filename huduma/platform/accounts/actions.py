"""Changes of accounts."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth.password_validation import validate_password
from django.db import transaction

from huduma.platform.audit.actions import record

from .models import Person
from .phones import normalise


@transaction.atomic
def enrol(
    *,
    full_name: str,
    email: str | None = None,
    phone: str | None = None,
    password: str | None = None,
    totp_secret: str | None = None,
    is_superuser: bool = False,
    by: Any,
) -> Person:
    """Make an account on somebody's behalf, with its e-mail address and phone number taken as verified.

    ``phone`` in any form that ``phones.normalise`` reads; ``totp_secret`` in base32 (RFC 4648) enrols an authenticator app at once.
    Raises ``ValidationError`` naming each field that is wrong or taken, or ``password`` when it is too weak.
    """
    person = Person(
        full_name=full_name,
        email=(email or "").lower() or None,
        phone=normalise(phone) if phone else None,
        phone_verified=bool(phone),
        is_superuser=is_superuser,
    )
    if password is not None:
        validate_password(password, person)
    person.set_password(password)
    person.full_clean()
    person.save(force_insert=True)
    if person.email:
        EmailAddress.objects.create(user=person, email=person.email, primary=True, verified=True)
    if totp_secret:
        TOTP.activate(person, totp_secret)
        RecoveryCodes.activate(person)
    record(subject=person, verb="accounts.enrol", by=by, data={"second_factor": bool(totp_secret)}, decision=is_superuser)
    return person
