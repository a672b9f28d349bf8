"""The decisions of a nation's past in the hash chain, in the order of their days."""

import heapq
import json
from collections.abc import Iterable
from typing import Any, NamedTuple

from huduma.platform.audit.actions import take_turn
from huduma.platform.audit.models import GENESIS, ChainedRecord

from .instants import moment, text
from .rows import Rows


class Decided(NamedTuple):
    """A decision that waits for its turn: decisions about later vacancies may have been taken before it."""

    at: int
    number: int  # in which order it was given, where the instant is the same
    verb: str
    by: int | None
    subject: int
    institution_code: str
    data: str  # JSON: half the memory of what it stands for
    vacancy: int  # whose long-list it belongs to, or 0


class Stretch(NamedTuple):
    """Where in the chain a long-list stands, how many decisions it has, and when they were taken."""

    first: int
    last: int
    decisions: int
    at: int


class Chain:
    """Takes decisions about one vacancy after the other, and seals those before which none can come any more."""

    def __init__(self) -> None:
        self._rows = Rows(ChainedRecord, "sequence", "at", "verb", "by", "subject", "institution_code", "data", "previous_seal", "seal")
        self._waiting: list[Decided] = []
        self._taken = self.sealed = 0
        self._record = ChainedRecord()
        self._longlists: dict[int, Stretch] = {}

    def take(self, at: int, verb: str, by: int | None, subject: int, institution_code: str, data: str, vacancy: int = 0) -> None:
        """Remember one decision about the application ``subject``; ``vacancy`` where it belongs to that one's long-list."""
        self._taken += 1
        heapq.heappush(self._waiting, Decided(at, self._taken, verb, by, subject, institution_code, data, vacancy))

    def seal(self, until: int | None = None) -> None:
        """Write those before ``until``, or all, at the end of the chain."""
        take_turn()
        last = ChainedRecord.objects.order_by("-sequence").values_list("seal", flat=True).first()
        seal = last or GENESIS
        for decided in self._ripe(until):
            seal = self._seal(decided, seal)
            self.sealed += 1
        self._rows.write()

    def longlists(self) -> dict[int, Stretch]:
        """The long-lists that were sealed since this was last asked, by vacancy; each is taken at one instant, so it is whole."""
        found, self._longlists = self._longlists, {}
        return found

    def _ripe(self, until: int | None) -> Iterable[Decided]:
        while self._waiting and (until is None or self._waiting[0].at < until):
            yield heapq.heappop(self._waiting)

    def _seal(self, decided: Decided, previous: str) -> str:
        record: Any = self._record
        record.at, record.verb, record.by_id = moment(decided.at), f"recruitment.{decided.verb}", decided.by
        record.subject, record.institution_code = f"recruitment.application:{decided.subject}", decided.institution_code
        record.data, record.previous_seal = json.loads(decided.data), previous
        seal = str(record.compute_seal())
        said = (record.verb, decided.by, record.subject, decided.institution_code, decided.data)
        place = self._rows.add(text(decided.at), *said, previous, seal)
        if decided.vacancy:
            before = self._longlists.get(decided.vacancy, Stretch(place, place, 0, decided.at))
            self._longlists[decided.vacancy] = Stretch(before.first, place, before.decisions + 1, decided.at)
        return seal
