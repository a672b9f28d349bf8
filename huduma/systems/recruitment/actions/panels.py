"""Panels and their sheets: who marks whom, blind until everything is locked, and nothing changed afterwards."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from huduma.platform.audit.actions import record
from huduma.systems.recruitment.models import Call, Centre, Panel, PanelMember, Score, ScoreSheet, Stage

from .interests import declare, declared_by, has_applied, may_declare, who_applied, who_has_conflict


@dataclass(frozen=True)
class Mark:
    """A mark out of 100 and what the member noted beside it."""

    mark: Decimal
    note: str = ""


@transaction.atomic
def make_panel(*, stage: Stage, name: str, centre: Centre | None, by: Any) -> Panel:
    """Make a panel that hears those called to ``centre`` (``None``: to any) whom no other panel hears. Raises ``ValidationError``."""
    if stage.called_at is None or stage.settled_at is not None:
        raise ValidationError(_("A panel is made once the applicants are called, and before the marks are final."))
    calls = Call.objects.filter(stage=stage, panel__isnull=True)
    if centre is not None:
        calls = calls.filter(centre=centre)
    if not calls.exists():
        raise ValidationError(_("Every applicant there is heard by another panel already."))
    panel = Panel(stage=stage, name=name)
    panel.full_clean()
    panel.save()
    heard = calls.update(panel=panel)
    record(subject=stage, verb="recruitment.make_panel", by=by, data={"panel": name, "hears": heard}, decision=True)
    return panel


@transaction.atomic
def add_member(*, panel: Panel, officer: Any, by: Any) -> PanelMember:
    """Put ``officer`` on ``panel``: before marking they declare their interests, if they have not yet. Raises ``ValidationError``.

    Refused is who declared a conflict, who applied, and who has a part in the panel's work already.
    """
    if who_has_conflict(vacancy=panel.stage.vacancy_id, officers=[officer.pk]):
        raise ValidationError(_("%(officer)s declared a conflict of interest and cannot sit on this panel.") % {"officer": officer})
    if has_applied(vacancy=panel.stage.vacancy_id, officer=officer):
        raise ValidationError(_("%(officer)s applied for this vacancy and cannot sit on this panel.") % {"officer": officer})
    if panel.members.filter(sheet__locked_at__isnull=False).exists():
        raise ValidationError(_("A sheet of this panel is locked already; nobody joins it any more."))
    if panel.members.filter(officer=officer).exists():
        raise ValidationError(_("%(officer)s sits on this panel already.") % {"officer": officer})
    member = PanelMember.objects.create(panel=panel, officer=officer)
    record(subject=panel.stage, verb="recruitment.add_member", by=by, data={"panel": panel.name, "officer": officer.pk}, decision=True)
    return member


@transaction.atomic
def remove_member(*, member: PanelMember, by: Any) -> None:
    """Take a member off a panel, with a sheet that is not locked. Raises ``ValidationError`` when it is: its marks count."""
    if is_locked(member):
        raise ValidationError(_("The sheet is locked: its marks stay."))
    record(
        subject=member.panel.stage,
        verb="recruitment.remove_member",
        by=by,
        data={"panel": member.panel.name, "officer": member.officer_id},
        decision=True,
    )
    member.delete()


@transaction.atomic
def release_unmarked(*, stage: Stage, by: Any) -> int:
    """Take off their panel those who came to ``stage`` after all and of whom a locked sheet of it has no mark, nor can get one: another
    panel is made for them. Returns how many."""
    no_mark = ~Exists(Score.objects.filter(sheet=OuterRef("pk"), call=OuterRef(OuterRef("pk"))))
    locked = ScoreSheet.objects.filter(no_mark, member__panel=OuterRef("panel"), locked_at__isnull=False)
    released = Call.objects.filter(Exists(locked), stage=stage, attended=True, mark__isnull=True).update(panel=None)
    if released:
        record(subject=stage, verb="recruitment.release_unmarked", by=by, data={"released": released})
    return released  # type: ignore[no-any-return]


@transaction.atomic
def declare_interest(*, member: PanelMember, conflicted: bool, text: str, by: Any) -> None:
    """A member of a panel declares whether they know an applicant, or that they have found out since; whoever does is a member no more,
    but for a sheet that is locked.

    Raises ``ValidationError``, and ``PermissionDenied`` for another member or one who has applied: there is nothing left to declare.
    """
    _only(member, by)
    _refuse_applicant(member)
    if conflicted and not text.strip():
        raise ValidationError({"text": _("Say whom you know, and how.")})
    vacancy = member.panel.stage.vacancy
    if not may_declare(vacancy=vacancy.pk, officer=by, conflicted=conflicted):
        raise ValidationError(_("You have declared this already."))
    declare(vacancy=vacancy, conflicted=conflicted, text=text, by=by)


def has_declared(member: PanelMember) -> bool:
    """Whether the member declared to have no conflict and did not apply either, and so may see whom the panel hears."""
    interest = declared_by(vacancy=member.panel.stage.vacancy_id, officer=member.officer_id)
    return interest is not None and not interest.conflicted and not has_member_applied(member)


def has_conflict(member: PanelMember) -> bool:
    """Whether the member declared a conflict, and is one still only because their sheet was locked before."""
    interest = declared_by(vacancy=member.panel.stage.vacancy_id, officer=member.officer_id)
    return interest is not None and interest.conflicted


def is_locked(member: PanelMember) -> bool:
    """Whether the member's sheet is locked."""
    return ScoreSheet.objects.filter(member=member, locked_at__isnull=False).exists()


@transaction.atomic
def mark(*, member: PanelMember, marks: Mapping[int, Mark], by: Any) -> int:
    """Write marks on the member's own sheet, by the primary keys of the calls, over those written before; returns how many.

    Raises ``ValidationError`` when the sheet is locked, or one of them is not heard by the panel or did not come; ``PermissionDenied`` when
    it is somebody else's sheet, or the member has declared nothing.
    """
    sheet = _own_sheet(member, by)
    if sheet.locked_at is not None:
        raise ValidationError(_("Your sheet is locked: nothing in it changes any more."))
    heard = set(Call.objects.filter(panel=member.panel_id, attended=True).values_list("pk", flat=True))
    if set(marks) - heard:
        raise ValidationError(_("Somebody is not heard by this panel, or did not come."))
    if any(not 0 <= given.mark <= 100 for given in marks.values()):
        raise ValidationError(_("A mark is a number from 0 to 100."))
    scores = [Score(sheet=sheet, call_id=call, mark=given.mark, note=given.note[:500]) for call, given in marks.items()]
    Score.objects.bulk_create(
        scores, update_conflicts=True, unique_fields=["sheet", "call"], update_fields=["mark", "note", "changed_at"], batch_size=500
    )
    return len(scores)


@transaction.atomic
def lock_sheet(*, member: PanelMember, by: Any) -> None:
    """Lock the member's own sheet for good. Raises ``ValidationError`` while somebody who came has no mark, or attendance is not in yet."""
    sheet = _own_sheet(member, by)
    if sheet.locked_at is not None:
        raise ValidationError(_("Your sheet is locked already."))
    calls = Call.objects.filter(panel=member.panel_id)
    if calls.filter(attended__isnull=True).exists():
        raise ValidationError(_("It is not written down yet for everybody whether they came."))
    missing = calls.filter(attended=True).exclude(scores__sheet=sheet).order_by("application__exam_number")
    if first := missing.values_list("application__exam_number", flat=True).first():
        raise ValidationError(_("%(number)s has no mark yet.") % {"number": first})
    marks = list(sheet.scores.order_by("call__application__exam_number").values_list("call__application__exam_number", "mark"))
    digest = hashlib.sha256("\n".join(f"{number} {given}" for number, given in marks).encode()).hexdigest()
    ScoreSheet.objects.filter(pk=sheet.pk, locked_at__isnull=True).update(locked_at=Now())
    data = {"panel": member.panel.name, "marks": len(marks), "sha256": digest}
    record(subject=member.panel.stage, verb="recruitment.lock_sheet", by=by, data=data, decision=True)


def _only(member: PanelMember, by: Any) -> None:
    if by.pk != member.officer_id:
        raise PermissionDenied(_("This sheet is another member's."))


def has_member_applied(member: PanelMember) -> bool:
    """Whether the member applied for the vacancy, before joining or since: then nobody there is theirs to judge."""
    return has_applied(vacancy=member.panel.stage.vacancy_id, officer=member.officer_id)


def applicants_among(stage: Stage) -> set[int]:
    """The primary keys of the officers on the panels of ``stage`` who applied for its vacancy."""
    return who_applied(vacancy=stage.vacancy_id, officers=_officers_of(stage))


def conflicted_among(stage: Stage) -> set[int]:
    """The primary keys of the officers on the panels of ``stage`` who declared a conflict after having locked their sheets."""
    return who_has_conflict(vacancy=stage.vacancy_id, officers=_officers_of(stage))


def _officers_of(stage: Stage) -> Iterable[int]:
    return PanelMember.objects.filter(panel__stage=stage).values_list("officer", flat=True)  # type: ignore[no-any-return]


def _refuse_applicant(member: PanelMember) -> None:
    if has_member_applied(member):
        raise PermissionDenied(_("You have applied for this vacancy yourself: others judge its applicants."))


def _own_sheet(member: PanelMember, by: Any) -> ScoreSheet:
    """The sheet of ``by``, locked against others who change it at the same time."""
    _only(member, by)
    _refuse_applicant(member)
    if has_conflict(member):
        raise PermissionDenied(_("You have declared a conflict of interest: others judge the applicants of this vacancy."))
    if not has_declared(member):
        raise PermissionDenied(_("Declare first whether you know an applicant."))
    ScoreSheet.objects.get_or_create(member=member)
    return ScoreSheet.objects.select_for_update().get(member=member)


def are_all_locked(stage: Stage) -> bool:
    """Whether every member of every panel of the stage has locked their sheet: before that nobody reads the marks of another."""
    panels = list(stage.panels.prefetch_related("members__sheet"))
    return bool(panels) and all(panel.members.all() and all(_locked(m) for m in panel.members.all()) for panel in panels)


def _locked(member: PanelMember) -> bool:
    sheet = getattr(member, "sheet", None)
    return sheet is not None and sheet.locked_at is not None
