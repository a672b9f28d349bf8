"""Changes of accounts."""

from datetime import timedelta
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.contrib.sessions.models import Session
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import ModelLogEntry

from huduma.platform.audit.actions import record
from huduma.platform.contributions.personal_data import personal_data
from huduma.platform.institutions.scoping import whole_nation

from .consents import PURPOSES
from .contacts import Contact
from .models import Consent, Person, Tally
from .names import tidy
from .notices import tell_what_the_office_did
from .phones import normalise
from .policy import securable_by

UNFINISHED_KEPT = timedelta(days=1)


class NotAllowed(ValueError):
    """The change would leave nobody responsible; the message says why."""


@transaction.atomic
def sign_up(*, full_name: str, contact: Contact, password: str | None, language: str, consents: tuple[str, ...]) -> Person:
    """Make an account that its owner asked for; ``contact`` is still to be proved, and a sign-up that never proved it gives way.

    ``consents`` are keys of ``PURPOSES``. Raises ``IntegrityError`` when the contact was taken in this very moment.
    """
    discard_unfinished(contact=contact.address)
    person = Person(full_name=tidy(full_name), language=language, **{"email" if contact.channel == "email" else "phone": contact.address})
    person.set_password(password)
    person.save(force_insert=True)
    if person.email:
        EmailAddress.objects.create(user=person, email=person.email, primary=True, verified=False)
    for purpose in consents:
        give_consent(person=person, purpose=purpose, language=language, by=person)
    record(subject=person, verb="accounts.sign_up", by=person)
    return person


@transaction.atomic
def discard_unfinished(*, contact: str, but: Person | None = None) -> None:
    """Remove sign-ups that claimed the contact and never proved it, except ``but``'s own."""
    with whole_nation():  # what hangs on a person is looked for everywhere, and there is nothing yet
        Person.objects.unfinished().with_contact(contact).exclude(pk=but.pk if but else None).delete()


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
        full_name=tidy(full_name),
        email=(email or "").lower() or None,
        phone=normalise(phone) if phone else None,
        phone_verified=bool(phone),
        is_superuser=is_superuser,
    )
    if password is not None:
        validate_password(password, person)
    person.set_password(password)
    for contact in filter(None, (person.email, person.phone)):
        discard_unfinished(contact=contact)
    person.full_clean()
    person.save(force_insert=True)
    if person.email:
        EmailAddress.objects.create(user=person, email=person.email, primary=True, verified=True)
    if totp_secret:
        TOTP.activate(person, totp_secret)
        RecoveryCodes.activate(person)
    record(subject=person, verb="accounts.enrol", by=by, data={"second_factor": bool(totp_secret)}, decision=is_superuser)
    return person


@transaction.atomic
def set_phone(*, person: Person, phone: str, verified: bool, by: Any) -> None:
    """Keep the number (in E.164) for the person. Raises ``IntegrityError`` when somebody else has proved that it is theirs."""
    if (person.phone, person.phone_verified) == (phone, verified):
        return
    discard_unfinished(contact=phone, but=person)
    person.phone, person.phone_verified = phone, verified
    person.save(update_fields=["phone", "phone_verified"])
    record(subject=person, verb="accounts.set_phone", by=by, data={"verified": verified})


@transaction.atomic
def describe(*, person: Person, full_name: str, language: str, by: Any) -> None:
    """Change the name and the language in which the platform writes to the person. Raises ``ValidationError``."""
    person.full_name, person.language = tidy(full_name), language
    person.full_clean()
    person.save(update_fields=["full_name", "language"])
    record(subject=person, verb="accounts.describe", by=by)


@transaction.atomic
def give_consent(*, person: Person, purpose: str, language: str, by: Any) -> Consent:
    """Note that the person agreed to the text in force; agreeing again to the same text changes nothing."""
    version = PURPOSES[purpose].version
    standing = Consent.objects.select_for_update().filter(person=person, purpose=purpose).in_force().first()
    if standing and standing.text_version == version:
        return standing
    if standing:
        Consent.objects.filter(pk=standing.pk).update(withdrawn_at=timezone.now())
    consent = Consent.objects.create(person=person, purpose=purpose, text_version=version, language=language)
    record(subject=person, verb="accounts.give_consent", by=by, data={"purpose": purpose, "version": version})
    return consent


@transaction.atomic
def withdraw_consent(*, person: Person, purpose: str, by: Any) -> None:
    """Note that the person no longer agrees. Raises ``NotAllowed`` for what an account cannot be without."""
    if PURPOSES[purpose].required:
        raise NotAllowed(_("An account cannot be kept without this. You may close your account instead."))
    if Consent.objects.filter(person=person, purpose=purpose).in_force().update(withdrawn_at=timezone.now()):
        record(subject=person, verb="accounts.withdraw_consent", by=by, data={"purpose": purpose})


@transaction.atomic
def end_session(*, session: UserSession, by: Any) -> None:
    """Sign one device out: its next request is nobody's."""
    session.end()
    record(subject=session.user, verb="accounts.end_session", by=by)


@transaction.atomic
def disable(*, person: Person, by: Any) -> None:
    """Lock a person out at once, everywhere, and tell them.

    Raises ``NotAllowed`` for oneself, and ``PermissionDenied`` when ``by`` may not do it to this person.
    """
    if person == by:
        raise NotAllowed(_("Nobody can lock themselves out."))
    _require_may_secure(person, by)
    person.is_active = False
    person.save(update_fields=["is_active"])
    _end_sessions(person)
    record(subject=person, verb="accounts.disable", by=by, decision=True)
    tell_what_the_office_did(person, gettext_lazy("Your account was locked: you cannot sign in for now."), by)


@transaction.atomic
def enable(*, person: Person, by: Any) -> None:
    """Let a person who was locked out sign in again, and tell them.

    Raises ``NotAllowed`` for an account that was closed, and ``PermissionDenied`` when ``by`` may not do it to this person.
    """
    if person.erased_at:
        raise NotAllowed(_("This account was closed by its owner."))
    _require_may_secure(person, by)
    person.is_active = True
    person.save(update_fields=["is_active"])
    record(subject=person, verb="accounts.enable", by=by, decision=True)
    tell_what_the_office_did(person, gettext_lazy("Your account was unlocked: you can sign in again."), by)


@transaction.atomic
def reset_second_factor(*, person: Person, by: Any) -> None:
    """Remove the second factor of somebody who lost it and their recovery codes; they set up a new one at their next sign-in.

    Whoever does it must know the person, who is told at every address of theirs. Raises ``NotAllowed`` for oneself (that would be a
    way around the factor), and ``PermissionDenied`` when ``by`` may not do it to this person.
    """
    if person == by:
        raise NotAllowed(_("Somebody else must reset your second factor."))
    _require_may_secure(person, by)
    Authenticator.objects.filter(user=person).delete()
    _end_sessions(person)
    record(subject=person, verb="accounts.reset_second_factor", by=by, decision=True)
    said = gettext_lazy("The second step of your sign-in was removed. You will set up a new one when you next sign in.")
    tell_what_the_office_did(person, said, by)


@transaction.atomic
def erase(*, person: Person, by: Any) -> None:
    """Close the account for good: everything personal goes, and a tombstone stays so that counts and decisions remain true.

    Raises ``NotAllowed`` for officers, whose appointments must end first.
    """
    if Person.objects.officers().filter(pk=person.pk).exists():
        raise NotAllowed(_("You hold an office. Your account can be closed when your appointments have ended."))
    for kind in personal_data:
        if kind.erase:
            kind.erase(person)
    person.refresh_from_db()
    person.full_name, person.email, person.phone, person.phone_verified = "", None, None, False
    person.is_active, person.erased_at = False, timezone.now()
    person.set_unusable_password()
    person.save()
    _end_sessions(person)
    record(subject=person, verb="accounts.erase", by=by, decision=True)
    ModelLogEntry.objects.for_instance(person).update(label=str(person))


@transaction.atomic
def forget_what_is_over() -> None:
    """Remove sign-ups that nobody finished within a day, counts of tries that no limit looks at any more, and sessions that ran out."""
    now = timezone.now()
    with whole_nation():  # what hangs on a person is looked for everywhere, and there is nothing yet
        Person.objects.unfinished().filter(joined_at__lt=now - UNFINISHED_KEPT).delete()
    Tally.objects.filter(forget_at__lt=now).delete()
    Session.objects.filter(expire_date__lt=now).delete()
    live = Session.objects.values("session_key")
    UserSession.objects.filter(last_seen_at__lt=now - timedelta(seconds=settings.SESSION_COOKIE_AGE)).exclude(session_key__in=live).delete()


def _require_may_secure(person: Person, by: Any) -> None:
    """The platform's own work, which is ``by=None``, may do it to everybody."""
    if by is not None and not securable_by(by).filter(pk=person.pk).exists():
        raise PermissionDenied(_("Your appointment does not allow this."))


def _end_sessions(person: Person) -> None:
    """Every one of them, also one that the list of devices does not know."""
    Person.objects.filter(pk=person.pk).update(sessions_ended=F("sessions_ended") + 1)
    for session in UserSession.objects.filter(user=person):
        session.end()
