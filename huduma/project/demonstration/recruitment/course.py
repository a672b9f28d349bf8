"""What became of the applications for one vacancy: each step that the table of states allows, with its day and its reason."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from huduma.systems.recruitment.states import APPLICATION, OFFER, ApplicationState, OfferState

from .instants import DAY
from .judging import Verdict
from .openings import Opening

_WITHDRAW, _APPEAL, _UPHELD = 0.02, 0.015, 0.3  # parts: of all, of those not eligible, of the appeals
_ATTEND, _ACCEPT, _DECLINE, _REPORT = 0.87, 0.9, 0.06, 0.94
PASS_MARK = 50
_RESERVE = 2  # who passed, for each post
_FIRST = str(APPLICATION.first)

LEFT_OUT = (
    "Nafasi za usaili ni chache kuliko waombaji wenye sifa; walioitwa wana sifa za juu zaidi.",
    "There are fewer places at the interview than applicants who qualify; those who were called rank higher.",
)
FAILED = ("Alama zako ziko chini ya alama ya kufaulu (50).", "Your mark is below the pass mark (50).")
SURPASSED = (
    "Umefaulu, lakini nafasi na kanzidata zimejaa wenye alama za juu zaidi.",
    "You passed, but others with higher marks took all places.",
)
UPHELD = ("Rufaa yako imekubaliwa: cheti kilichokosekana kimeonekana.", "Your appeal was upheld: the missing certificate was found.")
DISMISSED = ("Cheti hakikuwepo wakati wa kutuma maombi.", "The certificate was not there when the application was sent.")
NOT_ANSWERED = ("Hukujibu kabla ya mwisho wa kujibu.", "You did not answer in time.")
NOT_REPORTED = ("Hukuripoti kazini kabla ya siku ya mwisho.", "You did not report to duty in time.")
EXPIRED = ("Muda wa kukaa kwenye kanzidata umeisha.", "The time in the reserve has ended.")
NOTHING = ("", "")


class Event(NamedTuple):
    """One step: ``officer`` is the place of whoever took it among the officers, -1 for the applicant, -2 for the platform itself."""

    verb: str
    before: str
    after: str
    at: int
    officer: int
    reason: tuple[str, str]


APPLICANT, PLATFORM, FIRST_OFFICER, SECOND_OFFICER = -1, -2, 0, 1


@dataclass(slots=True)
class Offered:
    """What was offered, and what came of it."""

    at: int
    state: str = str(OFFER.first)
    settled: int | None = None
    reason: str = ""


@dataclass(slots=True)
class Sent:
    """An application on its way. ``events`` are its steps so far."""

    person: int
    at: int
    verdict: Verdict
    sex: str = ""
    region: int = 0
    level: str = ""
    years: int = 0  # of work, on the day of closing
    sift_number: int | None = None  # by which it is named in the long-list
    snapshot: str = ""  # as canonical JSON; empty where it is made again when it is written
    state: str = _FIRST
    events: list[Event] = field(default_factory=list)
    appeal: tuple[int, bool | None] | None = None  # when, and whether it was upheld; nobody knows yet
    called: int = 0  # its place among those who are called, from 1
    attended: bool | None = None
    mark: float | None = None
    rank: int | None = None
    offer: Offered | None = None

    def go(self, verb: str, at: int, officer: int, reason: tuple[str, str] = NOTHING) -> None:
        """Take ``verb`` of the table of states."""
        after = str(APPLICATION.after(verb, self.state, reason[1]))
        self.events.append(Event(verb, self.state, after, at, officer, reason))
        self.state = after


class Course:
    """Takes all applications for one opening as far as they have come at ``now``. ``best`` is the person who does best, if anybody."""

    def __init__(self, opening: Opening, now: int, chance: random.Random, best: int | None = None) -> None:
        self._opening, self._now, self._chance, self._best = opening, now, chance, best

    def run(self, applications: Sequence[Sent]) -> None:
        """All steps, in their order."""
        for sent in applications:
            sent.go("submit", sent.at, APPLICANT)
        self._withdraw(applications)
        for step, take in (
            ("longlisted", self._longlist),
            ("shortlisted", self._shortlist),
            ("called", self._call),
            ("interviewed", self._interview),
            ("marked", self._mark),
            ("decided", self._decide),
            ("placed", self._place),
            ("answered", self._answer),
            ("reported", self._report),
            ("expired", self._expire),
        ):
            if not self._opening.reached(step, self._now):
                break
            take(applications, self._opening.steps[step])

    def _withdraw(self, applications: Sequence[Sent]) -> None:
        end = min(self._opening.closes, self._now)
        for sent in applications:
            if self._chance.random() < _WITHDRAW and sent.at < end and sent.person != self._best:
                sent.go("withdraw", sent.at + int(self._chance.random() * (end - sent.at)), APPLICANT)

    def _longlist(self, applications: Sequence[Sent], at: int) -> None:
        received = [sent for sent in applications if sent.state == ApplicationState.SUBMITTED]
        for place, sent in enumerate(received, start=1):
            sent.sift_number = place
            if sent.verdict.passes:
                sent.go("find_eligible", at, FIRST_OFFICER)
                continue
            sent.go("find_ineligible", at, FIRST_OFFICER, sent.verdict.reasons())
            if self._chance.random() < _APPEAL:
                self._appeal(sent, at)

    def _appeal(self, sent: Sent, at: int) -> None:
        made, decided = at + DAY + int(self._chance.random() * 7 * DAY), at + 12 * DAY
        upheld = self._chance.random() < _UPHELD
        if made > self._now:
            return
        if decided > self._now:
            sent.appeal = (made, None)
            return
        sent.appeal = (made, upheld)
        if upheld:
            sent.go("uphold_appeal", decided, SECOND_OFFICER, UPHELD)
        else:
            sent.go("dismiss_appeal", decided, SECOND_OFFICER, DISMISSED)

    def _shortlist(self, applications: Sequence[Sent], at: int) -> None:
        eligible = [sent for sent in applications if sent.state == ApplicationState.ELIGIBLE]
        self._chance.shuffle(eligible)
        eligible.sort(key=lambda sent: sent.person != self._best)
        for place, sent in enumerate(eligible):
            if place < self._opening.called:
                sent.go("shortlist", at, SECOND_OFFICER)
            else:
                sent.go("leave_out", at, SECOND_OFFICER, LEFT_OUT)

    def _call(self, applications: Sequence[Sent], at: int) -> None:
        place = 0
        for sent in applications:
            if sent.state == ApplicationState.SHORTLISTED:
                place += 1
                sent.called = place
                sent.go("call", at, FIRST_OFFICER)

    def _interview(self, applications: Sequence[Sent], at: int) -> None:
        for sent in applications:
            if sent.state == ApplicationState.CALLED:
                sent.attended = self._chance.random() < _ATTEND or sent.person == self._best
                sent.go("attend" if sent.attended else "miss", at + 9 * 3600, FIRST_OFFICER)

    def _mark(self, applications: Sequence[Sent], at: int) -> None:
        for sent in applications:
            if sent.state == ApplicationState.ATTENDED:
                sent.mark = 99.75 if sent.person == self._best else round(min(99.5, max(8.0, self._chance.gauss(61, 13))), 2)
                sent.go("mark", at, FIRST_OFFICER)

    def _decide(self, applications: Sequence[Sent], at: int) -> None:
        marked = [sent for sent in applications if sent.mark is not None]
        marked.sort(key=lambda sent: (-(sent.mark or 0), sent.person))
        for place, sent in enumerate(marked, start=1):
            sent.rank = place
            passed = (sent.mark or 0) >= PASS_MARK
            if passed and place <= self._opening.posts:
                sent.go("recommend", at, SECOND_OFFICER)
            elif passed and place <= self._opening.posts * (1 + _RESERVE):
                sent.go("reserve", at, SECOND_OFFICER)
            else:
                sent.go("fail", at, SECOND_OFFICER, SURPASSED if passed else FAILED)

    def _place(self, applications: Sequence[Sent], at: int) -> None:
        for sent in applications:
            if sent.state == ApplicationState.RECOMMENDED:
                sent.go("place", at, SECOND_OFFICER)
                sent.offer = Offered(at)

    def _answer(self, applications: Sequence[Sent], at: int) -> None:
        for sent in applications:
            offer = sent.offer
            if offer is None:
                continue
            chance = self._chance.random()
            answered = offer.at + int(self._chance.random() * (at - offer.at))
            if chance < _ACCEPT:
                _settle(sent, offer, "accept", OfferState.ACCEPTED, answered, APPLICANT)
            elif chance < _ACCEPT + _DECLINE:
                _settle(sent, offer, "decline", OfferState.DECLINED, answered, APPLICANT)
            else:
                _settle(sent, offer, "lapse", OfferState.LAPSED, at, PLATFORM, NOT_ANSWERED)

    def _report(self, applications: Sequence[Sent], at: int) -> None:
        for sent in applications:
            offer = sent.offer
            if offer is None or offer.state != OfferState.ACCEPTED:
                continue
            if self._chance.random() < _REPORT:
                _settle(sent, offer, "report", OfferState.REPORTED, at - DAY, FIRST_OFFICER)
            else:
                _settle(sent, offer, "lapse", OfferState.LAPSED, at, PLATFORM, NOT_REPORTED)

    def _expire(self, applications: Sequence[Sent], at: int) -> None:
        for sent in applications:
            if sent.state == ApplicationState.RESERVE:
                sent.go("lapse", at, PLATFORM, EXPIRED)


def _settle(sent: Sent, offer: Offered, verb: str, state: str, at: int, officer: int, reason: tuple[str, str] = NOTHING) -> None:
    """One step of the application and of its offer."""
    if OFFER.after(verb, offer.state, reason[1]) != state:
        raise ValueError(f"{verb} does not lead from {offer.state} to {state}")
    offer.state, offer.settled, offer.reason = str(state), at, reason[0]
    sent.go(verb, at, officer, reason)


def decisions(events: Sequence[Event]) -> list[Event]:
    """Those that are decisions, and so join the hash chain: what an applicant sends or takes back is none (``actions.applying``)."""
    return [event for event in events if event.verb not in ("submit", "withdraw")]


def data(event: Event, version: int | None, sealed: str, inputs: dict[str, Any]) -> dict[str, Any]:
    """What the chain keeps of a decision."""
    return {"before": event.before, "after": event.after, "reason": sealed, "inputs": inputs, "criteria_version": version}
