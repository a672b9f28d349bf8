"""What visitors ask of an institution's site that is no page: its events as iCalendar (RFC 5545)."""

from collections.abc import Iterable

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from icalendar import Calendar, Event

from huduma.platform.delivery.caching import same_for_everyone
from huduma.platform.portal.addresses import origin

from .models import EventPage
from .models.events import ends

MOST_EVENTS = 500  # a calendar that is subscribed to holds the latest


@same_for_everyone()
def one_event(request: HttpRequest, page_id: int) -> HttpResponse:
    """One event of this site, for the visitor's own calendar. Raises ``Http404`` for whatever is not an event of this site."""
    event = get_object_or_404(_events(request), pk=page_id)
    return _calendar(request, [event], event.locale.language_code)


@same_for_everyone()
def all_events(request: HttpRequest, language: str) -> HttpResponse:
    """The events of this site in ``language``, to subscribe to."""
    if language not in dict(settings.LANGUAGES):
        raise Http404
    events = _events(request).filter(locale__language_code=language).order_by("-starts_at")[:MOST_EVENTS]
    return _calendar(request, events, language)


def _events(request: HttpRequest):  # type: ignore[no-untyped-def]
    site = request.live_site  # type: ignore[attr-defined]
    return EventPage.objects.of(site.institution).live().select_related("locale")


def _calendar(request: HttpRequest, events: Iterable[EventPage], language: str) -> HttpResponse:
    institution = request.live_site.institution  # type: ignore[attr-defined]
    calendar = Calendar()
    calendar.add("prodid", "-//Huduma//Websites//" + language.upper())
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", institution.name_in(language))
    for event in events:
        calendar.add_component(_component(event, institution.host))
    return HttpResponse(calendar.to_ical(), content_type="text/calendar; charset=utf-8")


def _component(event: EventPage, host: str) -> Event:
    component = Event()
    component.add("uid", f"{event.translation_key}-{event.locale.language_code}")  # stays when the site moves to another host
    component.add("dtstamp", event.last_published_at)
    component.add("dtstart", event.starts_at)
    component.add("dtend", ends(event))
    component.add("summary", event.title)
    component.add("location", event.place)
    component.add("description", event.summary)
    component.add("url", origin(host) + event.path_on_site())
    return component
