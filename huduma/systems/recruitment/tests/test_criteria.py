"""Criteria judge profiles: what passes, what decided, and that nothing in a profile can make them stumble."""

from datetime import date, timedelta

import pytest
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from huduma.systems.recruitment.codes import BOARDS, DOCUMENTS, FIELDS, LANGUAGES, LEVELS, OCCUPATIONS
from huduma.systems.recruitment.criteria import KINDS, Wrong, judge, read

ON = date(2026, 11, 26)
EVERY_KIND = [
    {"kind": "education", "level": "66", "fields": ["06", "0541"]},
    {"kind": "experience", "years": 3, "occupations": ["25", "3512"]},
    {"kind": "age", "least": 18, "most": 45},
    {"kind": "citizenship", "countries": ["TZ"]},
    {"kind": "registration", "board": "ERB"},
    {"kind": "language", "language": "en", "grade": 2},
    {"kind": "documents", "documents": ["birth_certificate", "award"]},
    {"kind": "referees", "number": 3},
]
ASHA = {
    "born": "1995-03-02",
    "citizenship": "TZ",
    "education": [
        {"level": "34", "field": "00", "programme": "PCM"},
        {"level": "66", "field": "0613", "programme": "BSc Computer Science"},
        {"level": "76", "field": "0413", "programme": "MBA"},
    ],
    "experience": [
        {"occupation": "2512", "from": "2020-01-01", "to": "2022-12-31"},
        {"occupation": "2513", "from": "2022-06-01", "to": "2023-06-30"},
        {"occupation": "5223", "from": "2015-01-01", "to": "2019-12-31"},
    ],
    "registrations": [{"board": "ERB", "number": "PE-1234", "until": "2027-01-01"}],
    "languages": [{"language": "en", "speaking": 3, "reading": 3, "writing": 2}],
    "documents": [{"kind": "birth_certificate"}, {"kind": "award"}],
    "referees": [{"name": f"Mdhamini {number}", "phone": "+255712345678"} for number in range(3)],
}


def finding(criterion, profile=ASHA, on=ON):
    [found] = judge(read([criterion]), profile, on)
    return found


def without(section):
    return {name: value for name, value in ASHA.items() if name != section}


def test_somebody_who_has_all_of_it_passes_every_kind():
    assert {criterion["kind"] for criterion in EVERY_KIND} == set(KINDS)
    findings = judge(read(EVERY_KIND), ASHA, ON)
    assert [found.passed for found in findings] == [True] * len(EVERY_KIND)


def test_somebody_who_has_written_nothing_passes_none_and_is_told_where_to_write():
    findings = judge(read(EVERY_KIND), {}, ON)
    assert [found.passed for found in findings] == [False] * len(EVERY_KIND)
    assert [found.section for found in findings] == [
        "education",
        "experience",
        "personal",
        "personal",
        "registrations",
        "languages",
        "documents",
        "referees",
    ]


def test_the_award_that_decides_is_the_highest_in_the_fields():
    found = finding({"kind": "education", "level": "66", "fields": ["06"]})
    assert (found.passed, found.datum["programme"]) == (True, "BSc Computer Science")
    found = finding({"kind": "education", "level": "76", "fields": ["06"]})
    assert (found.passed, found.datum["programme"]) == (False, "BSc Computer Science")
    found = finding({"kind": "education", "level": "66", "fields": ["09"]})
    assert (found.passed, found.datum["programme"]) == (False, "MBA"), "none in the fields: the highest of all was looked at"
    assert finding({"kind": "education", "level": "76"}).passed


@pytest.mark.parametrize(("on", "age"), [(date(2041, 3, 1), 45), (date(2041, 3, 2), 46), (date(2013, 3, 2), 18), (date(2013, 3, 1), 17)])
def test_age_is_counted_to_the_day(on, age):
    found = finding({"kind": "age", "least": 18, "most": 45}, on=on)
    assert found.datum["age"] == age
    assert found.passed is (18 <= age <= 45)


def test_a_child_of_29_february_is_a_year_older_on_1_march():
    born = {"born": "2008-02-29"}
    assert finding({"kind": "age"}, born, date(2026, 2, 28)).datum["age"] == 17
    assert finding({"kind": "age"}, born, date(2026, 3, 1)).datum["age"] == 18


def test_two_posts_at_once_count_once_and_other_occupations_not_at_all():
    worked = (date(2023, 6, 30) - date(2020, 1, 1)).days + 1
    assert finding({"kind": "experience", "years": 3, "occupations": ["25"]}).datum == {"days": worked, "posts": 2}
    assert not finding({"kind": "experience", "years": 4, "occupations": ["25"]}).passed
    assert finding({"kind": "experience", "years": 8}).passed
    assert not finding({"kind": "experience", "years": 1, "occupations": ["22"]}).passed


def test_four_years_to_the_day_are_four_years():
    post = {"experience": [{"occupation": "2512", "from": "2020-03-01", "to": "2024-02-29"}]}
    assert finding({"kind": "experience", "years": 4}, post).passed
    post["experience"][0]["to"] = "2024-02-28"
    assert not finding({"kind": "experience", "years": 4}, post).passed


def test_a_post_that_goes_on_counts_until_the_day_of_judging():
    post = {"experience": [{"occupation": "2512", "from": "2025-11-26", "to": None}]}
    assert finding({"kind": "experience", "years": 1}, post, ON).passed
    assert not finding({"kind": "experience", "years": 1}, post, ON - timedelta(days=2)).passed
    later = {"experience": [{"occupation": "2512", "from": "2027-01-01", "to": None}]}
    assert finding({"kind": "experience", "years": 1}, later).datum == {"days": 0, "posts": 1}


@pytest.mark.parametrize(("until", "passed"), [(None, True), ("2026-11-26", True), ("2026-11-25", False), ("sio tarehe", False)])
def test_a_registration_has_to_be_in_force(until, passed):
    profile = {"registrations": [{"board": "ERB", "number": "1", "until": until}]}
    assert finding({"kind": "registration", "board": "ERB"}, profile).passed is passed
    assert not finding({"kind": "registration", "board": "NBAA"}, profile).passed


def test_the_weakest_skill_of_a_language_counts():
    assert not finding({"kind": "language", "language": "en", "grade": 3}).passed
    assert not finding({"kind": "language", "language": "en", "grade": 1}, {"languages": [{"language": "en", "speaking": 3}]}).passed


def test_missing_documents_are_named():
    found = finding({"kind": "documents", "documents": ["award", "letter"]})
    assert found.datum == ["letter"]
    assert "Barua ya maombi" in found.found


def test_a_referee_nobody_can_reach_is_none():
    profile = {"referees": [*ASHA["referees"][:2], {"name": "Juma", "phone": "", "email": ""}]}
    assert finding({"kind": "referees", "number": 3}, profile).datum == 2


@pytest.mark.parametrize(
    ("criterion", "field"),
    [
        ({}, "kind"),
        ({"kind": "strength"}, "kind"),
        ({"kind": "education"}, "level"),
        ({"kind": "education", "level": "99"}, "level"),
        ({"kind": "education", "level": 66}, "level"),
        ({"kind": "education", "level": "66", "fields": "06"}, "fields"),
        ({"kind": "education", "level": "66", "fields": ["99"]}, "fields"),
        ({"kind": "education", "level": "66", "sharti": 1}, "sharti"),
        ({"kind": "experience", "years": 0}, "years"),
        ({"kind": "experience", "years": True}, "years"),
        ({"kind": "experience", "years": "3"}, "years"),
        ({"kind": "experience", "years": 3, "occupations": [""]}, "occupations"),
        ({"kind": "age", "least": 30, "most": 20}, "most"),
        ({"kind": "citizenship", "countries": []}, "countries"),
        ({"kind": "citizenship", "countries": ["Tanzania"]}, "countries"),
        ({"kind": "registration", "board": "XYZ"}, "board"),
        ({"kind": "language", "language": "xx"}, "language"),
        ({"kind": "language", "language": "sw", "grade": 4}, "grade"),
        ({"kind": "documents", "documents": []}, "documents"),
        ({"kind": "documents", "documents": [["award"]]}, "documents"),
        ({"kind": "referees", "number": 0}, "number"),
    ],
)
def test_what_is_no_criterion_is_refused_with_its_number_and_field(criterion, field):
    with pytest.raises(Wrong) as refused:
        read([EVERY_KIND[0], criterion])
    assert (refused.value.number, refused.value.field) == (2, field)
    assert f"“{field}”" in str(refused.value)


def test_criteria_are_kept_as_json_and_come_back_the_same():
    criteria = read(EVERY_KIND)
    assert [criterion.as_json() for criterion in criteria] == EVERY_KIND
    assert read([criterion.as_json() for criterion in criteria]) == criteria


def test_what_is_asked_for_and_found_is_said_in_both_languages():
    said = {}
    for language in ("sw", "en"):
        with translation.override(language):
            said[language] = [(found.needed, found.found) for found in judge(read(EVERY_KIND), ASHA, ON)]
    for swahili, english in zip(said["sw"], said["en"], strict=True):
        assert swahili[0] != english[0]
        assert swahili[1] != english[1]
        assert all([*swahili, *english])


unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


# --- whatever a profile holds -----------------------------------------------------------------------------------------------

criteria = st.one_of(
    st.builds(
        lambda level, fields: {"kind": "education", "level": level, "fields": fields},
        st.sampled_from([level.code for level in LEVELS]),
        st.lists(st.sampled_from([field.code for field in FIELDS]), max_size=3),
    ),
    st.builds(
        lambda years, codes: {"kind": "experience", "years": years, "occupations": codes},
        st.integers(1, 60),
        st.lists(st.sampled_from([code.code for code in OCCUPATIONS]), max_size=3),
    ),
    st.builds(lambda least, more: {"kind": "age", "least": least, "most": least + more}, st.integers(15, 60), st.integers(0, 40)),
    st.builds(lambda board: {"kind": "registration", "board": board}, st.sampled_from([board.code for board in BOARDS])),
    st.builds(
        lambda code, grade: {"kind": "language", "language": code, "grade": grade},
        st.sampled_from([code.code for code in LANGUAGES]),
        st.integers(1, 3),
    ),
    st.builds(
        lambda kinds: {"kind": "documents", "documents": kinds},
        st.lists(st.sampled_from([kind.code for kind in DOCUMENTS]), min_size=1, unique=True),
    ),
    st.builds(lambda number: {"kind": "referees", "number": number}, st.integers(1, 10)),
)
scalars = st.none() | st.booleans() | st.integers(-10, 10**6) | st.text(max_size=8) | st.dates().map(date.isoformat)
keys = ["level", "field", "occupation", "from", "to", "board", "until", "number", "language", "speaking", "kind", "name", "phone"]
odd = scalars | st.lists(scalars, max_size=2) | st.dictionaries(st.sampled_from(keys), scalars, max_size=2)
odd_entries = st.dictionaries(st.sampled_from(keys), odd, max_size=6)
sections = ["born", "citizenship", "education", "experience", "registrations", "languages", "documents", "referees"]
odd_profiles = st.dictionaries(st.sampled_from(sections), odd | st.lists(scalars | odd_entries, max_size=4))


@unhurried
@given(st.lists(criteria, max_size=4), odd_profiles, st.dates())
def test_whatever_a_profile_holds_is_judged_and_told(given_criteria, profile, on):
    for found in judge(read(given_criteria), profile, on):
        assert found.passed in (True, False)
        assert found.needed
        assert found.found
        assert found.datum is not None or not found.passed, "what passed was decided by something"


@unhurried
@given(st.lists(st.tuples(st.integers(0, 900), st.integers(0, 900)), max_size=6), st.integers(0, 900))
def test_days_of_work_are_those_that_lie_in_some_post(spans, until):
    start = date(2020, 1, 1)
    posts = [{"from": (start + timedelta(days=a)).isoformat(), "to": (start + timedelta(days=b)).isoformat()} for a, b in spans]
    found = finding({"kind": "experience", "years": 1}, {"experience": posts}, start + timedelta(days=until))
    worked = {day for a, b in spans for day in range(a, min(b, until) + 1)}
    assert found.datum == ({"days": len(worked), "posts": len(posts)} if posts else None)


awards = st.builds(
    lambda level, field: {"level": level, "field": field},
    st.sampled_from([level.code for level in LEVELS]),
    st.sampled_from([field.code for field in FIELDS]),
)


@unhurried
@given(st.lists(awards, max_size=4), awards, st.integers(0, len(LEVELS) - 2), st.sampled_from([field.code for field in FIELDS]))
def test_one_more_award_never_harms_and_a_higher_level_never_helps(held, another, place, field):
    levels = [level.code for level in LEVELS]
    lower, higher = ({"kind": "education", "level": levels[at], "fields": [field]} for at in (place, place + 1))
    passed = finding(lower, {"education": held}).passed
    assert finding(lower, {"education": [*held, another]}).passed >= passed
    assert finding(higher, {"education": held}).passed <= passed
