"""The one question behind every screen, API call, search and export: where may this person do this?

A permission given by a role holds at the institution of the appointment and nowhere else, so an editor of A who manages B
does not manage A. Django's group permissions alone cannot say that.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_permission_codename
from django.db.models import Model, QuerySet

from huduma.platform.contributions.role import Role, roles

from .scoping import appointments_of


@dataclass(frozen=True)
class Reach:
    """Where somebody may do something: everywhere, or at some institutions (by primary key), or nowhere."""

    everywhere: bool = False
    institutions: frozenset[int] = frozenset()

    def __bool__(self) -> bool:
        return self.everywhere or bool(self.institutions)

    def covers(self, institution_id: int | None) -> bool:
        """Whether it includes the institution; records of no institution are the nation's and need ``everywhere``."""
        return self.everywhere or institution_id in self.institutions

    def narrow(self, queryset: QuerySet[Any], path: str = "institution") -> QuerySet[Any]:
        """The part of ``queryset`` whose institution, found by following ``path``, is within reach."""
        return queryset if self.everywhere else queryset.filter(**{f"{path}__in": self.institutions})


def reach(person: Any, permission: str) -> Reach:
    """Where ``person`` holds ``permission`` (``app_label.codename``) today."""
    return _reach(person, lambda role: permission in role.permissions)


def reach_on(person: Any, model: type[Model], action: str) -> Reach:
    """Where ``person`` may do ``action`` (``add``, ``change``, ``delete``, ``view``) to records of ``model`` today."""
    return reach(person, f"{model._meta.app_label}.{get_permission_codename(action, model._meta)}")


def pages_reach(person: Any) -> Reach:
    """The institutions whose pages ``person`` may work on today."""
    return _reach(person, lambda role: bool(role.page_permissions))


def collections_reach(person: Any) -> Reach:
    """The institutions whose pictures and documents ``person`` may use today."""
    return _reach(person, lambda role: bool(role.collection_permissions))


def _reach(person: Any, gives: Callable[[Role], bool]) -> Reach:
    if person.is_authenticated and person.is_active and person.is_superuser:
        return Reach(everywhere=True)
    giving = [a for a in appointments_of(person) if a.role in roles and gives(roles[a.role])]
    return Reach(
        everywhere=any(roles[a.role].national for a in giving),
        institutions=frozenset(a.institution_id for a in giving),
    )
