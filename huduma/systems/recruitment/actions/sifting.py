"""The shortlist: proposed by one officer, confirmed by another, both without an interest in it; and undone with a reason."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from huduma.platform.audit.actions import record
from huduma.systems.recruitment.models import Application, Interest, Proposal, SiftWork, Vacancy
from huduma.systems.recruitment.states import ApplicationState, Refused, VacancyState

from .interests import declare, declared_by, has_applied, may_declare
from .longlist import AT_ONCE, chunks, make_longlist, owe_work, require_sifter, settle, still_owed
from .moving import Reason, Step, move

SIFTED = (VacancyState.SHORTLISTING, VacancyState.INTERVIEWING)  # an appeal may be upheld while others are interviewed already
_VERBS = {ApplicationState.SHORTLISTED: "shortlist", ApplicationState.NOT_SHORTLISTED: "leave_out"}


@transaction.atomic
def declare_interest(*, vacancy: Vacancy, conflicted: bool, text: str, by: Any) -> Interest:
    """Write down what ``by`` declares before touching ``vacancy``, or a conflict that was found out since. Any other second declaration
    raises ``Refused``."""
    require_sifter(vacancy, by)
    if conflicted and not text.strip():
        raise ValidationError({"text": _("Say whom you know, and how, or what you would gain.")})
    if not may_declare(vacancy=vacancy.pk, officer=by, conflicted=conflicted):
        raise Refused(_("You have declared this already; a declaration is never changed."))
    return declare(vacancy=vacancy, conflicted=conflicted, text=text, by=by)


def require_no_conflict(vacancy: Vacancy, by: Any) -> None:
    """Raise ``Refused`` unless ``by`` may sift ``vacancy``, it is being sifted, and ``by`` has declared no conflict."""
    require_sifter(vacancy, by)
    if vacancy.state not in SIFTED:
        raise Refused(_("This cannot be done while it is: %(state)s.") % {"state": vacancy.standing})
    interest = declared_by(vacancy=vacancy.pk, officer=by)
    if interest is None:
        raise Refused(_("Declare first whether you know an applicant of this vacancy, or gain by the outcome."))
    if interest.conflicted:
        raise Refused(_("You have declared a conflict of interest: others sift this vacancy."))
    if has_applied(vacancy=vacancy.pk, officer=by):
        raise Refused(_("You have applied for this vacancy yourself: others sift it."))


@transaction.atomic
def sift(
    *,
    vacancy: Vacancy,
    kind: str,
    keys: Sequence[int],
    reason_sw: str = "",
    reason_en: str = "",
    seen: datetime | None = None,
    by: Any,
) -> SiftWork | None:
    """Do ``kind`` of ``SiftWork.Kind`` with the applications ``keys`` of ``vacancy``: at once, all or none; or, where they are many, as
    work that is returned and goes on by itself. Raises ``Refused``.

    Whoever confirms says when they saw the proposals, by the database's clock: a later one is not what they saw, and is not confirmed.
    """
    require_no_conflict(vacancy, by)
    reason = Reason(reason_sw, reason_en)
    _require_reason(kind, reason)
    if kind == SiftWork.Kind.CONFIRM and seen is None:
        raise ValueError("whoever confirms says what they saw")
    wanted = sorted(set(keys))
    if len(wanted) <= AT_ONCE:
        if len(_of_kind(kind, vacancy, wanted, by, seen)) != len(wanted):
            raise Refused(_("One of them cannot be treated like this, or somebody else has changed it meanwhile. Look again."))
        _DO[kind](vacancy=vacancy, keys=wanted, reason=reason, by=by)
        return None
    work = SiftWork(vacancy=vacancy, kind=kind, keys=wanted, total=len(wanted), reason_sw=reason.sw, reason_en=reason.en, ordered_by=by)
    if kind == SiftWork.Kind.CONFIRM:  # not what was proposed since it was seen; what is proposed after the order, the work leaves out
        work.keys = [key for part in chunks(wanted) for key in _fitting(kind, vacancy, part, by, seen)]
        work.total, work.left = len(work.keys), len(wanted) - len(work.keys)
    return owe_work(work)


def _require_reason(kind: str, reason: Reason) -> None:
    if kind in (SiftWork.Kind.LEAVE_OUT, SiftWork.Kind.UNDO) and not reason.is_given:
        raise Refused(_("Say why; those concerned will read it."))


def carry_on(*, work: int) -> None:
    """Do what is left of the work with this primary key. Not one transaction: each chunk is one, with its progress."""
    row = SiftWork.objects.owed().select_related("vacancy__institution", "vacancy__version", "ordered_by").filter(pk=work).first()
    if row is None:
        return
    if row.kind == SiftWork.Kind.LONGLIST:
        make_longlist(work=row)
        return
    for keys in chunks(row.keys[row.done :]):
        if not _do_chunk(row, keys):
            return
    with transaction.atomic():
        if still_owed(row):
            settle(row, SiftWork.Status.DONE)


@transaction.atomic
def _do_chunk(work: SiftWork, keys: list[int]) -> bool:
    if not still_owed(work) or work.keys[work.done :][: len(keys)] != keys:
        return False  # another worker has it
    try:
        require_no_conflict(work.vacancy, work.ordered_by)
    except Refused as refused:
        settle(work, SiftWork.Status.REFUSED, said=str(refused))
        return False
    fitting = _of_kind(work.kind, work.vacancy, keys, work.ordered_by, work.ordered_at)
    if fitting:
        _DO[work.kind](vacancy=work.vacancy, keys=fitting, reason=_reason_of(work), by=work.ordered_by)
    work.done += len(keys)
    work.left += len(keys) - len(fitting)
    work.save(update_fields=["done", "left"])
    return True


def _of_kind(kind: str, vacancy: Vacancy, keys: Sequence[int], by: Any, seen: datetime | None) -> list[int]:
    """Those of ``keys`` with which ``by`` may do ``kind`` now, locked: looked at again, for somebody else may have held them before."""
    rows = Application.objects.filter(pk__in=_fitting(kind, vacancy, keys, by, seen)).select_for_update().order_by("pk")
    return _fitting(kind, vacancy, list(rows.values_list("pk", flat=True)), by, seen)


def _fitting(kind: str, vacancy: Vacancy, keys: Sequence[int], by: Any, seen: datetime | None) -> list[int]:
    """Those of ``keys`` with which ``by`` may do ``kind`` now."""
    own = Application.objects.filter(vacancy=vacancy, pk__in=keys, erased_at=None)
    standing = Proposal.objects.filter(application__in=keys, undone_at=None)
    open_ones = standing.filter(confirmed_by=None)
    eligible = own.filter(state=ApplicationState.ELIGIBLE)
    fitting: dict[str, Callable[[], QuerySet[Any]]] = {
        SiftWork.Kind.SHORTLIST: lambda: eligible.exclude(proposals__in=standing),
        SiftWork.Kind.LEAVE_OUT: lambda: eligible.exclude(proposals__in=standing),
        SiftWork.Kind.DROP: lambda: own.filter(proposals__in=open_ones),
        SiftWork.Kind.CONFIRM: lambda: eligible.filter(proposals__in=open_ones.filter(at__lte=seen).exclude(by=by)),
        SiftWork.Kind.UNDO: lambda: own.filter(state__in=[ApplicationState.SHORTLISTED, ApplicationState.NOT_SHORTLISTED]),
    }
    return list(fitting[kind]().order_by("pk").values_list("pk", flat=True))


def _reason_of(row: SiftWork | Proposal) -> Reason:
    return Reason(row.reason_sw, row.reason_en)


def _propose(vacancy: Vacancy, keys: Sequence[int], verdict: str, reason: Reason, by: Any) -> None:
    said = {"reason_sw": reason.sw, "reason_en": reason.en}
    Proposal.objects.bulk_create(Proposal(application_id=key, verdict=verdict, **said, by=by) for key in keys)
    _record(vacancy, "recruitment.propose", keys, by, verdict=str(verdict), reason=reason.sealed)


def _shortlist(*, vacancy: Vacancy, keys: Sequence[int], reason: Reason, by: Any) -> None:
    _propose(vacancy, keys, ApplicationState.SHORTLISTED, reason, by)


def _leave_out(*, vacancy: Vacancy, keys: Sequence[int], reason: Reason, by: Any) -> None:
    _propose(vacancy, keys, ApplicationState.NOT_SHORTLISTED, reason, by)


def _drop(*, vacancy: Vacancy, keys: Sequence[int], reason: Reason, by: Any) -> None:
    Proposal.objects.filter(application__in=keys, undone_at=None, confirmed_by=None).update(undone_at=Now())
    _record(vacancy, "recruitment.drop_proposals", keys, by)


def _confirm(*, vacancy: Vacancy, keys: Sequence[int], reason: Reason, by: Any) -> None:
    proposals = list(Proposal.objects.filter(application__in=keys, undone_at=None, confirmed_by=None))
    Proposal.objects.filter(pk__in=[proposal.pk for proposal in proposals]).update(confirmed_by=by, confirmed_at=Now())
    applications = _applications(vacancy, keys)
    for verdict, verb in _VERBS.items():
        steps = [
            Step(
                applications[one.application_id],
                one.reason_sw,
                one.reason_en,
                {"proposal": one.pk, "proposed_by": one.by_id},
                _reason_of(one).sealed,
            )
            for one in proposals
            if one.verdict == verdict
        ]
        move(steps=steps, verb=verb, by=by)


def _undo(*, vacancy: Vacancy, keys: Sequence[int], reason: Reason, by: Any) -> None:
    steps = [Step(application, reason.sw, reason.en, sealed=reason.sealed) for application in _applications(vacancy, keys).values()]
    move(steps=steps, verb="undo", by=by)
    Proposal.objects.filter(application__in=keys, undone_at=None).update(undone_at=Now())


_DO: dict[str, Callable[..., None]] = {
    SiftWork.Kind.SHORTLIST: _shortlist,
    SiftWork.Kind.LEAVE_OUT: _leave_out,
    SiftWork.Kind.DROP: _drop,
    SiftWork.Kind.CONFIRM: _confirm,
    SiftWork.Kind.UNDO: _undo,
}


def _applications(vacancy: Vacancy, keys: Sequence[int]) -> dict[int, Application]:
    found = Application.objects.filter(pk__in=keys).only("vacancy_id", "institution_id", "state", "version_id", "number").order_by("pk")
    for application in found:
        application.institution = vacancy.institution
    return {application.pk: application for application in found}


def _record(vacancy: Vacancy, verb: str, keys: Sequence[int], by: Any, **data: Any) -> None:
    record(subject=vacancy, verb=verb, by=by, data={"applications": list(keys), **data}, decision=True)
