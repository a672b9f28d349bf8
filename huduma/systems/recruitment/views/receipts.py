"""What an applicant takes along: the receipt as PDF, the interviews as iCalendar; and the page that says that a receipt is genuine."""

from datetime import timedelta
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from icalendar import Calendar, Event

from huduma.platform.institutions.scoping import whole_nation
from huduma.platform.portal.addresses import portal_url
from huduma.systems.recruitment.letters import Letter, pdf
from huduma.systems.recruitment.models import Application, Call
from huduma.systems.recruitment.models.wording import instant

from .applications import calls_of, own
from .showing import receipt_of


@never_cache
@require_safe
def verify(request: HttpRequest, receipt: str) -> HttpResponse:
    """For whoever is shown a receipt: that it is genuine, for which vacancy, received when, and nothing of the applicant. 404 for a number
    that we did not give."""
    with whole_nation():
        rows = Application.objects.filter(submitted_at__isnull=False).select_related("vacancy__institution")
        row = rows.filter(number=receipt.strip().upper()).first()
    status = HTTPStatus.OK if row else HTTPStatus.NOT_FOUND
    facts = receipt_of(row) if row else [{"label": _("Receipt number"), "value": receipt[:20]}]
    response = render(request, "recruitment/verify.html", {"application": row, "facts": facts}, status=status)
    response["X-Robots-Tag"] = "noindex"
    return response


@never_cache
@login_required
@require_safe
def receipt_pdf(request: HttpRequest, receipt: str) -> HttpResponse:
    """The receipt as one page to print, in the language of the address."""
    with whole_nation():
        row = get_object_or_404(own(request), number=receipt)
        content = pdf([_letter(row)], title=_("Receipt %(number)s") % {"number": row.number})
    return _file(content, "application/pdf", f"{row.number}.pdf")


def _letter(row: Application) -> Letter:
    vacancy = row.vacancy
    return Letter(
        sender=vacancy.institution.name,
        heading=_("Receipt of an application"),
        number=row.number,
        dated=instant(row.submitted_at),
        to=row.snapshot.get("name", ""),
        paragraphs=(
            _("Your application was received in time. Keep this number: you can ask for its state with it, on the web or by phone."),
            _("Nobody may ask you to pay for an application, an interview or a post."),
        ),
        facts=(
            (_("Vacancy"), f"{vacancy.number} · {vacancy.title}"),
            (_("Institution"), vacancy.institution.name),
            (_("Received"), instant(row.submitted_at)),
            (_("Closes"), instant(vacancy.closes_at)),
        ),
        qr=portal_url(reverse("recruitment:verify", kwargs={"receipt": row.number})),
        qr_says=_("Whoever wants to know whether this receipt is genuine looks here:"),
    )


@never_cache
@login_required
@require_safe
def interviews(request: HttpRequest, receipt: str) -> HttpResponse:
    """The interviews of one application, for the applicant's own calendar (RFC 5545). 404 where there are none."""
    with whole_nation():
        row = get_object_or_404(own(request), number=receipt)
        calls = calls_of(row)
    if not calls:
        raise Http404
    calendar = Calendar()
    calendar.add("prodid", f"-//Huduma//Recruitment//{(get_language() or settings.LANGUAGE_CODE).upper()}")
    calendar.add("version", "2.0")
    for call in calls:
        calendar.add_component(_event(row, call))
    return _file(calendar.to_ical(), "text/calendar; charset=utf-8", f"{row.number}.ics")


def _event(row: Application, call: Call) -> Event:
    event = Event()
    event.add("uid", f"{row.number}-{call.stage_id}@{settings.HOST}")
    event.add("dtstamp", call.stage.called_at)
    event.add("dtstart", call.at)
    event.add("dtend", call.at + timedelta(minutes=call.stage.minutes))
    event.add("summary", _("Interview (%(kind)s): %(title)s") % {"kind": call.stage.get_kind_display(), "title": row.vacancy.title})
    if call.centre:
        event.add("location", f"{call.centre.name}, {call.centre.address}")
    event.add("description", _("Exam number: %(number)s") % {"number": row.exam_number or "–"})
    event.add("url", portal_url(reverse("recruitment:application", kwargs={"receipt": row.number})))
    return event


def _file(content: Any, content_type: str, name: str) -> HttpResponse:
    return HttpResponse(content, content_type=content_type, headers={"Content-Disposition": f'attachment; filename="{name}"'})
