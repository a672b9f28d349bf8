"""The standard codes: complete, in order, and in both languages."""

import pytest
from django.utils import translation

from huduma.systems.recruitment import codes
from huduma.systems.recruitment.codes import LEVELS, OCCUPATIONS, Code, Codes

ALL = [getattr(codes, name) for name in codes.__all__ if name.isupper()]


@pytest.mark.parametrize("classification", ALL, ids=lambda classification: classification.standard)
def test_every_code_has_words_in_both_languages(classification):
    assert len(classification) > 5
    for code in classification:
        with translation.override("sw"):
            assert str(code) == code.sw
        with translation.override("en"):
            assert str(code) == code.en
        assert code.sw != code.en


def test_isco_08_has_its_ten_major_groups_and_all_that_belongs_to_them():
    major = [code.code for code in OCCUPATIONS if len(code.code) == 1]
    assert sorted(major) == list("0123456789")
    assert sorted(code.code for code in OCCUPATIONS if len(code.code) == 2) == sorted(
        f"{group}{number}"
        for group, most in {"1": 4, "2": 6, "3": 5, "4": 4, "5": 4, "6": 3, "7": 5, "8": 3, "9": 6, "0": 3}.items()
        for number in range(1, most + 1)
    )


def test_a_longer_code_belongs_to_the_group_it_begins_with():
    assert OCCUPATIONS.nearest("2512").code == "25"
    assert OCCUPATIONS.nearest("2").code == "2"
    assert OCCUPATIONS.nearest("") is None


def test_levels_go_from_less_to_more():
    assert [LEVELS.rank(level.code) for level in LEVELS] == list(range(len(LEVELS)))
    assert LEVELS.rank("24") < LEVELS.rank("55") < LEVELS.rank("66") < LEVELS.rank("86")
    with pytest.raises(KeyError):
        LEVELS.rank("99")


def test_a_code_that_stands_twice_is_refused():
    with pytest.raises(ValueError, match="twice"):
        Codes("Majaribio", Code("1", "moja", "one"), Code("1", "mbili", "two"))
