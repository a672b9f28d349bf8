"""Codes pass through the outbox and do not stay in it."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from huduma.platform.contributions.notice import notices
from huduma.platform.institutions.scoping import whole_nation
from huduma.platform.jobs.models import QueuedJob
from huduma.platform.jobs.testing import work_off
from huduma.platform.messaging import actions, jobs, mailbox
from huduma.platform.messaging.models import Message
from tests.peers.ports import free_port

from .peers import Manners, smtp_server

pytestmark = pytest.mark.django_db

CODE = "483920"
Status = Message.Status


@pytest.fixture(autouse=True)
def _nation():
    with whole_nation():
        yield


def send_code(channel="email", key="k1"):
    return actions.send(
        notice="accounts.sign_in_code",
        channel=channel,
        address="asha@example.com" if channel == "email" else "+255712345678",
        language="sw",
        context={"code": CODE},
        key=key,
        by=None,
    )


def kept() -> str:
    """All that the database holds of messages, as text."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {Message._meta.db_table}")
        return str(cursor.fetchall())


@pytest.mark.parametrize(
    ("manners", "status"),
    [
        (Manners(), Status.SENT),
        (Manners(rcpt="550 5.1.1 no such mailbox"), Status.REFUSED),
        (Manners(hang_up=True), Status.UNCERTAIN),
    ],
)
def test_a_code_that_is_settled_is_gone_and_counted(settings, manners, status):
    message = send_code()
    assert CODE in kept()
    with smtp_server(manners) as port:
        settings.EMAIL_PORT = port
        actions.carry(message_id=message.pk)
    assert CODE not in kept()
    assert CODE in str(manners.received) or status != Status.SENT
    message.refresh_from_db()
    assert (message.status, message.notice, message.address, message.body) == (status, "accounts.sign_in_code", "asha@example.com", "")
    with pytest.raises(actions.CannotResend):
        actions.resend(message=message, by=None)


def test_a_code_that_could_not_be_sent_in_time_is_not_sent_later(settings):
    settings.EMAIL_PORT = free_port()
    message = send_code()
    actions.carry(message_id=message.pk)
    assert CODE in kept(), "it may still be in time"
    Message.objects.update(
        next_attempt_at=timezone.now(), created_at=timezone.now() - notices["accounts.sign_in_code"].good_for - timedelta(seconds=1)
    )
    manners = Manners()
    with smtp_server(manners) as port:
        settings.EMAIL_PORT = port
        actions.carry(message_id=message.pk)
    assert manners.received == []
    assert CODE not in kept()
    assert Message.objects.get().status == Status.DEAD


def test_a_code_overtakes_all_letters_that_wait(settings):
    for number in range(5):
        actions.put_in_outbox("accounts.notice", "email", "sw", "Barua", "Habari.", "juma@example.com", f"letter-{number}")
    send_code()
    manners = Manners()
    with smtp_server(manners) as port:
        settings.EMAIL_PORT = port
        work_off()
    assert [CODE in str(letter) for letter in manners.received] == [True, *[False] * 5]


def test_letters_wait_for_all_other_work(settings):
    for number in range(5):
        actions.put_in_outbox("accounts.notice", "email", "sw", "Barua", "Habari.", "juma@example.com", f"letter-{number}")
    jobs.recover.enqueue()
    with smtp_server(Manners()) as port:
        settings.EMAIL_PORT = port
        work_off()
    ended = QueuedJob.objects.order_by("finished_at")
    assert [job.name for job in ended] == ["messaging.jobs.recover", *["messaging.jobs.carry"] * 5]


@pytest.mark.parametrize("left_at", [Status.QUEUED, Status.TAKEN, Status.HANDED_OVER])
def test_a_code_whose_sender_was_killed_is_forgotten_by_the_sweep(left_at):
    send_code()
    Message.objects.update(status=left_at, taken_at=timezone.now() - timedelta(hours=1), created_at=timezone.now() - timedelta(hours=1))
    actions.recover()
    assert CODE not in kept()
    assert Message.objects.get().status == (Status.UNCERTAIN if left_at == Status.HANDED_OVER else Status.DEAD)


def test_the_demonstration_still_shows_codes_and_nobody_else_does(settings, tmp_path):
    settings.STATE = tmp_path
    settings.MESSAGE_GATEWAYS = {**settings.MESSAGE_GATEWAYS, "sms": "huduma.platform.messaging.gateways.handset.HandsetGateway"}
    settings.EMAIL_PORT = free_port()
    server = mailbox.serve(settings.EMAIL_PORT)
    try:
        for channel in ("email", "sms"):
            actions.carry(message_id=send_code(channel, key=channel).pk)
    finally:
        server.stop()
    assert set(Message.objects.values_list("status", flat=True)) == {Status.SENT}
    assert CODE not in kept()
    assert Client().get("/demonstration/texts/").status_code == 404
    settings.DEMONSTRATION = True
    shown = Client().get("/demonstration/texts/").text
    assert shown.count(CODE) >= 2
    assert "+255712345678" in shown
    assert "asha@example.com" in shown
