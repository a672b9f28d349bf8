"""The states of a requisition, a vacancy, an application and an offer, and the only ways from one to another.

Each machine is a table. Whatever changes a state asks the table by ``Machine.after``, and the database refuses what is no state at all by
the constraint that ``Machine.constraint`` gives to the model.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import CheckConstraint, Q, TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy


class Refused(ValueError):
    """The table has no such way from the state; the text says so to the reader."""


@dataclass(frozen=True)
class Way:
    """``verb`` leads from one of ``sources`` to ``target``. ``needs_reason``: whoever goes it says why, and those concerned read it."""

    verb: str
    sources: tuple[str, ...]
    target: str
    needs_reason: bool = False


class Machine:
    """A table of states. One with a state that is never reached, or with two ways of a verb from a state, raises ``ValueError``."""

    def __init__(self, states: type[TextChoices], first: str, *ways: Way) -> None:
        self.states, self.first = states, first
        self._ways: dict[tuple[str, str], Way] = {}
        for way in ways:
            for source in way.sources:
                if (way.verb, source) in self._ways:
                    raise ValueError(f"{way.verb} leads from {source} twice")
                self._ways[way.verb, source] = way
        if unknown := {*self._reached()} ^ set(states.values):
            raise ValueError(f"not states, or never reached: {sorted(unknown)}")

    def _reached(self) -> Iterable[str]:
        found = [self.first]
        for state in found:
            found += [way.target for (_verb, source), way in self._ways.items() if source == state and way.target not in found]
        return found

    def after(self, verb: str, state: str, reason: str = "") -> str:
        """The state to which ``verb`` leads from ``state``. Raises ``Refused`` when it leads nowhere, or wants a reason and has none."""
        way = self._ways.get((verb, state))
        if way is None:
            raise Refused(_("This cannot be done while it is: %(state)s.") % {"state": self.states(state).label})
        if way.needs_reason and not reason.strip():
            raise Refused(_("Say why; those concerned will read it."))
        return way.target

    def verbs(self, state: str) -> list[str]:
        """What can be done from ``state``, in the order of the table."""
        return [verb for verb, source in self._ways if source == state]

    def steps(self) -> list[tuple[str, str]]:
        """Every step that the table allows, as the state before and the state after; each once, in order."""
        return sorted({(str(source), str(way.target)) for (_verb, source), way in self._ways.items() if source != way.target})

    def is_final(self, state: str) -> bool:
        """Whether nothing leads on from ``state``."""
        return not self.verbs(state)

    def constraint(self, name: str, field: str = "state") -> CheckConstraint:
        """The database's own refusal of anything that is no state."""
        return CheckConstraint(condition=Q(**{f"{field}__in": self.states.values}), name=name)


class RequisitionState(TextChoices):
    DRAFT = "draft", gettext_lazy("being written")
    PENDING = "pending", gettext_lazy("waiting for approval")
    APPROVED = "approved", gettext_lazy("approved")
    FILLED = "filled", gettext_lazy("filled")
    CANCELLED = "cancelled", gettext_lazy("cancelled")


REQUISITION = Machine(
    RequisitionState,
    RequisitionState.DRAFT,
    Way("submit", (RequisitionState.DRAFT,), RequisitionState.PENDING),
    Way("return", (RequisitionState.PENDING,), RequisitionState.DRAFT, needs_reason=True),
    Way("approve", (RequisitionState.PENDING,), RequisitionState.APPROVED),
    Way("fill", (RequisitionState.APPROVED,), RequisitionState.FILLED),
    Way("cancel", (RequisitionState.DRAFT, RequisitionState.PENDING, RequisitionState.APPROVED), RequisitionState.CANCELLED, True),
)


class VacancyState(TextChoices):
    DRAFT = "draft", gettext_lazy("being written")
    SUBMITTED = "submitted", gettext_lazy("waiting for approval")
    APPROVED = "approved", gettext_lazy("approved")
    PUBLISHED = "published", gettext_lazy("open")
    CLOSED = "closed", gettext_lazy("closed")
    SHORTLISTING = "shortlisting", gettext_lazy("shortlisting")
    INTERVIEWING = "interviewing", gettext_lazy("interviewing")
    DECIDED = "decided", gettext_lazy("decided")
    ARCHIVED = "archived", gettext_lazy("archived")
    WITHDRAWN = "withdrawn", gettext_lazy("withdrawn")


_OPEN_OR_LATER = (VacancyState.PUBLISHED, VacancyState.CLOSED, VacancyState.SHORTLISTING, VacancyState.INTERVIEWING)
VACANCY = Machine(
    VacancyState,
    VacancyState.DRAFT,
    Way("submit", (VacancyState.DRAFT,), VacancyState.SUBMITTED),
    Way("return", (VacancyState.SUBMITTED, VacancyState.APPROVED), VacancyState.DRAFT, needs_reason=True),
    Way("approve", (VacancyState.SUBMITTED,), VacancyState.APPROVED),
    Way("publish", (VacancyState.APPROVED,), VacancyState.PUBLISHED),
    Way("extend", (VacancyState.PUBLISHED,), VacancyState.PUBLISHED, needs_reason=True),
    Way("close", (VacancyState.PUBLISHED,), VacancyState.CLOSED),
    Way("readvertise", (VacancyState.CLOSED,), VacancyState.PUBLISHED, needs_reason=True),
    Way("longlist", (VacancyState.CLOSED,), VacancyState.SHORTLISTING),
    Way("call", (VacancyState.SHORTLISTING,), VacancyState.INTERVIEWING),
    Way("decide", (VacancyState.INTERVIEWING,), VacancyState.DECIDED),
    Way("archive", (VacancyState.DECIDED,), VacancyState.ARCHIVED),
    Way("withdraw", (VacancyState.APPROVED, *_OPEN_OR_LATER), VacancyState.WITHDRAWN, needs_reason=True),
)


class ApplicationState(TextChoices):
    DRAFT = "draft", pgettext_lazy("application", "being written")
    SUBMITTED = "submitted", gettext_lazy("received")
    WITHDRAWN = "withdrawn", pgettext_lazy("application", "withdrawn")
    ELIGIBLE = "eligible", gettext_lazy("meets the criteria")
    INELIGIBLE = "ineligible", gettext_lazy("does not meet the criteria")
    SHORTLISTED = "shortlisted", gettext_lazy("shortlisted")
    NOT_SHORTLISTED = "not_shortlisted", gettext_lazy("not shortlisted")
    CALLED = "called", gettext_lazy("called for interview")
    ATTENDED = "attended", gettext_lazy("attended the interview")
    ABSENT = "absent", gettext_lazy("absent from the interview")
    SCORED = "scored", gettext_lazy("marked")
    RECOMMENDED = "recommended", gettext_lazy("recommended")
    RESERVE = "reserve", gettext_lazy("in the reserve")
    UNSUCCESSFUL = "unsuccessful", gettext_lazy("not successful")
    PLACED = "placed", gettext_lazy("placed")
    ACCEPTED = "accepted", gettext_lazy("offer accepted")
    DECLINED = "declined", gettext_lazy("offer declined")
    LAPSED = "lapsed", gettext_lazy("lapsed")
    REVOKED = "revoked", gettext_lazy("offer revoked")
    APPOINTED = "appointed", gettext_lazy("appointed")


_A = ApplicationState
APPLICATION = Machine(
    ApplicationState,
    _A.DRAFT,
    Way("submit", (_A.DRAFT,), _A.SUBMITTED),
    Way("withdraw", (_A.SUBMITTED,), _A.WITHDRAWN),
    Way("submit_again", (_A.WITHDRAWN,), _A.SUBMITTED),
    Way("find_eligible", (_A.SUBMITTED,), _A.ELIGIBLE),
    Way("find_ineligible", (_A.SUBMITTED,), _A.INELIGIBLE, needs_reason=True),
    Way("uphold_appeal", (_A.INELIGIBLE,), _A.ELIGIBLE, needs_reason=True),
    Way("dismiss_appeal", (_A.INELIGIBLE,), _A.INELIGIBLE, needs_reason=True),
    Way("shortlist", (_A.ELIGIBLE,), _A.SHORTLISTED),
    Way("leave_out", (_A.ELIGIBLE,), _A.NOT_SHORTLISTED, needs_reason=True),
    Way("undo", (_A.SHORTLISTED, _A.NOT_SHORTLISTED), _A.ELIGIBLE, needs_reason=True),
    Way("call", (_A.SHORTLISTED, _A.SCORED), _A.CALLED),
    Way("attend", (_A.CALLED,), _A.ATTENDED),
    Way("miss", (_A.CALLED,), _A.ABSENT),
    Way("correct_to_attended", (_A.ABSENT,), _A.ATTENDED, needs_reason=True),
    Way("correct_to_absent", (_A.ATTENDED,), _A.ABSENT, needs_reason=True),
    Way("correct_to_called", (_A.ATTENDED, _A.ABSENT), _A.CALLED, needs_reason=True),
    Way("mark", (_A.ATTENDED,), _A.SCORED),
    Way("recommend", (_A.SCORED,), _A.RECOMMENDED),
    Way("reserve", (_A.SCORED,), _A.RESERVE),
    Way("fail", (_A.SCORED,), _A.UNSUCCESSFUL, needs_reason=True),
    Way("place", (_A.RECOMMENDED, _A.RESERVE), _A.PLACED),
    Way("accept", (_A.PLACED,), _A.ACCEPTED),
    Way("decline", (_A.PLACED,), _A.DECLINED),
    Way("lapse", (_A.PLACED, _A.ACCEPTED, _A.RESERVE), _A.LAPSED, needs_reason=True),
    Way("revoke", (_A.PLACED, _A.ACCEPTED), _A.REVOKED, needs_reason=True),
    Way("report", (_A.ACCEPTED,), _A.APPOINTED),
)


class OfferState(TextChoices):
    MADE = "made", gettext_lazy("waiting for an answer")
    ACCEPTED = "accepted", gettext_lazy("accepted")
    DECLINED = "declined", gettext_lazy("declined")
    LAPSED = "lapsed", gettext_lazy("lapsed")
    REVOKED = "revoked", gettext_lazy("revoked")
    REPORTED = "reported", gettext_lazy("reported to duty")


OFFER = Machine(
    OfferState,
    OfferState.MADE,
    Way("accept", (OfferState.MADE,), OfferState.ACCEPTED),
    Way("decline", (OfferState.MADE,), OfferState.DECLINED),
    Way("lapse", (OfferState.MADE, OfferState.ACCEPTED), OfferState.LAPSED, needs_reason=True),
    Way("revoke", (OfferState.MADE, OfferState.ACCEPTED), OfferState.REVOKED, needs_reason=True),
    Way("report", (OfferState.ACCEPTED,), OfferState.REPORTED),
)
