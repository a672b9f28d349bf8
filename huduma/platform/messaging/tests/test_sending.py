"""From the action to the mail server and back into the row."""

from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from django.core.exceptions import ValidationError
from django.core.mail import send_mail
from django.db import transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from huduma.platform.contributions.notice import Notice, notices
from huduma.platform.institutions.scoping import whole_nation
from huduma.platform.jobs.testing import work_off
from huduma.platform.messaging import actions
from huduma.platform.messaging.models import Message
from tests.peers.ports import free_port

from .peers import Manners, smtp_server

Status = Message.Status


@pytest.fixture(autouse=True)
def _notice(settings, tmp_path, monkeypatch):
    folder = tmp_path / "notices"
    folder.mkdir()
    (folder / "test.welcome.sw.txt").write_text("Karibu, {{ name }}\n\nAkaunti yako iko tayari.")
    (folder / "test.welcome.en.txt").write_text("Welcome, {{ name }}\n\nYour account is ready.")
    (folder / "test.welcome.sw.sms").write_text("Karibu, {{ name }}. Akaunti yako iko tayari.")
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path]}]
    (folder / "test.code.sw.sms").write_text("Namba yako ni {{ code }}.")
    monkeypatch.setitem(notices._entries, "test.welcome", Notice("test.welcome", "Welcome", ("email", "sms")))
    monkeypatch.setitem(notices._entries, "test.code", Notice("test.code", "Code", ("sms",), secret=True))


@pytest.fixture(autouse=True)
def _nation():
    with whole_nation():
        yield


def send(key="k1", **changes):
    values = {"notice": "test.welcome", "channel": "email", "language": "sw", "context": {"name": "Asha"}, "key": key, "by": None}
    return actions.send(**{**values, "address": "asha@example.com", **changes})


def deliver(settings, manners, message):
    with smtp_server(manners) as port:
        settings.EMAIL_PORT = port
        actions.carry(message_id=message.pk)
    message.refresh_from_db()
    return message


@pytest.mark.django_db
def test_a_letter_arrives_as_written(settings):
    manners = Manners()
    message = deliver(settings, manners, send())
    assert (message.status, message.attempts) == (Status.SENT, 1)
    letter = message_from_bytes(manners.received[0], policy=policy.default)
    assert letter["Subject"] == "Karibu, Asha"
    assert letter.get_content().splitlines() == ["Akaunti yako iko tayari."]
    assert letter["Auto-Submitted"] == "auto-generated"
    assert str(message.public_id) in letter["Message-ID"]


@pytest.mark.django_db
def test_the_second_send_with_a_key_gets_the_first_ones_row():
    assert send(key="same").pk == send(key="same", address="other@example.com").pk
    assert Message.objects.get().address == "asha@example.com"


@pytest.mark.django_db(transaction=True)
def test_a_rolled_back_change_owes_nothing():
    with transaction.atomic():
        send()
        transaction.set_rollback(True)
    assert not Message.objects.count()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("manners", "status"),
    [
        (Manners(rcpt="550 5.1.1 no such mailbox"), Status.REFUSED),
        (Manners(rcpt="451 4.2.1 come back later"), Status.QUEUED),
        (Manners(data="554 5.6.0 not taken"), Status.REFUSED),
        (Manners(data="452 4.3.1 disk full"), Status.QUEUED),
        (Manners(hang_up=True), Status.UNCERTAIN),
    ],
)
def test_what_the_server_says_decides(settings, manners, status):
    message = deliver(settings, manners, send())
    assert message.status == status
    assert message.error
    assert (message.next_attempt_at > timezone.now()) == (status == Status.QUEUED)


@pytest.mark.django_db
def test_no_server_is_tried_again_and_given_up_in_the_end(settings):
    settings.EMAIL_PORT = free_port()
    message = send()
    for _attempt in range(actions.MAX_ATTEMPTS):
        Message.objects.update(next_attempt_at=timezone.now())
        actions.carry(message_id=message.pk)
    message.refresh_from_db()
    assert (message.status, message.attempts) == (Status.DEAD, actions.MAX_ATTEMPTS)
    actions.resend(message=message, by=None)
    assert deliver(settings, Manners(), message).status == Status.SENT
    with pytest.raises(actions.CannotResend):
        actions.resend(message=message, by=None)


@pytest.mark.django_db
def test_a_message_that_is_not_owed_is_not_carried(settings):
    manners, message = Manners(), send()
    deliver(settings, manners, message)
    deliver(settings, manners, message)
    assert len(manners.received) == 1


@pytest.mark.django_db
def test_what_killed_senders_left_is_settled():
    surely_not, perhaps, fresh = send(key="a"), send(key="b"), send(key="c")
    long_ago = timezone.now() - timedelta(hours=1)
    Message.objects.filter(pk=surely_not.pk).update(status=Status.TAKEN, taken_at=long_ago)
    Message.objects.filter(pk=perhaps.pk).update(status=Status.HANDED_OVER, taken_at=long_ago)
    Message.objects.filter(pk=fresh.pk).update(status=Status.TAKEN, taken_at=timezone.now())
    assert actions.recover() == 2
    assert [Message.objects.get(pk=m.pk).status for m in (surely_not, perhaps, fresh)] == [Status.QUEUED, Status.UNCERTAIN, Status.TAKEN]


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["", "no-at-sign", "a@b\r\nBcc: c@example.com", "+0x123", "0712345678", "+25571234567890123"])
@pytest.mark.parametrize("channel", ["email", "sms"])
def test_an_address_that_cannot_be_one_is_refused(channel, address):
    with pytest.raises(ValidationError):
        send(channel=channel, address=address)
    assert not Message.objects.count()


@pytest.mark.django_db
@given(name=st.text(max_size=300))
def test_no_name_can_add_a_header(name):
    message = send(key=f"k-{hash(name)}", context={"name": name})
    assert "\n" not in message.subject
    assert "\r" not in message.subject


@pytest.mark.django_db
def test_an_sms_goes_to_the_console(capsys):
    message = send(channel="sms", address="+255712345678")
    actions.carry(message_id=message.pk)
    assert "Karibu, Asha. Akaunti yako iko tayari." in capsys.readouterr().out
    assert Message.objects.get().status == Status.SENT


@pytest.mark.django_db(transaction=True)
def test_a_library_that_sends_mail_uses_the_outbox(settings):
    settings.EMAIL_BACKEND = "huduma.platform.messaging.email_backend.OutboxBackend"
    manners = Manners()
    send_mail("Namba yako", "483920", None, ["asha@example.com", "juma@example.com"])
    with smtp_server(manners) as port:
        settings.EMAIL_PORT = port
        work_off()
    assert len(manners.received) == 2
    assert set(Message.objects.values_list("status", flat=True)) == {Status.SENT}


@pytest.mark.django_db
def test_old_texts_are_removed_and_still_counted(settings):
    old, new = send(key="old"), send(key="new")
    Message.objects.filter(pk=old.pk).update(status=Status.SENT, settled_at=timezone.now() - settings.MESSAGES_KEPT - timedelta(days=1))
    Message.objects.filter(pk=new.pk).update(status=Status.SENT, settled_at=timezone.now())
    assert actions.expunge() == 1
    old.refresh_from_db()
    assert (old.body, old.subject, old.address) == ("", "", "")
    assert Message.objects.filter(status=Status.SENT).count() == 2


def send_code():
    return send(notice="test.code", channel="sms", address="+255712000001", context={"code": "482913"})


@pytest.mark.django_db
def test_a_code_is_gone_from_the_record_once_it_was_sent():
    message = send_code()
    assert "482913" in message.body
    actions.carry(message_id=message.pk)
    message.refresh_from_db()
    assert (message.status, message.body, message.address) == (Status.SENT, "", "+255712000001")


@pytest.mark.django_db
def test_a_code_whose_sender_died_is_gone_too_and_cannot_be_sent_again():
    message = send_code()
    long_ago = timezone.now() - timedelta(hours=1)
    Message.objects.filter(pk=message.pk).update(status=Status.HANDED_OVER, taken_at=long_ago)
    assert actions.recover() == 1
    message.refresh_from_db()
    assert (message.status, message.body) == (Status.UNCERTAIN, "")
    with pytest.raises(actions.CannotResend):
        actions.resend(message=message, by=None)


@pytest.mark.django_db
def test_a_code_that_came_too_late_is_given_up(settings):
    settings.MESSAGE_GATEWAYS = {"sms": "huduma.platform.messaging.tests.peers.Busy"}
    message = send_code()
    actions.carry(message_id=message.pk)
    message.refresh_from_db()
    assert message.status == Status.QUEUED
    Message.objects.filter(pk=message.pk).update(created_at=timezone.now() - timedelta(minutes=16), next_attempt_at=timezone.now())
    actions.carry(message_id=message.pk)
    message.refresh_from_db()
    assert (message.status, message.body) == (Status.DEAD, "")
