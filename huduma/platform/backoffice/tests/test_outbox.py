"""The outbox as a messaging officer uses it."""

import re
from datetime import UTC, datetime

import pytest
from django.urls import reverse

from huduma.platform.institutions.scoping import whole_nation
from huduma.platform.institutions.tests.factories import appoint, make_institution, make_person
from huduma.platform.messaging import actions
from huduma.platform.messaging.actions import put_in_outbox
from huduma.platform.messaging.models import Message

pytestmark = pytest.mark.django_db


@pytest.fixture
def as_(client):
    def sign_in(role):
        person = make_person("afisa", language="en")
        appoint(person, make_institution("aaa"), role)
        client.force_login(person)
        return client

    return sign_in


@pytest.fixture
def refused():
    message = put_in_outbox("mail", "email", "sw", "Namba yako", "483920", "asha@example.com", "k1")
    with whole_nation():
        Message.objects.update(status=Message.Status.REFUSED, error="550 no such mailbox")
    return message


def test_an_officer_sees_what_became_of_a_message_and_sends_it_again(as_, refused):
    client = as_("messaging.officer")
    listed = client.get(reverse("outbox:index")).text
    assert "550 no such mailbox" in listed
    details = client.get(reverse("outbox:inspect", args=[refused.pk])).text
    assert "asha@example.com" in details
    assert "483920" not in details
    assert client.post(reverse("outbox:resend", args=[refused.pk])).status_code == 302
    with whole_nation():
        assert Message.objects.get().status == Message.Status.QUEUED


def test_details_tell_the_hour_of_the_country_and_leave_open_what_is_not_there(as_, refused):
    with whole_nation():
        Message.objects.update(created_at=datetime(2026, 11, 26, 22, 30, tzinfo=UTC), settled_at=None)
    details = as_("messaging.officer").get(reverse("outbox:inspect", args=[refused.pk])).text
    assert "27 November 2026, 01:30" in details
    assert not re.search(r"<dd>\s*None\s*</dd>", details)


@pytest.mark.parametrize("status", Message.Status.values)
def test_no_screen_shows_a_code_or_sends_it_again(as_, status):
    client = as_("messaging.officer")
    context, address = {"code": "483920"}, "asha@example.com"
    code = actions.send(notice="accounts.sign_in_code", channel="email", address=address, language="sw", context=context, key="k", by=None)
    with whole_nation():
        Message.objects.update(status=status)
    listing, resend = reverse("outbox:index"), reverse("outbox:resend", args=[code.pk])
    for page in (listing, f"{listing}?export=csv", reverse("outbox:inspect", args=[code.pk]), reverse("outbox:history", args=[code.pk])):
        answer = client.get(page)
        text = b"".join(answer).decode() if answer.streaming else answer.text
        assert answer.status_code == 200
        assert "483920" not in text
        assert resend not in text
    client.post(resend)
    with whole_nation():
        assert Message.objects.get().status == status


def test_others_do_not_find_it(as_, refused):
    client = as_("institutions.manager")
    assert client.get(reverse("outbox:index")).status_code == 302
    assert client.get(reverse("outbox:inspect", args=[refused.pk])).status_code == 404
    assert "outbox" not in client.get("/office/").text
