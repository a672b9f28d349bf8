"""What takes longer than a request may, done by the worker for all applicants of a stage; its progress is seen in the office."""

from collections.abc import Callable
from datetime import date
from os import SEEK_END
from tempfile import TemporaryFile
from typing import IO, Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from huduma.platform.audit.actions import record
from huduma.platform.institutions.scoping import whole_nation
from huduma.platform.jobs.models import database_now
from huduma.platform.jobs.sweep import owe
from huduma.systems.recruitment.models import Stage, StageWork, Vacancy
from huduma.systems.recruitment.models.stage_work import KEPT, new_file
from huduma.systems.recruitment.states import Refused, VacancyState

from .call_letters import pack_call_letters, write_call_letters
from .interviews import Progress, call_to_stage, hold_interviewed
from .merit import check_recommendable, recommend, settle_stage

OWED_WORK = "recruitment.stage_work"


@transaction.atomic
def order_work(*, stage: Stage, kind: str, by: Any) -> StageWork:
    """Owe a work of ``StageWork.Kind`` on ``stage``; the worker does it. Raises ``ValidationError`` while the same one is being done, or
    once the vacancy is withdrawn."""
    if stage.vacancy.state == VacancyState.WITHDRAWN:
        raise ValidationError(_("The vacancy was withdrawn: none of its interviews is held any more."))
    if kind != StageWork.Kind.CALL and stage.called_at is None:
        raise ValidationError(_("Nobody is called to this stage yet."))
    return _owe(StageWork(stage=stage, kind=kind, ordered_by=by))


@transaction.atomic
def order_merit(*, vacancy: Vacancy, reserve_until: date, by: Any) -> StageWork:
    """Owe the list of merit of ``vacancy``, as work on its last stage.

    Raises what ``merit.recommend`` does, and ``ValidationError`` while it is being made.
    """
    row = hold_interviewed(vacancy)
    check_recommendable(row, reserve_until)
    stage = row.stages.order_by("order").last()
    return _owe(StageWork(stage=stage, kind=StageWork.Kind.MERIT, reserve_until=reserve_until, ordered_by=by))


def _owe(work: StageWork) -> StageWork:
    try:
        with transaction.atomic():
            work.save(force_insert=True)
    except IntegrityError:
        raise ValidationError(_("This is being done already.")) from None
    owe(OWED_WORK, work.pk)
    record(subject=work.stage, verb="recruitment.order_work", by=work.ordered_by, data={"work": work.kind})
    return work


def do_work(*, work: int, by: Any = None) -> None:
    """Do the work with this primary key, in the name of whoever ordered it. Does nothing when it is not owed any more.

    Not one transaction. A killed worker leaves it owed, and the next one goes on where it stopped.
    """
    with whole_nation():
        rows = StageWork.objects.owed().select_related("stage__vacancy__institution", "ordered_by")
        row = rows.filter(pk=work).first()
        if row is None:
            return
        try:
            made = _DOES[row.kind](row)
        except (ValidationError, Refused) as error:
            _end(row, StageWork.Status.REFUSED, said=" ".join(getattr(error, "messages", [str(error)])))
        else:
            _end(row, StageWork.Status.DONE, **made)


def _call(row: StageWork) -> dict[str, Any]:
    call_to_stage(stage=row.stage, by=row.ordered_by, progress=_tell(row))
    return {}


def _settle(row: StageWork) -> dict[str, Any]:
    settle_stage(stage=row.stage, by=row.ordered_by, progress=_tell(row))
    return {}


def _recommend(row: StageWork) -> dict[str, Any]:
    assert row.reserve_until  # noqa: S101  order_merit wrote it down
    recommend(vacancy=row.stage.vacancy, reserve_until=row.reserve_until, by=row.ordered_by, progress=_tell(row))
    return {}


def _letters(row: StageWork) -> dict[str, Any]:
    return _keep_file(row, "pdf", write_call_letters)


def _each_letter(row: StageWork) -> dict[str, Any]:
    return _keep_file(row, "zip", pack_call_letters)


def _keep_file(row: StageWork, ending: str, write: Callable[[Stage, IO[bytes], Progress], object]) -> dict[str, Any]:
    """Write the letters; the name of the file is on the row before the file is there, so that none is left behind unknown."""
    if row.file:
        default_storage.delete(row.file)
    row.file = new_file(ending)
    StageWork.objects.filter(pk=row.pk).update(file=row.file)
    with TemporaryFile(dir=settings.STATE) as out:
        write(row.stage, out, _tell(row))
        size = out.seek(0, SEEK_END)
        out.seek(0)
        default_storage.save(row.file, File(out, name=row.file))
    return {"bytes": size, "kept_until": database_now() + KEPT}


_DOES: dict[str, Any] = {
    StageWork.Kind.CALL: _call,
    StageWork.Kind.SETTLE: _settle,
    StageWork.Kind.LETTERS: _letters,
    StageWork.Kind.EACH: _each_letter,
    StageWork.Kind.MERIT: _recommend,
}


def _tell(row: StageWork) -> Progress:
    def tell(done: int, total: int) -> None:
        StageWork.objects.filter(pk=row.pk).update(done=done, total=total)

    return tell


def _end(row: StageWork, status: str, **values: Any) -> None:
    StageWork.objects.filter(pk=row.pk).update(status=status, settled_at=database_now(), **values)


@transaction.atomic
def fetch_letters(*, work: StageWork, by: Any) -> File:
    """The letters of all, opened, for ``by`` to save. Raises ``FileNotFoundError`` when they are not there (any more)."""
    if not work.has_file:
        raise FileNotFoundError(work.file)
    opened = default_storage.open(work.file)
    record(subject=work.stage, verb="recruitment.fetch_letters", by=by)
    return opened


@transaction.atomic
def discard_letters(*, work: int, by: Any = None) -> None:
    """Remove the file of the work with this primary key, which was kept long enough. Does nothing when it is gone or still to be kept."""
    row = StageWork.objects.over().filter(pk=work).first()
    if row is not None:
        default_storage.delete(row.file)
        StageWork.objects.filter(pk=work).update(status=StageWork.Status.GONE)
