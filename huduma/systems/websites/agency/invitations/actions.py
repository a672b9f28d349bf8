"""Ordering a site, inviting its editors, and accepting an invitation."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, NamedTuple

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from huduma.platform.accounts.contacts import normalise_email
from huduma.platform.accounts.models import Person
from huduma.platform.audit.actions import record
from huduma.platform.backoffice.actions import appoint_by_contact
from huduma.platform.contributions.role import roles
from huduma.platform.institutions.models import Appointment, Institution
from huduma.platform.institutions.policy import reach
from huduma.platform.institutions.scoping import of_institution, whole_nation
from huduma.platform.jobs.models import database_now
from huduma.platform.jobs.sweep import owe
from huduma.platform.messaging.actions import send
from huduma.systems.websites.actions import owe_sites
from huduma.systems.websites.models import EditorInvitation, InstitutionSite
from huduma.systems.websites.models.invitation import GOOD_FOR, INVITED_AS, digest_of_token, new_token

ORDER, INVITE = "websites.order_institutionsite", "websites.invite_institutionsite"
OWED_SITES = "websites.owed"
LETTER = "websites.invitation"
MOST_AT_ONCE = 20  # letters
MOST_TO_ONE = 3  # letters a day to one address, whoever sends them: nobody can have the platform flood a stranger
MOST_BY_ONE = 200  # letters a day by one officer
KEPT = timedelta(days=90)  # what nobody accepted, after it ran out: so long somebody may ask whom they had invited
CLOSED = {Institution.Status.MERGED, Institution.Status.ABOLISHED}


class NotOpen(ValueError):
    """The invitation was accepted, withdrawn, or not accepted in time, or there is none; the message says what to do."""

    def __init__(self, invitation: EditorInvitation | None) -> None:
        accepted = _("This invitation was accepted already. Sign in with your e-mail address.")
        over = _("This invitation is no longer good. Ask whoever invited you for another.")
        super().__init__(accepted if invitation and invitation.accepted_at else over)
        self.was_there = invitation is not None


class Invited(NamedTuple):
    """Somebody to be invited; ``full_name`` may be empty."""

    email: str
    full_name: str
    role: str


@transaction.atomic
def order_site(*, institution: Institution, people: Sequence[Invited], language: str, by: Any) -> InstitutionSite:
    """Have the whole site of ``institution`` made from its register row, and invite the ``people`` who will keep it.

    Raises ``ValidationError`` where there is a site already, and as ``invite_editors`` does.
    """
    _require(by, ORDER, institution)
    if institution.status in CLOSED or not owe_sites(institutions=[institution], by=by):
        raise ValidationError({"institution": _("This institution has a website already, or is closed.")})
    owe(OWED_SITES, institution.pk)
    if people:
        invite_editors(institution=institution, people=people, language=language, by=by)
    return InstitutionSite.objects.get(pk=institution.pk)


@transaction.atomic
def invite_editors(*, institution: Institution, people: Sequence[Invited], language: str, by: Any) -> list[EditorInvitation]:
    """Send each of ``people`` a letter in ``language`` with a link by which they become what they are invited as.

    An earlier invitation of the same person as the same is replaced: its link leads nowhere. Raises ``ValidationError`` when somebody is
    that already, when an address is none, and beyond what may be sent in a day; ``PermissionDenied`` when ``by`` may not invite there.
    """
    _require(by, INVITE, institution)
    if institution.status in CLOSED:
        raise ValidationError(_("This institution is closed."))
    wanted = {(normalise_email(one.email), one.role): one for one in people}
    if not wanted or len(wanted) > MOST_AT_ONCE:
        raise ValidationError(_("Name at least one person, and at most %(most)d at once.") % {"most": MOST_AT_ONCE})
    if by is not None:
        _keep_within_a_day(by, len(wanted))
    return [_invite(institution, one._replace(email=email), language, by) for (email, _role), one in wanted.items()]


@transaction.atomic
def withdraw_invitation(*, invitation: EditorInvitation, by: Any) -> None:
    """Call an invitation off: its link leads nowhere. One that was accepted, or is over, stays as it is."""
    _require(by, INVITE, invitation.institution)
    if EditorInvitation.objects.waiting().filter(pk=invitation.pk).update(withdrawn_at=database_now()):
        record(subject=invitation, verb="websites.withdraw_invitation", by=by)


@transaction.atomic
def accept_invitation(*, token: str, full_name: str, by: Any) -> EditorInvitation:
    """Appoint whoever holds the link with ``token``, which proves that the address is theirs; without an account, make one.

    ``full_name`` is needed only then. Raises ``NotOpen``, and ``ValidationError`` naming the field.
    """
    with whole_nation():
        found = EditorInvitation.objects.with_token(token).select_for_update(of=("self",)).select_related("institution").first()
        if found is None or not found.is_waiting or found.institution.status in CLOSED:
            raise NotOpen(found)
        if not _holds(found.email, found.institution, found.role):
            appoint_by_contact(contact=found.email, full_name=full_name, institution=found.institution, role=found.role, by=None)
        found.accepted_at, found.accepted_by = database_now(), Person.objects.filter(email=found.email).first()
        found.save(update_fields=["accepted_at", "accepted_by"])
    record(
        subject=found,
        verb="websites.accept_invitation",
        by=found.accepted_by,
        data={"role": found.role, "invited_by": found.invited_by_id},
        decision=True,
    )
    return found


@transaction.atomic
def forget_old_invitations() -> None:
    """Delete invitations that nobody accepted and that ran out long ago: an address is not kept for nothing."""
    with whole_nation():
        EditorInvitation.objects.filter(accepted_at__isnull=True, expires_at__lt=database_now() - KEPT).delete()


def waiting_invitation(token: str) -> EditorInvitation:
    """The invitation whose letter held ``token``. Raises ``NotOpen``."""
    with whole_nation():
        found = EditorInvitation.objects.with_token(token).select_related("institution").first()
    if found is None or not found.is_waiting or found.institution.status in CLOSED:
        raise NotOpen(found)
    return found


def needs_name(invitation: EditorInvitation) -> bool:
    """Whether whoever is invited has no account yet."""
    return not Person.objects.finished().filter(email=invitation.email).exists()


def _invite(institution: Institution, one: Invited, language: str, by: Any) -> EditorInvitation:
    if one.role not in INVITED_AS:
        raise ValidationError(_("There is no role %(role)s.") % {"role": one.role})
    if _holds(one.email, institution, one.role):
        said = {"email": one.email, "role": roles[one.role].label}
        raise ValidationError(_("%(email)s is appointed as %(role)s of this institution already.") % said)
    now, token = database_now(), new_token()
    with whole_nation():
        lately = EditorInvitation.objects.filter(email=one.email, invited_at__gt=now - timedelta(days=1)).count()
    if lately >= MOST_TO_ONE:
        raise ValidationError(
            _("%(email)s was sent %(most)d invitations within a day. Try again tomorrow.") % {"email": one.email, "most": MOST_TO_ONE}
        )
    with of_institution(institution):
        same = EditorInvitation.objects.filter(email=one.email, role=one.role, accepted_at__isnull=True, withdrawn_at__isnull=True)
        same.update(withdrawn_at=now)
        invitation = EditorInvitation(
            institution=institution,
            **one._asdict(),
            language=language,
            token_digest=digest_of_token(token),
            invited_at=now,
            invited_by=by,
            expires_at=now + GOOD_FOR,
        )
        invitation.full_clean()
        invitation.save(force_insert=True)
    _write(invitation, token, by)
    record(subject=invitation, verb="websites.invite_editor", by=by, data={"role": one.role})
    return invitation


def _write(invitation: EditorInvitation, token: str, by: Any) -> None:
    language = invitation.language
    with translation.override(language):
        link = settings.WAGTAILADMIN_BASE_URL + reverse("invitation", args=[token], urlconf=settings.ROOT_URLCONF)
        context = {
            "institution": invitation.institution.name_in(language),
            "role": invitation.role_label,
            "url": link,
            "until": date_format(timezone.localtime(invitation.expires_at), "j F Y"),
        }
    send(
        notice=LETTER,
        channel="email",
        language=language,
        context=context,
        key=f"{LETTER}:{invitation.pk}",
        by=by,
        address=invitation.email,
        institution=invitation.institution,
    )


def _keep_within_a_day(by: Person, more: int) -> None:
    with whole_nation():
        sent = EditorInvitation.objects.filter(invited_by=by, invited_at__gt=database_now() - timedelta(days=1)).count()
    if sent + more > MOST_BY_ONE:
        raise ValidationError(_("You have sent %(most)d invitations within a day. Try again tomorrow.") % {"most": MOST_BY_ONE})


def _holds(email: str, institution: Institution, role: str) -> bool:
    with of_institution(institution):
        return Appointment.objects.filter(person__email=email, institution=institution, role=role, ended_at__isnull=True).exists()


def _require(by: Any, permission: str, institution: Institution) -> None:
    """Raise ``PermissionDenied`` unless ``by`` holds ``permission`` there; ``None``, the platform itself, does."""
    if by is not None and not reach(by, permission).covers(institution.pk):
        raise PermissionDenied(_("Your appointment does not allow this."))
