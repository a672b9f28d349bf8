"""Who keeps a page right, and how often somebody looks whether it still is: said of a page, it holds for all below it."""

from datetime import date, datetime, timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import CharField, ExpressionWrapper, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from huduma.platform.institutions.models.owned import OwnedManager, OwnedModel
from huduma.platform.jobs.models import database_now

from .page import SitePage


class PageReview(OwnedModel):
    """What is said of one page. What is left empty is taken from the nearest page above it that says it."""

    class Every(models.IntegerChoices):
        HALF_YEAR = 182, _("every 6 months")
        YEAR = 365, _("every 12 months")
        TWO_YEARS = 730, _("every 24 months")

    page = models.OneToOneField(SitePage, verbose_name=_("page"), on_delete=models.CASCADE, primary_key=True, related_name="+")
    keeper = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("kept by"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    days = models.PositiveSmallIntegerField(_("looked at"), choices=Every.choices, null=True, blank=True)
    reviewed_at = models.DateTimeField(_("last found right"), null=True)
    reviewed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    reminded_at = models.DateTimeField(null=True, help_text="When its keeper was reminded of what is due since the last review.")

    wagtail_reference_index_ignore = True
    objects: ClassVar[Any] = OwnedManager()
    every: ClassVar[Any] = models.Manager()  # with which Django takes it away with its page, whoever deletes that

    class Meta:
        base_manager_name = "every"
        verbose_name = _("keeping of a page")
        verbose_name_plural = _("keeping of pages")
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.page_id}"


def with_review(pages: QuerySet[Any]) -> QuerySet[Any]:
    """``pages`` with ``keeper_id`` and ``days``, their own or inherited, ``found_right_at``, and ``reminded_at``.

    A page that nobody reviewed was found right when it was last published. Needs the scope of the institutions of ``pages``.
    """
    here = ExpressionWrapper(OuterRef("path"), output_field=CharField())
    above = PageReview.objects.filter(institution=OuterRef("institution")).alias(here=here)
    above = above.filter(here__startswith=F("page__path")).order_by("-page__depth")
    own = PageReview.objects.filter(page=OuterRef("pk"))
    return pages.annotate(
        keeper_id=Subquery(above.filter(keeper__isnull=False).values("keeper")[:1]),
        days=Subquery(above.filter(days__isnull=False).values("days")[:1]),
        found_right_at=Coalesce(Subquery(own.values("reviewed_at")[:1]), F("last_published_at")),
        reminded_at=Subquery(own.values("reminded_at")[:1]),
    )


def due(pages: QuerySet[Any]) -> QuerySet[Any]:
    """Those live ones of ``pages``, a result of ``with_review``, at which somebody should look now, the longest overdue first."""
    now, late = database_now(), Q(pk__in=[])
    for days in PageReview.Every.values:
        late |= Q(days=days, found_right_at__lte=now - timedelta(days=days))
    return pages.filter(late, live=True).order_by("found_right_at", "pk")


def due_on(page: Any) -> date | None:
    """The day from which somebody should look at ``page``, one of ``with_review``; ``None`` where nobody said how often."""
    if not page.days or not page.found_right_at:
        return None
    moment: datetime = timezone.localtime(page.found_right_at) + timedelta(days=page.days)
    return moment.date()
