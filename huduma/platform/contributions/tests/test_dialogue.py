"""The dialogue engine: whatever is answered, every screen fits a phone and the same answers lead to the same screen."""

import re
from collections.abc import Generator

import pytest
from django.utils import translation
from django.utils.translation import gettext as _
from hypothesis import given, settings
from hypothesis import strategies as st

from huduma.platform.contributions.dialogue import Ask, Caller, Choose, Conversation, Finish, Speak, closing, replay
from huduma.platform.contributions.gsm7 import plain, septets
from huduma.platform.contributions.keyword import how_to_go_on, spoken_by_sms
from huduma.platform.contributions.menu import by_keyword, menu
from huduma.platform.contributions.service import Service, services

CALLER = Caller(msisdn="", session="test")
LONG = "Huduma “za” serikali – zote… €uro [x] " * 12
VILLAGES = tuple((f"v{n}", f"Kijiji cha {n} {'mbali sana ' * (n % 9)}") for n in range(150))


def journey(caller: Caller) -> Generator[Ask | Choose | Speak, str, Finish]:
    """Every kind of step: a language, a long text, many options, an open question."""
    yield Speak((yield Choose("Lugha / Language", (("sw", "Kiswahili"), ("en", "English")))))
    village = yield Choose(LONG, VILLAGES)
    name = yield Ask("Jina lako?")
    while len(name) > 30:
        name = yield Ask("Fupi zaidi.")
    if (yield Choose("Hakika?", (("yes", "Ndiyo"), ("no", "Hapana")))) == "yes":
        return Finish(f"{village} {name} " + LONG)
    return Finish("Kwaheri.")


def screen_after(*answers: str) -> str:
    return replay(journey, answers, CALLER, "sw").screen().text


def test_a_choice_is_drawn_with_numbers_and_answered_by_them():
    assert screen_after() == "Lugha / Language\n1. Kiswahili\n2. English"
    assert screen_after("1").startswith('Huduma "za" serikali - zote...')


def test_what_is_no_answer_asks_again_with_a_word_of_help():
    with translation.override("en"):
        assert replay(journey, ["7"], CALLER, "en").screen().text == (
            "Please answer with one of the numbers.\nLugha / Language\n1. Kiswahili\n2. English"
        )
    for answer in ("", "abc", "0", "98", "-1", "3", "1 2", "٣٤", "9" * 5000):
        assert screen_after(answer).endswith("Lugha / Language\n1. Kiswahili\n2. English")
    assert screen_after("1", "150") == screen_after("7", "1", "150")


@pytest.mark.slow
def test_long_texts_and_choices_are_read_page_by_page():
    seen, turns = [], 0
    while "150." not in (text := screen_after("2", *["98"] * turns)):
        assert "98 More" in text
        seen.append(text)
        turns += 1
    assert len(set(seen)) == len(seen) > 5
    assert "98 More" not in text
    assert screen_after("2", *["98"] * turns, "0") == seen[-1]
    # 98 turns the page, so no option bears that number.
    assert "\n98. " not in "\n".join(seen)
    assert "97. " in "\n".join(seen)
    assert "99. " in "\n".join(seen)


def test_back_takes_the_last_answer_back_and_the_language_with_it():
    assert screen_after("2", "0") == screen_after()
    assert screen_after("2", "0", "1") == screen_after("1")
    assert screen_after("1", "5", "Asha", "0") == screen_after("1", "5")
    assert "0 Back" in screen_after("2", "5")


def test_the_end_is_paged_too_and_ends_with_its_last_page():
    ending = ["2", "5", "Asha", "1"]
    first = replay(journey, ending, CALLER, "sw").screen()
    assert first.text.startswith("v4 Asha Huduma")
    assert not first.ended
    last = replay(journey, [*ending, *["98"] * 9], CALLER, "sw").screen()
    assert last.ended
    assert replay(journey, [*ending[:3], "2"], CALLER, "sw").screen().ended


ANSWERS = st.lists(st.one_of(st.sampled_from(["1", "2", "98", "0", "150", "Asha"]), st.text(max_size=40)), max_size=20)


@pytest.mark.once
@pytest.mark.slow
@settings(max_examples=100, deadline=None)
@given(ANSWERS, st.sampled_from(["sw", "en"]))
def test_any_answers_lead_to_a_screen_that_fits_and_always_the_same(answers, language):
    conversation = Conversation(journey, CALLER, language)
    for answer in answers:
        conversation.answer(answer)
        screen = conversation.screen()
        assert septets(screen.text) <= 160
        assert plain(screen.text) == screen.text
    assert replay(journey, answers, CALLER, language).screen() == conversation.screen()
    assert translation.get_language() == "sw"


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=600), st.lists(st.sampled_from(["98", "0", "x"]), max_size=12))
def test_any_final_text_is_readable_to_its_end_in_screens_that_fit(text, turned):
    assert septets(closing(text, turned, "sw").text) <= 160
    screens = [closing(text, ["98"] * turn, "en") for turn in range(20)]
    several = not screens[0].ended
    read = [re.sub(r"(\n98 More)?(\n0 Back)?\Z", "", screen.text) if several else screen.text for screen in screens]
    until_end = read[: [screen.ended for screen in screens].index(True) + 1]
    assert "".join("".join(until_end).split()) == "".join(plain(text).split())


@given(st.text())
def test_plain_text_has_only_characters_of_a_phone(text):
    assert plain(plain(text)) == plain(text)
    assert septets(plain("Ńdúgu ‘Juma’ – 5€ 😀")) == septets("Ndugu 'Juma' - 5€ ?")


def by_sms(answers: str):
    return spoken_by_sms(journey, answers, CALLER, "sw")


def test_one_sms_answers_everything():
    conversation, heard = by_sms("2 5 Asha wa Juma * 2")
    assert conversation.screen().text == "Kwaheri."
    assert heard == ["2", "5", "Asha wa Juma *", "2"]


def test_an_sms_that_is_not_enough_gets_the_next_question_and_how_to_answer_it():
    conversation, heard = by_sms("  2\n 5 Asha  wa Juma")
    assert conversation.screen().text == "Hakika?\n1. Ndiyo\n2. Hapana"
    with translation.override("en"):
        assert how_to_go_on("SAFARI", heard) == "To answer, send: SAFARI 2 5 Asha wa Juma * <your answer>"


def test_an_sms_is_heard_until_its_first_wrong_answer():
    conversation, heard = by_sms("2 700 Asha * 1")
    assert heard == ["2"]
    assert conversation.complaint
    assert conversation.finish is None


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=100))
def test_any_sms_is_answered(text):
    conversation, _heard = by_sms(text)
    assert septets(conversation.screen().text) <= 306


@pytest.fixture
def greeting():
    """A service with a dialogue, on the menu for one test."""

    def greet(caller: Caller) -> Generator[Ask, str, Finish]:
        name = yield Ask(_("Please write an answer."))
        return Finish(f"Habari {name}")

    entry = services.add(Service("tests.greeting", "Salamu", "Salamu", dialogue=greet, keyword="SALAMU"))
    yield entry
    del services._entries[entry.key]


def test_the_menu_leads_to_every_service_that_has_a_dialogue(greeting):
    number = [service.key for service in services if service.dialogue].index(greeting.key) + 1

    assert "Kiswahili" in replay(menu, [], CALLER, "sw").screen().text
    assert "Salamu" in replay(menu, ["1"], CALLER, "sw").screen().text
    assert replay(menu, ["2", str(number)], CALLER, "sw").screen().text.startswith("Please write an answer.")
    assert replay(menu, ["1", str(number), "Asha"], CALLER, "sw").screen().text == "Habari Asha"
    assert replay(menu, ["1", str(number), "0"], CALLER, "sw").screen() == replay(menu, ["1"], CALLER, "sw").screen()


def test_a_keyword_is_known_in_any_case(greeting):
    assert by_keyword("salamu") == by_keyword("SALAMU") == greeting
    assert by_keyword("") is None
    assert by_keyword("hakuna") is None
