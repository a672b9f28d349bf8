"""The telephone: what it shows, and that what a dialogue does at its end is done once, whoever sends what twice."""

import re
import threading
from collections.abc import Generator
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from huduma.platform.contributions.dialogue import Ask, Caller, Choose, Finish
from huduma.platform.contributions.service import Service, services
from huduma.platform.institutions.models import Institution
from huduma.platform.institutions.tests.factories import make_institution
from huduma.platform.jobs.schedule import schedules
from huduma.platform.jobs.testing import work_off
from huduma.platform.portal.actions import answer_sms, converse
from huduma.platform.portal.models import DialogueSession

from .phone import Phone

LONG = "Asante. " + "Ombi lako limepokelewa na litajibiwa. " * 8


def report(caller: Caller) -> Generator[Ask | Choose, str, Finish]:
    """A dialogue that changes something: the name that was written goes on the register."""
    name = yield Ask("Jina?")
    sure = yield Choose("Hakika?", (("yes", "Ndiyo"), ("no", "Hapana")))

    def act(session: str) -> str:
        if name == "kosa":
            raise ValueError("the action failed")
        make_institution(f"r{Institution.objects.count()}", name_sw=name)
        return LONG

    return Finish(act=act) if sure == "yes" else Finish("Kwaheri.")


@pytest.fixture(autouse=True)
def service():
    """The dialogue as a service, first on the menu."""
    entry = services.add(Service("tests.report", "Ripoti", "Ripoti", dialogue=report, keyword="RIPOTI"))
    yield entry
    del services._entries[entry.key]


def say(*answers: str, session: str = "ussd:1"):
    return converse(dialogue=report, answers=answers, caller=Caller("", session), language="sw")


def reported(name: str = "Asha") -> int:
    return Institution.objects.filter(name_sw=name).count()


@pytest.mark.django_db
def test_a_session_acts_once_however_often_it_is_sent():
    first = say("Asha", "1")
    assert first.text.startswith("Asante.")
    assert not first.ended
    assert say("Asha", "1") == first
    assert say("Asha", "1", "98") == say("Asha", "1", "98")
    assert say("Asha", "1", "98") != first
    assert say("Asha", "1", "98", "98", "98").ended
    assert say("Juma", "2") == first
    assert say() == first
    assert reported() == 1
    assert reported("Juma") == 0


@pytest.mark.django_db
def test_another_session_is_another_report():
    say("Asha", "1")
    say("Asha", "1", session="ussd:2")
    assert reported() == 2


@pytest.mark.django_db
def test_what_changes_nothing_leaves_nothing_behind():
    assert say("Asha", "2").text == "Kwaheri."
    assert say("Asha").text.startswith("Hakika?")
    assert not DialogueSession.objects.exists()
    assert say("Asha", "0", "Juma", "1").text.startswith("Asante.")
    assert reported("Juma") == 1


@pytest.mark.django_db
def test_an_action_that_fails_is_undone_whole_and_may_be_tried_again():
    with pytest.raises(ValueError, match="the action failed"):
        say("kosa", "1")
    assert not DialogueSession.objects.exists()
    assert say("Asha", "1").text.startswith("Asante.")


@pytest.mark.django_db
def test_a_session_without_end_is_ended():
    assert say(*["x"] * 101).ended
    assert not DialogueSession.objects.exists()


@pytest.mark.django_db
def test_an_sms_is_answered_once_whole_or_with_the_way_to_go_on():
    def send(text: str, reference: str) -> str:
        return answer_sms(text=text, caller=Caller("", f"sms:{reference}"), language="sw")

    assert "RIPOTI" in send("habari", "a")
    assert "TAASISI" in send("", "a")
    assert send("ripoti", "b") == "Jina?\nKujibu, tuma: RIPOTI <jibu lako>"
    assert send("ripoti Asha wa Juma", "c") == "Hakika?\n1. Ndiyo\n2. Hapana\nKujibu, tuma: RIPOTI Asha wa Juma * <jibu lako>"
    answer = send("Ripoti Asha wa Juma * 1", "d")
    assert answer.startswith("Asante.")
    assert send("Ripoti Asha wa Juma * 1", "d") == answer
    assert reported("Asha wa Juma") == 1


@pytest.mark.django_db(transaction=True)
def test_a_session_that_arrives_several_times_at_once_acts_once():
    texts, start = [], threading.Barrier(5)

    def send() -> None:
        start.wait()
        try:
            texts.append(say("Asha", "1").text)
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(texts) == 5
    assert len(set(texts)) == 1
    assert reported() == 1


@pytest.mark.django_db(transaction=True)
def test_a_screen_waits_for_nobody_who_writes():
    writing, answered = threading.Event(), threading.Event()

    def write() -> None:
        with transaction.atomic():
            DialogueSession.objects.create(key="another", answered=0, language="sw")
            writing.set()
            answered.wait(15)
        connection.close()

    writer = threading.Thread(target=write)
    writer.start()
    assert writing.wait(10)
    try:
        assert "Hakika?" in say("Asha").text
        assert writer.is_alive()
    finally:
        answered.set()
        writer.join()


@pytest.mark.django_db
def test_finished_sessions_are_forgotten_after_a_month():
    say("Asha", "1")
    say("Asha", "1", session="ussd:2")
    DialogueSession.objects.filter(key="ussd:1").update(finished_at=timezone.now() - timedelta(days=31))
    schedules["portal.sessions"].job.enqueue()
    work_off()
    assert [session.key for session in DialogueSession.objects.all()] == ["ussd:2"]


# --- The telephone on the web --------------------------------------------------------------------------------------------------


@pytest.fixture
def phone(client, nation) -> Phone:
    return Phone(client)


@pytest.mark.django_db
def test_the_menu_leads_to_an_institutions_contacts(phone):
    assert phone.screen().startswith("Karibu Huduma.")
    phone.send(answer="2")
    number = re.search(r"(\d+)\. Find an institution", phone.screen())[1]
    for answer in (number, "2", "1"):
        assert phone.send(answer=answer) == 200
    assert phone.screen().startswith("Ministry of Health\nPhone: +255262323267")
    assert "hd-phone" in phone.page
    assert 'name="answer"' not in phone.page
    assert 'href="/simulator/"' in phone.page


@pytest.mark.django_db
def test_back_and_wrong_answers(phone):
    first = phone.screen()
    phone.send(answer="9")
    assert phone.screen().endswith(first)
    phone.send(answer="1")
    assert phone.screen().startswith("Huduma za umma")
    phone.send(answer="0")
    assert phone.screen() == first


@pytest.mark.django_db
def test_a_page_sent_twice_acts_once(phone, service):
    phone.send(answer="1")
    number = re.search(r"(\d+)\. Ripoti", phone.screen())[1]
    for answer in (number, "Asha", "1"):
        phone.send(answer=answer)
    assert phone.screen().startswith("Asante.")
    repeated = phone.client.post(phone.path, phone.sent).content.decode()
    assert "Asante." in repeated
    assert reported() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    "sent",
    [
        {"answer": "a" * 161},
        {"answer": ""},
        {"answer": "\x00"},
        {"answer": "1", "session": "somebody-elses"},
        {"answer": "1", "session": ""},
    ],
)
def test_what_is_no_answer_is_refused_by_name(phone, sent):
    assert phone.send(**sent) == 400
    assert "hd-errors" in phone.page


@pytest.mark.django_db
def test_a_hostile_transcript_is_only_answers(phone):
    assert phone.client.post("/simulator/", {**phone.fields(), "said": ["\x00", "<b>", "1" * 9999] * 40, "answer": "1"}).status_code == 200


@pytest.mark.django_db
def test_nobody_can_claim_a_number(phone):
    assert phone.send(answer="1", msisdn="+255712345678") == 200
    assert "+255712345678" not in phone.page


@pytest.mark.django_db
def test_an_sms_on_the_page(client, nation):
    phone = Phone(client, "/en/simulator/sms/")
    assert phone.send(text="taasisi 1 health * 1") == 200
    assert phone.screen().startswith("Ministry of Health\nPhone: +255262323267")
    assert phone.send(text="x" * 161) == 400


@pytest.mark.django_db
def test_a_form_without_its_token_is_refused(nation):
    client = Client(enforce_csrf_checks=True)
    assert client.post("/simulator/", {"session": "0" * 32, "answer": "1"}).status_code == 403
