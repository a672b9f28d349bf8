"""Wagtail's permission policy, drawn from appointments."""

from collections.abc import Iterable, Mapping
from operator import attrgetter
from typing import Any

from django.contrib.auth import get_permission_codename
from django.db.models import Model, QuerySet
from wagtail.permission_policies.base import BaseDjangoAuthPermissionPolicy

from huduma.platform.institutions.policy import Reach, reach


class ReachPolicy(BaseDjangoAuthPermissionPolicy):
    """What a person may do to records of a model: what their roles permit, at the institutions where they hold those roles.

    ``path`` leads from a record to its institution, in the manner of QuerySet lookups. ``permissions`` names, by action, permissions
    other than Django's usual ``app_label.action_model``.
    """

    def __init__(self, model: type[Model], path: str = "institution", permissions: Mapping[str, str] | None = None) -> None:
        super().__init__(model)
        self.path = path
        self.permissions = dict(permissions or {})

    def reach(self, person: Any, action: str) -> Reach:
        """Where ``person`` may do ``action``."""
        usual = f"{self.app_label}.{get_permission_codename(action, self.model._meta)}"
        return reach(person, self.permissions.get(action, usual))

    def user_has_permission(self, user: Any, action: str) -> bool:
        return bool(self.reach(user, action))

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Model) -> bool:
        owner = attrgetter(self.path.replace("__", "."))(instance)
        return self.reach(user, action).covers(getattr(owner, "pk", owner))

    def instances_user_has_any_permission_for(self, user: Any, actions: Iterable[str]) -> QuerySet[Any]:
        reaches = [self.reach(user, action) for action in actions]
        together = Reach(any(r.everywhere for r in reaches), frozenset().union(*(r.institutions for r in reaches)))
        return together.narrow(self.model._default_manager.all(), self.path)

    def users_with_any_permission(self, actions: Iterable[str]) -> QuerySet[Any]:
        return self._get_users_with_any_permission_codenames(self._get_permission_codenames(actions))
