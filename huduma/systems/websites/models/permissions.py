"""What people may do to the pages that a site cannot be without."""

from wagtail.models import PagePermissionTester


class HomePermissions(PagePermissionTester):
    """A home page is edited and published like any other, but nobody takes it away: the register decides whether there is a site."""

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        return False

    def can_unpublish(self) -> bool:
        return False

    def can_move(self) -> bool:
        return False

    def can_copy(self) -> bool:
        return False
