"""Phone numbers become one form, whatever way they are written."""

import phonenumbers
import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from huduma.platform.accounts.phones import normalise

prefixes = st.sampled_from(["61", "62", "65", "67", "68", "69", "71", "73", "74", "75", "76", "77", "78"])
subscribers = st.builds(lambda prefix, rest: f"{prefix}{rest:07d}", prefixes, st.integers(0, 9_999_999))
spacing = st.sampled_from(["", " ", "-", "."])


@pytest.mark.parametrize(
    "text", ["0712345678", "0712 345 678", "+255712345678", "255 712 345 678", "+255 (0) 712-345-678", " 0712-345-678 ", "٠٧١٢٣٤٥٦٧٨"]
)
def test_every_way_of_writing_a_number_gives_the_same(text):
    assert normalise(text) == "+255712345678"


@given(subscribers, spacing)
def test_local_and_international_forms_agree(subscriber, space):
    groups = space.join([subscriber[:3], subscriber[3:6], subscriber[6:]])
    forms = {normalise(f"0{groups}"), normalise(f"+255{space}{groups}"), normalise(f"255{space}{groups}")}
    assert forms == {f"+255{subscriber}"}


@given(subscribers)
def test_normalising_again_changes_nothing(subscriber):
    once = normalise(f"0{subscriber}")
    assert normalise(once) == once


@given(st.text(max_size=300))
def test_any_text_gives_a_number_in_e164_or_an_error(text):
    try:
        number = normalise(text)
    except ValidationError:
        return
    assert phonenumbers.is_valid_number(phonenumbers.parse(number))
    assert number.startswith("+")
    assert number[1:].isdecimal()
    assert len(number) <= 16


def test_a_foreign_number_keeps_its_country():
    assert normalise("+254 712 345678") == "+254712345678"


@pytest.mark.parametrize("text", ["", "0712", "12345", "0712345678 ext 9", "0" * 10_000, "0712\x00345678", "+999712345678", "a@b.tz"])
def test_what_is_no_number_is_refused(text):
    with pytest.raises(ValidationError):
        normalise(text)
