"""Appeals against the long-list: upheld or dismissed with a reason, by somebody who has declared no conflict."""

from typing import Any

from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from huduma.platform.audit.actions import record
from huduma.systems.recruitment.models import Appeal
from huduma.systems.recruitment.states import Refused

from .moving import Reason, Step, move
from .sifting import require_no_conflict


@transaction.atomic
def uphold_appeal(*, appeal: Appeal, reason_sw: str, reason_en: str, by: Any) -> None:
    """Find for the applicant, who then meets the criteria. Raises ``Refused`` when it was decided already or ``by`` may not decide."""
    _decide(appeal, Appeal.Outcome.UPHELD, "uphold_appeal", Reason(reason_sw, reason_en), by)


@transaction.atomic
def dismiss_appeal(*, appeal: Appeal, reason_sw: str, reason_en: str, by: Any) -> None:
    """Find against the applicant: the decision stands. Raises ``Refused`` as above."""
    _decide(appeal, Appeal.Outcome.DISMISSED, "dismiss_appeal", Reason(reason_sw, reason_en), by)


def _decide(appeal: Appeal, outcome: str, verb: str, reason: Reason, by: Any) -> None:
    application = appeal.application
    require_no_conflict(application.vacancy, by)
    if not reason.is_given:
        raise Refused(_("Say why; those concerned will read it."))
    waiting = Appeal.objects.filter(pk=appeal.pk, outcome="")
    said = {"reason_sw": reason.sw, "reason_en": reason.en}
    if not waiting.update(outcome=outcome, **said, decided_at=Now(), decided_by=by):
        raise Refused(_("This appeal was decided already."))
    move(steps=[Step(application, reason.sw, reason.en, {"appeal": appeal.pk}, reason.sealed)], verb=verb, by=by)
    record(subject=application, verb=f"recruitment.{verb}", by=by, data={"appeal": appeal.pk})
