"""Making every process forget: raising a site's generation, and bringing rows and counters together again when they come apart.

Why this holds when a process dies at any point: docs/decisions/0004-forgetting.md.
"""

import logging

from django.db import connection, transaction

from . import files, metrics
from .generations import NEVER, counters, slot_of
from .models import LiveSite

logger = logging.getLogger(__name__)


def raise_generation(site: LiveSite) -> int:
    """Take the site's row to a generation that was never used before, and its counter there ahead of the commit.

    The row stays locked until the surrounding transaction ends. The counter takes part because it remembers what a rolled-back
    transaction, or a database since restored, had used.
    """
    before = LiveSite.objects.select_for_update().values_list("generation", flat=True).get(pk=site.pk)
    slot = slot_of(site.pk)
    with counters().writing():
        generation = max(before, counters().now(slot)) + 1
        files.unlink(site.host)  # first, so that dying here leaves a file too few and not one too many
        counters().set(slot, generation)
    LiveSite.objects.filter(pk=site.pk).update(generation=generation)
    return generation


def generation_of_everything() -> int:
    """The counter of all changes, to be taken before reading what depends on several sites and is to be kept while it stands there.

    ``NEVER`` while any change is under way, and inside a transaction: what is read then must not be kept.
    """
    anything = counters().of_anything()
    settled = all(counters().of(site) == generation for site, generation in LiveSite.objects.values_list("pk", "generation"))
    return anything if settled and not connection.in_atomic_block else NEVER


class Reconciler:
    """Compares rows with counters, once a second on each machine."""

    def __init__(self) -> None:
        self._behind: dict[int, int] = {}  # sites whose row was behind its counter at the last look: primary key, counter

    def look(self) -> None:
        """One look at all sites."""
        seen_behind = self._behind
        self._behind = {}
        for site in LiveSite.objects.only("host", "generation"):
            counter = counters().now(slot_of(site.pk))
            if site.generation > counter:
                _catch_up(site)
            elif site.generation < counter:
                self._behind[site.pk] = counter
                if seen_behind.get(site.pk) == counter:  # for a second at least: not an ordinary change on its way
                    _settle(site)


def _catch_up(site: LiveSite) -> None:
    """The change came from another machine, or this one's counters are new: forget here too."""
    with counters().writing():
        files.unlink(site.host)
        counters().set(slot_of(site.pk), site.generation)
    metrics.HEALED.labels("counter").inc()


@transaction.atomic
def _settle(site: LiveSite) -> None:
    """The change never committed: it was rolled back, or its process died. Give the site a new generation, which row and counter share.

    A row that is locked belongs to a change still under way, and is left to it.
    """
    untouched = LiveSite.objects.select_for_update(skip_locked=True).filter(pk=site.pk, generation=site.generation)
    if untouched.exists():
        raise_generation(site)
        metrics.HEALED.labels("row").inc()
        logger.warning("A change of %s never committed; its pages are kept again", site.host)
