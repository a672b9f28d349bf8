"""A vacancy: what is offered, to whom, until which instant, and the criteria by which applications are judged."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from huduma.platform.institutions.models import Institution
from huduma.platform.institutions.models.owned import OwnedManager, OwnedModel, OwnedQuerySet
from huduma.platform.search.models import SearchEntry
from huduma.systems.recruitment.criteria import Criterion, read
from huduma.systems.recruitment.states import VACANCY, ApplicationState, VacancyState

from .requisition import Requisition
from .wording import in_language

PUBLIC = [
    VacancyState.PUBLISHED,
    VacancyState.CLOSED,
    VacancyState.SHORTLISTING,
    VacancyState.INTERVIEWING,
    VacancyState.DECIDED,
    VacancyState.ARCHIVED,
]
ARCHIVED_AFTER = timedelta(days=400)  # from the decision
LISTING = "recruitment.vacancies"  # the key under which search and feeds know them


class VacancyQuerySet(OwnedQuerySet):
    def public(self) -> "VacancyQuerySet":
        """Those that everyone may read: open, or closed since."""
        return self.filter(state__in=PUBLIC)

    def announced(self) -> "VacancyQuerySet":
        """Those that have a page: the public ones, and those withdrawn after they were published, whose reason is there to be read."""
        return self.filter(state__in=[*PUBLIC, VacancyState.WITHDRAWN], published_at__isnull=False)

    def open(self, at: datetime | None = None) -> "VacancyQuerySet":
        """Those that take applications at the instant ``at`` (default: now, by the database's clock)."""
        return self.filter(state=VacancyState.PUBLISHED, opens_at__lte=at or Now(), closes_at__gt=at or Now())

    def matching(self, query: Mapping[str, Any]) -> "VacancyQuerySet":
        """Those that a search asks for; what is missing or empty narrows nothing, and what no vacancy has finds none.

        ``q`` is words as they were typed, ``institution`` and ``region`` are codes of the register, ``occupation`` the beginning of a code
        of ISCO-08, ``level`` one of ``codes.LEVELS``, ``scale`` a salary scale, ``closing`` a number of days: still open, but no longer.
        """
        fields = {"institution": "institution__code", "region": "region__code", "occupation": "occupation__startswith"}
        fields |= {"level": "level", "scale": "salary_scale"}
        found = self.filter(**{field: query[key] for key, field in fields.items() if query.get(key)})
        if query.get("closing"):
            found = found.filter(closes_at__gt=Now(), closes_at__lte=Now() + timedelta(days=int(query["closing"])))
        return found.holding(str(query["q"])) if query.get("q") else found

    def holding(self, typed: str) -> "VacancyQuerySet":
        """Those whose announcement holds every word of ``typed`` in one of the languages, as the index of search knows them."""
        return self.filter(pk__in=SearchEntry.objects.record_keys(typed, listing=LISTING))

    def to_publish(self) -> "VacancyQuerySet":
        """Approved ones whose opening instant has come."""
        return self.filter(state=VacancyState.APPROVED, opens_at__lte=Now())

    def to_close(self) -> "VacancyQuerySet":
        """Published ones whose closing instant has passed."""
        return self.filter(state=VacancyState.PUBLISHED, closes_at__lte=Now())

    def to_archive(self) -> "VacancyQuerySet":
        """Those decided long ago, of which nobody waits for a post any more: in the reserve, offered one, or about to report."""
        decided = self.filter(state=VacancyState.DECIDED, changed_at__lt=Now() - ARCHIVED_AFTER)
        return decided.exclude(applications__state__in=[ApplicationState.RESERVE, ApplicationState.PLACED, ApplicationState.ACCEPTED])

    def to_tell_of(self) -> "VacancyQuerySet":
        """Open ones that those who saved a search have not been told of."""
        return self.open().filter(told_at__isnull=True)


class Vacancy(OwnedModel):
    """A vacancy at ``institution``. ``number`` names it in public. ``criteria`` are those being written, for its publication or, once that
    is done, for another one; ``version`` holds those that were published last, frozen.

    ``takes_failing``: whether somebody who does not meet a criterion may apply nevertheless.
    """

    number = models.CharField(_("number"), max_length=12, unique=True, null=True, editable=False)  # given when it is published
    reference = models.CharField(_("reference"), max_length=60, blank=True, editable=False)  # in the file that it was imported from
    requisition = models.ForeignKey(
        Requisition, verbose_name=_("requisition"), null=True, blank=True, on_delete=models.PROTECT, related_name="vacancies"
    )
    title_sw = models.CharField(_("title in Swahili"), max_length=150)
    title_en = models.CharField(_("title in English"), max_length=150)
    summary_sw = models.TextField(_("summary in Swahili"), max_length=2000)
    summary_en = models.TextField(_("summary in English"), max_length=2000)
    duties_sw = models.TextField(_("duties in Swahili"), max_length=8000, help_text=_("One duty a line."))
    duties_en = models.TextField(_("duties in English"), max_length=8000, help_text=_("One duty a line."))
    assessment_sw = models.TextField(_("how applicants are assessed, in Swahili"), max_length=4000)
    assessment_en = models.TextField(_("how applicants are assessed, in English"), max_length=4000)
    occupation = models.CharField(_("occupation (ISCO-08)"), max_length=4)
    level = models.CharField(_("level of education (ISCED)"), max_length=2, blank=True, editable=False)  # of its criteria, to be searched
    salary_scale = models.CharField(_("salary scale"), max_length=20)
    posts = models.PositiveIntegerField(_("posts"))
    region = models.ForeignKey(Institution, verbose_name=_("region"), null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    opens_at = models.DateTimeField(_("opens"))
    closes_at = models.DateTimeField(_("closes"))
    criteria = models.JSONField(_("criteria"), default=list)
    takes_failing = models.BooleanField(_("takes applications that do not meet all criteria"), default=False)
    appeal_days = models.PositiveSmallIntegerField(_("days to appeal"), default=14)
    version = models.ForeignKey("CriteriaVersion", null=True, editable=False, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(_("state"), max_length=12, choices=VacancyState.choices, default=VacancyState.DRAFT, editable=False)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("written by"), null=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("approved by"), null=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    published_at = models.DateTimeField(_("published on"), null=True, editable=False)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    changed_at = models.DateTimeField(db_default=Now(), editable=False)
    told_at = models.DateTimeField(null=True, editable=False)  # when everybody with a saved search had been told of it
    remark = models.TextField(_("remark of the approver"), max_length=2000, blank=True, editable=False)

    wagtail_reference_index_ignore = True
    objects: ClassVar[Any] = OwnedManager.from_queryset(VacancyQuerySet)()

    class Meta:
        base_manager_name = "objects"
        ordering = ["-pk"]
        verbose_name = _("vacancy")
        verbose_name_plural = _("vacancies")
        default_permissions = ("view", "add", "change")
        permissions = [
            ("approve_vacancy", "Can approve what somebody else wrote"),
            ("sift_vacancy", "Can make the long-list and the shortlist"),
            ("interview_vacancy", "Can hold interviews, and decide who is recommended"),
        ]
        indexes = [
            # With all that a search narrows by: one that many vacancies fit looks at none of their texts.
            models.Index(fields=["state", "closes_at", "level", "occupation", "region", "salary_scale"], name="vacancy_open"),
            models.Index(fields=["-closes_at", "-id"], condition=Q(state__in=PUBLIC), name="vacancy_public"),  # of a search in all of them
            models.Index(fields=["institution", "state", "closes_at"], name="vacancy_of_institution"),
            models.Index(fields=["occupation"], name="vacancy_occupation"),
            models.Index(fields=["closes_at"], condition=Q(state=VacancyState.PUBLISHED, told_at__isnull=True), name="vacancy_to_tell_of"),
        ]
        constraints = [
            VACANCY.constraint("vacancy_state"),
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opens_at")),
                name="vacancy_closes_after_it_opens",
                violation_error_message=_("It closes before it opens."),
            ),
            models.CheckConstraint(condition=Q(posts__gte=1), name="vacancy_has_posts"),
            models.CheckConstraint(
                condition=~Q(state__in=PUBLIC) | Q(version__isnull=False, published_at__isnull=False, number__isnull=False),
                name="vacancy_public_has_version",
            ),
            models.UniqueConstraint(fields=["institution", "reference"], condition=~Q(reference=""), name="vacancy_reference_once"),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | Q(written_by__isnull=True) | ~Q(approved_by=F("written_by")),
                name="vacancy_four_eyes",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} · {self.title}" if self.number else self.title

    def text(self, name: str, language: str = "") -> str:
        """``title``, ``summary``, ``duties`` or ``assessment`` in ``language`` (default: the active one)."""
        return in_language(self, name, language)

    @property
    def title(self) -> str:
        """The title in the active language."""
        return in_language(self, "title")

    title.fget.short_description = _("title")  # type: ignore[attr-defined]  # the heading of a column

    @property
    def standing(self) -> str:
        """How it stands, for people to read."""
        return str(VacancyState(self.state).label)

    standing.fget.short_description = _("state")  # type: ignore[attr-defined]

    @property
    def is_published(self) -> bool:
        """Whether it takes applications until ``closes_at``."""
        return bool(self.state == VacancyState.PUBLISHED)

    @property
    def closing_day(self) -> date:
        """The day on which it closes, in the nation's time."""
        return timezone.localtime(self.closes_at).date()

    @property
    def judged_on(self) -> date:
        """The day by which applications are judged: the one frozen with its criteria, whatever was extended since; of one that was never
        published, that of its closing. An application that was sent under an earlier version keeps the day of that one."""
        return self.version.judged_on if self.version else self.closing_day

    def asks_for(self) -> list[Criterion]:
        """Its criteria: the frozen ones where it was published, else those being written."""
        return read(self.version.criteria if self.version else self.criteria)


class CriteriaVersion(models.Model):
    """The criteria of a vacancy as they were published, and the day by which they judge: never changed, an extension moves neither.

    A re-advertisement brings a further version where one of both is another.
    """

    vacancy = models.ForeignKey(Vacancy, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    criteria = models.JSONField()
    judged_on = models.DateField()  # the day of closing, as it was advertised
    digest = models.CharField(max_length=64)  # SHA-256 of both, as canonical JSON, hexadecimal
    frozen_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["vacancy_id", "number"]
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["vacancy", "number"], name="criteria_version_once")]

    def __str__(self) -> str:
        return f"{self.vacancy_id} v{self.number}"


class VacancyChange(models.Model):
    """An extension, a re-advertisement or a withdrawal: published with its reason, the same for all."""

    vacancy = models.ForeignKey(Vacancy, on_delete=models.CASCADE, related_name="changes")
    verb = models.CharField(max_length=20)  # of states.VACANCY
    reason_sw = models.TextField(_("reason in Swahili"), max_length=1000)
    reason_en = models.TextField(_("reason in English"), max_length=1000)
    closed_at = models.DateTimeField()  # when it would have closed, or did
    closes_at = models.DateTimeField(null=True)  # when it closes instead
    at = models.DateTimeField(db_default=Now())
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    untold = models.BooleanField(default=False, db_default=False)  # whether messages to the applicants are owed

    class Meta:
        ordering = ["at", "pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.vacancy_id} {self.verb}"

    @property
    def reason(self) -> str:
        """Why, in the active language."""
        return in_language(self, "reason")
