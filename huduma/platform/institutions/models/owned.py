"""The base of every record that belongs to an institution."""

from django.db import models
from django_scopes import ScopedManager

from .institution import Institution


class OwnedModel(models.Model):
    """A record of one institution: a query outside a scope raises ``django_scopes.exceptions.ScopeError``."""

    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")

    objects = ScopedManager(institution="institution")

    class Meta:
        abstract = True
