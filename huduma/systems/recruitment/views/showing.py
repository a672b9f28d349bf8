"""An application in words: what its pages show of it, of its steps, its interviews, its appeal and its offer."""

from functools import lru_cache
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from huduma.systems.recruitment.actions.interviews import told
from huduma.systems.recruitment.criteria import Finding
from huduma.systems.recruitment.models import Appeal, Application, ApplicationEvent, Call, Offer, Vacancy
from huduma.systems.recruitment.models.wording import in_language, instant
from huduma.systems.recruitment.states import OfferState, VacancyState

from .profile_links import profile_url

Facts = list[dict[str, str]]
_WITH_LISTS = {VacancyState.SHORTLISTING, VacancyState.INTERVIEWING, VacancyState.DECIDED, VacancyState.ARCHIVED}

_GOOD = {"eligible", "shortlisted", "called", "recommended", "placed", "accepted", "appointed"}
_BAD = {"ineligible", "not_shortlisted", "absent", "unsuccessful", "lapsed", "declined", "revoked"}


def kind_of(state: str) -> str:
    """The colour of a state; the word says it."""
    return "good" if state in _GOOD else "bad" if state in _BAD else "info"


_ROW = '<div class="hd-summary__row"><dt>{}</dt>\n<dd>{} {}</dd>\n{}</div>\n'
_MEND = '<dd class="hd-summary__change"><a href="{}">{}<span class="hd-visually-hidden">: {}</span></a></dd>\n'


def drawn(findings: list[Finding], *, mend: bool) -> SafeString:
    """``findings`` as a list: every criterion, whether it is met, and what decided it; with ``mend``, a link to where in the profile each
    that failed is mended. Not by a template, which takes several times as long for ten rows: in a rush everybody reads them.
    """
    tags = {True: _tag(_("Met"), "good"), False: _tag(_("Not met"), "bad")}
    rows = ((one.needed, tags[one.passed], one.found, _mend(one) if mend and not one.passed else "") for one in findings)
    return format_html('<dl class="hd-summary">\n{}</dl>\n', format_html_join("", _ROW, rows))


def _mend(finding: Finding) -> SafeString:
    return format_html(_MEND, profile_url(finding.section), _("Mend it in the profile"), finding.needed)


@lru_cache(maxsize=8)
def _tag(label: str, kind: str) -> SafeString:
    """Drawn once for a word, and not for each finding of each reader."""
    return render_to_string("components/tag.html", {"label": label, "kind": kind})


def facts_of(application: Application) -> Facts:
    """What an application is."""
    vacancy = application.vacancy
    said: list[tuple[str, str]] = [
        (_("Receipt number"), application.number),
        (_("Vacancy"), str(vacancy.number)),
        (_("Received"), instant(application.submitted_at)),
        (_("Closes"), instant(vacancy.closes_at)),
    ]
    return _listed([*said, *([(_("Exam number"), application.exam_number)] if application.exam_number else [])])


def erasure_of(application: Application) -> str:
    """That what was sent is not there any more, when and why; nothing while it is."""
    if application.erased_at is None:
        return ""
    said = _(
        "What you sent, and the reasons that you were given, were deleted on %(day)s. We keep them for %(days)s days after a vacancy is "
        "archived or withdrawn. What stays is that you applied, each step with its day, and how it ended."
    )
    return said % {"day": date_format(timezone.localtime(application.erased_at), "j F Y"), "days": settings.APPLICATIONS_KEPT.days}


def step_of(event: ApplicationEvent) -> dict[str, Any]:
    """One step: when, to which state, and why; of a call and an offer, where and until when."""
    return {
        "at": event.at,
        "state": event.said,
        "kind": kind_of("" if event.verb == "undo" else event.after),
        "reason": in_language(event, "reason"),
        "is_why": event.verb not in ("call", "place"),
    }


def call_of(application: Application, call: Call) -> dict[str, Any]:
    """One interview: which, when, where."""
    where = [(_("Where"), f"{call.centre.name}, {call.centre.address}")] if call.centre else []
    seat = [(_("Seat"), str(call.seat))] if call.seat else []
    return {
        "kind": call.stage.get_kind_display(),
        "facts": _listed([(_("Exam number"), application.exam_number or ""), (_("When"), instant(call.at)), *where, *seat]),
        "letter_url": "" if application.erased_at else _letter_url(application),  # it would be to nobody
    }


def lists_of(vacancy: Vacancy) -> Facts:
    """The lists that everybody may read of ``vacancy``, as label and address; those that there are."""
    if vacancy.state not in _WITH_LISTS:
        return []
    found = []
    if vacancy.published_lists.exists():
        found.append({"label": _("Shortlisted applicants"), "url": reverse("recruitment:shortlist", args=[vacancy.number])})
    if vacancy.stages.filter(called_at__isnull=False).exists():
        label = _("Interviews: who is called, and who is recommended")
        found.append({"label": label, "url": reverse("recruitment:interview-lists", args=[vacancy.number])})
    return found


def _letter_url(application: Application) -> str:
    """The address of the call letter; nothing where the platform has no such address."""
    try:
        return reverse("recruitment:call-letter", kwargs={"receipt": application.number})
    except NoReverseMatch:
        return ""


def appeal_of(appeal: Appeal) -> Facts:
    """An appeal, and what became of it."""
    kept = bool(appeal.text)  # else it was erased, and the reason with it
    said = [(_("Sent"), instant(appeal.made_at)), *([(_("What you wrote"), appeal.text)] if kept else [])]
    if not appeal.outcome:
        over = appeal.application.vacancy.state == VacancyState.WITHDRAWN
        waits = _("It is not decided any more, because the vacancy was withdrawn.") if over else _("It is being looked at.")
        return _listed([*said, (_("Outcome"), waits)])
    why = [(_("Reason"), appeal.reason)] if kept else []
    return _listed([*said, (_("Outcome"), str(Appeal.Outcome(appeal.outcome).label)), *why])


def offer_of(offer: Offer) -> Facts:
    """A post that is offered, or was accepted."""
    until = [(_("Answer until"), instant(offer.answer_by))] if offer.state == OfferState.MADE else []
    said = [(_("Institution"), offer.institution.name), (_("Station"), offer.station)]
    return _listed([*said, *until, (_("Report to duty until"), instant(offer.report_by))])


def receipt_of(application: Application) -> Facts:
    """What a receipt says to whoever asks whether it is genuine: nothing of the applicant."""
    vacancy = application.vacancy
    return _listed(
        [
            (_("Receipt number"), application.number),
            (_("Vacancy"), f"{vacancy.number} · {vacancy.title}"),
            (_("Institution"), vacancy.institution.name),
            (_("Received"), instant(application.submitted_at)),
        ]
    )


def call_letter_of(call: Call) -> Facts:
    """What a call letter says to whoever asks whether it is genuine: by exam number, and nothing else of the applicant."""
    return _listed(
        [
            *_number_and_vacancy(call.application, call.stage.vacancy),
            (_("Institution"), call.stage.vacancy.institution.name),
            (_("Stage"), call.stage.get_kind_display()),
            (_("Centre"), str(call.centre or "")),
            (_("Day and time"), told(call.at)),
        ]
    )


def offer_letter_of(offer: Offer) -> Facts:
    """What a letter of offer says to whoever asks whether it is genuine: as of a call letter, and nothing of how it was answered."""
    return _listed(
        [
            *_number_and_vacancy(offer.application, offer.application.vacancy),
            (_("Institution"), offer.institution.name),
            (_("Station"), offer.station),
            (_("Report to duty until"), told(offer.report_by)),
        ]
    )


def _number_and_vacancy(application: Application, vacancy: Vacancy) -> list[tuple[str, str]]:
    return [(_("Exam number"), application.exam_number or ""), (_("Vacancy"), f"{vacancy.number} · {vacancy.title}")]


def _listed(said: list[tuple[str, str]]) -> Facts:
    return [{"label": label, "value": value} for label, value in said]
