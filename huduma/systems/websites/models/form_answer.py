"""What visitors have sent through the forms of institutions."""

import secrets
from collections import defaultdict
from datetime import timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from huduma.platform.institutions.models.owned import OwnedManager, OwnedModel, OwnedQuerySet
from huduma.platform.jobs.models import database_now

from .answer_form import shown

LONGEST_NOTE = 2000
_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # none that is taken for another when read out on the phone
NOTHING: dict[str, Any] = {"answers": [], "text": "", "consent": "", "email": "", "phone": "", "note": "", "sending": None}


def new_reference() -> str:
    """A number to name an answer by, ``K7Q2-9XPM``; nobody can guess another's."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(2))


class FormAnswerQuerySet(OwnedQuerySet):
    def kept(self) -> "FormAnswerQuerySet":
        """Those that are still there to be read."""
        return self.filter(erased_at__isnull=True)

    def unanswered(self) -> "FormAnswerQuerySet":
        """Those that nobody has seen to."""
        return self.kept().filter(status=FormAnswer.Status.NEW)

    def due_to_be_erased(self) -> "FormAnswerQuerySet":
        """Those kept for as long as their senders were told."""
        return self.kept().filter(erase_at__lte=database_now())

    def from_contacts(self, emails: list[str], phones: list[str]) -> "FormAnswerQuerySet":
        """Those whose sender gave one of these addresses or numbers, in normal form."""
        return self.kept().filter(Q(email__in=emails) | Q(phone__in=phones))

    def erase(self, now: Any) -> int:
        """Leave of each no more than that it was sent; returns how many."""
        return self.kept().update(**NOTHING, erased_at=now)


class FormAnswer(OwnedModel):
    """One form that was sent. It outlives the page it was filled in on, says its own questions, and in time is emptied, not deleted."""

    class Status(models.TextChoices):
        NEW = "NEW", _("Unanswered")
        ANSWERED = "ANSWERED", _("Answered")

    reference = models.CharField(_("number"), max_length=12, unique=True, default=new_reference, editable=False)
    form = models.UUIDField(_("form"), editable=False, help_text="The key that the form's page and its translation share.")
    form_title = models.CharField(_("form"), max_length=255, editable=False)
    language = models.CharField(_("language"), max_length=2, editable=False)
    created_at = models.DateTimeField(_("sent"), default=database_now, editable=False)
    answers = models.JSONField(default=list, editable=False, help_text="As AnswerForm.answers() gives them.")
    text = models.TextField(blank=True, editable=False, help_text="All that was written, to be searched.")
    consent = models.TextField(_("the sender agreed to"), blank=True, editable=False)
    email = models.CharField(max_length=254, blank=True, editable=False)
    phone = models.CharField(max_length=16, blank=True, editable=False)
    sending = models.CharField(max_length=64, null=True, unique=True, editable=False, help_text="The same for what is sent twice.")
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.NEW, editable=False)
    answered_at = models.DateTimeField(_("answered on"), null=True, editable=False)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("answered by"), null=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    note = models.TextField(_("note"), max_length=LONGEST_NOTE, blank=True, editable=False)
    erase_at = models.DateTimeField(_("kept until"), editable=False)
    erased_at = models.DateTimeField(_("erased on"), null=True, editable=False)

    wagtail_reference_index_ignore = True  # no page shows it
    objects: ClassVar[Any] = OwnedManager.from_queryset(FormAnswerQuerySet)()

    class Meta:
        base_manager_name = "objects"
        verbose_name = _("answer to a form")
        verbose_name_plural = _("answers to forms")
        default_permissions = ("view", "change")
        indexes = [
            models.Index(fields=["institution", "status"], condition=Q(erased_at__isnull=True), name="form_answer_standing"),
            models.Index(fields=["institution", "form", "created_at"], name="form_answer_of_form"),
            models.Index(fields=["erase_at"], condition=Q(erased_at__isnull=True), name="form_answer_due"),
            models.Index(fields=["email", "created_at"], condition=~Q(email=""), name="form_answer_email"),
            models.Index(fields=["phone"], condition=~Q(phone=""), name="form_answer_phone"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(status="NEW", answered_at__isnull=True) | Q(status="ANSWERED", answered_at__isnull=False),
                name="form_answer_answered_when",
            ),
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True) | Q(text="", consent="", email="", phone="", note="", sending__isnull=True),
                name="form_answer_erased_keeps_nothing",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def standing(self) -> str:
        """How it stands, for people to read."""
        return self.get_status_display()

    standing.fget.short_description = _("status")  # type: ignore[attr-defined]  # the heading of a column

    @property
    def beginning(self) -> str:
        """The first words of what was written, for a list."""
        return self.text[:80]

    beginning.fget.short_description = _("beginning")  # type: ignore[attr-defined]

    def items(self) -> list[tuple[str, str, str]]:
        """Key, question and answer of each, for people to read."""
        return [(item["key"], item["label"], shown(item["kind"], item["value"])) for item in self.answers]

    @cached_property
    def said(self) -> defaultdict[str, str]:
        """The answers by key; empty to a question that was not asked."""
        return defaultdict(str, {key: value for key, _label, value in self.items()})


def kept_for(months: int) -> timedelta:
    """How long answers stay of which the sender was told that they are kept for ``months``: never longer than that."""
    return timedelta(days=30 * months)
