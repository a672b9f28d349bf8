"""Finding an institution by phone, through the engine as USSD and SMS use it."""

from datetime import date

import pytest
from django.conf import settings as django_settings
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from huduma.platform.contributions.dialogue import Caller, replay
from huduma.platform.contributions.gsm7 import septets
from huduma.platform.contributions.keyword import spoken_by_sms
from huduma.platform.institutions.actions import change_status
from huduma.platform.institutions.dialogues import find
from huduma.platform.institutions.models import Institution
from huduma.platform.institutions.scoping import whole_nation
from huduma.platform.institutions.tests.factories import make_institution
from tests.peers.worlds import made_once

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nation")]
CALLER = Caller(msisdn="", session="test")


@made_once
def nation():
    """Two ministries, a region with a council, and more agencies than fit one choice."""
    make_institution(
        "moh",
        kind="ministry",
        name_sw="Wizara ya Afya",
        name_en="Ministry of Health",
        phone="+255262323267",
        email="ps@afya.go.tz",
        physical_address="Mji wa Serikali, Mtumba, Dodoma",
        host="afya.go.tz",
    )
    make_institution("mow", kind="ministry", name_sw="Wizara ya Maji", name_en="Ministry of Water")
    region = make_institution("simiyu", kind="region", name_sw="Mkoa wa Simiyu", name_en="Simiyu Region")
    make_institution(
        "bariadi-dc", kind="local_authority", name_sw="Halmashauri ya Bariadi", name_en="Bariadi District Council", region=region
    )
    for n in range(14):
        make_institution(f"a{n}", short_name_sw=f"{'TZ'[n % 2]}A{n}", short_name_en=f"{'TZ'[n % 2]}A{n}")


def screen(*answers: str, language: str = "en"):
    return replay(find, answers, CALLER, language).screen()


def test_by_kind_to_the_contacts():
    assert screen().text == "Find an institution\n1. By name\n2. Ministries\n3. Agencies\n4. Regions\n5. Local authorities"
    assert screen("2").text == "Choose an institution\n1. Ministry of Health\n2. Ministry of Water\n0 Back"
    shown = screen("2", "1")
    assert shown.text == (
        "Ministry of Health\nPhone: +255262323267\nE-mail: ps@afya.go.tz\nAddress: Mji wa Serikali, Mtumba, Dodoma\nWebsite: afya.go.tz"
    )
    assert shown.ended


def test_by_region_to_a_council():
    assert screen("5").text == "Which region?\n1. Simiyu Region\n0 Back"
    assert screen("5", "1").text == "Choose an institution\n1. Bariadi District Council\n0 Back"
    assert screen("5", "1", "1").text.startswith("Bariadi District Council")


def test_many_are_asked_for_by_letter():
    assert screen("3").text == "Which letter does it begin with?\n1. T\n2. Z\n0 Back"
    assert "1. ZA1: a1 Agency" in screen("3", "2").text


def test_by_part_of_the_name():
    assert screen("1", "hakuna").text.startswith("No institution has that name.")
    assert screen("1", "%").text.startswith("No institution has that name.")
    assert screen("1", "hakuna", "afya").text == "Choose an institution\n1. Ministry of Health\n0 Back"
    assert screen("1", "ministry wat", "1").text.startswith("Ministry of Water")


def test_one_sms_is_enough():
    conversation, _heard = spoken_by_sms(find, "1 ministry of health * 1", CALLER, "en")
    assert conversation.screen().text.startswith("Ministry of Health\nPhone: +255262323267")


def test_what_is_no_longer_active_is_not_found():
    with whole_nation():
        change_status(institution=Institution.objects.get(code="moh"), status="ABOLISHED", effective_date=date(2026, 7, 1), by=None)
    assert screen("2").text == "Choose an institution\n1. Ministry of Water\n0 Back"


def test_in_swahili_as_a_citizen_reads_it():
    assert django_settings.LANGUAGE_CODE == "sw"
    with translation.override("en"):
        assert screen(language="sw").text.startswith("Tafuta taasisi\n1. Kwa jina\n2. Wizara\n3. Wakala")
        assert screen("2", "1", language="sw").text.startswith("Wizara ya Afya\nSimu: +255262323267\nBarua pepe: ps@afya.go.tz")


@pytest.mark.slow
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.one_of(st.sampled_from(["1", "2", "3", "5", "98", "0", "a"]), st.text(max_size=20)), max_size=8))
def test_no_answers_break_it(answers):
    shown = screen(*answers, language="sw")
    assert septets(shown.text) <= 160
    assert shown == screen(*answers, language="sw")
