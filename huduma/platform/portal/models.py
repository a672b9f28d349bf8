"""What the portal keeps: dialogues that came to their end with a change, and the nation's figures."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class DialogueSession(models.Model):
    """A dialogue whose action was done: whoever repeats the session's key gets this result and nothing is done again.

    The answers are not kept, for they may be private; their number says where the turning of the result's pages begins.
    """

    key = models.CharField(max_length=200, unique=True, help_text="The channel and its own reference, e.g. web:5f3a…")
    answered = models.PositiveSmallIntegerField(help_text="How many answers led to the end.")
    language = models.CharField(max_length=2)
    result = models.TextField()
    finished_at = models.DateTimeField(auto_now_add=True, db_index=True)

    def __str__(self) -> str:
        return self.key


class FigureCount(models.Model):
    """The latest count of one declared figure."""

    key = models.CharField(_("figure"), max_length=100, primary_key=True)
    value = models.BigIntegerField(_("value"))
    counted_at = models.DateTimeField(_("counted at"))

    def __str__(self) -> str:
        return f"{self.key} = {self.value}"


class FigureSnapshot(models.Model):
    """A figure as it was first counted on one day in Dar es Salaam. Rows are only ever added."""

    key = models.CharField(_("figure"), max_length=100)
    date = models.DateField(_("date"))
    value = models.BigIntegerField(_("value"))
    counted_at = models.DateTimeField(_("counted at"))

    class Meta:
        ordering = ["key", "date"]
        constraints = [models.UniqueConstraint(fields=["key", "date"], name="figure_once_a_day")]

    def __str__(self) -> str:
        return f"{self.key} {self.date} = {self.value}"
