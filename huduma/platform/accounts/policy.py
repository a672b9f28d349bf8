"""Whose accounts an officer may lock, unlock and give a new second factor."""

from typing import Any

from django.db.models import QuerySet

from huduma.platform.institutions.policy import reach

from .models import Person

SECURE = "accounts.change_person"


def securable_by(officer: Any) -> QuerySet[Person]:
    """The people whose accounts ``officer`` may touch: never their own, and operators are left to operators.

    It takes a role that holds for the whole nation: a person may act for several institutions, and a reset is a step towards
    whatever they may do there.
    """
    others = Person.objects.exclude(pk=officer.pk)
    if officer.is_active and officer.is_superuser:
        return others
    return others.filter(is_superuser=False) if reach(officer, SECURE).everywhere else others.none()
