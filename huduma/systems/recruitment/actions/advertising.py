"""Vacancies in public: published and closed at their instants, extended, advertised again, withdrawn.

Publishing freezes the criteria and the day by which they judge. The instants are the database's; the sweeps of ``jobs.officers`` find
what is due, and a job that dies leaves the row as it was, so that the next sweep finds it again.
"""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from huduma.platform.audit.actions import record
from huduma.platform.institutions.scoping import whole_nation
from huduma.platform.jobs.models import database_now
from huduma.systems.recruitment.criteria import digest, digest_of
from huduma.systems.recruitment.models import CriteriaVersion, SiftWork, Vacancy, VacancyChange
from huduma.systems.recruitment.states import VACANCY, ApplicationState, Refused

from .announcing import announce
from .vacancies import CRITERIA, checked, level_of, locked, refuse_writers

_TRIES = 10  # to find a free number while others publish too


@transaction.atomic
def publish_vacancy(*, vacancy: int, by: Any) -> bool:
    """Publish the vacancy with this primary key if its opening instant has come; returns whether it was due.

    Freezes its criteria and the day by which they judge, gives it a number, and shows it wherever vacancies are shown.
    """
    with whole_nation():
        row = Vacancy.objects.to_publish().select_for_update().filter(pk=vacancy).first()
        if row is None:
            return False
        before, row.state = row.state, VACANCY.after("publish", row.state)
        row.published_at = row.changed_at = database_now()
        _freeze(row)
        _save_with_number(row)
        _record(row, "publish", by, before)
        announce(vacancy=row)
        return True


@transaction.atomic
def close_vacancy(*, vacancy: int, by: Any) -> bool:
    """Close the vacancy with this primary key if its closing instant has passed; returns whether it was due.

    Nobody could apply since that instant: what an application asks is the instant, not the state.
    """
    with whole_nation():
        row = Vacancy.objects.to_close().select_for_update().filter(pk=vacancy).first()
        if row is None:
            return False
        _move(row, "close", by)
        return True


@transaction.atomic
def extend_vacancy(*, vacancy: Vacancy, closes_at: datetime, reason_sw: str, reason_en: str, by: Any) -> None:
    """Let an open vacancy close later, for everybody, with a reason that everybody reads; the day by which is judged stays.

    Raises ``Refused`` when it is not open or its closing has passed, and ``ValidationError`` unless ``closes_at`` is later than before.
    """
    row, now = locked(vacancy), database_now()
    VACANCY.after("extend", row.state, reason_sw and reason_en)
    if row.closes_at <= now:
        raise Refused(_("It has closed. It can be advertised again."))
    if closes_at <= row.closes_at:
        raise ValidationError({"closes_at": _("This is not later than it closes now.")})
    _note(row, "extend", reason_sw, reason_en, by, closes_at)
    row.closes_at = closes_at
    _move(row, "extend", by, reason_en, {"closes_at": closes_at.isoformat()})


@transaction.atomic
def change_criteria(*, vacancy: Vacancy, criteria: list[dict[str, Any]], by: Any) -> None:
    """Write other criteria for advertising a closed vacancy again; those of the applications sent so far stay what they were.

    Raises ``Refused``.
    """
    row = locked(vacancy)
    VACANCY.after("readvertise", row.state, "-")
    row.criteria = [criterion.as_json() for criterion in checked(criteria)]
    row.changed_at = database_now()
    row.save(update_fields=["criteria", "changed_at"])
    record(subject=row, verb=CRITERIA, by=by, data={"digest": digest_of(row.criteria)})


@transaction.atomic
def readvertise_vacancy(*, vacancy: Vacancy, opens_at: datetime, closes_at: datetime, reason_sw: str, reason_en: str, by: Any) -> None:
    """Open a closed vacancy again, with a reason that everybody reads; criteria that were changed meanwhile, or
    another day of closing, are a further version.

    Raises ``Refused``, also to whoever wrote it, and ``ValidationError`` where the instants make no sense.
    """
    refuse_writers(vacancy, by)
    row, now = locked(vacancy), database_now()
    VACANCY.after("readvertise", row.state, reason_sw and reason_en)
    _refuse_sifted(row)
    if closes_at <= now or closes_at <= opens_at:
        raise ValidationError({"closes_at": _("It closes before it opens, or before now.")})
    _note(row, "readvertise", reason_sw, reason_en, by, closes_at)
    row.opens_at, row.closes_at = max(opens_at, now), closes_at
    _freeze(row)
    _move(row, "readvertise", by, reason_en, {"opens_at": row.opens_at.isoformat(), "closes_at": closes_at.isoformat()})


def _refuse_sifted(row: Vacancy) -> None:
    """Raise ``Refused`` once the long-list is ordered: somebody would be judged while others still apply."""
    begun = row.applications.exclude(state__in=[ApplicationState.DRAFT, ApplicationState.SUBMITTED, ApplicationState.WITHDRAWN])
    if SiftWork.objects.owed().filter(vacancy=row).exists() or begun.exists():
        raise Refused(_("Its applications are being sifted already. It cannot be advertised again."))


@transaction.atomic
def withdraw_vacancy(*, vacancy: Vacancy, reason_sw: str, reason_en: str, by: Any) -> None:
    """Take an approved or published vacancy back for good, with a reason that everybody reads. Raises ``Refused``.

    Its applicants are owed a message, by ``VacancyChange.untold``.
    """
    row = locked(vacancy)
    VACANCY.after("withdraw", row.state, reason_sw and reason_en)
    _note(row, "withdraw", reason_sw, reason_en, by, None)
    _move(row, "withdraw", by, reason_en)


@transaction.atomic
def archive_vacancy(*, vacancy: int, by: Any) -> bool:
    """Archive the vacancy with this primary key if it was decided long enough ago; returns whether it was due."""
    with whole_nation():
        row = Vacancy.objects.to_archive().select_for_update().filter(pk=vacancy).first()
        if row is None:
            return False
        _move(row, "archive", by)
        return True


def archive_vacancies(*, by: Any) -> int:
    """Archive all vacancies for which that is due, each in its own transaction; returns how many."""
    with whole_nation():
        due = list(Vacancy.objects.to_archive().order_by("pk").values_list("pk", flat=True))
    return sum(archive_vacancy(vacancy=vacancy, by=by) for vacancy in due)


def _move(row: Vacancy, verb: str, by: Any, reason: str = "", said: dict[str, Any] | None = None) -> None:
    before, row.state = row.state, VACANCY.after(verb, row.state, reason)
    row.changed_at = database_now()
    row.save()
    _record(row, verb, by, before, {"reason": reason, **(said or {})})
    announce(vacancy=row)


def _record(row: Vacancy, verb: str, by: Any, before: str, said: dict[str, Any] | None = None) -> None:
    about = {"before": before, "after": row.state, **_version(row), **(said or {})}
    record(subject=row, verb=f"recruitment.{verb}_vacancy", by=by, data=about, decision=True)


def _version(row: Vacancy) -> dict[str, Any]:
    """What is written down of the version that stands."""
    version = row.version
    if version is None:
        return {}
    return {"criteria_version": version.number, "judged_on": version.judged_on.isoformat(), "digest": version.digest}


def _note(row: Vacancy, verb: str, reason_sw: str, reason_en: str, by: Any, closes_at: datetime | None) -> None:
    """What everybody reads of the change."""
    VacancyChange.objects.create(
        vacancy=row,
        verb=verb,
        reason_sw=reason_sw,
        reason_en=reason_en,
        closed_at=row.closes_at,
        closes_at=closes_at,
        by=by,
        untold=verb == "withdraw",
    )


def _freeze(row: Vacancy) -> None:
    """Make the criteria being written, and the day of its closing, its version, unless they are the version that it has."""
    criteria, on = checked(row.criteria), row.closing_day
    seal = digest(criteria, on)
    row.level = level_of(criteria)
    if row.version is None or row.version.digest != seal:
        number = 1 + (row.versions.order_by("-number").values_list("number", flat=True).first() or 0)
        frozen = [criterion.as_json() for criterion in criteria]
        row.version = CriteriaVersion.objects.create(vacancy=row, number=number, criteria=frozen, judged_on=on, digest=seal)


def _save_with_number(row: Vacancy) -> None:
    """Save ``row`` with the next number of the year; whoever publishes at the same time and was first has taken it, so again."""
    year = timezone.localdate(row.published_at).year
    for left in reversed(range(_TRIES)):
        last = Vacancy.objects.filter(number__startswith=f"{year}-").order_by("-number").values_list("number", flat=True).first()
        row.number = row.number or f"{year}-{int(last.rpartition('-')[2]) + 1 if last else 1:05}"
        try:
            with transaction.atomic():
                row.save()
        except IntegrityError:
            if not left:
                raise
            row.number = None
        else:
            return
