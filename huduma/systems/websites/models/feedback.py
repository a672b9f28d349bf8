"""What readers say of a page: how many found it helpful, and what was wrong."""

from datetime import timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from huduma.platform.institutions.models.owned import OwnedManager, OwnedModel, OwnedQuerySet

LONGEST_COMMENT = 500  # characters
COMMENTS_KEPT = timedelta(days=365)


class PageVotes(OwnedModel):
    """How many readers said that a page was helpful, and how many that it was not. Who said so is nowhere.

    ``actions.feedback`` takes the row away with its page: a reader's page is deleted by whoever has no scope, too.
    """

    page = models.OneToOneField("websites.SitePage", on_delete=models.DO_NOTHING, related_name="+")
    yes = models.PositiveIntegerField(_("helpful"), default=0)
    no = models.PositiveIntegerField(_("not helpful"), default=0)

    class Meta(OwnedModel.Meta):
        abstract = False
        verbose_name = _("answers of readers")
        verbose_name_plural = _("answers of readers")
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.page_id}: {self.yes}/{self.no}"


class PageCommentQuerySet(OwnedQuerySet):
    def old(self) -> "PageCommentQuerySet":
        """Those that have been kept long enough."""
        return self.filter(given_at__lt=timezone.now() - COMMENTS_KEPT)


class PageComment(OwnedModel):
    """What a reader missed on a page, in their own words."""

    page = models.ForeignKey("websites.SitePage", verbose_name=_("page"), on_delete=models.DO_NOTHING, related_name="+")
    text = models.CharField(_("comment"), max_length=LONGEST_COMMENT)
    given_at = models.DateTimeField(_("written on"), auto_now_add=True, db_index=True)
    settled_at = models.DateTimeField(_("dealt with on"), null=True, editable=False)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("dealt with by"), null=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )

    objects: ClassVar[Any] = OwnedManager.from_queryset(PageCommentQuerySet)()

    class Meta(OwnedModel.Meta):
        abstract = False
        ordering = ["-given_at"]
        verbose_name = _("comment of a reader")
        verbose_name_plural = _("comments of readers")
        default_permissions = ("view", "change")

    def __str__(self) -> str:
        return self.text[:80]

    @property
    def is_settled(self) -> bool:
        """Whether somebody has dealt with it."""
        return self.settled_at is not None

    @property
    def page_url(self) -> Any:
        """Where the page is that it is about."""
        return self.page.path_on_site()
