"""Vacancies until they are published: written by one person, approved by another. ``advertising`` has what follows."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Sum
from django.db.models.functions import Now
from django.utils.translation import gettext as _
from wagtail.models import ModelLogEntry

from huduma.platform.audit.actions import record
from huduma.platform.jobs.models import database_now
from huduma.platform.jobs.sweep import owe
from huduma.systems.recruitment.criteria import Criterion, Wrong, read
from huduma.systems.recruitment.models import Requisition, Vacancy
from huduma.systems.recruitment.states import VACANCY, Refused, RequisitionState, VacancyState

from .telling_officers import tell_writer

TO_PUBLISH = "recruitment.to_publish"  # the sweep that publishes at the opening instant
_EARLIEST = 2000  # the year; a slip of the pen such as 0026 would be kept as an instant that no calendar shows
WRITE, CHANGE, CRITERIA = "recruitment.write_vacancy", "recruitment.change_vacancy", "recruitment.change_criteria"


@transaction.atomic
def write_vacancy(*, vacancy: Vacancy, by: Any) -> Vacancy:
    """Keep a new vacancy as a draft, of the institution of its requisition where it has one. Raises ``ValidationError`` and ``Refused``."""
    if vacancy.requisition is not None:
        vacancy.institution = vacancy.requisition.institution
    _check(vacancy)
    vacancy.written_by = by
    vacancy.save(force_insert=True)
    record(subject=vacancy, verb=WRITE, by=by, data={"requisition": vacancy.requisition_id, "reference": vacancy.reference})
    return vacancy


@transaction.atomic
def change_vacancy(*, vacancy: Vacancy, by: Any) -> None:
    """Write a draft anew; whoever does so is one of its writers. Raises ``ValidationError``, and ``Refused`` once it is no draft."""
    if locked(vacancy).state != VacancyState.DRAFT:
        raise Refused(_("It is no draft any more. It can be changed when it comes back."))
    _check(vacancy)
    vacancy.written_by = by
    vacancy.changed_at = database_now()
    vacancy.save()
    record(subject=vacancy, verb=CHANGE, by=by)


@transaction.atomic
def submit_vacancy(*, vacancy: Vacancy, by: Any) -> None:
    """Send a draft to whoever approves. Raises ``Refused``."""
    if vacancy.closes_at <= database_now():
        raise Refused(_("Its closing has passed. Change it first."))
    _move(vacancy, "submit", by, remark="")


@transaction.atomic
def return_vacancy(*, vacancy: Vacancy, reason: str, by: Any) -> None:
    """Give it back to its writer, who reads ``reason``; also what was approved, until it is published. Raises ``Refused``."""
    _move(vacancy, "return", by, reason, remark=reason, approved_by=None)


@transaction.atomic
def approve_vacancy(*, vacancy: Vacancy, by: Any) -> None:
    """Let it be published at its opening instant. Raises ``Refused``, also to everybody who wrote any part of it."""
    refuse_writers(vacancy, by)
    if vacancy.closes_at <= database_now():
        raise Refused(_("Its closing has passed. Give it back."))
    _move(vacancy, "approve", by, approved_by=by)
    if vacancy.opens_at <= database_now():
        owe(TO_PUBLISH, vacancy.pk)


def locked(vacancy: Vacancy) -> Vacancy:
    """The row as it stands, held until the transaction ends; applications go on coming in meanwhile."""
    return Vacancy.objects.select_for_update(no_key=True).get(pk=vacancy.pk)  # type: ignore[no-any-return]


def refuse_writers(vacancy: Vacancy, by: Any) -> None:
    """Raise ``Refused`` when ``by`` wrote ``vacancy`` or its criteria, first or later: four eyes see what is published."""
    wrote = ModelLogEntry.objects.for_instance(vacancy).filter(action__in=[WRITE, CHANGE, CRITERIA], user=by)
    if vacancy.written_by_id == by.pk or wrote.exists():
        raise Refused(_("You wrote it. Somebody else has to approve it."))


def checked(criteria: Any) -> list[Criterion]:
    """``criteria`` that were written, read. Raises ``Refused`` with the number and the field of the first that is wrong."""
    try:
        return read(criteria)
    except Wrong as wrong:
        raise Refused(str(wrong)) from wrong


def level_of(criteria: list[Criterion]) -> str:
    """The level of education that ``criteria`` ask for; empty where they ask for none."""
    return next((str(criterion.as_json()["level"]) for criterion in criteria if criterion.kind == "education"), "")


def check_instants(opens_at: datetime, closes_at: datetime) -> None:
    """Raise ``ValidationError`` naming the field where they make no sense for a vacancy."""
    if opens_at.year < _EARLIEST:
        raise ValidationError({"opens_at": _("This lies too far in the past.")})
    if closes_at <= opens_at:
        raise ValidationError({"closes_at": _("It closes before it opens.")})


def _check(vacancy: Vacancy) -> None:
    check_instants(vacancy.opens_at, vacancy.closes_at)
    if vacancy.requisition_id:
        _check_requisition(vacancy)
    criteria = checked(vacancy.criteria)
    vacancy.criteria = [criterion.as_json() for criterion in criteria]
    vacancy.level = level_of(criteria)
    vacancy.full_clean()


def _check_requisition(vacancy: Vacancy) -> None:
    """A requisition that stays approved, and no more posts than it has, whoever else makes a vacancy of it at the same time."""
    requisition = Requisition.objects.select_for_update().get(pk=vacancy.requisition_id)
    if requisition.state != RequisitionState.APPROVED:
        raise Refused(_("The requisition is not approved."))
    others = requisition.vacancies.exclude(pk=vacancy.pk).exclude(state=VacancyState.WITHDRAWN)
    left = requisition.number_of_posts - (others.aggregate(n=Sum("posts"))["n"] or 0)
    if vacancy.posts > left:
        raise ValidationError({"posts": _("The requisition has only this many posts left: %(left)s.") % {"left": max(left, 0)}})


def _move(vacancy: Vacancy, verb: str, by: Any, reason: str = "", **values: Any) -> None:
    row = locked(vacancy)
    after = VACANCY.after(verb, row.state, reason)
    Vacancy.objects.filter(pk=row.pk).update(state=after, changed_at=Now(), **values)
    said = {"before": row.state, "after": after, "reason": reason}
    record(subject=row, verb=f"recruitment.{verb}_vacancy", by=by, data=said, decision=verb != "submit")
    vacancy.refresh_from_db()
    tell_writer(vacancy=vacancy, verb=verb, by=by)
