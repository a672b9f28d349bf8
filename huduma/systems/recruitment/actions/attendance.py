"""A slip in what was written down of who came: corrected with a reason that the applicant reads, until the marks are final."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from huduma.platform.audit.actions import record
from huduma.systems.recruitment.models import Call, Stage, StageWork
from huduma.systems.recruitment.states import Refused

from .interviews import INTERVIEWED, hold_interviewed
from .moving import Reason, Step, move
from .panels import release_unmarked

# By what is right, as ``Call.attended`` keeps it, the verb of the table of states.
_VERBS = {True: "correct_to_attended", False: "correct_to_absent", None: "correct_to_called"}


def is_correctable(stage: Stage) -> bool:
    """Whether what was written down of who came to ``stage`` can still be corrected."""
    return stage.settled_at is None and stage.vacancy.state in INTERVIEWED


@transaction.atomic
def correct_attendance(*, call: Call, attended: bool | None, reason_sw: str, reason_en: str, by: Any) -> None:
    """Write down otherwise whether the applicant of ``call`` came; ``None``: it is not known, and is to be written down again.

    Somebody present after all, of whom a locked sheet of the panel has no mark, is heard by that panel no more: another one is made.
    Raises ``Refused`` when nothing is written down yet or nothing else is said, without a reason, and once the marks are being worked out.
    """
    reason = Reason(reason_sw, reason_en)
    hold_interviewed(call.stage.vacancy)
    held = Call.objects.select_for_update(of=("self",)).select_related("stage", "application__institution").get(pk=call.pk)
    _check(held, attended, reason)
    Call.objects.filter(pk=held.pk).update(attended=attended)
    inputs = {"stage": held.stage.kind, "call": held.pk, "written": held.attended, "right": attended}
    move(steps=[Step(held.application, reason.sw, reason.en, inputs, reason.sealed)], verb=_VERBS[attended], by=by)
    release_unmarked(stage=held.stage, by=by)
    record(subject=held.stage, verb="recruitment.correct_attendance", by=by, data={"call": held.pk, "right": attended})


def _check(call: Call, attended: bool | None, reason: Reason) -> None:
    if call.attended is None:
        raise Refused(_("It is not written down yet whether they came."))
    if call.attended is attended:
        raise Refused(_("This is what is written down already."))
    if not reason.is_given:
        raise Refused(_("Say why; those concerned will read it."))
    being_settled = StageWork.objects.owed().filter(stage=call.stage, kind=StageWork.Kind.SETTLE)
    if call.stage.settled_at is not None or call.mark is not None or being_settled.exists():
        raise Refused(_("The marks of this stage are final, or being worked out."))
