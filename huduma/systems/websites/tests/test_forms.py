"""Forms: put together by an editor, filled in by anybody, read by the institution's own officers."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.utils import timezone
from django_scopes import ScopeError
from wagtail.models import Locale

from huduma.platform.accounts.models import Person
from huduma.platform.contributions.figure import figures
from huduma.platform.contributions.personal_data import personal_data
from huduma.platform.institutions.groups import sync_groups
from huduma.platform.institutions.scoping import whole_nation
from huduma.platform.institutions.tests.factories import make_person
from huduma.platform.jobs.schedule import schedules
from huduma.platform.jobs.testing import work_off
from huduma.systems.websites.answers import actions
from huduma.systems.websites.blocks import QuestionsBlock
from huduma.systems.websites.models import FormAnswer, FormPage
from tests.peers.worlds import made_once

from .factories import make_institution_with_site, publish_form
from .form_reader import FEEDBACK, HERE, HOST, Reader, answers, feedback, mails
from .visitor import ask, visit

pytestmark = pytest.mark.django_db


@made_once
def nemc():
    sync_groups()
    return make_institution_with_site("nemc", email="maoni@nemc.go.tz")


def test_every_new_site_has_a_form_that_its_contact_page_leads_to(nemc):
    assert f'href="{FEEDBACK}"' in visit(HOST, "/mawasiliano/")
    assert 'href="/en/contact/feedback/"' in visit(HOST, "/en/contact/")
    html = visit(HOST, FEEDBACK)
    assert "Wakala wa nemc kukujibu na kuboresha huduma zetu. Yatahifadhiwa kwa miezi 12, kisha yatafutwa." in html
    assert "nemc Agency uses what you write here to answer you" in visit(HOST, "/en/contact/feedback/")


def test_its_page_is_the_same_for_everyone_and_kept(nemc):
    first, second = ask(HOST, FEEDBACK), ask(HOST, FEEDBACK)
    assert first.body == second.body
    assert "Set-Cookie" not in first.headers
    assert first.headers["Cache-Control"] == "no-cache"
    assert "csrfmiddlewaretoken" not in first.text


def test_what_is_wrong_is_said_at_its_field_and_nothing_is_lost(nemc):
    reader = Reader(FEEDBACK).fill(**{"Jina lako": "Asha <b>", "Barua pepe": "asha@", "Simu": "0712"})
    answer = reader.send()
    assert answer.status_code == 422
    assert answer["Content-Language"] == "sw"
    assert not answer.cookies
    for said in ("Barua pepe – Andika", "Simu –", "Maoni au swali lako –", "Weka alama kwenye kisanduku"):
        assert said in reader.summary, reader.summary
    for link in reader.page.find(class_="hd-errors").find_all("a"):
        field = reader.page.find(id=link["href"].removeprefix("#"))
        assert field["aria-invalid"] == "true"
        assert "_error" in field["aria-describedby"]
    assert reader.page.title.text.startswith("Kosa: ")
    assert reader.data[reader.name("Jina")] == "Asha <b>"
    assert reader.data[reader.name("Barua")] == "asha@"
    assert answers() == []
    english = Reader("/en/contact/feedback/")
    assert english.send(HTTP_ACCEPT_LANGUAGE="sw").status_code == 422
    assert "Your feedback or question – This field is required." in english.summary


def test_what_is_right_is_kept_and_thanked_for_and_read_again_without_harm(nemc):
    reader = feedback().fill(**{"Jina lako": "Asha", "Barua pepe": "Asha@Example.com", "Simu": "0712 345 678"})
    sent = reader.send()
    assert sent.status_code == 303
    thanks = reader.client.get(sent["Location"], **HERE)
    [answer] = answers()
    assert answer.reference in thanks.text
    assert "siku saba za kazi" in thanks.text
    assert thanks["Cache-Control"].startswith("max-age=0")
    assert (answer.email, answer.phone, answer.status, answer.language) == ("asha@example.com", "+255712345678", "NEW", "sw")
    assert [item[1:] for item in answer.items()] == [
        ("Jina lako", "Asha"),
        ("Barua pepe", "asha@example.com"),
        ("Simu", "+255712345678"),
        ("Maoni au swali lako", "Takataka hazizolewi."),
    ]
    assert "miezi 12" in answer.consent
    assert answer.erase_at - answer.created_at == timedelta(days=360)
    assert reader.client.get(sent["Location"].replace("asante/", "asante/X"), **HERE).status_code == 404
    assert reader.client.get(reader.action, **HERE)["Location"] == FEEDBACK
    assert figures["websites.answers"].count() == 1


def test_a_second_tap_sends_nothing_twice(nemc):
    reader = feedback().fill(**{"Barua pepe": "asha@example.com"})
    assert reader.send()["Location"] == reader.send()["Location"]
    assert len(answers()) == 1
    assert len(mails()) == 2
    assert feedback("Jambo jingine").send().status_code == 303
    assert len(answers()) == 2


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_taps_at_the_very_same_moment_send_nothing_twice():
    sync_groups()
    make_institution_with_site("nemc", email="maoni@nemc.go.tz")
    reader = feedback().fill(**{"Barua pepe": "asha@example.com"})
    start = Barrier(6)

    def tap(_number: int) -> tuple[int, str]:
        try:
            start.wait()
            answer = Client().post(reader.action, reader.data, **HERE)
            return answer.status_code, answer.get("Location", "")
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as taps:
        sent = set(taps.map(tap, range(6)))
    assert len(sent) == 1, sent
    assert next(iter(sent))[0] == 303
    assert len(answers()) == 1
    assert len(mails()) == 2


def test_every_kind_of_question_is_asked_and_judged(nemc):
    page = publish_form(nemc, questions=[(kind, {"label": kind, "help": "", "required": True, **more}) for kind, more in EVERY_KIND])
    names = {question.kind: question.key for question in page.asked()}
    reader = Reader("/malalamiko/")
    wrong = {
        "line": "x" * 201,
        "lines": "x" * 5001,
        "email": "x",
        "telephone": "999",
        "number": "kumi",
        "choice": "Tatu",
        "choices": "Tatu",
    }
    reader.data |= {names[kind]: value for kind, value in wrong.items()}
    reader.data |= {f"{names['date']}_{part}": value for part, value in (("day", "31"), ("month", "2"), ("year", "2026"))}
    assert reader.send().status_code == 422
    assert [reader.summary.count(f"{kind} –") for kind in names] == [1] * len(names), reader.summary
    right = {"line": " a\x00b\x07 ", "lines": "c\r\nd", "email": "A@B.CO", "telephone": "0712345678", "number": "1,250.50", "tick": "on"}
    reader.data = {"mark": reader.data["mark"], "consent": "on"} | {names[kind]: value for kind, value in right.items()}
    reader.data |= {names["choice"]: "Mbili", names["choices"]: ["Mbili", "Moja"]}
    reader.data |= {f"{names['date']}_{part}": value for part, value in (("day", "28"), ("month", "2"), ("year", "2026"))}
    assert reader.send().status_code == 303, reader.summary
    [answer] = answers()
    assert {item["kind"]: item["value"] for item in answer.answers} == {
        "line": "ab",
        "lines": "c\nd",
        "email": "a@b.co",
        "telephone": "+255712345678",
        "number": "1250.50",
        "date": "2026-02-28",
        "choice": "Mbili",
        "choices": ["Moja", "Mbili"],
        "tick": True,
    }
    assert [said for _key, _label, said in answer.items()][5:] == ["28 Februari 2026", "Mbili", "Moja, Mbili", "Ndiyo"]


EVERY_KIND: list[tuple[str, dict[str, str]]] = [
    *((kind, {}) for kind in ("line", "lines", "email", "telephone", "number", "date")),
    *((kind, {"options": " Moja \n\nMbili\nMoja"}) for kind in ("choice", "choices")),
    ("tick", {}),
]


@pytest.mark.parametrize("options", ["", "Moja", "Moja\nMoja", "\n".join(map(str, range(51))), f"a\n{'x' * 151}"])
def test_a_choice_needs_something_to_choose_from(options):
    block = QuestionsBlock()
    value = block.to_python([{"type": "choice", "value": {"label": "a", "help": "", "required": True, "options": options}}])
    with pytest.raises(ValidationError):
        block.clean(value)


def test_a_receipt_needs_an_address_and_contacts_need_consent(nemc):
    page = FormPage(receipt=True, asks_personal=False, questions=[("line", {"label": "a", "help": "", "required": True})])
    with pytest.raises(ValidationError) as refused:
        page.clean()
    assert set(refused.value.message_dict) == {"receipt"}
    assert not page.needs_consent
    page.questions = [("telephone", {"label": "a", "help": "", "required": True})]
    assert page.needs_consent
    publish_form(nemc, questions=[("line", {"label": "Rangi", "help": "", "required": True})], asks_personal=False)
    reader = Reader("/malalamiko/")
    assert "Yatahifadhiwa kwa miezi 3" in reader.page.find("form", method="post").text
    assert not reader.page.find(attrs={"name": "consent"})
    assert reader.fill(Rangi="Kijani").send().status_code == 303
    assert answers()[0].consent == ""


def test_mails_go_by_the_outbox_and_tell_nothing_of_what_was_written(nemc):
    FormPage.objects.filter(institution=nemc).update(title="Maoni & <maswali>")
    feedback("SIRI KUBWA").fill(**{"Jina lako": "JINA LANGU", "Barua pepe": "asha@example.com"}).send()
    [receipt] = mails(notice="websites.form_receipt")
    [told] = mails(notice="websites.form_answered")
    [answer] = answers()
    assert (receipt.address, told.address) == ("asha@example.com", "maoni@nemc.go.tz")
    for mail in (receipt, told):
        assert answer.reference in mail.subject + mail.body
        assert "Maoni & <maswali>" in mail.subject
        assert "SIRI" not in mail.body
        assert "JINA" not in mail.body
    assert f"/office/answers/details/{answer.pk}/" in told.body
    reader = Reader("/en/contact/feedback/").fill(**{"Your feedback": "x", "E-mail": "asha@example.com"}).agree()
    reader.send()
    assert "has received what you sent" in mails(notice="websites.form_receipt")[1].body


def test_a_stranger_is_not_flooded_with_receipts(nemc):
    for number in range(6):
        assert feedback(f"Ujumbe {number}").fill(**{"Barua pepe": "mhanga@example.com"}).send().status_code == 303
    assert len(mails(address="mhanga@example.com")) == actions.MOST_RECEIPTS
    assert len(mails(address="maoni@nemc.go.tz")) == 6


@pytest.mark.parametrize(
    "headers",
    [
        {"HTTP_SEC_FETCH_SITE": "cross-site"},
        {"HTTP_SEC_FETCH_SITE": "same-site"},
        {"HTTP_SEC_FETCH_SITE": "none"},
        {"HTTP_SEC_FETCH_SITE": None, "HTTP_ORIGIN": "https://evil.example"},
        {"HTTP_SEC_FETCH_SITE": None, "HTTP_ORIGIN": "null"},
        {"HTTP_SEC_FETCH_SITE": None, "HTTP_ORIGIN": "http://[oops"},
        {"HTTP_SEC_FETCH_SITE": None, "HTTP_REFERER": "http://tra.localhost:8000/"},
    ],
)
def test_another_website_cannot_have_it_sent(nemc, headers):
    reader = feedback()
    reader.headers = {name: value for name, value in (HERE | headers).items() if value is not None}
    assert reader.send().status_code == 403
    assert answers() == []
    assert reader.data[reader.name("Maoni")] == "Takataka hazizolewi."
    reader.headers = HERE
    assert reader.agree().send().status_code == 303  # from the page that came back


@pytest.mark.parametrize("headers", [{}, {"HTTP_ORIGIN": f"http://{HOST}:8000"}, {"HTTP_REFERER": f"http://{HOST}:8000{FEEDBACK}"}])
def test_an_old_browser_that_says_little_is_believed(nemc, headers):
    reader = feedback()
    reader.headers = {"HTTP_HOST": f"{HOST}:8000", **headers}
    assert reader.send().status_code == 303


@pytest.mark.parametrize(
    ("data", "text"),
    [({"homepage": "http://x.example"}, "Takataka"), ({"mark": ""}, "Takataka"), ({"mark": "0.é"}, "x"), ({}, "http://a http://b www.c")],
)
def test_who_is_doubted_is_asked_once_more(nemc, data, text):
    reader = feedback(text)
    reader.data |= data
    assert reader.send().status_code == 422
    assert answers() == []
    assert reader.data[reader.name("Maoni")] == text
    assert (reader.page.find(id="homepage").parent.get("hidden") is None) == ("homepage" in data)
    if "homepage" in data:
        assert reader.agree().send().status_code == 422
    reader.data["homepage"] = ""
    assert reader.agree().send().status_code == 303


def test_one_address_does_not_send_without_end(nemc):
    readers = [feedback(f"Ujumbe {number}") for number in range(11)]
    assert [reader.send().status_code for reader in readers[:10]] == [303] * 10
    refused = readers[10].send()
    assert refused.status_code == 429
    assert 0 < int(refused["Retry-After"]) <= 600
    assert readers[10].data[readers[10].name("Maoni")] == "Ujumbe 10"
    assert readers[10].agree().send(REMOTE_ADDR="198.51.100.7").status_code == 303


@pytest.mark.parametrize("length", [200_001, 3_000_000])
def test_too_much_at_once_is_refused_before_it_is_read(nemc, length):
    answer = feedback("x" * length).send()
    assert answer.status_code == 413
    assert "Punguza" in answer.text
    assert answers() == []


def test_only_a_live_form_of_this_very_site_takes_anything_in(nemc):
    make_institution_with_site("tra")
    reader = feedback()
    assert reader.client.post(reader.action, reader.data, HTTP_HOST="tra.localhost:8000").status_code == 404
    assert reader.client.post("/fomu/999999/", reader.data, **HERE).status_code == 404
    FormPage.objects.get(slug="maoni", institution=nemc).unpublish()
    assert reader.send().status_code == 404
    assert reader.client.put(FEEDBACK, **HERE).status_code in (404, 405)
    assert answers() == []


def test_the_translation_of_a_form_asks_under_the_same_keys(nemc):
    page = publish_form(nemc)
    page.questions[0].value["label"] = "Swali jipya"
    page.save_revision().publish()
    english = page.copy_for_translation(Locale.objects.get(language_code="en"))
    english.save_revision().publish()
    assert [question.key for question in english.asked()] == [question.key for question in page.asked()]
    sent = [
        Reader(path).fill(**{label: "x"}).agree().send()
        for path, label in ((page.path_on_site(), "Swali jipya"), (english.path_on_site(), "Swali jipya"))
    ]
    assert [answer.status_code for answer in sent] == [303, 303]
    assert len({answer.form for answer in answers()}) == 1


def test_an_answer_outlives_its_page_and_its_words(nemc):
    page = publish_form(nemc, questions=[("line", {"label": "Rangi", "help": "", "required": True})], asks_personal=False)
    Reader("/malalamiko/").fill(Rangi="Kijani").send()
    page.delete()
    [answer] = answers()
    assert (answer.form_title, [item[1:] for item in answer.items()]) == ("Malalamiko", [("Rangi", "Kijani")])


def test_answers_are_erased_when_their_time_has_come(nemc):
    for text in ("Mpya", "Zamani"):
        feedback(text).fill(**{"Simu": "0712345678"}).send()
    with whole_nation():
        FormAnswer.objects.filter(text__contains="Zamani").update(erase_at=timezone.now() - timedelta(seconds=1))
    schedules["websites.erase_due"].job.enqueue()
    work_off()
    new, old = answers()
    assert ("Mpya" in new.text, new.erased_at) == (True, None)
    assert (old.answers, old.text, old.email, old.phone, old.consent, old.sending) == ([], "", "", "", "", None)
    assert old.erased_at
    assert actions.erase_due(by=None) == 0
    assert figures["websites.answers"].count() == 2


def test_a_person_takes_along_and_erases_what_was_sent_with_their_proved_contacts(nemc):
    for contact in ({"Barua pepe": "asha@example.go.tz"}, {"Simu": "0712345678"}, {"Barua pepe": "mwingine@example.com"}):
        feedback(str(contact)).fill(**contact).send()
    asha = make_person("asha")
    Person.objects.filter(pk=asha.pk).update(phone="+255712345678", phone_verified=False)
    asha.refresh_from_db()
    kind = personal_data["websites.answers"]
    assert [re.findall("asha|0712", str(row["answers"])) != [] for row in kind.export(asha)] == [True]
    Person.objects.filter(pk=asha.pk).update(phone_verified=True)
    asha.refresh_from_db()
    assert [row["institution"] for row in kind.export(asha)] == ["nemc", "nemc"]
    kind.erase(asha)
    assert kind.export(asha) == []
    assert [bool(answer.text) for answer in answers()] == [False, False, True]


def test_nothing_of_an_answer_is_read_without_a_scope(nemc):
    feedback().send()
    with pytest.raises(ScopeError):
        FormAnswer.objects.count()
    assert len(answers()) == 1
