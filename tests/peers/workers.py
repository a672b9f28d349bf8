"""Which worker runs which test when there are several (pytest-xdist)."""

from xdist.scheduler import LoadScopeScheduling

# What starts something dear that all its tests share: the platform of the journeys, the server of the operations.
TOGETHER = ("tests/journeys/", "tests/test_operations.py", "huduma/platform/portal/tests/test_in_browser.py")


class ByPlace(LoadScopeScheduling):
    """Every test by itself, to whoever is free; those of one place in ``TOGETHER`` to one worker, the most tests first.

    pytest-xdist's own groups are written into the names of tests, which pytest 9 no longer lets it change.
    """

    def _split_scope(self, nodeid: str) -> str:
        return next((place for place in TOGETHER if nodeid.startswith(place)), nodeid)
