"""Somebody keeps every page right: what is said of a section holds below it, who keeps it is reminded once, and says that it still is."""

import csv
import io
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageLogEntry

from huduma.platform.institutions.actions import end_appointment
from huduma.platform.institutions.models import Appointment
from huduma.platform.institutions.scoping import of_institution, whole_nation
from huduma.platform.messaging.models import Message
from huduma.systems.websites.actions import reviews
from huduma.systems.websites.models import PageReview, SitePage

from .factories import home_of, make_institution_with_site, news_index_of, publish_news
from .officers import officer

pytestmark = pytest.mark.django_db
LONG_AGO = timedelta(days=400)


@pytest.fixture
def old(nemc):
    """A news item that nobody has touched for longer than a year."""
    page = publish_news(nemc, "Zamani")
    SitePage.objects.filter(pk=page.pk).update(last_published_at=timezone.now() - LONG_AGO)
    return page


def listed(client, **query):
    answer = client.get(reverse("pages-to-review:index"), {"export": "csv", **query})
    return [line[1] for line in csv.reader(io.StringIO(answer.getvalue().decode()))][1:]


def keep(client, page, keeper="", days=""):
    return client.post(reverse("pages-to-review:keep", args=[page.pk]), {"keeper": keeper, "days": days})


def letters():
    with whole_nation():
        return {message.address: message.body for message in Message.objects.order_by("pk")}


def test_what_is_said_of_a_section_holds_below_it_until_a_page_says_otherwise(nemc, old, moderator, editor):
    assert listed(moderator, is_due="true") == []
    assert keep(moderator, news_index_of(nemc), editor.person.pk, 365).status_code == 302
    assert listed(moderator, is_due="true") == listed(editor, is_due="true", is_mine="true") == ["Zamani"]
    assert listed(moderator, is_mine="true") == []
    assert set(listed(editor, is_mine="true")) == {"Zamani", "Habari"}
    assert editor.person.full_name in moderator.get(reverse("pages-to-review:index"), {"is_due": "true"}).text
    keep(moderator, old, days=730)
    assert listed(editor, is_due="true") == []
    assert "Zamani" in listed(editor, is_mine="true"), "who keeps it is still said above"
    assert PageLogEntry.objects.filter(action="websites.keep_page").count() == 2


def test_its_keeper_is_reminded_once_and_says_that_it_is_right(nemc, old, moderator, editor):
    publish_news(nemc, "Mpya")
    keep(moderator, home_of(nemc), editor.person.pk, 365)
    assert reviews.send_reminders(by=None) == 1
    assert reviews.send_reminders(by=None) == 0
    [(address, letter)] = letters().items()
    assert address == editor.person.email
    assert "- Zamani (since" in letter
    assert "Mpya" not in letter
    assert "/office/pages-to-review/" in letter
    right = reverse("pages-to-review:right", args=[old.pk])
    assert editor.post(right).status_code == 302
    assert listed(editor, is_due="true") == []
    assert PageLogEntry.objects.get(action="websites.review_page").user == editor.person
    with of_institution(nemc):
        assert PageReview.objects.get(page=old).reviewed_by == editor.person
        PageReview.objects.filter(page=old).update(reviewed_at=timezone.now() - LONG_AGO)
    with whole_nation():
        Message.objects.update(key="yesterday")
    assert reviews.send_reminders(by=None) == 1, "due again, and so is the reminder"


@pytest.mark.slow
def test_all_that_one_person_keeps_is_one_letter_in_their_language(nemc, old, moderator, editor):
    for number in range(22):  # and a dozen that were there
        publish_news(nemc, f"Habari {number}")
    SitePage.objects.of(nemc).update(last_published_at=timezone.now() - LONG_AGO)
    editor.person.language = "sw"
    editor.person.save()
    keep(moderator, home_of(nemc), editor.person.pk, 182)
    assert reviews.send_reminders(by=None) == 1
    [letter] = letters().values()
    assert letter.count("\n- ") == reviews.MOST_IN_A_LETTER
    assert "Na nyingine" in letter


def test_when_the_keeper_leaves_the_moderators_are_told(nemc, old, moderator, editor):
    keep(moderator, home_of(nemc), editor.person.pk, 365)
    with whole_nation():
        end_appointment(appointment=Appointment.objects.get(person=editor.person), by=None)
    assert reviews.send_reminders(by=None) == 1
    assert list(letters()) == [moderator.person.email]


@pytest.mark.slow
def test_only_the_moderator_says_who_keeps_and_only_own_people_do(nemc, old, moderator, editor):
    other = make_institution_with_site("tra")
    stranger = officer("stranger", other, "websites.moderator")
    for client in (editor, stranger):
        assert keep(client, old, editor.person.pk, 365).status_code in (302, 403, 404)
    assert stranger.get(reverse("pages-to-review:right", args=[old.pk])).status_code == 404
    assert keep(moderator, old, stranger.person.pk, 365).status_code == 200
    with whole_nation():
        assert not PageReview.objects.exists()
    assert "stranger" not in moderator.get(reverse("pages-to-review:keep", args=[old.pk])).text
    assert "Zamani" not in listed(stranger)


@pytest.mark.slow
def test_more_pages_take_no_more_queries(nemc, old, moderator, django_assert_max_num_queries):
    keep(moderator, home_of(nemc), moderator.person.pk, 182)
    address = reverse("pages-to-review:index")
    moderator.get(address)
    with django_assert_max_num_queries(40) as few:
        moderator.get(address)
    for number in range(6):
        publish_news(nemc, f"Habari {number}")
    with django_assert_max_num_queries(len(few)):
        moderator.get(address)
    old.delete()
