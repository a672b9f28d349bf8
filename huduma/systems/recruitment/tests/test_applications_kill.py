"""``kill -9`` of web and worker in a burst of submits: every receipt handed out is a stored application, none is there twice, and no letter
about one is sent twice."""

import random
import signal
import threading
import uuid
from collections import Counter, defaultdict
from email import message_from_bytes
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlencode

import pytest
from django.conf import settings

from huduma.platform.delivery.tests.servers import Server
from huduma.platform.institutions.scoping import whole_nation
from huduma.platform.messaging.models import Message
from huduma.platform.messaging.tests.peers import Manners, smtp_server
from huduma.systems.recruitment.models import ApplicationEvent
from tests.peers.processes import running, stop, wait_for

from .applying import apply_url, make_applicant, make_open_vacancy, stored

PEOPLE, SENDERS, KILLS = 60, 6, 2
TOKEN = "a" * 32
WORKER = ("manage.py", "worker", "--interval", "0.1")
pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


class Sender(threading.Thread):
    """Somebody at a phone with a bad line: sends for each of ``people`` until a receipt comes, always with the same key."""

    def __init__(self, rush: "Rush", people: list[tuple[str, str]]) -> None:
        super().__init__()
        self.rush, self.people = rush, people

    def run(self) -> None:
        for session, key in self.people:
            while not self.rush.over.is_set() and not self._send(session, key):
                self.rush.over.wait(0.05)
            self._send(session, key)  # the line broke before the answer was read: it is sent once more

    def _send(self, session: str, key: str) -> bool:
        headers = {
            "Host": settings.HOST,
            "Cookie": f"{settings.SESSION_COOKIE_NAME}={session}; csrftoken={TOKEN}",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        connection = HTTPConnection("127.0.0.1", self.rush.port, timeout=20)
        try:
            connection.request("POST", self.rush.address, urlencode({"key": key, "csrfmiddlewaretoken": TOKEN}), headers)
            answer = connection.getresponse()
            answer.read()
        except (OSError, HTTPException):
            return False
        finally:
            connection.close()
        if answer.status != 303:
            self.rush.strange.append(answer.status)
            return False
        self.rush.receipts[key].append(answer.headers["Location"].rstrip("/").rsplit("/", 1)[1])
        return True


class Rush:
    """What the senders have got so far."""

    def __init__(self, address: str) -> None:
        self.address, self.port = address, 0
        self.over = threading.Event()
        self.receipts: dict[str, list[str]] = defaultdict(list)
        self.strange: list[int] = []


def _kill_both(rush: Rush, senders: list[Sender], mail: int) -> None:
    """Let everybody send, while web and worker are killed together and started anew."""
    chance, server = random.Random(7), Server().wait()
    rush.port = server.port
    try:
        for sender in senders:
            sender.start()
        for kill in range(1, KILLS + 1):
            enough = kill * PEOPLE // (KILLS + 2)
            with running(*WORKER, HUDUMA_MAIL_URL=f"smtp://127.0.0.1:{mail}") as worker:
                wait_for(lambda enough=enough: len(rush.receipts) >= enough or len(rush.strange) > PEOPLE, 60)
                assert set(rush.strange) <= {503}
                rush.over.wait(chance.uniform(0, 0.02))  # where in a request it is hit is left to chance
                server.kill()
                stop(worker, signal.SIGKILL)
            server = Server().wait()
            rush.port = server.port
        for sender in senders:
            sender.join(120)
    finally:
        rush.over.set()
        server.kill()


def test_every_receipt_is_a_stored_application_and_none_is_there_twice(client):
    vacancy = make_open_vacancy()
    people = []
    for number in range(PEOPLE):
        own = type(client)()
        own.force_login(make_applicant(f"mwombaji{number}").person)
        people.append((own.cookies[settings.SESSION_COOKIE_NAME].value, str(uuid.uuid4())))
    rush, manners = Rush(apply_url(vacancy)), Manners()
    with smtp_server(manners) as mail:
        _kill_both(rush, [Sender(rush, people[first::SENDERS]) for first in range(SENDERS)], mail)
        with running(*WORKER, HUDUMA_MAIL_URL=f"smtp://127.0.0.1:{mail}"):
            wait_for(lambda: len(manners.received) >= PEOPLE - KILLS, 120)  # what a killed one had in hand comes later
    arrived = Counter(message_from_bytes(letter)["Message-ID"] for letter in manners.received)
    assert set(arrived.values()) == {1}
    kept = {str(application.key): application.number for application in stored()}
    assert set(rush.receipts) == {key for _session, key in people}
    assert {key: set(numbers) for key, numbers in rush.receipts.items()} == {key: {number} for key, number in kept.items()}
    assert len(kept) == PEOPLE
    assert ApplicationEvent.objects.count() == PEOPLE
    with whole_nation():
        assert Message.objects.count() == 2 * PEOPLE
    assert set(rush.strange) <= {503}
