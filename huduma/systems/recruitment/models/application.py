"""An application: a frozen snapshot of a profile, and every step that it took since."""

import secrets
import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from huduma.platform.institutions.models import Institution
from huduma.platform.institutions.models.owned import OwnedManager, OwnedModel, OwnedQuerySet
from huduma.systems.recruitment.states import APPLICATION, ApplicationState, VacancyState

from .seeker import Seeker, Sex
from .vacancy import CriteriaVersion, Vacancy
from .wording import in_language

_SAID = {  # of a step whose state alone does not tell what was decided
    "uphold_appeal": _("appeal upheld"),
    "dismiss_appeal": _("appeal dismissed"),
    "undo": _("decision on the shortlist undone"),
}
_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # none that is taken for another when read out on the phone
_OVER = (VacancyState.ARCHIVED, VacancyState.WITHDRAWN)
_IN_SERVICE = (ApplicationState.PLACED, ApplicationState.ACCEPTED, ApplicationState.APPOINTED)  # theirs is, or becomes, a personnel record


def new_number() -> str:
    """A receipt number, ``K7Q2-9XPM-3RTD``; nobody can guess another's."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(3))


class ApplicationQuerySet(OwnedQuerySet):
    def of(self, person: Any) -> "ApplicationQuerySet":
        """Those of one person, the latest first."""
        return self.filter(seeker__person=person).order_by("-submitted_at", "-pk")

    def standing(self) -> "ApplicationQuerySet":
        """Those that were sent and not taken back."""
        return self.exclude(state__in=[ApplicationState.DRAFT, ApplicationState.WITHDRAWN])

    def followed(self) -> "ApplicationQuerySet":
        """Those whose applicant has an account still, and may ask how they stand."""
        return self.filter(seeker__erased_at__isnull=True)

    def due_to_be_erased(self) -> "ApplicationQuerySet":
        """Those that came to nothing, and whose vacancy has been over for ``settings.APPLICATIONS_KEPT``: nothing leads on from such states
        of a vacancy, so its last change is when it came there."""
        over = self.filter(vacancy__state__in=_OVER, vacancy__changed_at__lt=Now() - settings.APPLICATIONS_KEPT)
        return over.filter(erased_at__isnull=True).exclude(state__in=_IN_SERVICE)


class Application(OwnedModel):
    """One person's application for one vacancy, which the database allows once. ``institution`` is the vacancy's.

    ``snapshot`` is the profile as it was when it was sent (``Seeker.as_profile``) with ``name`` and ``contact``; ``findings`` is what the
    criteria of ``version`` made of it (``criteria.Finding.as_json``). Sex, region and level stand beside it to be counted by.

    ``erased_at``: what it says was emptied, because the applicant closed the account (``seeker.erased_at`` says so), or because it was
    kept long enough.

    Every step of fifty thousand writes into every index on PostgreSQL. So there is none of a vacancy or a seeker alone, since others begin
    with them, and none of a region, by which nothing is asked. That of a version stays: SQLite looks for applications of one that is being
    written whenever something written before it waits for another.
    """

    number = models.CharField(_("receipt number"), max_length=14, unique=True, default=new_number, editable=False)
    vacancy = models.ForeignKey(Vacancy, verbose_name=_("vacancy"), on_delete=models.PROTECT, related_name="applications", db_index=False)
    seeker = models.ForeignKey(Seeker, on_delete=models.PROTECT, related_name="applications", db_index=False)
    state = models.CharField(_("state"), max_length=16, choices=ApplicationState.choices, default=ApplicationState.DRAFT)
    key = models.UUIDField(default=uuid.uuid4, unique=True, help_text="Idempotency key: a second submit gets the first one's answer.")
    version = models.ForeignKey(CriteriaVersion, null=True, on_delete=models.PROTECT, related_name="+")
    snapshot = models.JSONField(default=dict)
    findings = models.JSONField(default=list)
    passes = models.BooleanField(_("meets all criteria"), default=False)
    submitted_at = models.DateTimeField(_("received"), null=True)
    changed_at = models.DateTimeField(_("last change"), db_default=Now())
    sex = models.CharField(max_length=1, choices=Sex.choices, blank=True)
    region = models.ForeignKey(Institution, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    level = models.CharField(max_length=2, blank=True)
    sift_number = models.PositiveIntegerField(null=True, editable=False)  # what the anonymised view says instead of a name
    years = models.PositiveSmallIntegerField(_("years of work"), null=True, editable=False)  # whole ones, on the day of judging
    exam_number = models.CharField(_("exam number"), max_length=20, null=True, unique=True)
    mark = models.DecimalField(_("mark"), max_digits=6, decimal_places=3, null=True)  # of all stages, by their weights, out of 100
    rank = models.PositiveIntegerField(_("rank"), null=True)
    reserve_until = models.DateField(_("in the reserve until"), null=True)
    erased_at = models.DateTimeField(null=True, editable=False)

    wagtail_reference_index_ignore = True
    objects: ClassVar[Any] = OwnedManager.from_queryset(ApplicationQuerySet)()

    class Meta:
        base_manager_name = "objects"
        verbose_name = _("application")
        verbose_name_plural = _("applications")
        default_permissions = ("view", "change")
        indexes = [
            models.Index(fields=["vacancy", "state", "rank"], name="application_of_vacancy"),
            models.Index(fields=["seeker", "submitted_at"], name="application_of_seeker"),
            models.Index(fields=["institution", "submitted_at"], name="application_of_institution"),
            models.Index(fields=["vacancy", "state", "region", "sex"], name="application_counted"),
        ]
        constraints = [
            APPLICATION.constraint("application_state"),
            models.UniqueConstraint(fields=["vacancy", "seeker"], name="application_once"),
            models.CheckConstraint(
                condition=Q(state=ApplicationState.DRAFT) | Q(submitted_at__isnull=False, version__isnull=False),
                name="application_sent_is_whole",
            ),
            models.UniqueConstraint(fields=["vacancy", "rank"], condition=Q(rank__isnull=False), name="application_rank_once"),
            models.UniqueConstraint(
                fields=["vacancy", "sift_number"], condition=Q(sift_number__isnull=False), name="application_sift_number_once"
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def standing(self) -> str:
        """How it stands, for people to read."""
        return str(ApplicationState(self.state).label)

    standing.fget.short_description = _("state")  # type: ignore[attr-defined]  # the heading of a column


class ApplicationEvent(models.Model):
    """One step of an application, with its reason: what the applicant reads. Never changed, but for whether they were told of it."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="events")
    verb = models.CharField(max_length=20)  # of states.APPLICATION
    before = models.CharField(max_length=16)
    after = models.CharField(max_length=16)
    reason_sw = models.TextField(blank=True)
    reason_en = models.TextField(blank=True)
    at = models.DateTimeField(db_default=Now())
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    untold = models.BooleanField(default=False, db_default=False)  # whether a message to the applicant is owed

    class Meta:
        ordering = ["at", "pk"]
        default_permissions = ()
        indexes = [models.Index(fields=["id"], condition=Q(untold=True), name="event_untold")]

    def __str__(self) -> str:
        return f"{self.application_id} {self.verb}"

    @property
    def said(self) -> str:
        """What the step came to, for people to read: the state that it led to, or what was decided."""
        return str(_SAID.get(self.verb, ApplicationState(self.after).label))


class Appeal(models.Model):
    """An applicant's objection to not being found eligible, inside the vacancy's window; upholding it reopens that step."""

    class Outcome(models.TextChoices):
        UPHELD = "upheld", _("upheld")
        DISMISSED = "dismissed", _("dismissed")

    application = models.OneToOneField(Application, on_delete=models.CASCADE, related_name="appeal")
    text = models.TextField(_("what is wrong with the decision"), max_length=2000)
    made_at = models.DateTimeField(db_default=Now())
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    reason_sw = models.TextField(_("reason in Swahili"), max_length=1000, blank=True)
    reason_en = models.TextField(_("reason in English"), max_length=1000, blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["made_at"]
        verbose_name = _("appeal")
        verbose_name_plural = _("appeals")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="", decided_at__isnull=True)
                | Q(decided_at__isnull=False) & ~Q(outcome="") & ~Q(reason_sw="") & ~Q(reason_en=""),
                name="appeal_decided_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return gettext("Appeal %(number)s") % {"number": self.pk}

    @property
    def reason(self) -> str:
        """Why it was decided so, in the active language."""
        return in_language(self, "reason")

    @property
    def standing(self) -> str:
        """How it stands, for people to read."""
        return str(self.Outcome(self.outcome).label if self.outcome else pgettext("appeal", "waiting"))
