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
    reason = Reason(reason_sw, reason_en)
    application = _decide(appeal, Appeal.Outcome.UPHELD, reason, by)
    step = Step(application, reason.sw, reason.en, inputs={"appeal": appeal.pk}, sealed=reason.sealed)
    move(steps=[step], verb="uphold_appeal", by=by)


@transaction.atomic
def dismiss_appeal(*, appeal: Appeal, reason_sw: str, reason_en: str, by: Any) -> None:
    """Find against the applicant: the decision stands. Raises ``Refused`` as above."""
    reason = Reason(reason_sw, reason_en)
    application = _decide(appeal, Appeal.Outcome.DISMISSED, reason, by)
    data = {"appeal": appeal.pk, "state": application.state, "reason": reason.sealed}
    record(subject=application, verb="recruitment.dismiss_appeal", by=by, data=data, decision=True)


def _decide(appeal: Appeal, outcome: str, reason: Reason, by: Any) -> Any:
    application = appeal.application
    require_no_conflict(application.vacancy, by)
    if not reason.is_given:
        raise Refused(_("Say why; those concerned will read it."))
    waiting = Appeal.objects.filter(pk=appeal.pk, outcome="")
    said = {"reason_sw": reason.sw, "reason_en": reason.en}
    if not waiting.update(outcome=outcome, **said, decided_at=Now(), decided_by=by):
        raise Refused(_("This appeal was decided already."))
    return application
