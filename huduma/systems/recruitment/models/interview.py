"""Interviews: stages with weights, centres near the applicants, calls with exam numbers, panels and their sheets."""

from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from huduma.platform.institutions.models import Institution

from .application import Application
from .vacancy import Vacancy

_SATURDAY = 5  # of datetime.weekday


class Centre(models.Model):
    """A place with seats, in a region."""

    name = models.CharField(_("name"), max_length=120)
    region = models.ForeignKey(Institution, verbose_name=_("region"), on_delete=models.PROTECT, related_name="+")
    address = models.CharField(_("address"), max_length=250)
    capacity = models.PositiveIntegerField(_("seats"))
    in_use = models.BooleanField(_("in use"), default=True)

    class Meta:
        ordering = ["name"]
        verbose_name = _("interview centre")
        verbose_name_plural = _("interview centres")
        default_permissions = ("view", "add", "change")
        constraints = [models.UniqueConstraint(fields=["region", "name"], name="centre_once")]

    def __str__(self) -> str:
        return self.name


class Stage(models.Model):
    """One round of a vacancy's interviews. The weights of its stages add up to 100; who is below ``pass_mark`` goes no further."""

    class Kind(models.TextChoices):
        WRITTEN = "written", _("written")
        PRACTICAL = "practical", _("practical")
        ORAL = "oral", _("oral")

    vacancy = models.ForeignKey(Vacancy, verbose_name=_("vacancy"), on_delete=models.CASCADE, related_name="stages")
    order = models.PositiveSmallIntegerField(_("order"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    weight = models.PositiveSmallIntegerField(_("weight"))  # per cent
    pass_mark = models.DecimalField(_("pass mark"), max_digits=5, decimal_places=2)  # out of 100
    starts_at = models.DateTimeField(_("begins"), null=True)
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=120)
    pause = models.PositiveSmallIntegerField(_("minutes between two sittings"), default=30)
    sittings_a_day = models.PositiveSmallIntegerField(_("sittings a day"), default=3)
    days = models.PositiveSmallIntegerField(_("days"), default=5, help_text=_("Saturdays and Sundays are left out."))
    at_once = models.PositiveSmallIntegerField(
        _("seats used in one sitting"),
        null=True,
        blank=True,
        help_text=_("Of each centre; for example 1 where a panel hears one at a time."),
    )
    centres = models.ManyToManyField(
        Centre, verbose_name=_("centres"), blank=True, related_name="+", help_text=_("Empty: all that are in use.")
    )
    called_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)  # marks are in, and who goes on is decided

    class Meta:
        ordering = ["vacancy_id", "order"]
        verbose_name = _("stage of interviews")
        verbose_name_plural = _("stages of interviews")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["vacancy", "order"], name="stage_order_once"),
            models.CheckConstraint(condition=Q(weight__gte=0, weight__lte=100), name="stage_weight"),
            models.CheckConstraint(condition=Q(pass_mark__gte=0, pass_mark__lte=100), name="stage_pass_mark"),
        ]

    def __str__(self) -> str:
        return f"{self.vacancy.number} · {self.get_kind_display()}"

    @property
    def institution(self) -> Institution:
        """Whose vacancy it is."""
        return self.vacancy.institution

    def sittings(self) -> list[datetime]:
        """When each of its sittings begins, the first one at ``starts_at``; none while that is not known. No sitting is on a weekend."""
        if self.starts_at is None:
            return []
        found: list[datetime] = []
        day = self.starts_at
        while len(found) < self.days * self.sittings_a_day:
            if timezone.localtime(day).weekday() < _SATURDAY or day == self.starts_at:
                found += [day + number * timedelta(minutes=self.minutes + self.pause) for number in range(self.sittings_a_day)]
            day += timedelta(days=1)
        return found


class Call(models.Model):
    """An applicant called to a stage: where and when. ``mark`` is what the locked sheets of the panel make together, out of 100."""

    stage = models.ForeignKey(Stage, on_delete=models.CASCADE, related_name="calls")
    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="calls")
    centre = models.ForeignKey(Centre, null=True, on_delete=models.PROTECT, related_name="calls")
    panel = models.ForeignKey("Panel", null=True, on_delete=models.PROTECT, related_name="calls")
    at = models.DateTimeField(_("when"))
    seat = models.PositiveIntegerField(_("seat"), null=True)
    attended = models.BooleanField(_("attended"), null=True)
    mark = models.DecimalField(_("mark"), max_digits=6, decimal_places=3, null=True)

    class Meta:
        ordering = ["stage_id", "at", "pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["stage", "application"], name="call_once"),
            models.UniqueConstraint(fields=["centre", "at", "seat"], name="call_seat_once"),
        ]

    def __str__(self) -> str:
        return f"{self.stage_id} {self.application_id}"


class Panel(models.Model):
    """Those who mark at a stage; each sees no sheet but their own until it is locked."""

    stage = models.ForeignKey(Stage, on_delete=models.CASCADE, related_name="panels")
    name = models.CharField(_("name"), max_length=60)

    class Meta:
        ordering = ["stage_id", "name"]
        verbose_name = _("interview panel")
        verbose_name_plural = _("interview panels")
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["stage", "name"], name="panel_once")]

    def __str__(self) -> str:
        return self.name


class PanelMember(models.Model):
    """An officer on a panel; marks only after having declared no conflict (``Interest``), and is nobody's member after declaring one."""

    panel = models.ForeignKey(Panel, on_delete=models.CASCADE, related_name="members")
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["panel_id", "pk"]
        verbose_name = _("panel on which I sit")
        verbose_name_plural = _("panels on which I sit")
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["panel", "officer"], name="panel_member_once")]

    def __str__(self) -> str:
        return str(self.panel)


class ScoreSheet(models.Model):
    """One member's marks for all that the panel hears. After ``locked_at`` nothing of it changes (the database refuses it too)."""

    member = models.OneToOneField(PanelMember, on_delete=models.CASCADE, related_name="sheet")
    locked_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        permissions = [("score_scoresheet", "Can mark applicants on panels that they belong to")]

    def __str__(self) -> str:
        return f"{self.member_id}"


class Score(models.Model):
    """One mark on a sheet, out of 100."""

    sheet = models.ForeignKey(ScoreSheet, on_delete=models.CASCADE, related_name="scores")
    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="scores")
    mark = models.DecimalField(_("mark"), max_digits=5, decimal_places=2)
    note = models.CharField(_("note"), max_length=500, blank=True)
    changed_at = models.DateTimeField(db_default=Now())

    objects: ClassVar[Any] = models.Manager()

    class Meta:
        ordering = ["sheet_id", "call_id"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["sheet", "call"], name="score_once"),
            models.CheckConstraint(condition=Q(mark__gte=0, mark__lte=100), name="score_out_of_100"),
        ]

    def __str__(self) -> str:
        return f"{self.sheet_id} {self.mark}"
