"""``Role``: what an appointed person may do; its permissions are kept in step after every migrate."""

from dataclasses import dataclass

from django.utils.functional import Promise

from .registry import Registry


@dataclass(frozen=True)
class Role:
    """A role to which a person is appointed at an institution.

    ``permissions`` are ``app_label.codename`` strings that hold everywhere in the back office (the scope narrows the records);
    ``page_permissions`` are Wagtail's page permission codenames (``add_page``, ``change_page``, ``publish_page``, ...) on the
    institution's own pages; ``national`` roles see every institution.
    """

    key: str
    label: str | Promise
    permissions: tuple[str, ...] = ()
    page_permissions: tuple[str, ...] = ()
    collection_permissions: tuple[str, ...] = ()
    national: bool = False


roles: Registry[Role] = Registry()
