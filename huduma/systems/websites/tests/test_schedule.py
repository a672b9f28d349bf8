"""Pages of every kind appear and expire at their instant by themselves, visitors see it at once, and revisions can be compared."""

from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Revision

from huduma.systems.websites import jobs
from huduma.systems.websites.models import EventPage, NewsPage, PersonPage, PublicationPage, ServicePage, SitePage, StandardPage, TenderPage

from .factories import home_of, news_index_of, publish_news
from .officers import officer
from .test_checker import form, text
from .visitor import visit

pytestmark = pytest.mark.django_db
HOST = "nemc.localhost"
SOON = timedelta(hours=1)


WORDS = {"title": "Mpya", "slug": "mpya"}
KINDS = {
    NewsPage: lambda now: {"summary": "x", "body": [("paragraph", "<p>x</p>")]},
    EventPage: lambda now: {"summary": "x", "starts_at": now + timedelta(days=3), "place": "Dodoma"},
    TenderPage: lambda now: {"summary": "x", "reference": "1", "category": "GOODS", "closes_at": now + timedelta(days=3), "where": "x"},
    PublicationPage: lambda now: {
        "summary": "x",
        "date": date(2026, 1, 1),
        "document_kind": "FORM",
        "versions": [("version", {"label": "1", "date": date(2026, 1, 1), "document": None})],
    },
    PersonPage: lambda now: {"position": "Mkurugenzi"},
    ServicePage: lambda now: {"summary": "x"},
    StandardPage: lambda now: {"summary": "x"},
}


def time_passes(page):
    """The hour for which ``page`` was waiting has passed, and the platform's own schedule comes by."""
    past = timezone.now() - timedelta(seconds=1)
    for revision in Revision.objects.filter(object_id=str(page.pk), approved_go_live_at__isnull=False):
        content = {**revision.content, "go_live_at": past.isoformat()}
        Revision.objects.filter(pk=revision.pk).update(content=content, approved_go_live_at=past)
    SitePage.objects.filter(pk=page.pk, expire_at__isnull=False, live=True).update(expire_at=past)
    jobs.publish_scheduled.call()


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_appears_and_expires_by_itself(nemc, kind):
    now = timezone.now()
    page = kind(**WORDS, **KINDS[kind](now))
    names = [name.rpartition(".")[2].lower() for name in page.parent_page_types]
    parent = SitePage.objects.of(nemc).filter(locale__language_code="sw", content_type__model__in=names).first().specific
    page.live, page.go_live_at, page.expire_at = False, now + SOON, now + 2 * SOON
    parent.add_child(instance=page)
    page.save_revision().publish()
    path = page.path_on_site()
    assert visit(HOST, path) is None
    time_passes(page)
    assert "Mpya" in visit(HOST, path)
    assert "Mpya" in visit(HOST, parent.path_on_site()) or isinstance(page, StandardPage)
    time_passes(page)
    assert visit(HOST, path) is None
    assert "Mpya" not in visit(HOST, parent.path_on_site())
    assert SitePage.objects.get(pk=page.pk).expired


def test_a_change_of_a_page_that_is_live_waits_while_visitors_read_what_was(nemc):
    page = publish_news(nemc, "Moja")
    page.title, page.go_live_at = "Mbili", timezone.now() + SOON
    page.save_revision().publish()
    assert "Moja" in visit(HOST, "/habari/moja/")
    time_passes(page)
    assert "Mbili" in visit(HOST, "/habari/moja/")


def test_an_officer_schedules_in_the_editor(nemc):
    moderator = officer("moderator", nemc, "websites.moderator")
    page = publish_news(nemc, "Moja")
    live, ends = (timezone.localtime() + timedelta(hours=hours) for hours in (1, 2))
    instants = {"go_live_at": f"{live:%Y-%m-%d %H:%M}", "expire_at": f"{ends:%Y-%m-%d %H:%M}"}
    fields = form(text("<p>Mpya.</p>"), title="Mbili", slug=page.slug, **instants)
    answer = moderator.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), {**fields, "action-publish": "1"})
    assert answer.status_code == 302, answer.context["form"].errors
    assert "Moja" in visit(HOST, "/habari/moja/")
    time_passes(page)
    assert "Mbili" in visit(HOST, "/habari/moja/")
    time_passes(page)
    assert visit(HOST, "/habari/moja/") is None


def test_revisions_of_a_page_that_came_with_the_site_can_be_compared(nemc):
    moderator = officer("moderator", nemc, "websites.moderator")
    page = StandardPage.objects.get(institution=nemc, locale__language_code="sw")
    page.summary = "Muhtasari mpya"
    page.save_revision().publish()
    assert page.revisions.count() == 2
    compare = reverse("wagtailadmin_pages:revisions_compare", args=[page.pk, "earliest", "live"])
    text = moderator.get(compare).text
    assert "Muhtasari mpya" in text.replace('<span class="addition">', "").replace("</span>", "")
    assert 'class="comparison__child-object' in text or "deletion" in text
    call_command("purge_revisions", verbosity=0)
    assert page.revisions.exists()


def test_the_list_of_news_and_the_first_page_forget_what_expired(nemc):
    page = publish_news(nemc, "Moja", expire_at=timezone.now() + SOON)
    for path in ("/", "/habari/", news_index_of(nemc).path_on_site()):
        assert "Moja" in visit(HOST, path)
    time_passes(page)
    assert "Moja" not in visit(HOST, "/") + visit(HOST, "/habari/")
    assert home_of(nemc).live
