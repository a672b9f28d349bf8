"""Writing vacancies with all that came of them."""

import random
from datetime import timedelta
from itertools import count
from typing import Any, Protocol

from huduma.systems.recruitment.criteria import digest, read
from huduma.systems.recruitment.models import (
    Appeal,
    Application,
    ApplicationEvent,
    Call,
    Centre,
    CriteriaVersion,
    Offer,
    Post,
    Requisition,
    SiftWork,
    Stage,
    Vacancy,
    VacancyChange,
)
from huduma.systems.recruitment.states import RequisitionState, VacancyState

from .applying import canonical
from .chain import Chain
from .chance import chance_of
from .course import (
    APPLICANT,
    DISMISSED,
    FIRST_OFFICER,
    PASS_MARK,
    PLATFORM,
    SECOND_OFFICER,
    UPHELD,
    Course,
    Event,
    Offered,
    Sent,
    data,
    decisions,
)
from .instants import DAY, moment, text
from .judging import Judge
from .openings import PUT_OFF, Opening
from .people import Place
from .rows import Rows

_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # of receipt numbers
_AT_ONCE = 2_000  # applications in memory as rows
_SEATS = 5_000
_WITHDRAWN = ("Kibali cha ajira kimesitishwa.", "The recruitment permit was suspended.")
_EXTENDED = ("Mtandao haukupatikana kwa saa kadhaa siku ya mwisho.", "The network was down for some hours on the last day.")
_APPEAL = "Cheti changu kilipakiwa kabla ya mwisho wa kutuma maombi; naomba kiangaliwe tena."
_REASON = ("reason_sw", "reason_en")


class Known(Protocol):
    """Where people were written."""

    def person(self, number: int) -> int:
        """The primary key of the person with this ``number``."""

    def seeker(self, number: int) -> int:
        """The primary key of their profile."""


class Finds(Protocol):
    """Who applies."""

    best: int | None  # the person who does best, if anybody

    def of(self, opening: Opening, share: int, chance: random.Random) -> tuple[Judge, list[Sent]]:
        """``share`` applications for ``opening``, the earliest first, each judged on the day by which the vacancy judges."""

    def whole(self, judge: Judge, sent: Sent) -> tuple[str, str]:
        """What is frozen of the profile with which ``sent`` was sent, as canonical JSON, and what was found of it."""


class History:
    """Takes one vacancy after the other, in the order in which they close, and writes them."""

    def __init__(self, persons: Known, applicants: Finds, officers: list[int], places: list[Place], seed: int, now: int) -> None:
        self._persons, self._applicants, self._officers = persons, applicants, officers
        self._now, self._seed = now, seed
        self._chance = chance_of("history", seed)
        self._chain = Chain()
        self._seats: dict[tuple[int, int], Any] = {}
        self._requisitions = Rows(
            Requisition,
            *("id", "institution", "title_sw", "title_en", "occupation", "salary_scale", "permit", "needs", "state"),
            *("created_at", "submitted_at", "decided_at", "decided_by"),
        )
        self._posts = Rows(Post, "id", "requisition", "station", "region", "number", "establishment")
        self._vacancies = Rows(
            Vacancy,
            *("id", "institution", "number", "requisition", *_TEXTS, "occupation", "level", "salary_scale", "posts", "region"),
            *("opens_at", "closes_at", "criteria", "takes_failing", "version", "state", "written_by", "approved_by", "published_at"),
            *("created_at", "changed_at"),
        )
        self._versions = Rows(CriteriaVersion, "id", "vacancy", "number", "criteria", "judged_on", "digest", "frozen_at")
        self._changes = Rows(VacancyChange, "id", "vacancy", "verb", "reason_sw", "reason_en", "closed_at", "closes_at", "at", "by")
        self._applications = Rows(
            Application,
            *("id", "institution", "number", "vacancy", "seeker", "state", "key", "version", "snapshot", "findings", "passes"),
            *(
                "submitted_at",
                "changed_at",
                "sex",
                "region",
                "level",
                "years",
                "sift_number",
                "exam_number",
                "mark",
                "rank",
                "reserve_until",
            ),
        )
        self._events = Rows(ApplicationEvent, "id", "application", "verb", "before", "after", "reason_sw", "reason_en", "at", "by")
        self._appeals = Rows(Appeal, "id", "application", "text", "made_at", "outcome", *_REASON, "decided_at", "decided_by")
        self._stages = Rows(Stage, "id", "vacancy", "order", "kind", "weight", "pass_mark", "starts_at", "called_at", "settled_at")
        self._calls = Rows(Call, "id", "stage", "application", "centre", "at", "seat", "attended", "mark")
        self._offers = Rows(
            Offer,
            "id",
            "institution",
            "application",
            "post",
            "station",
            "state",
            "made_at",
            "answer_by",
            "report_by",
            "settled_at",
            "reason",
        )
        self._works = Rows(
            SiftWork,
            *("id", "vacancy", "kind", "status", "done", "total", "sealed_from", "sealed_to", "ordered_at", "ordered_by", "settled_at"),
        )
        self._centres = self._make_centres(places)

    def _make_centres(self, places: list[Place]) -> dict[int, int]:
        """A centre in every region, by the region's primary key."""
        found = {}
        for place in places:
            name = f"Ukumbi wa usaili, {place.districts[0]}"
            centre, _new = Centre.objects.get_or_create(
                region_id=place.key, name=name, defaults={"address": place.districts[0], "capacity": _SEATS}
            )
            found[place.key] = centre.pk
        return found

    def add(self, opening: Opening, share: int) -> None:
        """Take one vacancy with ``share`` applications, and write what has become too much to hold."""
        self._seal(opening)
        chance = chance_of("applicants", self._seed, opening.index)
        judge, sent = self._applicants.of(opening, share, chance)
        Course(opening, self._now, chance, self._applicants.best).run(sent)
        vacancy, version, post = self._add_vacancy(opening, sent)
        stage = self._add_stage(opening, vacancy) if any(one.called for one in sent) else 0
        for one in sent:
            application = self._add_application(opening, vacancy, version, judge, one)
            if one.called:
                self._add_call(opening, stage, application, one)
            if one.offer:
                self._add_offer(opening, post, application, one.offer)
            if one.appeal:
                self._add_appeal(application, one)
            if self._applications.waiting >= _AT_ONCE:
                self.write()

    def _seal(self, opening: Opening) -> None:
        """Nothing was decided about this vacancy or a later one before it closed."""
        self._chain.seal(opening.closes)
        self._keep_works()

    def _keep_works(self) -> None:
        """The work of each long-list that has been sealed, by which ``replay_shortlist`` finds its decisions."""
        for vacancy, stretch in self._chain.longlists().items():
            at, count = text(stretch.at), stretch.decisions
            done = (str(SiftWork.Kind.LONGLIST), str(SiftWork.Status.DONE), count, count, stretch.first, stretch.last)
            self._works.add(vacancy, *done, at, self._officers[FIRST_OFFICER], at)

    def finish(self) -> int:
        """Write everything; returns how many decisions were sealed."""
        self._chain.seal()
        self._keep_works()
        self.write()
        return self._chain.sealed

    def write(self) -> None:
        """Write what was taken, what others refer to first."""
        for rows in (
            *(self._requisitions, self._posts, self._vacancies, self._versions, self._changes, self._applications, self._events),
            *(self._appeals, self._stages, self._calls, self._offers, self._works),
        ):
            rows.write()

    def _add_vacancy(self, opening: Opening, sent: list[Sent]) -> tuple[int, int | None, int]:
        """Its rows; returns the primary keys of vacancy, version and post."""
        first, second = self._officers
        state, texts, employer = opening.state(self._now), opening.texts(), opening.employer
        filled = state in (VacancyState.DECIDED, VacancyState.ARCHIVED)
        written = text(opening.opens - 40 * DAY)
        requisition = self._requisitions.add(
            *(employer.key, texts["title_sw"], texts["title_en"], opening.track.occupation, opening.post["scale"]),
            *(f"FA.97/{opening.number}", texts["duties_sw"], RequisitionState.FILLED if filled else RequisitionState.APPROVED),
            *(written, written, text(opening.opens - 20 * DAY), second),
        )
        post = self._posts.add(requisition, employer.name_sw[:120], employer.region, opening.posts, "")
        vacancy, criteria = self._vacancies.next, canonical(opening.criteria)
        public = state != VacancyState.APPROVED
        opened, on = text(opening.opens), opening.judged_on(self._now)
        frozen = (criteria, on.isoformat(), digest(read(opening.criteria), on), opened)
        version = self._versions.add(vacancy, 1, *frozen) if public else None
        self._vacancies.add(
            *(employer.key, opening.number, requisition, *(texts[name] for name in _TEXTS), opening.track.occupation),
            *(opening.post["level"], opening.post["scale"], opening.posts, employer.region, opened, text(opening.closes), criteria),
            *(not opening.strict or not all(one.verdict.passes for one in sent), version, str(state), first, second),
            *(opened if public else None, written, text(opening.since(self._now))),
        )
        self._add_changes(opening, vacancy, state)
        return vacancy, version, post

    def _add_changes(self, opening: Opening, vacancy: int, state: str) -> None:
        closes, first = text(opening.closes), self._officers[0]
        if state != VacancyState.APPROVED and opening.is_extended(self._now):
            before = opening.closes - PUT_OFF * DAY
            self._changes.add(vacancy, "extend", *_EXTENDED, text(before), closes, text(before - 3600), first)
        if state == VacancyState.WITHDRAWN:
            self._changes.add(vacancy, "withdraw", *_WITHDRAWN, closes, None, text(min(opening.closes + DAY, self._now)), first)

    def _add_application(self, opening: Opening, vacancy: int, version: int | None, judge: Judge, sent: Sent) -> int:
        bits = self._chance.getrandbits
        snapshot, findings = self._applicants.whole(judge, sent)
        decided = opening.steps["decided"]
        kept = moment(decided).date() + timedelta(days=365) if any(event.verb == "reserve" for event in sent.events) else None
        application = self._applications.add(
            *(opening.employer.key, _receipt(bits(60)), vacancy, self._persons.seeker(sent.person), sent.state, f"{bits(128):032x}"),
            *(version, snapshot, findings, sent.verdict.passes, text(sent.at), text(sent.events[-1].at)),
            *(sent.sex, sent.region, sent.level, sent.years if sent.sift_number else None, sent.sift_number),
            *(f"{opening.number}/{sent.called:05}" if sent.called else None,),
            *(None if sent.mark is None else f"{sent.mark:.3f}", sent.rank, kept.isoformat() if kept else None),
        )
        for event in sent.events:
            self._events.add(
                application, event.verb, event.before, event.after, *event.reason, text(event.at), self._who(event.officer, sent)
            )
        inputs = judge.inputs(sent.verdict, snapshot, vacancy)
        for event in decisions(sent.events):
            kept_data = canonical(data(event, version, _sealed(event, sent), inputs if event.verb in _BY_CRITERIA else {}))
            by = self._who(event.officer, sent)
            longlist = vacancy if event.verb in _BY_CRITERIA else 0
            self._chain.take(event.at, event.verb, by, application, opening.employer.code, kept_data, longlist)
        return application

    def _who(self, officer: int, sent: Sent) -> int | None:
        if officer == PLATFORM:
            return None
        return self._persons.person(sent.person) if officer == APPLICANT else self._officers[officer]

    def _add_appeal(self, application: int, sent: Sent) -> None:
        made, upheld = sent.appeal or (0, None)
        if upheld is None:
            self._appeals.add(application, _APPEAL, text(made), "", "", "", None, None)
            return
        outcome, reason = (Appeal.Outcome.UPHELD, UPHELD) if upheld else (Appeal.Outcome.DISMISSED, DISMISSED)
        decided = text(min(made + 4 * DAY, self._now))
        self._appeals.add(application, _APPEAL, text(made), str(outcome), *reason, decided, self._officers[SECOND_OFFICER])

    def _add_stage(self, opening: Opening, vacancy: int) -> int:
        kind = Stage.Kind.WRITTEN if opening.called > 100 else Stage.Kind.ORAL
        settled = text(opening.steps["marked"]) if opening.reached("marked", self._now) else None
        starts, called = text(opening.steps["interviewed"]), text(opening.steps["called"])
        return self._stages.add(vacancy, 1, str(kind), 100, f"{PASS_MARK}.00", starts, called, settled)

    def _add_call(self, opening: Opening, stage: int, application: int, sent: Sent) -> None:
        centre, at = self._centres.get(sent.region) or next(iter(self._centres.values())), opening.steps["interviewed"]
        seat = next(self._seats.setdefault((centre, at), count(1)))
        mark = None if sent.mark is None else f"{sent.mark:.3f}"
        self._calls.add(stage, application, centre, text(at), seat, sent.attended, mark)

    def _add_offer(self, opening: Opening, post: int, application: int, offer: Offered) -> None:
        steps = opening.steps
        self._offers.add(
            *(opening.employer.key, application, post, opening.employer.name_sw[:120], offer.state, text(offer.at)),
            *(text(steps["answered"]), text(steps["reported"]), text(offer.settled) if offer.settled else None, offer.reason),
        )


_TEXTS = tuple(f"{name}_{language}" for name in ("title", "summary", "duties", "assessment") for language in ("sw", "en"))
_BY_CRITERIA = ("find_eligible", "find_ineligible")


def _sealed(event: Event, sent: Sent) -> str:
    """What the chain keeps of the reason: of the criteria only which were not met, nothing that was found of the person."""
    return sent.verdict.sealed() if event.verb in _BY_CRITERIA else event.reason[1]


def _receipt(value: int) -> str:
    """A receipt number."""
    letters = []
    for _ in range(12):
        value, place = divmod(value, len(_LETTERS))
        letters.append(_LETTERS[place])
    return f"{''.join(letters[:4])}-{''.join(letters[4:8])}-{''.join(letters[8:])}"
