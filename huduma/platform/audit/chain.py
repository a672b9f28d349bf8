"""Checking the hash chain."""

from collections.abc import Iterator
from dataclasses import dataclass

from .models import GENESIS, ChainedRecord

CHUNK = 2000  # records in memory at a time; PgBouncer allows no server-side cursor


@dataclass(frozen=True)
class Verdict:
    """What the check found: how many records hold, the last good seal, and the first broken link in words (empty: none)."""

    records: int
    head: str
    broken: str = ""


def verify(known_head: str = "") -> Verdict:
    """Check every record of the chain from its beginning, in bounded memory.

    ``known_head`` is a seal written down elsewhere earlier, such as in a backup's manifest: it has to be in the chain still, which is
    what betrays that the latest records were cut off.
    """
    head, count, seen = GENESIS, 0, not known_head
    for record in _records():
        if record.previous_seal != head:
            return Verdict(count, head, f"record {record.sequence} does not follow the one before it: something was removed or put in")
        if record.compute_seal() != record.seal:
            return Verdict(count, head, f"record {record.sequence} ({record.verb} {record.subject}) was changed after it was sealed")
        head, count = record.seal, count + 1
        seen = seen or head == known_head
    if not seen:
        return Verdict(count, head, f"the known head {known_head} is missing: the latest records were removed")
    return Verdict(count, head)


def _records() -> Iterator[ChainedRecord]:
    last = 0
    while chunk := list(ChainedRecord.objects.filter(sequence__gt=last).order_by("sequence")[:CHUNK]):
        yield from chunk
        last = chunk[-1].sequence
