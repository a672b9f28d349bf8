"""``kill -9`` of the worker in the middle of mailing."""

import random
import signal
from collections import Counter
from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from django.utils import timezone

from huduma.platform.institutions.scoping import whole_nation
from huduma.platform.jobs.claim import reclaim_lost
from huduma.platform.jobs.models import WorkerLease
from huduma.platform.jobs.sweep import run_sweeps
from huduma.platform.jobs.testing import work_off
from huduma.platform.messaging import actions
from huduma.platform.messaging.models import Message
from tests.peers.processes import running, stop, wait_for

from .peers import Manners, smtp_server

MESSAGES, KILLS = 60, 4


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_nothing_is_lost_and_nothing_is_sent_twice(settings):
    manners = Manners(wait=0.02)
    with whole_nation(), smtp_server(manners) as port:
        for number in range(MESSAGES):
            actions.put_in_outbox("mail", "email", "sw", f"Barua {number}", "Habari", "asha@example.com", f"key-{number}")
        for _kill in range(KILLS):
            enough = len(manners.received) + random.randint(1, 8)
            with running("manage.py", "worker", HUDUMA_MAIL_URL=f"smtp://127.0.0.1:{port}") as worker:
                wait_for(lambda enough=enough: len(manners.received) >= enough)
                stop(worker, signal.SIGKILL)
        _let_the_lease_pass()
        settings.EMAIL_PORT = port
        actions.recover()
        run_sweeps()
        work_off()
        arrived = Counter(message_from_bytes(letter, policy=policy.default)["Message-ID"] for letter in manners.received)
        became = {str(m.public_id): m.status for m in Message.objects.all()}
    assert set(arrived.values()) == {1}
    assert set(became.values()) <= {Message.Status.SENT, Message.Status.UNCERTAIN}
    assert Counter(became.values())[Message.Status.UNCERTAIN] <= KILLS
    arrived_ids = {reference[1:].partition("@")[0] for reference in arrived}
    assert {public_id for public_id, status in became.items() if status == Message.Status.SENT} <= arrived_ids


def _let_the_lease_pass() -> None:
    """As if the workers had been dead for longer than any conversation lasts."""
    WorkerLease.objects.all().delete()
    reclaim_lost()
    Message.objects.filter(taken_at__isnull=False).update(taken_at=timezone.now() - timedelta(hours=1))
