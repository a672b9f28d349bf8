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


class Chain:
    """Takes decisions about one vacancy after the other, and seals those before which none can come any more."""

    def __init__(self) -> None:
        self._rows = Rows(ChainedRecord, "sequence", "at", "verb", "by", "subject", "institution_code", "data", "previous_seal", "seal")
        self._waiting: list[Decided] = []
        self._taken = self.sealed = 0
        self._record = ChainedRecord()

    def take(self, at: int, verb: str, by: int | None, subject: int, institution_code: str, data: str) -> None:
        """Remember one decision about the application ``subject``."""
        self._taken += 1
        heapq.heappush(self._waiting, Decided(at, self._taken, verb, by, subject, institution_code, data))

    def seal(self, until: int | None = None) -> None:
        """Write those before ``until``, or all, at the end of the chain."""
        take_turn()
        last = ChainedRecord.objects.order_by("-sequence").values_list("seal", flat=True).first()
        seal = last or GENESIS
        for decided in self._ripe(until):
            seal = self._seal(decided, seal)
            self.sealed += 1
        self._rows.write()

    def _ripe(self, until: int | None) -> Iterable[Decided]:
        while self._waiting and (until is None or self._waiting[0].at < until):
            yield heapq.heappop(self._waiting)

    def _seal(self, decided: Decided, previous: str) -> str:
        record: Any = self._record
        record.at, record.verb, record.by_id = moment(decided.at), f"recruitment.{decided.verb}", decided.by
        record.subject, record.institution_code = f"recruitment.application:{decided.subject}", decided.institution_code
        record.data, record.previous_seal = json.loads(decided.data), previous
        seal = str(record.compute_seal())
        self._rows.add(text(decided.at), record.verb, decided.by, record.subject, decided.institution_code, decided.data, previous, seal)
        return seal
