"""Publishing who is shortlisted: by exam number, by which nobody can follow an application; never by receipt number or name."""

from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from huduma.platform.audit.actions import record
from huduma.platform.delivery import actions as delivery
from huduma.platform.delivery.models import LiveSite
from huduma.systems.recruitment.models import Proposal, PublishedList, SiftWork, Vacancy
from huduma.systems.recruitment.states import ApplicationState, Refused

from .interviews import hold_interviewed, number_applicants
from .sifting import require_no_conflict

_ON_THE_LIST = [
    *(ApplicationState.SHORTLISTED, ApplicationState.CALLED, ApplicationState.ATTENDED, ApplicationState.ABSENT),
    ApplicationState.SCORED,
]


@transaction.atomic
def publish_list(*, vacancy: Vacancy, reason_sw: str, reason_en: str, by: Any) -> PublishedList:
    """Publish the exam numbers of the shortlisted, as a further edition where there is one already; whoever has none yet gets one, and
    keeps it. Raises ``Refused`` while proposals wait for their confirmation, work is going on, or nobody is shortlisted."""
    require_no_conflict(vacancy, by)
    if not reason_sw.strip() or not reason_en.strip():
        raise Refused(_("Say why; those concerned will read it."))
    if SiftWork.objects.owed().filter(vacancy=vacancy).exists():
        raise Refused(_("Other work on the applications of this vacancy is being done. Wait until it is through."))
    if Proposal.objects.filter(application__vacancy=vacancy, undone_at=None, confirmed_by=None).exists():
        raise Refused(_("Some proposals wait for somebody else to confirm them."))
    hold_interviewed(vacancy)  # whoever calls numbers them too
    number_applicants(vacancy)
    listed = vacancy.applications.filter(state__in=_ON_THE_LIST, erased_at=None).values_list("exam_number", flat=True)
    numbers = sorted(number for number in listed if number)
    if not numbers:
        raise Refused(_("Nobody is shortlisted yet."))
    edition = (PublishedList.objects.filter(vacancy=vacancy).aggregate(last=Max("edition"))["last"] or 0) + 1
    published = PublishedList.objects.create(
        vacancy=vacancy,
        edition=edition,
        numbers=numbers,
        reason_sw=reason_sw,
        reason_en=reason_en,
        by=by,
    )
    data = {"edition": edition, "numbers": len(numbers), "reason_sw": reason_sw, "reason_en": reason_en}
    record(subject=vacancy, verb="recruitment.publish_list", by=by, data=data, decision=True)
    delivery.forget(site=LiveSite.objects.get(institution=None))
    return published
