"""Whoever may approve a page hears that it waits, and whoever submitted it what became of it; nobody else, and each of it once."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.core import mail
from django.utils import timezone
from wagtail.models import TaskState

from huduma.platform.institutions.actions import end_appointment
from huduma.platform.institutions.models import Appointment
from huduma.platform.institutions.scoping import whole_nation
from huduma.platform.institutions.tests.factories import appoint, make_person
from huduma.platform.messaging.models import Message
from huduma.systems.websites.actions import approvals
from huduma.systems.websites.models import NewsPage

from .factories import make_institution_with_site
from .officers import officer
from .test_workflow import decide, form, write

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _bystanders(nemc, moderator):
    """The operator, people of another institution, and who moderated here once, or will: none of them is to hear of anything."""
    get_user_model().objects.create_superuser("operator@example.go.tz", "password")
    officer("stranger", make_institution_with_site("tra"), "websites.moderator")
    with whole_nation():
        appoint(former := make_person("former"), nemc, "websites.moderator")
        end_appointment(appointment=Appointment.objects.get(person=former), by=None)
        appoint(make_person("future"), nemc, "websites.moderator", from_date=timezone.localdate() + timedelta(days=2))
    yield
    assert mail.outbox == [], "Wagtail has sent mail of its own"


def letters():
    """The mails that are owed since they were last read, as (notice, address, subject, text)."""
    with whole_nation():
        rows = list(Message.objects.filter(notice__startswith="websites.").order_by("pk"))
        Message.objects.filter(pk__in=[row.pk for row in rows]).update(notice="read")
    return [(row.notice, row.address, row.subject, row.body) for row in rows]


def submit_again(client, page, **fields):
    return client.post(f"/office/pages/{page.pk}/edit/", {**form(**fields), "slug": page.slug, "action-submit": "1"})


def test_moderators_hear_of_what_waits_and_the_editor_what_became_of_it(nemc, editor, moderator):
    second = officer("second", nemc, "websites.moderator")
    second.person.language = "sw"
    second.person.save()
    write(editor, nemc)
    page = NewsPage.objects.get()
    told = {address: (notice, subject, text) for notice, address, subject, text in letters()}
    assert told.keys() == {moderator.person.email, second.person.email}
    notice, subject, text = told[moderator.person.email]
    assert (notice, subject) == (approvals.SUBMITTED, "Waiting for your approval: Mto Msimbazi wasafishwa")
    assert f"/office/pages/{page.pk}/edit/" in text
    assert editor.person.full_name in text
    assert nemc.name_en in text
    assert told[second.person.email][1] == "Unasubiri idhini yako: Mto Msimbazi wasafishwa"
    assert nemc.name_sw in told[second.person.email][2]

    decide(moderator, page, "reject", "Taja mto “wote” & ziwa.")
    [(notice, address, subject, text)] = letters()
    assert (notice, address, subject) == (approvals.RETURNED, editor.person.email, "Returned for changes: Mto Msimbazi wasafishwa")
    assert "Taja mto “wote” & ziwa." in text

    submit_again(editor, page)
    assert [address for _notice, address, *_ in letters()] == [moderator.person.email, second.person.email]
    decide(second, page, "approve")
    [(notice, address, subject, text)] = letters()
    assert (notice, address, subject) == (approvals.APPROVED, editor.person.email, "Approved: Mto Msimbazi wasafishwa")
    assert "http://nemc.localhost:8000/habari/mto-msimbazi-wasafishwa/" in text


def test_who_mended_a_page_hears_what_became_of_it_and_not_who_began_it(nemc, editor, moderator):
    write(editor, nemc)
    page = NewsPage.objects.get()
    decide(moderator, page, "reject", "Hapana.")
    colleague = officer("colleague", nemc, "websites.editor")
    submit_again(colleague, page)
    letters()
    decide(moderator, page, "approve")
    assert [(notice, address) for notice, address, *_ in letters()] == [(approvals.APPROVED, colleague.person.email)]


def test_what_is_approved_for_a_later_hour_says_so(nemc, editor, moderator):
    write(editor, nemc, go_live_at=f"{timezone.localtime() + timedelta(hours=2):%Y-%m-%d %H:%M}")
    page = NewsPage.objects.get()
    letters()
    decide(moderator, page, "approve")
    [(notice, _address, _subject, text)] = letters()
    assert notice == approvals.APPROVED
    assert "at the time that is set for it" in text
    assert "nemc.localhost" not in text


def test_who_has_left_hears_nothing_more(nemc, editor, moderator):
    write(editor, nemc)
    with whole_nation():
        end_appointment(appointment=Appointment.objects.get(person=editor.person), by=None)
    letters()
    decide(moderator, NewsPage.objects.get(), "reject", "Siri ya ndani.")
    assert letters() == []


def test_a_moderator_is_not_told_of_what_they_submit_and_decide_themselves(nemc, moderator):
    write(moderator, nemc)
    page = NewsPage.objects.get()
    assert letters() == []
    decide(moderator, page, "approve")
    assert NewsPage.objects.get().live
    assert letters() == []


def test_each_submission_is_told_once(nemc, editor, moderator):
    write(editor, nemc)
    waiting = TaskState.objects.get()
    assert approvals.tell_moderators(waiting=waiting, by=editor.person) == 0
    write(editor, nemc, title="Nyingine", slug="nyingine")
    subjects = [subject for _notice, _address, subject, _text in letters()]
    assert subjects == ["Waiting for your approval: Mto Msimbazi wasafishwa", "Waiting for your approval: Nyingine"]


def test_a_site_without_a_moderator_who_has_an_address_goes_on_working(nemc, editor, moderator):
    moderator.person.email, moderator.person.phone = None, "+255712345678"
    moderator.person.save()
    assert write(editor, nemc).status_code == 302
    assert letters() == []
    decide(moderator, NewsPage.objects.get(), "approve")
    assert [address for _notice, address, *_ in letters()] == [editor.person.email]
