"""Submitting an application: one small transaction, whose second try gets the first one's receipt.

A submit writes no entry into the audit chain: the chain has one writer at a time, and in the last minutes before a closing fifty people
submit in a second. The application with its frozen snapshot, its event and the receipt that the applicant holds say who did what and when.
"""

import uuid
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.db.models.functions import Now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from huduma.platform.asking.ready import Ready
from huduma.platform.institutions.scoping import whole_nation
from huduma.platform.jobs.schedule import hasten
from huduma.systems.recruitment.codes import LEVELS
from huduma.systems.recruitment.criteria import Finding, judge
from huduma.systems.recruitment.criteria.criterion import entries
from huduma.systems.recruitment.models import Application, ApplicationEvent, Seeker, Vacancy
from huduma.systems.recruitment.states import APPLICATION, ApplicationState, Refused, VacancyState

from .deadline import Arrival, require_open
from .moving import Step, move
from .telling import WHEN


class AlreadyApplied(Refused):
    """The person has an ``application`` for the vacancy already, which stands."""

    def __init__(self, application: Application) -> None:
        super().__init__(
            _("You have applied for this vacancy already. Your receipt number is %(number)s.") % {"number": application.number}
        )
        self.application = application


class CriteriaNotMet(Refused):
    """The vacancy takes only whoever meets all criteria; the text names those that are not met."""

    def __init__(self, failed: list[Finding]) -> None:
        said = ngettext("You do not meet this criterion: %(criteria)s.", "You do not meet these criteria: %(criteria)s.", len(failed))
        super().__init__(said % {"criteria": "; ".join(finding.needed for finding in failed)})


class NoProfile(Refused):
    """The person has no profile to apply with."""


@dataclass(frozen=True)
class _Judged:
    """What is frozen of a profile, and what the frozen criteria made of it."""

    seeker: Seeker
    profile: dict[str, Any]
    findings: list[Finding]

    @property
    def level(self) -> str:
        levels = [award["level"] for award in entries(self.profile, "education") if award.get("level") in LEVELS]
        return max(levels, key=LEVELS.rank, default="")

    def _personal(self) -> dict[str, Any]:
        """What the criteria do not judge, and whoever sifts has to know as it was."""
        seeker = self.seeker
        return {
            "name": seeker.full_name,
            "identified": seeker.is_identified,
            "residence": {"district": seeker.district, "ward": seeker.ward},
            "employer": seeker.employer.code if seeker.employer else "",
        }

    def fields(self, vacancy: Vacancy, person: Any) -> dict[str, Any]:
        """The fields of an application that hold it."""
        contact = {"phone": person.phone or "", "email": person.email or ""}
        return {
            "version": vacancy.version,
            "snapshot": {**self.profile, **self._personal(), "contact": contact},
            "findings": [finding.as_json() for finding in self.findings],
            "passes": all(finding.passed for finding in self.findings),
            "sex": self.seeker.sex,
            "region_id": self.seeker.region_id,
            "level": self.level,
        }


def submit(*, vacancy: Vacancy, person: Any, key: uuid.UUID, arrived_at: Arrival, by: Any) -> Application:
    """Apply for ``vacancy`` with the profile of ``person`` as it is now, and return the application with its receipt number.

    ``key`` makes it safe to send twice: the second try gets the first one's answer. ``arrived_at`` says when the request came, given the
    database's now; the deadline is read in the transaction, so an extension counts. Somebody who has withdrawn applies again with the
    same number. Raises ``AlreadyApplied``, ``CriteriaNotMet``, ``NoProfile`` or ``deadline.NotOpen``.
    """
    with whole_nation():
        try:
            return _submit_first(vacancy, person, key, arrived_at, by)
        except (IntegrityError, Refused) as trouble:
            earlier = Application.objects.filter(vacancy=vacancy, seeker__person=person).select_related("institution").first()
            if earlier is not None and earlier.key == key and earlier.state != ApplicationState.WITHDRAWN:
                return earlier
            if isinstance(trouble, Refused):
                raise
            if earlier is None:  # the key is that of an application for something else
                raise Refused(_("This page was used before. Open it again, and send it from there.")) from trouble
        if earlier.state != ApplicationState.WITHDRAWN:
            raise AlreadyApplied(earlier)
        return submit_again(application=earlier, key=key, arrived_at=arrived_at, by=by)


@transaction.atomic
def _submit_first(vacancy: Vacancy, person: Any, key: uuid.UUID, arrived_at: Arrival, by: Any) -> Application:
    current = _current(vacancy)
    came = arrived_at(current.clock)  # type: ignore[attr-defined]  # annotated
    require_open(current, came)
    judged = _judged(current, person)
    application = Application(
        vacancy=current,
        institution=current.institution,
        seeker=judged.seeker,
        key=key,
        state=APPLICATION.after("submit", APPLICATION.first),
        submitted_at=came,
        changed_at=came,
        **judged.fields(current, person),
    )
    application.save(force_insert=True)
    if current.state == VacancyState.CLOSED:  # the long-list may have been finished since: what comes after it would never be judged
        require_open(_current(vacancy), came)
    event = ApplicationEvent(
        application=application, verb="submit", before=APPLICATION.first, after=application.state, at=came, by=by, untold=True
    )
    event.save(force_insert=True)
    hasten(WHEN)  # the applicant sees the receipt at once; its letters are put together by the worker, of many in one go
    return application


@transaction.atomic
def submit_again(*, application: Application, key: uuid.UUID, arrived_at: Arrival, by: Any) -> Application:
    """Send a withdrawn ``application`` once more, with the profile as it is now, under the same number; see ``submit``."""
    with whole_nation():
        # First the vacancy: the end of the long-list waits for this, or this for it; what came after it would never be judged.
        Vacancy.objects.select_for_update(no_key=True).only("pk").get(pk=application.vacancy_id)
        held = Application.objects.select_for_update(of=("self",)).select_related("institution", "seeker__person").get(pk=application.pk)
        if held.key == key and held.state == ApplicationState.SUBMITTED:
            return held  # another try of the same was faster
        current = _current(held.vacancy)
        came = arrived_at(current.clock)  # type: ignore[attr-defined]  # annotated
        require_open(current, came)
        judged = _judged(current, held.seeker.person)
        move(steps=[Step(held)], verb="submit_again", by=by)
        fresh = {**judged.fields(current, held.seeker.person), "key": key, "submitted_at": came, "changed_at": Now()}
        Application.objects.filter(pk=held.pk).update(**fresh)
        held.refresh_from_db()
        hasten(WHEN)
        return held


def judged_now(vacancy: Vacancy, seeker: Seeker) -> list[Finding]:
    """What the criteria of ``vacancy`` make of the profile of ``seeker`` as it is now: what a submit would freeze."""
    return judge(vacancy.asks_for(), seeker.as_profile(), vacancy.judged_on)


# What a submit reads of a vacancy: all its texts and both records beside it would be a fifth of the request's work.
_READ = ["number", "title_sw", "title_en", "state", "opens_at", "closes_at", "takes_failing", "appeal_days"]
_READ += ["version__criteria", "version__judged_on", "institution__code", "institution__name_sw", "institution__name_en"]


def _read(vacancy: int) -> "QuerySet[Vacancy]":
    with whole_nation():
        vacancies = Vacancy.objects.filter(pk=vacancy).annotate(clock=Now())
        return vacancies.select_related("version", "institution").only(*_READ)  # type: ignore[no-any-return]


def _profile_of(person: int) -> "QuerySet[Seeker]":
    return Seeker.objects.filter(person=person, erased_at=None)


_CURRENT = Ready(_read, -1)
_SEEKERS = Ready(_profile_of, -1)


def _current(vacancy: Vacancy) -> Vacancy:
    return _CURRENT.ask(vacancy.pk)[0]


def _judged(vacancy: Vacancy, person: Any) -> _Judged:
    seeker = next(iter(_SEEKERS.ask(person.pk)), None)
    if seeker is None:
        raise NoProfile(_("Fill in your profile first: you apply with it."))
    seeker.person = person
    profile = seeker.as_profile()
    findings = judge(vacancy.asks_for(), profile, vacancy.judged_on)
    failed = [finding for finding in findings if not finding.passed]
    if failed and not vacancy.takes_failing:
        raise CriteriaNotMet(failed)
    return _Judged(seeker, profile, findings)
