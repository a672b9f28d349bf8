"""Leaders, services, events, tenders and publications, as visitors find them and as their hours come."""

from datetime import UTC, date, datetime, timedelta
from unittest.mock import patch

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils import timezone, translation
from icalendar import Calendar
from wagtail.documents.models import Document

from huduma.platform.contributions.figure import figures
from huduma.platform.institutions.models import Workspace
from huduma.platform.jobs.sweep import sweeps
from huduma.platform.search.models import SearchEntry
from huduma.systems.websites import jobs
from huduma.systems.websites.agency.actions import move_host
from huduma.systems.websites.models import (
    EventPage,
    PersonPage,
    PublicationPage,
    ServicePage,
    SitePage,
    TenderPage,
)

from .factories import make_institution_with_site, publish
from .visitor import ask, visit

pytestmark = pytest.mark.django_db
HOST = "nemc.localhost"
LANGUAGES = ("sw", "en")


@pytest.fixture
def document(nemc):
    folder = Workspace.objects.get(institution=nemc).collection
    return Document.objects.create(title="Zabuni", file=ContentFile(b"%PDF-1.4 " + b"x" * 2000, "zabuni.pdf"), collection=folder)


def tender(closes_at, **fields):
    fields = {"reference": "AE/018/2026", "category": "WORKS", "where": "Ofisi ya Ugavi", "summary": "Barabara ya kilomita 12.", **fields}
    return TenderPage(title="Ujenzi wa barabara", closes_at=closes_at, **fields)


def event(starts_at, **fields):
    return EventPage(title="Siku ya Mazingira", starts_at=starts_at, place="Uwanja wa Jamhuri", summary="Karibuni nyote.", **fields)


def run_sweep(key, job):
    """What the worker would do for one sweep."""
    owed = list(sweeps[key].owed().values_list("pk", flat=True))
    for pk in owed:
        job.func(pk)
    return owed


def test_a_tender_closes_at_its_instant(nemc, document):
    soon = timezone.now() + timedelta(hours=1)
    page = publish(nemc, tender(soon, documents=[("document", {"document": document, "title": "Nyaraka za zabuni"})]))
    html = visit(HOST, page.path_on_site())
    assert "hd-tag--good" in html
    assert "AE/018/2026" in html
    assert "Nyaraka za zabuni" in html
    assert "Zabuni zilizo wazi" in visit(HOST, "/zabuni/")
    assert "Ujenzi wa barabara" in visit(HOST, "/")
    assert figures["websites.tenders_open"].count() == 1
    assert run_sweep("websites.due", jobs.redraw_due) == []

    SitePage.objects.filter(pk=page.pk).update(redraw_at=timezone.now() - timedelta(seconds=1))
    with patch("django.utils.timezone.now", return_value=soon + timedelta(seconds=1)):
        assert run_sweep("websites.due", jobs.redraw_due) == [page.pk]
    html = visit(HOST, page.path_on_site())
    assert "hd-tag--good" not in html
    assert "Imefungwa" in html
    lists = visit(HOST, "/zabuni/")
    assert "Zabuni zilizo wazi" not in lists
    assert "Zabuni zilizofungwa" in lists
    assert "Ujenzi wa barabara" not in visit(HOST, "/")
    assert run_sweep("websites.due", jobs.redraw_due) == []


def test_addenda_award_and_year_of_a_tender(nemc):
    page = publish(
        nemc,
        tender(
            datetime(2025, 5, 2, 7, tzinfo=UTC),
            published_on=date(2025, 4, 1),
            addenda=[("addendum", {"date": date(2025, 4, 10), "text": "Muda umeongezwa.", "document": None})],
            awarded_to="Mjenzi Ltd",
            awarded_on=date(2025, 6, 1),
            award_amount=1_234_567,
        ),
    )
    html = visit(HOST, page.path_on_site())
    assert "Muda umeongezwa." in html
    assert "Mjenzi Ltd" in html
    assert "TZS 1,234,567.00" in html
    assert "2 Mei 2025, 10:00" in html
    assert "Ujenzi wa barabara" in visit(HOST, "/zabuni/2025/")
    assert visit(HOST, "/zabuni/2024/") is None


@pytest.mark.parametrize("spoken", ["sw", "en"])
def test_a_page_speaks_its_own_language_whoever_publishes_it(nemc, spoken):
    fields = {"closes_at": datetime(2025, 5, 2, 7, tzinfo=UTC), "published_on": date(2025, 4, 1)}
    with translation.override(spoken):
        here, there = publish(nemc, tender(**fields)), publish(nemc, tender(**fields), "en")
    assert "2 Mei 2025, 10:00" in visit(HOST, here.path_on_site())
    assert "2 May 2025, 10:00" in visit(HOST, there.path_on_site())
    assert ">Zote</a>" in visit(HOST, "/zabuni/")
    assert ">All</a>" in visit(HOST, "/en/tenders/")


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"published_on": date(2026, 6, 2)}, {"closes_at"}),
        ({"awarded_to": "Mjenzi Ltd"}, {"awarded_on"}),
        ({"awarded_on": date(2026, 6, 2)}, {"awarded_to"}),
        ({"cancelled_on": date(2026, 6, 2)}, {"cancelled_because"}),
        ({"cancelled_on": date(2026, 6, 2), "cancelled_because": "x", "awarded_to": "x", "awarded_on": date(2026, 6, 2)}, {"cancelled_on"}),
    ],
)
def test_a_tender_that_contradicts_itself_is_refused(fields, wrong):
    page = tender(datetime(2026, 6, 1, 7, tzinfo=UTC), **{"published_on": date(2026, 5, 1), **fields})
    with pytest.raises(ValidationError) as refused:
        page.clean()
    assert set(refused.value.message_dict) == wrong


def test_an_event_is_to_come_and_then_past(nemc):
    starts = timezone.now() + timedelta(days=2)
    page = publish(nemc, event(starts))
    assert "Matukio yajayo" in visit(HOST, "/matukio/")
    assert "Siku ya Mazingira" in visit(HOST, "/")
    SitePage.objects.filter(pk=page.pk).update(redraw_at=timezone.now() - timedelta(seconds=1))
    with patch("django.utils.timezone.now", return_value=starts + timedelta(hours=3)):
        run_sweep("websites.due", jobs.redraw_due)
    assert "Matukio yaliyopita" in visit(HOST, "/matukio/")
    assert "Tukio hili limekwisha." in visit(HOST, page.path_on_site())
    assert "Siku ya Mazingira" not in visit(HOST, "/")


def test_an_event_goes_into_the_visitors_own_calendar(nemc):
    page = publish(nemc, event(datetime(2027, 6, 5, 6, tzinfo=UTC), ends_at=datetime(2027, 6, 5, 9, tzinfo=UTC)))
    assert f'href="/kalenda/{page.pk}.ics"' in visit(HOST, page.path_on_site())
    answer = ask(HOST, f"/kalenda/{page.pk}.ics")
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    (found,) = Calendar.from_ical(answer.body).walk("VEVENT")
    assert found["SUMMARY"] == "Siku ya Mazingira"
    assert (found.decoded("DTSTART"), found.decoded("DTEND")) == (page.starts_at, page.ends_at)
    assert found["URL"] == f"http://{HOST}:8000{page.path_on_site()}"
    assert len(Calendar.from_ical(ask(HOST, "/kalenda/sw.ics").body).walk("VEVENT")) == 1
    assert Calendar.from_ical(ask(HOST, "/kalenda/en.ics").body).walk("VEVENT") == []


def test_who_subscribed_has_an_event_once_when_the_host_moves_and_the_event_does(nemc):
    page = publish(nemc, event(datetime(2027, 6, 5, 6, tzinfo=UTC)))
    publish(nemc, event(datetime(2027, 6, 5, 6, tzinfo=UTC), translation_key=page.translation_key), "en")

    def uids(host):
        return [
            [str(found["UID"]) for found in Calendar.from_ical(ask(host, f"/kalenda/{code}.ics").body).walk("VEVENT")] for code in LANGUAGES
        ]

    before = uids(HOST)
    assert len({uid for (uid,) in before}) == 2, "each language is an entry of its own"
    move_host(institution=nemc, host="mazingira.localhost", by=None)
    page.refresh_from_db()
    page.starts_at, page.slug = datetime(2027, 6, 6, 6, tzinfo=UTC), "siku-nyingine"
    page.save_revision().publish()
    assert uids("mazingira.localhost") == before


def test_a_calendar_holds_its_own_sites_events_only(nemc):
    page = publish(nemc, event(datetime(2027, 6, 5, 6, tzinfo=UTC)))
    make_institution_with_site("tra")
    assert ask("tra.localhost", f"/kalenda/{page.pk}.ics").status == 404
    assert Calendar.from_ical(ask("tra.localhost", "/kalenda/sw.ics").body).walk("VEVENT") == []
    assert ask(HOST, "/kalenda/fr.ics").status == 404
    page.unpublish()
    assert ask(HOST, f"/kalenda/{page.pk}.ics").status == 404


def test_an_event_that_ends_before_it_begins_is_refused():
    with pytest.raises(ValidationError, match="mwanzo"):
        event(datetime(2027, 6, 5, 6, tzinfo=UTC), ends_at=datetime(2027, 6, 5, 5, tzinfo=UTC)).clean()


def test_the_newest_version_of_a_publication_stands_first(nemc, document):
    versions = [
        ("version", {"label": "Toleo la pili", "date": date(2026, 2, 1), "document": document}),
        ("version", {"label": "Toleo la kwanza", "date": date(2025, 2, 1), "document": document}),
    ]
    page = publish(
        nemc, PublicationPage(title="Sera", document_kind="POLICY", date=date(2026, 2, 1), summary="Sera ya mazingira.", versions=versions)
    )
    html = visit(HOST, page.path_on_site())
    assert html.index("Toleo la pili") < html.index("Matoleo ya awali") < html.index("Toleo la kwanza")
    assert "Sera au mkakati" in visit(HOST, "/machapisho/2026/")


def test_a_leader_who_leaves_office_stays_to_be_found(nemc):
    publish(nemc, PersonPage(title="Asha Juma", position="Mkurugenzi Mkuu", since=date(2024, 1, 1)))
    publish(nemc, PersonPage(title="Juma Ali", position="Mkurugenzi Mkuu", since=date(2019, 1, 1), until=date(2023, 12, 31)))
    html = visit(HOST, "/uongozi/")
    assert html.index("Asha Juma") < html.index("Viongozi waliopita") < html.index("Juma Ali")
    assert "2019–2023" in html


def test_a_service_says_what_it_takes(nemc):
    page = publish(
        nemc,
        ServicePage(
            title="Kibali cha mazingira", summary="Kwa miradi yote.", fee="TZS 300,000", duration="Siku 60", requirements="<p>TIN</p>"
        ),
    )
    html = visit(HOST, page.path_on_site())
    for text in ("TZS 300,000", "Siku 60", "Unachohitaji", "TIN"):
        assert text in html
    assert "Kibali cha mazingira" in visit(HOST, "/huduma/")
    assert "Kibali cha mazingira" in visit(HOST, "/")


@pytest.mark.slow
def test_every_service_is_on_the_list_however_many_there_are(nemc):
    for number in range(23):
        publish(nemc, ServicePage(title=f"Kibali namba {number}", summary="x"))
    html = visit(HOST, "/huduma/")
    assert all(f"Kibali namba {number}<" in html for number in range(23))


def test_search_tells_the_kinds_apart(nemc):
    publish(nemc, tender(timezone.now() + timedelta(days=1)))
    publish(nemc, event(timezone.now() + timedelta(days=1)))
    found = dict(SearchEntry.objects.filter(title__in=["Ujenzi wa barabara", "Siku ya Mazingira"]).values_list("title", "listing"))
    assert found == {"Ujenzi wa barabara": "websites.tenders", "Siku ya Mazingira": "websites.events"}
    TenderPage.objects.get().unpublish()
    assert not SearchEntry.objects.filter(title="Ujenzi wa barabara").exists()
