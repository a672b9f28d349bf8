"""When feeds and sitemaps say that something was published, and when it changed."""

from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.utils import timezone
from wagtail.models import Page

from huduma.platform.search.models import SearchEntry
from huduma.systems.websites.models import EventPage, NewsPage

from .factories import publish, publish_news

pytestmark = pytest.mark.django_db
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
ATOM = "{http://www.w3.org/2005/Atom}"
LONG_AGO = datetime(2025, 1, 5, 9, tzinfo=UTC)


@pytest.fixture
def site(nemc):
    return Client(SERVER_NAME=nemc.host)


def changed(site, listing):
    """When the pages of a listing changed last, by the end of their address, as the sitemap says."""
    tree = ElementTree.fromstring(b"".join(site.get(f"/sitemaps/{listing}-1.xml").streaming_content))
    said = [(url.findtext(f"{SITEMAP}loc"), url.findtext(f"{SITEMAP}lastmod")) for url in tree.iter(f"{SITEMAP}url")]
    return {address.rstrip("/").rpartition("/")[2]: datetime.fromisoformat(instant) for address, instant in said}


def items(site, listing):
    """When the items of a feed were published, by title, in its order; and the same as Atom says when they changed."""
    rss, atom = (ElementTree.fromstring(site.get(f"/feeds/{listing}.{kind}").content) for kind in ("rss", "atom"))
    published = {item.findtext("title"): parsedate_to_datetime(item.findtext("pubDate")) for item in rss.iter("item")}
    updated = {e.findtext(f"{ATOM}title"): seconds(datetime.fromisoformat(e.findtext(f"{ATOM}updated"))) for e in atom.iter(f"{ATOM}entry")}
    assert list(published) == list(updated)
    return published, updated


def seconds(instant):
    return instant.replace(microsecond=0)


def event(nemc, title, in_days):
    starts = timezone.now() + timedelta(days=in_days)
    return publish(nemc, EventPage(title=title, slug=title.lower(), starts_at=starts, place="Dodoma", summary="x"))


def test_an_event_was_published_when_it_was_and_not_when_it_begins(nemc, site):
    page, soon = event(nemc, "Mbali", 30), event(nemc, "Karibu", 3)
    published, updated = items(site, "websites.events")
    assert published == {"Karibu": seconds(soon.first_published_at), "Mbali": seconds(page.first_published_at)}
    assert list(published) == ["Karibu", "Mbali"], "what was published last comes first"
    assert max(updated.values()) <= timezone.now()
    assert changed(site, "websites.events")["mbali"] == seconds(page.last_published_at)


def test_what_is_published_again_has_changed_and_stays_as_old_as_it_is(nemc, site):
    page = event(nemc, "Mkutano", 30)
    Page.objects.filter(pk=page.pk).update(first_published_at=LONG_AGO, last_published_at=LONG_AGO)
    page = EventPage.objects.get()
    page.summary = "Ukumbi umebadilika."
    page.save_revision().publish()
    now = EventPage.objects.get().last_published_at
    assert now > LONG_AGO
    published, updated = items(site, "websites.events")
    assert published == {"Mkutano": LONG_AGO}
    assert updated == {"Mkutano": seconds(now)}
    assert changed(site, "websites.events")["mkutano"] == seconds(now)


def test_news_is_of_its_own_day_and_never_of_one_to_come(nemc, site):
    publish_news(nemc, "Jana", date=date(2025, 3, 14))
    publish_news(nemc, "Kesho", date=timezone.localdate() + timedelta(days=2))
    published, updated = items(site, "websites.news")
    assert timezone.localtime(published["Jana"]).date() == date(2025, 3, 14)
    assert published["Kesho"] <= timezone.now()
    page = NewsPage.objects.get(title="Jana")
    assert updated["Jana"] == changed(site, "websites.news")["jana"] == seconds(page.last_published_at)


def test_what_other_systems_date_in_the_future_is_of_today(nemc, site):
    page = event(nemc, "Mkutano", 30)
    later = timezone.now() + timedelta(days=9)
    SearchEntry.objects.filter(object_id=str(page.pk)).update(published_at=later, changed_at=later)
    published, updated = items(site, "websites.events")
    assert max(published["Mkutano"], updated["Mkutano"], changed(site, "websites.events")["mkutano"]) <= timezone.now()
