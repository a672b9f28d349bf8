"""Django's groups, kept in step with roles, workspaces and appointments: nobody edits them by hand.

A role is one group, named by its key, with the role's permissions; a national role's page and collection permissions hang on the
root. Every other role with page or collection permissions also has one group for each institution, named ``<code>:<role>``, whose
permissions hang on the institution's own pages and collection.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

from huduma.platform.contributions.role import Role, roles

from .models import Appointment, Workspace
from .scoping import whole_nation

EVERY_OFFICER = ("wagtailadmin.access_admin",)

Grant = tuple[int, int, int]  # group, page or collection, permission: primary keys


def groups_of(appointment: Appointment) -> list[str]:
    """The names of the groups that ``appointment`` puts its person in. A role that no system declares any more gives none."""
    if appointment.role not in roles:
        return []
    role = roles[appointment.role]
    return [role.key, _local_name(appointment.institution.code, role)] if _is_local(role) else [role.key]


@transaction.atomic
def regroup(person: Any) -> None:
    """Put ``person`` in the groups of their appointments in force and out of all others."""
    with whole_nation():
        get_user_model().objects.select_for_update().get(pk=person.pk)  # two changes of one person's groups take turns
        held = Appointment.objects.filter(person=person).select_related("institution")
        in_force = [appointment for appointment in held if appointment.is_in_force()]
        names = {name for appointment in in_force for name in groups_of(appointment)}
        person.groups.set([Group.objects.get_or_create(name=name)[0] for name in sorted(names)])
        giving = [appointment.pk for appointment in in_force]
        Appointment.objects.filter(person=person, pk__in=giving).update(granted=True)
        Appointment.objects.filter(person=person).exclude(pk__in=giving).update(granted=False)


@transaction.atomic
def sync_groups() -> None:
    """Make all groups and their permissions what the declared roles and the workspaces say, and remove every other group.

    Raises ``ImproperlyConfigured`` when a role names a permission that does not exist.
    """
    known = {role.key for role in roles}
    for group in Group.objects.all():
        if group.name.split(":")[-1] not in known:
            group.delete()
    permissions = _permissions()
    for role in roles:
        group, _ = Group.objects.get_or_create(name=role.key)
        group.permissions.set([permissions[name] for name in (*EVERY_OFFICER, *role.permissions)])
    national = [role for role in roles if role.national]
    pages, collections = [Page.get_first_root_node()], Collection.get_first_root_node()
    _sync_grants({role.key: (role, pages, collections) for role in national}, permissions)
    sync_workspaces(list(Workspace.objects.select_related("institution", "collection").prefetch_related("pages")))


@transaction.atomic
def sync_workspaces(workspaces: Sequence[Workspace]) -> None:
    """Make the groups of these institutions, and what they may do on the institution's own pages and collection."""
    places = {
        _local_name(workspace.institution.code, role): (role, list(workspace.pages.all()), workspace.collection)
        for workspace in workspaces
        for role in roles
        if _is_local(role)
    }
    present = set(Group.objects.filter(name__in=places).values_list("name", flat=True))
    Group.objects.bulk_create([Group(name=name) for name in sorted(places.keys() - present)])
    _sync_grants(places, _permissions())


def _sync_grants(places: dict[str, tuple[Role, list[Page | None], Collection | None]], permissions: dict[str, int]) -> None:
    groups = dict(Group.objects.filter(name__in=places).values_list("name", "pk"))
    pages: set[Grant] = set()
    collections: set[Grant] = set()
    for name, (role, roots, collection) in places.items():
        pages |= {(groups[name], page.pk, permissions[f"wagtailcore.{p}"]) for page in roots if page for p in role.page_permissions}
        if collection:
            collections |= {(groups[name], collection.pk, permissions[p]) for p in role.collection_permissions}
    _replace(GroupPagePermission, "page_id", groups.values(), pages)
    _replace(GroupCollectionPermission, "collection_id", groups.values(), collections)


def _replace(model: Any, place: str, groups: Iterable[int], wanted: set[Grant]) -> None:
    """Leave exactly the ``wanted`` grants to ``groups``."""
    rows = model.objects.filter(group__in=list(groups)).values_list("group_id", place, "permission_id", "pk")
    present = {row[:3]: row[3] for row in rows}
    model.objects.filter(pk__in=[pk for grant, pk in present.items() if grant not in wanted]).delete()
    missing = sorted(wanted - present.keys())
    model.objects.bulk_create([model(**dict(zip(("group_id", place, "permission_id"), grant, strict=True))) for grant in missing])


def _is_local(role: Role) -> bool:
    return not role.national and bool(role.page_permissions or role.collection_permissions)


def _local_name(code: str, role: Role) -> str:
    return f"{code}:{role.key}"


class _Permissions(dict[str, int]):
    def __missing__(self, name: str) -> int:
        raise ImproperlyConfigured(f"A role names the permission {name!r}, which does not exist.")


def _permissions() -> _Permissions:
    rows = Permission.objects.values_list("content_type__app_label", "codename", "pk")
    return _Permissions({f"{app_label}.{codename}": pk for app_label, codename, pk in rows})
