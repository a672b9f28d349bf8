"""The long-list: every application of a closed vacancy judged by its frozen criteria, fifty thousand at a time.

*Many transactions, one result.* Each chunk is judged outside a transaction and written in one: the new states, the events that applicants
read, the sealed decisions and the progress, all or nothing. All that a decision depends on is frozen (snapshot, version with its day), so
it comes out the same in whichever chunk, by whichever worker and however often one was killed: who was moved is not received any more, so
is not judged again. The vacancy goes on to shortlisting in the transaction that finds nobody left.
"""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from huduma.platform.audit.actions import record
from huduma.platform.audit.models import ChainedRecord
from huduma.platform.institutions.policy import reach
from huduma.platform.jobs.sweep import owe
from huduma.systems.recruitment.criteria.work import years_of_work
from huduma.systems.recruitment.models import Application, SiftWork, Vacancy
from huduma.systems.recruitment.states import VACANCY, ApplicationState, Refused, VacancyState

from .announcing import announce
from .judging import Judged, Judges
from .moving import Found, Step, move
from .vacancies import locked

SIFT = "recruitment.sift_vacancy"
OWED_SIFTS = "recruitment.sift"
AT_ONCE = 500  # applications in one transaction: a third of a second in which nobody else writes on SQLite
_READ = ("vacancy_id", "seeker_id", "institution_id", "state", "version_id", "snapshot", "findings", "passes", "number")


def require_sifter(vacancy: Vacancy, by: Any) -> None:
    """Raise ``PermissionDenied`` unless ``by`` may sift ``vacancy``."""
    if not reach(by, SIFT).covers(vacancy.institution_id):
        raise PermissionDenied(_("Your appointment does not allow this."))


@transaction.atomic
def longlist(*, vacancy: Vacancy, by: Any) -> SiftWork:
    """Owe the long-list of ``vacancy``; the worker makes it. Raises ``Refused`` when it is not closed, is being sifted already, or its
    criteria are not those that were published."""
    require_sifter(vacancy, by)
    row = locked(vacancy)  # whoever advertises it again at the same time waits, and finds this work
    VACANCY.after("longlist", row.state)
    if Judges(row).broken():
        raise Refused(_("The criteria are not those that were published: their digest does not fit. Nothing was done."))
    work = owe_work(SiftWork(vacancy=vacancy, kind=SiftWork.Kind.LONGLIST, total=len(_received(row)), ordered_by=by))
    record(subject=vacancy, verb="recruitment.order_longlist", by=by, data={"applications": work.total})
    return work


def owe_work(work: SiftWork) -> SiftWork:
    """Write ``work`` down as owed. Raises ``Refused`` while other work on the same vacancy is."""
    if SiftWork.objects.owed().filter(vacancy=work.vacancy).exists():
        raise Refused(_("Other work on the applications of this vacancy is being done. Wait until it is through."))
    work.save(force_insert=True)
    owe(OWED_SIFTS, work.pk)
    return work


def make_longlist(*, work: SiftWork) -> None:
    """Judge whoever is left, and then move the vacancy on. Not one transaction: see above."""
    vacancy = work.vacancy
    judges = Judges(vacancy)
    for keys in chunks(_received(vacancy)):
        received = Application.objects.filter(pk__in=keys, state=ApplicationState.SUBMITTED).only(*_READ).order_by("pk")
        judged = []
        for application in received:
            application.institution = vacancy.institution  # what its decision says, without a query for each
            judged.append((application, judges.of(application).judge(application.snapshot)))
        if not _write(work, judges, judged):
            return
    _finish(work)


def _received(vacancy: Vacancy) -> list[int]:
    """Those to be judged. Of whoever was erased nothing is left that could be."""
    received = vacancy.applications.filter(state=ApplicationState.SUBMITTED, erased_at=None)
    return list(received.order_by("pk").values_list("pk", flat=True))


def chunks(keys: list[int]) -> Iterator[list[int]]:
    """``keys`` in parts of as many as one transaction takes."""
    rest = iter(keys)
    while part := list(islice(rest, AT_ONCE)):
        yield part


@transaction.atomic
def _write(work: SiftWork, judges: Judges, judged: list[tuple[Application, Judged]]) -> bool:
    """Move one chunk and write down how far the work is; whether there is more to do for this worker."""
    if not still_owed(work) or not judged:
        return work.status == SiftWork.Status.OWED
    if locked(work.vacancy).state != VacancyState.CLOSED:
        _refuse(work)
        return False
    if work.done == 0:
        work.sealed_from = _last_sealed() + 1
    first = _last_sift_number(work.vacancy_id) + 1
    steps = [_step(judges, application, found, number) for number, (application, found) in enumerate(judged, start=first)]
    for passes, verb in ((True, "find_eligible"), (False, "find_ineligible")):
        move(steps=[step for step in steps if step.found and step.found.passes is passes], verb=verb, by=work.ordered_by)
    work.done += len(judged)
    work.save(update_fields=["done", "sealed_from"])
    return True


def _last_sift_number(vacancy: int) -> int:
    """The last one given, also by earlier work; asked of those that have one, by their index: whoever waits has none and are thousands."""
    numbered = Application.objects.filter(vacancy=vacancy, sift_number__isnull=False).order_by("-sift_number")
    return numbered.values_list("sift_number", flat=True).first() or 0


def _step(judges: Judges, application: Application, judged: Judged, number: int) -> Step:
    judge = judges.of(application)
    sw, en = judge.reasons(judged)
    findings = judge.as_json(judged)
    changed = application.findings != findings or application.passes != judged.passes
    if changed:
        application.findings, application.passes = findings, judged.passes
    years = min(years_of_work(application.snapshot, judge.on), 99)
    found = Found(number, years, judged.passes, findings if changed else None)
    return Step(application, sw, en, inputs=judge.inputs(judged), sealed=judge.sealed(judged), found=found)


@transaction.atomic
def _finish(work: SiftWork) -> None:
    """Move the vacancy on once nobody is left."""
    if not still_owed(work):
        return
    vacancy = Vacancy.objects.select_for_update().select_related("institution").get(pk=work.vacancy_id)
    if vacancy.state != VacancyState.CLOSED:
        _refuse(work)
        return
    target = VACANCY.after("longlist", vacancy.state)
    if _received(vacancy):
        return  # somebody was let in meanwhile; the sweep brings this work back
    states = vacancy.applications.filter(state__in=[ApplicationState.ELIGIBLE, ApplicationState.INELIGIBLE]).values_list("state", flat=True)
    eligible = states.filter(state=ApplicationState.ELIGIBLE).count()
    data = {
        "before": vacancy.state,
        "after": target,
        "on": vacancy.judged_on.isoformat(),
        "criteria_version": vacancy.version_id,
        "eligible": eligible,
        "ineligible": states.count() - eligible,
    }
    Vacancy.objects.filter(pk=vacancy.pk).update(state=target, changed_at=Now())
    record(subject=vacancy, verb="recruitment.longlist", by=work.ordered_by, data=data, decision=True)
    vacancy.state = target
    announce(vacancy=vacancy)
    work.sealed_to = _last_sealed()
    settle(work, SiftWork.Status.DONE)


def still_owed(work: SiftWork) -> bool:
    """Read again how far ``work`` is, and hold it to the end of the transaction; whether it is still to be done."""
    row = SiftWork.objects.select_for_update().get(pk=work.pk)
    work.done, work.left, work.status, work.sealed_from = row.done, row.left, row.status, row.sealed_from
    return bool(work.status == SiftWork.Status.OWED)


def _refuse(work: SiftWork) -> None:
    settle(work, SiftWork.Status.REFUSED, said=_("The vacancy is not closed any more."))


def settle(work: SiftWork, status: str, said: str = "") -> None:
    """Write down that ``work`` is through, or why it was not done."""
    work.status, work.said = status, said
    SiftWork.objects.filter(pk=work.pk).update(status=status, said=said, sealed_to=work.sealed_to, settled_at=Now())


def _last_sealed() -> int:
    return int(ChainedRecord.objects.aggregate(last=Max("sequence"))["last"] or 0)
