"""An offer of a post at a station."""

from datetime import timedelta
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from huduma.platform.institutions.models.owned import OwnedManager, OwnedModel, OwnedQuerySet
from huduma.systems.recruitment.states import OFFER, OfferState

from .application import Application
from .requisition import Post

CONFIRMED_WITHIN = timedelta(days=14)  # in which the officer writes down who reported to duty on the last day


class OfferQuerySet(OwnedQuerySet):
    def standing(self) -> "OfferQuerySet":
        """Those that take up a post: waiting for an answer, accepted, or reported to."""
        return self.filter(state__in=[OfferState.MADE, OfferState.ACCEPTED, OfferState.REPORTED])

    def overdue(self) -> "OfferQuerySet":
        """Those not answered in time, and those of which nobody has confirmed within ``CONFIRMED_WITHIN`` that they were reported to."""
        unconfirmed = Q(state=OfferState.ACCEPTED, report_by__lt=Now() - CONFIRMED_WITHIN)
        return self.filter(Q(state=OfferState.MADE, answer_by__lt=Now()) | unconfirmed)


class Offer(OwnedModel):
    """A post offered to an applicant, by merit; ``institution`` is where the post is."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="offers")
    post = models.ForeignKey(Post, null=True, on_delete=models.PROTECT, related_name="offers")
    station = models.CharField(_("station"), max_length=120)
    state = models.CharField(_("state"), max_length=10, choices=OfferState.choices, default=OfferState.MADE)
    made_at = models.DateTimeField(_("made on"), db_default=Now())
    answer_by = models.DateTimeField(_("answer until"))
    report_by = models.DateTimeField(_("report to duty until"))
    settled_at = models.DateTimeField(_("done on"), null=True)
    reason = models.TextField(_("reason"), max_length=1000, blank=True)

    wagtail_reference_index_ignore = True
    objects: ClassVar[Any] = OwnedManager.from_queryset(OfferQuerySet)()

    class Meta:
        base_manager_name = "objects"
        ordering = ["-pk"]
        verbose_name = _("offer")
        verbose_name_plural = _("offers")
        default_permissions = ("view", "change")
        constraints = [
            OFFER.constraint("offer_state"),
            models.UniqueConstraint(
                fields=["application"],
                condition=Q(state__in=[OfferState.MADE, OfferState.ACCEPTED, OfferState.REPORTED]),
                name="offer_standing_once",
            ),
        ]
        indexes = [models.Index(fields=["state", "answer_by"], name="offer_owed")]

    def __str__(self) -> str:
        return f"{self.person_name} · {self.station}"

    @property
    def person_name(self) -> str:
        """Who is to come, as named in the application; empty once that was erased."""
        return str(self.application.snapshot.get("name", ""))

    person_name.fget.short_description = _("name")  # type: ignore[attr-defined]  # the heading of a column

    @property
    def standing_label(self) -> str:
        """How it stands, for people to read."""
        return str(OfferState(self.state).label)

    standing_label.fget.short_description = _("state")  # type: ignore[attr-defined]
