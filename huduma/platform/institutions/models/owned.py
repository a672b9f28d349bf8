"""The base of every record that belongs to an institution: without a scope nothing can be read or written."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopeError, get_scope

from .institution import Institution


def institutions_in_scope() -> frozenset[int] | None:
    """The primary keys of the institutions of the active scope; ``None`` where the scope is lifted. Raises ``ScopeError`` without one."""
    scope = get_scope()
    if not scope.get("_enabled", True):
        return None
    if "institution" not in scope:
        raise ScopeError("A query on records of institutions needs a scope: huduma.platform.institutions.scoping.")
    return frozenset(scope["institution"])


def _refuse_others(institution_ids: Iterable[int | None]) -> None:
    """Raise ``ScopeError`` when something is about to be written for an institution outside the scope."""
    allowed = institutions_in_scope()
    if allowed is not None and not allowed.issuperset(institution_ids):
        raise ScopeError("The record belongs to an institution outside the scope.")


class NoScope:
    """What a manager gives where no scope is active: it can be empty or be asked again later; anything else raises ``ScopeError``.

    Asking again (``all``) is what a form field declared on a class does when the form is made, by then inside a scope.
    """

    def __init__(self, manager: models.Manager[Any]) -> None:
        self._manager = manager

    def all(self) -> Any:
        return self._manager.get_queryset()

    def using(self, alias: str | None) -> Any:
        return self._manager.db_manager(alias).get_queryset()

    def none(self) -> models.QuerySet[Any]:
        return models.QuerySet(self._manager.model).none()

    def __bool__(self) -> bool:
        return bool(self.refuse)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        institutions_in_scope()
        return getattr(self._manager.get_queryset(), name)


class OwnedQuerySet(models.QuerySet[Any]):
    """The base of the QuerySets of institution-owned records: it refuses to write for institutions outside the scope."""

    def bulk_create(self, objs: Iterable[Any], *args: Any, **kwargs: Any) -> list[Any]:
        objs = list(objs)
        _refuse_others(obj.institution_id for obj in objs)
        return super().bulk_create(objs, *args, **kwargs)

    def bulk_update(self, objs: Iterable[Any], *args: Any, **kwargs: Any) -> int:
        objs = list(objs)
        _refuse_others(obj.institution_id for obj in objs)
        return super().bulk_update(objs, *args, **kwargs)

    def update(self, **values: Any) -> int:
        _refuse_others(getattr(values[name], "pk", values[name]) for name in ("institution", "institution_id") if name in values)
        return super().update(**values)

    def raw(self, *args: Any, **kwargs: Any) -> Any:
        """Refused: SQL written by hand knows no scope."""
        raise ScopeError("raw() would read past the scope.")


class OwnedManager(models.Manager.from_queryset(OwnedQuerySet)):  # type: ignore[misc]
    """Narrows every query to the institutions of the scope. Give a model its own reads with ``OwnedManager.from_queryset``."""

    def get_queryset(self) -> Any:
        try:
            allowed = institutions_in_scope()
        except ScopeError:
            return NoScope(self)
        everything = super().get_queryset()
        return everything if allowed is None else everything.filter(institution__in=allowed)


class OwnedModel(models.Model):
    """A record of one institution. Reading or writing it outside a scope raises ``django_scopes.ScopeError``."""

    institution = models.ForeignKey(Institution, verbose_name=_("institution"), on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[Any] = OwnedManager()

    class Meta:
        abstract = True
        base_manager_name = "objects"  # what Django itself uses to follow relations, to save and to refresh

    def save(self, *args: Any, **kwargs: Any) -> None:
        _refuse_others([self.institution_id])
        super().save(*args, **kwargs)
