"""What an applicant answers to an offer of a post."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from huduma.platform.institutions.scoping import whole_nation
from huduma.platform.jobs.models import database_now
from huduma.systems.recruitment.models import Offer
from huduma.systems.recruitment.states import OFFER

from .moving import Step, move


@transaction.atomic
def accept_offer(*, offer: Offer, by: Any) -> None:
    """The applicant takes the post. Raises ``PermissionDenied`` for anybody else, ``states.Refused`` when it is answered already."""
    _settle(offer, "accept", by)


@transaction.atomic
def decline_offer(*, offer: Offer, reason: str, by: Any) -> None:
    """The applicant does not take the post; see ``accept_offer``."""
    _settle(offer, "decline", by, reason)


def _settle(offer: Offer, verb: str, by: Any, reason: str = "") -> None:
    with whole_nation():
        rows = Offer.objects.select_for_update(of=("self",)).select_related("application__institution", "application__seeker")
        held = rows.get(pk=offer.pk)
        if held.application.seeker.person_id != by.pk:
            raise PermissionDenied
        held.state, held.reason, held.settled_at = OFFER.after(verb, held.state, reason), reason, database_now()
        held.save(update_fields=["state", "reason", "settled_at"])
        move(steps=[Step(held.application, reason, reason, {"offer": held.pk})], verb=verb, by=by)
