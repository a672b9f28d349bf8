"""What an institution asks for: posts to be filled, by station and establishment."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Sum
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from huduma.platform.institutions.models import Institution
from huduma.platform.institutions.models.owned import OwnedManager, OwnedModel, OwnedQuerySet
from huduma.systems.recruitment.states import REQUISITION, RequisitionState

from .wording import in_language


class RequisitionQuerySet(OwnedQuerySet):
    def waiting(self) -> "RequisitionQuerySet":
        """Those that wait for the secretariat's approval, the oldest first."""
        return self.filter(state=RequisitionState.PENDING).order_by("submitted_at")


class Requisition(OwnedModel):
    """An institution's request to fill posts of one kind. The secretariat approves it and makes a vacancy of it."""

    title_sw = models.CharField(_("title in Swahili"), max_length=150)
    title_en = models.CharField(_("title in English"), max_length=150)
    occupation = models.CharField(_("occupation (ISCO-08)"), max_length=4)
    salary_scale = models.CharField(_("salary scale"), max_length=20, help_text=_("For example TGS D."))
    permit = models.CharField(_("recruitment permit"), max_length=60, help_text=_("The number of the permit to fill these posts."))
    needs = models.TextField(_("what the posts are for and what they need"), max_length=4000)
    state = models.CharField(_("state"), max_length=10, choices=RequisitionState.choices, default=RequisitionState.DRAFT, editable=False)
    created_at = models.DateTimeField(_("written on"), db_default=Now(), editable=False)
    submitted_at = models.DateTimeField(_("sent on"), null=True, editable=False)
    decided_at = models.DateTimeField(_("decided on"), null=True, editable=False)
    filed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("filed by"), null=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("decided by"), null=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    remark = models.TextField(_("remark of the secretariat"), max_length=2000, blank=True, editable=False)

    wagtail_reference_index_ignore = True
    objects: ClassVar[Any] = OwnedManager.from_queryset(RequisitionQuerySet)()

    class Meta:
        base_manager_name = "objects"
        ordering = ["-pk"]
        verbose_name = _("requisition")
        verbose_name_plural = _("requisitions")
        default_permissions = ("view", "add", "change")
        permissions = [("decide_requisition", "Can approve requisitions and make vacancies of them")]
        constraints = [REQUISITION.constraint("requisition_state")]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """The title in the active language."""
        return in_language(self, "title")

    title.fget.short_description = _("title")  # type: ignore[attr-defined]  # the heading of a column

    @property
    def number_of_posts(self) -> int:
        """How many posts it asks for, at all stations."""
        return int(self.posts.aggregate(n=Sum("number"))["n"] or 0)

    number_of_posts.fget.short_description = _("posts")  # type: ignore[attr-defined]


class Post(models.Model):
    """So many posts of a requisition at one station, each approved in the establishment."""

    requisition = models.ForeignKey(Requisition, on_delete=models.CASCADE, related_name="posts")
    station = models.CharField(_("station"), max_length=120)
    region = models.ForeignKey(Institution, verbose_name=_("region"), null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField(_("How many"), default=1)
    establishment = models.CharField(_("number in the establishment"), max_length=60, blank=True)

    class Meta:
        ordering = ["station", "pk"]
        default_permissions = ()
        constraints = [models.CheckConstraint(condition=models.Q(number__gte=1), name="post_number_positive")]

    def __str__(self) -> str:
        return self.station
