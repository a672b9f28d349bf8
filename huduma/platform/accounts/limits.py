"""How often something may be tried, by account and by address, counted in rows so that it holds across processes.

A cache would forget counts when it is full or restarted, and counting there is reading and writing in two steps. Here each count
is one row, changed under the database's own lock and by its clock: twenty processes trying at once get no more tries than one.
"""

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from huduma.platform.jobs.models import database_now

from .addresses import neighbourhood
from .models import Tally

MINUTES, HOURS, DAYS = 60, 3600, 86_400


@dataclass(frozen=True)
class Rate:
    """At most ``tries`` in any ``seconds``."""

    tries: int
    seconds: int


@dataclass(frozen=True)
class Limit:
    """What holds for one account and for one address, whichever is reached first.

    Mobile operators put thousands of subscribers behind one address, so an address has much more room than an account.
    """

    account: tuple[Rate, ...] = ()
    address: tuple[Rate, ...] = ()


LIMITS = {
    # Only failures stay counted: whoever succeeds gives the try back.
    "password": Limit(account=(Rate(5, 5 * MINUTES), Rate(60, DAYS)), address=(Rate(50, 5 * MINUTES),)),
    "second_factor": Limit(account=(Rate(5, 5 * MINUTES), Rate(30, DAYS)), address=(Rate(50, 5 * MINUTES),)),
    "passkey": Limit(address=(Rate(50, 5 * MINUTES),)),
    "used_code": Limit(account=(Rate(1, 2 * MINUTES),)),  # longer than a code of an authenticator app is good for
    # One code that was sent, in the session that asked for it.
    "code": Limit(account=(Rate(3, 1 * HOURS),), address=(Rate(50, 5 * MINUTES),)),
    # Codes sent to one e-mail address or phone number: with three tries each, what can be guessed in a day stays hopeless.
    "message": Limit(account=(Rate(4, 5 * MINUTES), Rate(20, DAYS)), address=(Rate(60, 10 * MINUTES),)),
    # What a reader says of a page, without an account: here the "account" is a page as one address sees it.
    "page_feedback": Limit(account=(Rate(10, DAYS),), address=(Rate(30, 10 * MINUTES), Rate(300, DAYS))),
    # Opening and accepting an invitation: its link cannot be guessed, and nobody shall try.
    "invitation": Limit(address=(Rate(30, 10 * MINUTES),)),
    # National id numbers that one account asks for: nobody shall find out by trying whose they are.
    "nin": Limit(account=(Rate(5, 10 * MINUTES), Rate(15, DAYS)), address=(Rate(60, 10 * MINUTES),)),
    "sign_up": Limit(address=(Rate(30, 10 * MINUTES),)),
    # Forms that anybody may send without an account: to one form from one address, and from one address altogether.
    "form": Limit(account=(Rate(10, 10 * MINUTES), Rate(100, DAYS)), address=(Rate(60, 10 * MINUTES),)),
}


class TooManyTries(Exception):
    """The limit is reached; ``until`` is when the next try is free."""

    def __init__(self, until: datetime) -> None:
        super().__init__(f"no further try before {until:%H:%M:%S}")
        self.until = until


@dataclass(frozen=True)
class Taken:
    """A try that was counted."""

    keys: tuple[str, ...]
    at: float

    @transaction.atomic(durable=True)
    def give_back(self) -> None:
        """Uncount it, because it succeeded. A success does not wipe earlier failures: it may be the attacker's own account."""
        for tally in Tally.objects.select_for_update().filter(key__in=self.keys).order_by("key"):
            if self.at in tally.tried_at:
                tally.tried_at.remove(self.at)
                tally.save(update_fields=["tried_at"])


@transaction.atomic(durable=True)
def take(what: str, *, account: str = "", address: str = "") -> Taken:
    """Count one try of ``what`` (a key of ``LIMITS``) for an account, an address, or both. Raises ``TooManyTries``, counting nothing.

    ``account`` is what was typed, in normal form, not whose it is: counting by person would tell which contacts belong together,
    and which exist. It commits on its own, for a request that fails afterwards has still tried.
    """
    rates = _rates(what, account, address)
    tallies = {
        key: Tally.objects.select_for_update().get_or_create(key=key, defaults={"forget_at": timezone.now()})[0] for key in sorted(rates)
    }
    now = database_now().timestamp()
    until = max(_free_at(tally.tried_at, rates[key]) for key, tally in tallies.items())
    if until > now:
        raise TooManyTries(datetime.fromtimestamp(until, UTC))
    for key, tally in tallies.items():
        longest = max(rates[key], key=lambda rate: rate.seconds)
        tally.tried_at = [now, *(at for at in tally.tried_at if at > now - longest.seconds)]
        tally.forget_at = datetime.fromtimestamp(now, UTC) + timedelta(seconds=longest.seconds)
        tally.save(update_fields=["tried_at", "forget_at"])
    return Taken(keys=tuple(sorted(tallies)), at=now)


def forget(what: str, *, account: str) -> None:
    """Clear an account's count, because its owner has proved themselves in another way."""
    Tally.objects.filter(key__in=_rates(what, account, "")).delete()


def _rates(what: str, account: str, address: str) -> dict[str, tuple[Rate, ...]]:
    limit = LIMITS[what]
    wanted = {}
    if account:
        wanted[_key(what, "account", account)] = limit.account
    if address:
        wanted[_key(what, "address", neighbourhood(address))] = limit.address
    return {key: rates for key, rates in wanted.items() if rates}


def _key(*parts: str) -> str:
    """A keyed hash, so that the table holds nobody's phone number, e-mail address or place."""
    return hmac.new(settings.SECRET_KEY.encode(), "\0".join(("tally", *parts)).encode(), hashlib.sha256).hexdigest()


def _free_at(tried_at: Sequence[float], rates: tuple[Rate, ...]) -> float:
    """When every rate has room again, in seconds since the epoch; 0 when they have it already. ``tried_at``: latest first."""
    return max((tried_at[rate.tries - 1] + rate.seconds for rate in rates if len(tried_at) >= rate.tries), default=0)
