"""What people may do to pages: nothing where the agency has frozen the site, and not everything to what a site cannot be without."""

from typing import Any

from wagtail.locks import BaseLock
from wagtail.models import Page, PagePermissionTester

from .freezing import FreezeLock, frozen_places, frozen_places_for

_own_lock: Any = Page.get_lock  # Wagtail's: by a person, by the workflow, until it is published on time


class SitePermissions(PagePermissionTester):
    """As Wagtail's, but on a frozen site nobody, not even the operator, changes anything.

    Editing stays allowed as far as opening the editor goes: there the lock says why, and takes nothing in.
    """

    def __init__(self, user: Any, page: Page) -> None:
        super().__init__(user, page)
        page._frozen_places = frozen_places_for(user)  # as its lock is asked for by the same screen
        self.frozen = page._frozen_places.reason(page) is not None

    def page_locked(self) -> bool:
        lock = _own_lock(self.page)
        return self.frozen or bool(lock and lock.for_user(self.user))

    def can_add_subpage(self) -> bool:
        return not self.frozen and super().can_add_subpage()

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        """As Wagtail's, which asks for every page of a list what is live below it; mostly the page itself says it.

        Whoever may not publish takes no live page away, and may take a draft away that has nothing below it.
        """
        if self.frozen:
            return False
        if "publish" not in self.permissions and self.user.is_active and not self.user.is_superuser:
            if self.page.live:
                return False
            if "change" in self.permissions and self.page.is_leaf():
                return True
        return super().can_delete(ignore_bulk)

    def can_unpublish(self) -> bool:
        return not self.frozen and super().can_unpublish()

    def can_publish(self) -> bool:
        return not self.frozen and super().can_publish()

    def can_publish_subpage(self) -> bool:
        return not self.frozen and super().can_publish_subpage()

    def can_submit_for_moderation(self) -> bool:
        return not self.frozen and not self.page.workflow_in_progress and super().can_submit_for_moderation()  # the cheaper one first

    def can_reorder_children(self) -> bool:
        return not self.frozen and super().can_reorder_children()

    def can_lock(self) -> bool:
        return not self.frozen and super().can_lock()

    def can_unlock(self) -> bool:
        return not self.frozen and super().can_unlock()


class HomePermissions(SitePermissions):
    """A home page is edited and published like any other, but nobody takes it away: the register decides whether there is a site."""

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        return False

    def can_unpublish(self) -> bool:
        return False

    def can_move(self) -> bool:
        return False

    def can_copy(self) -> bool:
        return False


def get_lock(page: Page) -> BaseLock | None:
    """What keeps ``page`` from being changed; that its site is frozen comes before every other lock."""
    frozen = getattr(page, "_frozen_places", None) or frozen_places()
    reason = frozen.reason(page)
    return FreezeLock(page, reason) if reason else _own_lock(page)


def install() -> None:
    """Let Wagtail ask us for every page, whether or not it has looked of which type it is."""
    replacements: dict[str, Any] = {"permissions_for_user": lambda page, user: SitePermissions(user, page), "get_lock": get_lock}
    for name, replacement in replacements.items():
        setattr(Page, name, replacement)
