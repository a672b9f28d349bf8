"""Proving by the national id number who a job seeker is."""

from typing import Any

from django.db import IntegrityError, transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from huduma.platform.audit.actions import record
from huduma.systems.recruitment.gateways import Citizen, NationalIds, Nowhere, national_ids
from huduma.systems.recruitment.models import Seeker
from huduma.systems.recruitment.models.nin import encrypt, keyed_hashes

from .profiles import Unfit, locked


def confirm_nin(*, person: Any, nin: str, surname: str, by: Any, authority: NationalIds | None = None) -> Seeker:
    """Ask the national id authority whose ``nin`` (twenty digits) is, and keep name, sex and day of birth as it says them.

    ``surname`` is what the person says the last of their names is: whoever does not know it learns nothing of whose the number is.
    Raises ``Unfit`` (with ``code`` ``confirmed``, ``taken`` or ``not_theirs``), ``gateways.Unreachable`` and
    ``gateways.NoAnswer``; then nothing was changed. Not one transaction on purpose: nothing is locked while the authority is asked.
    """
    if Seeker.objects.filter(person=person, nin_checked_at__isnull=False).exists():
        raise _confirmed()
    citizen = (authority or national_ids()).look_up(nin)
    if citizen is None or not _is_surname(surname, citizen.name):
        raise Unfit(_("No national id has this number and this name. Check both on your card."), code="not_theirs")
    try:
        return _keep(person=person, nin=nin, citizen=citizen, by=by)
    except IntegrityError:  # another account proved the same number in this very moment
        raise _taken() from None


@transaction.atomic
def _keep(*, person: Any, nin: str, citizen: Citizen, by: Any) -> Seeker:
    seeker = locked(person)
    if seeker.is_identified:
        raise _confirmed()
    hashes = keyed_hashes(nin)
    if Seeker.objects.filter(nin_hash__in=hashes).exists():
        raise _taken()
    seeker.nin_encrypted, seeker.nin_hash = encrypt(nin), hashes[0]
    seeker.full_name, seeker.sex = citizen.name, citizen.sex
    seeker.profile = {**seeker.profile, "born": citizen.born.isoformat(), "citizenship": citizen.citizenship}
    seeker.nin_checked_at = seeker.changed_at = seeker.active_at = Now()
    seeker.save()
    record(subject=seeker, verb="recruitment.confirm_nin", by=by, decision=True)
    return seeker


def must_confirm(seeker: Seeker) -> bool:
    """Whether ``seeker`` still has to prove who they are before a post is theirs; nobody has to where no authority was named to ask."""
    return not seeker.is_identified and not isinstance(national_ids(), Nowhere)


def _is_surname(typed: str, name: str) -> bool:
    return typed.split()[-1:] != [] and typed.split()[-1].casefold() == name.split()[-1].casefold()


def _confirmed() -> Unfit:
    return Unfit(_("Your national id number was confirmed already, and stays as it is."), code="confirmed")


def _taken() -> Unfit:
    return Unfit(
        _("Another account has confirmed this number: each person has one account. If it is yours, sign in with it or close it first."),
        code="taken",
    )
