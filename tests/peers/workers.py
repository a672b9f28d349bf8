"""Which worker runs which test when there are several (pytest-xdist)."""

from xdist.scheduler import LoadScopeScheduling

# What starts something dear that all its tests share: the platform of the journeys, the server of the operations.
TOGETHER = ("tests/journeys/", "tests/test_operations.py", "huduma/platform/portal/tests/test_in_browser.py")
# What takes long, the longest first: begun at the end, one worker would be left with it.
LONGEST = (
    "tests/test_office_at_size.py",
    "huduma/platform/jobs/tests/test_kill.py",  # many short ones: a worker is given its next test with the one it begins
    "tests/test_isolation.py",
    "huduma/systems/websites/tests/test_wordpress_at_size.py",
    "huduma/systems/websites/tests/test_every_page_in_browser.py",
    "huduma/systems/websites/tests/test_import.py",
    "huduma/systems/websites/tests/test_exports.py",
    "huduma/platform/delivery/tests/test_nginx.py",
    "huduma/platform/delivery/tests/test_freshness.py",
    "huduma/platform/accounts/tests/test_limits.py",
)


def place_by_length(nodeid: str) -> int:
    """The place of a test among those that take longest; all others come after them."""
    return next((place for place, file in enumerate(LONGEST) if nodeid.startswith(file)), len(LONGEST))


class ByPlace(LoadScopeScheduling):
    """Every test by itself, to whoever is free; those of one place in ``TOGETHER`` to one worker, the most tests first.

    pytest-xdist's own groups are written into the names of tests, which pytest 9 no longer lets it change.
    """

    def _split_scope(self, nodeid: str) -> str:
        return next((place for place in TOGETHER if nodeid.startswith(place)), nodeid)
