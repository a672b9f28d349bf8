"""From a recommendation to a post filled: offers by merit and station, their answers, what lapses, and the report to duty."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _

from huduma.platform.audit.actions import record
from huduma.platform.institutions.policy import reach
from huduma.platform.institutions.scoping import whole_nation
from huduma.platform.jobs.models import database_now
from huduma.systems.recruitment.models import Application, Offer, Post, Requisition, Vacancy
from huduma.systems.recruitment.states import OFFER, REQUISITION, ApplicationState, OfferState, Refused, RequisitionState, VacancyState

from .identity import must_confirm
from .interviews import in_both, told
from .moving import Reason, Step, move

CONFIRM, REVOKE = "recruitment.change_offer", "recruitment.interview_vacancy"
_IN_THEIR_WORDS = "The applicant's own words, which are not kept here."  # in the chain, instead of them


@dataclass
class Opening:
    """Posts at one station that nobody holds: ``post`` is ``None`` where the vacancy came without a requisition."""

    station: str
    region: int | None
    free: int
    post: Post | None = None


def openings(vacancy: Vacancy) -> list[Opening]:
    """The posts of ``vacancy`` that are not offered, accepted or taken up, in the order of the requisition; never more than its posts."""
    left = max(vacancy.posts - Offer.objects.standing().filter(application__vacancy=vacancy).count(), 0)
    posts = list(Post.objects.filter(requisition=vacancy.requisition_id).order_by("station", "pk")) if vacancy.requisition_id else []
    if not posts:
        return [Opening(str(vacancy.institution), vacancy.region_id, left)] if left else []
    of_requisition = Offer.objects.standing().filter(post__requisition=vacancy.requisition_id)  # by whichever of its vacancies
    held = dict(of_requisition.order_by().values_list("post").annotate(n=Count("pk")))
    found = []
    for post in posts:
        free = min(post.number - held.get(post.pk, 0), left)
        if free > 0:
            found.append(Opening(post.station, post.region_id, free, post))
            left -= free
    return found


@transaction.atomic
def place(*, vacancy: Vacancy, answer_by: datetime, report_by: datetime, by: Any) -> list[Offer]:
    """Offer the free posts of ``vacancy`` to those recommended, by merit: each at a station in their region, else at the first free one.

    Raises ``ValidationError`` when nobody waits for an offer, no post is free, or the days are wrong, and ``Refused`` before it is decided.
    """
    recommended = _in_order(vacancy, ApplicationState.RECOMMENDED)
    if not recommended:
        raise ValidationError(_("Nobody who is recommended waits for an offer."))
    return _offer(vacancy, recommended, answer_by, report_by, by)


@transaction.atomic
def offer_next(*, vacancy: Vacancy, answer_by: datetime, report_by: datetime, by: Any) -> Offer:
    """Offer a post that has become free to the next of the reserve. Raises ``ValidationError`` when there is nobody, or no free post."""
    if _in_order(vacancy, ApplicationState.RECOMMENDED):
        raise ValidationError(_("Those who are recommended come before the reserve."))
    reserve = [a for a in _in_order(vacancy, ApplicationState.RESERVE) if a.reserve_until and a.reserve_until >= timezone.localdate()]
    if not reserve:
        raise ValidationError(_("Nobody is left in the reserve."))
    return _offer(vacancy, reserve[:1], answer_by, report_by, by)[0]


def _in_order(vacancy: Vacancy, state: str) -> list[Application]:
    waiting = Application.objects.filter(vacancy=vacancy, state=state, erased_at__isnull=True)
    found = waiting.select_for_update(of=("self",)).order_by("rank")
    return list(found.select_related("institution", "seeker__person").defer("snapshot", "findings"))


def _offer(vacancy: Vacancy, applications: Sequence[Application], answer_by: datetime, report_by: datetime, by: Any) -> list[Offer]:
    if not database_now() < answer_by < report_by:
        raise ValidationError({"answer_by": _("The day of the answer has to be in the future, and before the day of reporting.")})
    row = Vacancy.objects.select_for_update().get(pk=vacancy.pk)  # two people who offer at once offer no post twice
    if row.state != VacancyState.DECIDED:  # those below may not all have their places yet
        raise Refused(_("This cannot be done while it is: %(state)s.") % {"state": row.standing})
    if vacancy.requisition_id:
        Requisition.objects.select_for_update().get(pk=vacancy.requisition_id)  # its other vacancies offer the same posts
    free = openings(vacancy)
    offers = []
    for application in applications:
        opening = _opening_for(application, free)
        if opening is None:
            break
        opening.free -= 1
        days = {"answer_by": answer_by, "report_by": report_by}
        offers.append(Offer(application=application, institution=vacancy.institution, post=opening.post, station=opening.station, **days))
    if not offers:
        raise ValidationError(_("No post is free."))
    for offer in offers:
        offer.save(force_insert=True)
    move(steps=[_placement(offer) for offer in offers], verb="place", by=by)
    record(subject=vacancy, verb="recruitment.offer", by=by, data={"offers": len(offers)})
    return offers


def _opening_for(application: Application, free: Sequence[Opening]) -> Opening | None:
    still = [opening for opening in free if opening.free > 0]
    near = [opening for opening in still if opening.region is not None and opening.region == application.region_id]
    return next(iter([*near, *still]), None)


def _placement(offer: Offer) -> Step:
    application = offer.application
    said = in_both(
        lambda: (
            _("You are offered a post at %(station)s. Answer until %(answer_by)s.")
            % {"station": offer.station, "answer_by": told(offer.answer_by)}
        )
    )
    inputs = {"offer": offer.pk, "rank": application.rank, "station": offer.station, "post": offer.post_id, "region": application.region_id}
    return Step(application, said["sw"], said["en"], inputs)


@transaction.atomic
def accept_offer(*, offer: Offer, by: Any) -> None:
    """The applicant takes the post. Raises ``PermissionDenied`` for anybody else, ``Refused`` when it is answered already or too late, or
    the applicant has not proved who they are: one person takes one post, however many accounts they have."""
    with whole_nation():  # it is the applicant's own, who has no scope
        answerable = _answerable(offer, by)
        if must_confirm(answerable.application.seeker):
            raise Refused(_("Confirm your national id number in your profile first: a post is given to whoever proved who they are."))
        _settle(answerable, "accept", by)


@transaction.atomic
def decline_offer(*, offer: Offer, reason: str, by: Any) -> None:
    """The applicant does not take the post. Raises ``PermissionDenied`` for anybody else, ``Refused`` when it is answered already."""
    with whole_nation():
        _settle(_answerable(offer, by), "decline", by, {"sw": reason, "en": reason}, _IN_THEIR_WORDS if reason else "")


@transaction.atomic
def revoke_offer(*, offer: Offer, reason_sw: str, reason_en: str, by: Any) -> None:
    """Whoever made the offer takes it back, with a reason that the applicant reads; the post is free again.

    Raises ``PermissionDenied`` for anybody who makes no offers, ``Refused`` once it is declined, lapsed or reported to.
    """
    if not reach(by, REVOKE).covers(offer.institution_id):
        raise PermissionDenied(_("Your appointment does not allow this."))
    reason = Reason(reason_sw, reason_en)
    if not reason.is_given:
        raise Refused(_("Say why; those concerned will read it."))
    said = {"sw": reason.sw, "en": reason.en}
    _settle(_locked(Offer.objects.all(), offer.pk), "revoke", by, said, reason.sealed)


@transaction.atomic
def lapse_offer(*, offer: int, by: Any = None) -> None:
    """Let the offer with this primary key lapse, which was not answered or not reported to in time. Does nothing for any other."""
    with whole_nation():
        found = _locked(Offer.objects.overdue(), offer)
        if found is None:
            return
        late = found.state == OfferState.MADE
        until = told(found.answer_by if late else found.report_by)
        _settle(found, "lapse", by, in_both(lambda: _not_answered(until) if late else _not_reported(until)))


def _not_answered(until: str) -> str:
    return _("The offer was not answered until %(until)s.") % {"until": until}


def _not_reported(until: str) -> str:
    return _("You did not report to duty until %(until)s.") % {"until": until}


@transaction.atomic
def lapse_reserve(*, application: int, by: Any = None) -> None:
    """Take the applicant with this primary key out of the reserve, whose day has passed. Does nothing for any other."""
    with whole_nation():
        over = out_of_reserve().select_for_update(of=("self",)).select_related("institution")
        found = over.filter(pk=application).first()
        if found is None:
            return
        until = f"{found.reserve_until:%d/%m/%Y}"
        said = in_both(lambda: _("The reserve was kept until %(until)s.") % {"until": until})
        move(steps=[Step(found, said["sw"], said["en"], {"reserve_until": until})], verb="lapse", by=by)


def out_of_reserve(today: date | None = None) -> Any:
    """Those in the reserve whose day has passed."""
    return Application.objects.filter(state=ApplicationState.RESERVE, reserve_until__lt=today or timezone.localdate())


@transaction.atomic
def confirm_report(*, offer: Offer, by: Any) -> None:
    """An officer of the institution confirms that the person reported to duty: they are appointed, and the post is filled.

    When it was the last one the requisition is filled. Raises ``PermissionDenied`` for an officer of another institution, ``Refused`` when
    the offer is not accepted.
    """
    if not reach(by, CONFIRM).covers(offer.institution_id):
        raise PermissionDenied(_("Your appointment does not allow this."))
    found = _locked(Offer.objects.all(), offer.pk)
    _settle(found, "report", by)
    _fill(found.application.vacancy, by)


def _fill(vacancy: Vacancy, by: Any) -> None:
    """The requisition is filled when somebody has reported to every post of every station."""
    if vacancy.requisition_id is None:
        return
    requisition = Requisition.objects.select_for_update().get(pk=vacancy.requisition_id)
    reported = Offer.objects.filter(application__vacancy__requisition=requisition, state=OfferState.REPORTED).count()
    if requisition.state == RequisitionState.APPROVED and reported >= requisition.number_of_posts:
        requisition.state = REQUISITION.after("fill", requisition.state)
        requisition.save(update_fields=["state"])
        record(subject=requisition, verb="recruitment.fill", by=by, data={"posts": reported}, decision=True)


def _answerable(offer: Offer, by: Any) -> Offer:
    found = _locked(Offer.objects.all(), offer.pk)
    if found is None or found.application.seeker.person_id != by.pk:
        raise PermissionDenied(_("This offer is another person's."))
    if found.state == OfferState.MADE and database_now() > found.answer_by:
        raise Refused(_not_answered(told(found.answer_by)))
    return found


def _locked(offers: Any, pk: int) -> Any:
    rows = offers.select_for_update(of=("self",)).select_related("application__institution", "application__seeker", "application__vacancy")
    return rows.filter(pk=pk).first()


def _settle(offer: Offer, verb: str, by: Any, said: dict[str, str] | None = None, sealed: str = "") -> None:
    """Take the offer and its application by ``verb``."""
    reason = said or {"sw": "", "en": ""}
    offer.state = OFFER.after(verb, offer.state, reason["sw"])
    offer.settled_at, offer.reason = database_now(), reason["sw"][:1000]
    offer.save(update_fields=["state", "settled_at", "reason"])
    step = Step(offer.application, reason["sw"], reason["en"], {"offer": offer.pk, "station": offer.station}, sealed)
    move(steps=[step], verb=verb, by=by)
    record(subject=offer, verb=f"recruitment.{verb}_offer", by=by, data={"after": offer.state})
