"""What accounts keep about a person: handed out on request, erased when the account is closed."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.utils import timezone

from .models import Consent, Person


def export_account(person: Person) -> list[dict[str, Any]]:
    """The account itself, with its e-mail addresses and which second factors it has (never their secrets)."""
    return [
        {
            "public_id": str(person.public_id),
            "full_name": person.full_name,
            "phone": person.phone,
            "phone_verified": person.phone_verified,
            "language": person.language,
            "joined_at": person.joined_at.isoformat(),
            "last_login": person.last_login.isoformat() if person.last_login else None,
            "email_addresses": list(EmailAddress.objects.filter(user=person).values("email", "verified", "primary")),
            "second_factors": [
                {"type": factor.type, "created_at": factor.created_at.isoformat()} for factor in Authenticator.objects.filter(user=person)
            ],
        }
    ]


def erase_account(person: Person) -> None:
    """Remove contacts and second factors; ``actions.erase`` empties the row itself."""
    EmailAddress.objects.filter(user=person).delete()
    Authenticator.objects.filter(user=person).delete()


def export_sessions(person: Person) -> list[dict[str, Any]]:
    """The devices that are signed in, and from where."""
    return [
        {"ip": s.ip, "device": s.user_agent, "created_at": s.created_at.isoformat(), "last_seen_at": s.last_seen_at.isoformat()}
        for s in UserSession.objects.filter(user=person).order_by("pk")
    ]


def erase_sessions(person: Person) -> None:
    """Sign every device out and forget it."""
    for session in UserSession.objects.filter(user=person):
        session.end()


def export_consents(person: Person) -> list[dict[str, Any]]:
    """What the person agreed to, in which text, and when."""
    return [
        {
            "purpose": consent.purpose,
            "text_version": consent.text_version,
            "language": consent.language,
            "given_at": consent.given_at.isoformat(),
            "withdrawn_at": consent.withdrawn_at.isoformat() if consent.withdrawn_at else None,
        }
        for consent in Consent.objects.filter(person=person)
    ]


def withdraw_consents(person: Person) -> None:
    """The rows stay as proof of what was allowed until now; they name nobody once the account is a tombstone."""
    Consent.objects.filter(person=person).in_force().update(withdrawn_at=timezone.now())
