"""The last ten minutes before a closing, scaled to two: people come when they come, however slow the answers are.

Each has signed in before or signs in now, some look at their profile, each reads the criteria with what decided them, thinks, and sends.
Some send twice, as an impatient thumb does. Who is told to wait for a page comes back when the page says. The load goes on beyond the
closing instant, and whoever comes after it has to be refused.
"""

import asyncio
import random
import time
from dataclasses import dataclass, field
from typing import Any

from bench.processes import Server, cpu_seconds

from .asking import Answer, Visitor, hidden, percentile
from .nation import Nation

SECONDS, AFTER = 120, 6
SIGN_IN, PROFILE, TWICE = 0.04, 0.3, 0.05  # parts of those who come
_THINKS = (0.5, 3.0)  # seconds
WARM = 8  # connections by which every web process has loaded all that it needs before it is measured
_OFTEN = 40  # times that somebody comes back for a page
_CLEAR = 0.5  # seconds around the instant in which only the database's own clock is asked


@dataclass
class Rush:
    """What was seen from outside."""

    offered: int = 0
    waits: dict[str, list[float]] = field(
        default_factory=lambda: {"sign-in page": [], "sign in": [], "profile": [], "eligibility": [], "submit": []}
    )
    receipts: dict[str, float] = field(default_factory=dict)  # and when its request was sent
    accepted_at: list[float] = field(default_factory=list)
    refused_late: int = 0
    refused_early: int = 0  # although it was sent in time
    accepted_late: int = 0
    failed: int = 0
    held_back: int = 0  # answers that said to wait for a page
    two_receipts: int = 0  # for one press and its repetition
    said: dict[int, int] = field(default_factory=dict)

    def note(self, what: str, answer: Answer) -> Answer:
        """Remember how long an answer took, and what it was."""
        self.waits[what].append(answer.milliseconds)
        self.said[answer.status] = self.said.get(answer.status, 0) + 1
        if answer.status == 0 or answer.status >= 500:
            self.failed += 1
        return answer


class Load:
    """Sends people to one server."""

    def __init__(self, server: Server, told: dict[str, Any], rate: float) -> None:
        self._port, self._told, self._rate = server.port, told, rate
        self._chance = random.Random(1)
        self.rush = Rush()

    async def run(self) -> Rush:
        """Everybody comes; returns when the last has left."""
        closes, people = self._told["closes"], list(self._told["people"])
        begins = closes - SECONDS
        await asyncio.sleep(max(0.0, begins - time.time()))
        tasks = []
        for at in self._arrivals(begins, closes):
            if not people:
                raise SystemExit("More come than people were prepared.")
            await asyncio.sleep(max(0.0, at - time.time()))
            tasks.append(asyncio.create_task(self._come(people.pop(), at)))
        await asyncio.gather(*tasks)
        return self.rush

    def _arrivals(self, begins: float, closes: float) -> list[float]:
        """A fifth less than the rate at first, a fifth more at the end and beyond the closing, by a Poisson process."""
        found, at = [], begins
        while at < closes + AFTER:
            part = min(1.0, (at - begins) / SECONDS)
            at += self._chance.expovariate(self._rate * (0.8 + 0.4 * part))
            found.append(at)
        return found

    async def _come(self, person: dict[str, str], at: float) -> None:
        rush, chance, told = self.rush, self._chance, self._told
        visitor = Visitor(self._port, told["host"], {told["cookie"]: person["session"]})
        try:
            if chance.random() < SIGN_IN:
                visitor.cookies.clear()
                await self._sign_in(visitor, person, at)
                at = 0.0
            if chance.random() < PROFILE:
                await self._read(visitor, "profile", told["profile"], at)
                at = 0.0
            page = await self._read(visitor, "eligibility", told["apply"], at)
            key, token = hidden(page.body)
            await asyncio.sleep(chance.uniform(*_THINKS))
            if key:
                await self._submit(visitor, key, token)
            elif time.time() > told["closes"] and page.status == 200:
                rush.refused_late += 1
            else:
                rush.failed += 1
        finally:
            await visitor.leave()

    async def _read(self, visitor: Visitor, what: str, path: str, since: float) -> Answer:
        """A page; who is told to wait asks again, and has waited since the first time."""
        page = await visitor.get(path, since)
        began = page.began
        for _time in range(_OFTEN):
            if not page.again:
                break
            self.rush.held_back += 1
            await asyncio.sleep(page.again)
            page = await visitor.get(path)
        page.began = began
        return self.rush.note(what, page)

    async def _sign_in(self, visitor: Visitor, person: dict[str, str], at: float) -> None:
        page = await self._read(visitor, "sign-in page", self._told["sign_in"], at)
        _key, token = hidden(page.body)
        answer = await visitor.send(
            self._told["sign_in"], csrfmiddlewaretoken=token, login=person["phone"], password=self._told["password"]
        )
        self.rush.note("sign in", answer)

    async def _submit(self, visitor: Visitor, key: str, token: str) -> None:
        self.rush.offered += 1
        fields = {"csrfmiddlewaretoken": token, "key": key}
        presses = [visitor]
        if self._chance.random() < TWICE:
            presses.append(Visitor(visitor.port, visitor.host, dict(visitor.cookies)))
        answers = await asyncio.gather(*(press.send(self._told["apply"], **fields) for press in presses))
        if len(presses) > 1:
            await presses[1].leave()
        numbers = {number for answer in answers if (number := self._judge(answer))}
        if len(numbers) > 1:
            self.rush.two_receipts += 1

    def _judge(self, answer: Answer) -> str:
        """Count one answer to a submit; returns the receipt number, if there is one."""
        rush, closes = self.rush, self._told["closes"]
        rush.note("submit", answer)
        if answer.status == 303 and self._told["own"] in answer.location:
            number = answer.location.rstrip("/").rpartition("/")[2]
            if number not in rush.receipts:
                rush.receipts[number] = answer.began
                rush.accepted_at.append(answer.ended)
            if answer.began > closes + _CLEAR:
                rush.accepted_late += 1
            return number
        if answer.status == 409:
            if answer.began < closes - _CLEAR:
                rush.refused_early += 1
            else:
                rush.refused_late += 1
        elif 0 < answer.status < 500:
            rush.failed += 1
        return ""


def measure(nation: Nation, server: Server, web: int, rate: float) -> dict[str, Any]:
    """Let the rush come to ``server``, behind which the process ``web`` works, and compare what was told with what is in the database."""
    expected = int(rate * (SECONDS + 1.2 * AFTER) * 1.1) + 100
    nation.ask("settle")
    told = nation.ask("prepare", expected, SECONDS + 20)
    for person in told["people"][:WARM]:
        ask_all(server, told["host"], {told["cookie"]: person["session"]}, [told["profile"], told["apply"]])
    used = cpu_seconds(web)
    rush = asyncio.run(Load(server, told, rate).run())
    used = cpu_seconds(web) - used
    found = nation.ask("check", told["number"])
    numbers = set(found["numbers"])
    last = [at for at in rush.accepted_at if told["closes"] - 30 <= at <= told["closes"]]
    in_time = [at for at in rush.accepted_at if at <= told["closes"] + 1]
    return {
        "offered": rush.offered,
        "accepted": len(rush.receipts),
        "rate": len(in_time) / SECONDS,
        "rate_at_the_end": len(last) / 30,
        "lost": len(set(rush.receipts) - numbers),
        "without_receipt": len(numbers - set(rush.receipts)),
        "twice": found["twice"] + rush.two_receipts,
        "late": found["late"] + rush.accepted_late,
        "refused_late": rush.refused_late,
        "refused_early": rush.refused_early,
        "failed": rush.failed,
        "held_back": rush.held_back,
        "cpu": used * 1000 / max(1, sum(rush.said.values())),
        "answers": {str(status): count for status, count in sorted(rush.said.items())},
        "waits": {what: [percentile(waits, part) for part in (0.5, 0.95, 0.99)] for what, waits in rush.waits.items()},
    }


async def _one_after_the_other(server: Server, host: str, cookies: dict[str, str], paths: list[str]) -> tuple[list[float], int]:
    visitor, waits, failed = Visitor(server.port, host, cookies), [], 0
    for path in paths:
        answer = await visitor.get(path)
        failed += answer.status != 200
        waits.append(answer.milliseconds)
    await visitor.leave()
    return waits, failed


def ask_all(server: Server, host: str, cookies: dict[str, str], paths: list[str]) -> tuple[list[float], int]:
    """Milliseconds for each of ``paths``, one after the other on one connection, and how many were not answered 200."""
    return asyncio.run(_one_after_the_other(server, host, cookies, paths))
