"""The hash chain: append-only records, each sealed by the one before it."""

import hashlib
import json

from django.conf import settings
from django.db import models

GENESIS = "0" * 64  # what the first record has before it


class ChainedRecord(models.Model):
    """One decision about a person or money. The database refuses to change or delete it, and whatever does not follow the last
    (``triggers.py``)."""

    sequence = models.BigAutoField(primary_key=True)
    at = models.DateTimeField()
    verb = models.CharField(max_length=100, help_text="system.verb, e.g. institutions.appoint")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    subject = models.CharField(max_length=200, help_text="app_label.model:primary key")
    institution_code = models.CharField(max_length=60, blank=True)
    data = models.JSONField(default=dict)
    previous_seal = models.CharField(max_length=64)
    seal = models.CharField(max_length=64)

    class Meta:
        ordering = ["sequence"]

    def __str__(self) -> str:
        return f"{self.verb} {self.subject}"

    def compute_seal(self) -> str:
        """The SHA-256, in hexadecimal, of this record's content and of the seal before it."""
        content = [
            self.previous_seal,
            self.at.isoformat(),
            self.verb,
            self.by_id,
            self.subject,
            self.institution_code,
            self.data,
        ]
        return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=True).encode()).hexdigest()
