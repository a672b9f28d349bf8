"""Whatever is typed, sent, or put into a form by an editor: it is read right or refused, and never breaks anything."""

from decimal import Decimal

import pytest
from django.test import Client
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from huduma.platform.institutions.scoping import whole_nation
from huduma.systems.websites.blocks.questions import options_in
from huduma.systems.websites.models import FormAnswer
from huduma.systems.websites.models.answer_form import plain_text, read_number
from huduma.systems.websites.rendering.form_mark import fresh_mark, is_fresh_mark, is_page_mark, page_mark

from .factories import make_institution_with_site, publish_form

HEADERS = {"HTTP_HOST": "nemc.localhost:8000", "HTTP_SEC_FETCH_SITE": "same-origin"}


@given(st.decimals(-(10**14), 10**14, places=3), st.sampled_from(["", ",", " "]))
def test_a_number_is_read_as_it_was_meant(number, thousands):
    assert read_number(f" {number:,}".replace(",", thousands)) == number


@given(st.text(max_size=60))
@example("١٢")
@example("1e9")
@example("NaN")
@example("1,23")
@example("9" * 40)
def test_a_number_is_a_number_or_refused(text):
    try:
        assert isinstance(read_number(text), Decimal)
    except ValueError:
        return
    assert text.isascii()


@given(st.text())
def test_plain_text_can_be_kept_anywhere_and_stays_plain(text):
    plain = plain_text(text)
    assert not set(plain) & {"\x00", "\x07", "\r", "\x7f", "\ud800", "\uffff"}
    assert plain_text(plain) == plain
    plain.encode()


@given(st.text())
def test_options_are_lines_without_repetition(text):
    options = options_in(text)
    assert options_in("\n".join(options)) == options
    assert len(set(options)) == len(options)
    assert all(option and option == option.strip() for option in options)


@given(st.text(), st.text())
def test_nobody_makes_a_mark(mark, form):
    assert not is_page_mark(mark, "a")
    assert not is_fresh_mark(mark, "a")
    assert is_page_mark(page_mark(form), form)
    assert is_fresh_mark(fresh_mark(form), form)
    assert not is_fresh_mark(fresh_mark(form), f"{form}x")
    assert not is_page_mark(fresh_mark(form), form)


def test_a_mark_is_fresh_for_an_hour(monkeypatch):
    mark = fresh_mark("a")
    now = int(mark.partition(".")[0])
    for later, fresh in ((3599, True), (3602, False), (-2, False)):
        monkeypatch.setattr("time.time", lambda later=later: now + later)
        assert is_fresh_mark(mark, "a") == fresh


WORDS = st.one_of(
    st.text(st.characters(codec="utf-8"), max_size=30),
    st.sampled_from(["", "0", "-1", "2026", "29", "\x00", "9" * 25, "on", "Ndiyo", "a@b.co", "0712345678", "=1+1", "é" * 300]),
)


@pytest.mark.slow
@pytest.mark.django_db
def test_whatever_is_sent_is_taken_in_whole_or_refused(monkeypatch):
    page = publish_form(make_institution_with_site("nemc"))
    monkeypatch.setattr("huduma.platform.accounts.limits.take", lambda *args, **named: None)  # the limit has tests of its own
    names = [key for question in page.asked() for key in (question.key, *(f"{question.key}_{part}" for part in ("day", "month", "year")))]
    names += ["consent", "mark", "homepage", "csrfmiddlewaretoken", "q\x00"]
    address = f"/fomu/{page.pk}/"

    @settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(st.dictionaries(st.sampled_from(names), st.lists(WORDS, max_size=3), max_size=12), st.booleans())
    @example({"consent": ["on"]}, True)
    def send(data, marked):
        with whole_nation():
            before = FormAnswer.objects.count()
        data = data | ({"mark": fresh_mark(page.translation_key), "consent": "on", "homepage": ""} if marked else {})
        answer = Client().post(address, data, **HEADERS)
        with whole_nation():
            taken = FormAnswer.objects.count() - before
        assert (answer.status_code, taken) in {(303, 1), (303, 0), (422, 0)}

    send()
    with whole_nation():
        assert FormAnswer.objects.exists()
