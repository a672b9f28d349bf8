"""The screens of the register, of appointments, of people and of the audit trail, as officers use them."""

import re
from datetime import date, timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.urls import reverse
from django.utils import timezone

from huduma.platform.accounts.models import Person
from huduma.platform.accounts.testing import ProvenClient
from huduma.platform.audit.models import ChainedRecord
from huduma.platform.institutions.models import Appointment, Institution
from huduma.platform.institutions.scoping import whole_nation
from huduma.platform.institutions.tests.factories import appoint, make_institution, make_person
from huduma.platform.messaging.models import Message
from tests.peers.worlds import made_once

pytestmark = pytest.mark.django_db

TODAY = date(2026, 3, 1).isoformat()


@made_once
def nation():
    """Two institutions with a manager each, and a registrar."""
    a, b = make_institution("aaa"), make_institution("bbb")
    people = {name: make_person(name, language="en") for name in ("meneja", "jirani", "msajili")}
    appoint(people["meneja"], a, "institutions.manager")
    appoint(people["jirani"], b, "institutions.manager")
    appoint(people["msajili"], a, "institutions.registrar")
    return {"a": a, "b": b, **people}


@pytest.fixture
def as_(nation):
    def sign_in(name):
        client = ProvenClient()
        client.force_login(nation[name])
        return client

    return sign_in


def entry(**changes):
    """The form of a new institution."""
    return {
        **dict.fromkeys(["short_name_sw", "short_name_en", "parent", "region", "host", "email", "phone", "website"], ""),
        **dict.fromkeys(["physical_address", "postal_address", "latitude", "longitude"], ""),
        **{"code": "ccc", "kind": "agency", "name_sw": "Wakala wa Tatu", "name_en": "Third Agency", "effective_date": TODAY},
        **changes,
    }


def test_a_registrar_registers_amends_renames_and_closes(as_, nation):
    client = as_("msajili")
    response = client.post(reverse("register:add"), entry())
    assert response.status_code == 302, response.context["form"].errors
    third = Institution.objects.get(code="ccc")
    assert third.host == "ccc.localhost"
    edit = reverse("register:edit", args=[third.pk])
    assert client.post(edit, entry(name_en="Third Authority", code="zzz")).status_code == 302
    third.refresh_from_db()
    assert (third.code, third.name_en) == ("ccc", "Third Authority")
    details = client.get(reverse("register:inspect", args=[third.pk])).text
    assert "Third Agency" in details
    assert "Renamed" in details
    merge = reverse("register:merge", args=[third.pk])
    assert client.post(merge, {"into": nation["b"].pk, "effective_date": TODAY}).status_code == 302
    third.refresh_from_db()
    assert (third.status, third.successor) == ("MERGED", nation["b"])
    assert client.post(merge, {"into": nation["a"].pk, "effective_date": TODAY}).status_code == 200  # says that it is too late
    assert "Merged into another" in client.get(reverse("register:history", args=[third.pk])).text


def test_what_the_register_refuses_is_said_beside_its_field(as_):
    response = as_("msajili").post(reverse("register:add"), entry(code="aaa", kind="kingdom", name_sw=""))
    assert response.status_code == 200
    assert set(response.context["form"].errors) == {"code", "kind", "name_sw"}
    assert not Institution.objects.filter(name_en="Third Agency").exists()


def test_a_status_changes_and_an_abolished_institution_is_left_alone(as_, nation):
    client, address = as_("msajili"), reverse("register:status", args=[nation["b"].pk])
    assert client.post(address, {"status": "ABOLISHED", "effective_date": TODAY}).status_code == 302
    with whole_nation():
        assert not Appointment.objects.in_force().filter(institution=nation["b"]).exists()
    assert client.post(address, {"status": "ACTIVE", "effective_date": TODAY}).status_code == 200
    assert Institution.objects.get(code="bbb").status == "ABOLISHED"


def test_the_register_is_listed_searched_filtered_and_exported(as_):
    client, index = as_("msajili"), reverse("register:index")
    assert "bbb Agency" in client.get(index).text
    assert "bbb Agency" not in client.get(index, {"q": "aaa"}).text
    assert "bbb Agency" not in client.get(index, {"kind": "ministry"}).text
    rows = b"".join(client.get(index, {"export": "csv"}).streaming_content).decode().splitlines()
    assert len(rows) == 3
    assert rows[1].startswith("aaa,")
    assert client.get(index, {"export": "xlsx"}).headers["Content-Type"].startswith("application/vnd.openxml")


def test_an_export_disarms_formulas(as_, nation):
    Institution.objects.filter(pk=nation["a"].pk).update(name_en='=HYPERLINK("http://evil")', phone="+255222110000")
    rows = b"".join(as_("msajili").get(reverse("register:index"), {"export": "csv"}).streaming_content).decode()
    assert "\"'=HYPERLINK" in rows
    assert ",+255222110000," in rows


def test_a_manager_keeps_the_contacts_of_the_own_institution_only(as_, nation):
    client = as_("meneja")
    start = client.get(reverse("my-institution:index"))
    edit = reverse("my-institution:edit", args=[nation["a"].pk])
    assert start["Location"] == edit
    fields = dict.fromkeys(["physical_address", "postal_address", "website", "latitude", "longitude"], "")
    assert client.post(edit, {**fields, "email": "info@aaa.go.tz", "phone": "", "name_en": "Grabbed"}).status_code == 302
    nation["a"].refresh_from_db()
    assert (nation["a"].email, nation["a"].name_en) == ("info@aaa.go.tz", "aaa Agency")
    for screen in ("my-institution:edit", "my-institution:inspect", "my-institution:history", "register:edit", "register:inspect"):
        assert client.get(reverse(screen, args=[nation["b"].pk])).status_code == 404, screen
    assert client.get(reverse("register:edit", args=[nation["a"].pk])).status_code in (302, 404)
    assert client.post(reverse("register:merge", args=[nation["a"].pk]), {"into": nation["b"].pk}).status_code == 404
    assert client.post(reverse("register:add"), entry()).status_code == 302
    assert not Institution.objects.filter(code="ccc").exists()


def appointment_form(nation, **changes):
    return {
        **{"contact": "amina@example.go.tz", "full_name": "Amina Juma", "institution": nation["a"].pk},
        **{"role": "institutions.manager", "from_date": timezone.localdate().isoformat(), "until_date": ""},
        **changes,
    }


def test_a_manager_appoints_somebody_new_and_ends_it_again(as_, nation):
    client = as_("meneja")
    response = client.post(reverse("appointments:add"), appointment_form(nation))
    assert response.status_code == 302, response.context["form"].errors
    amina = Person.objects.get(email="amina@example.go.tz")
    assert amina.groups.filter(name="institutions.manager").exists()
    with whole_nation():
        appointment = Appointment.objects.get(person=amina)
    assert "Amina Juma" in client.get(reverse("people:index")).text
    assert client.post(reverse("appointments:end", args=[appointment.pk])).status_code == 302
    assert not amina.groups.exists()
    assert "Amina Juma" not in client.get(reverse("people:index")).text


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("contact", "nobody"),
        ("full_name", ""),
        ("role", "institutions.registrar"),
        ("role", "no.such"),
        ("until_date", "2001-01-01"),
        ("institution", "b"),
    ],
)
def test_a_wrong_appointment_is_refused_and_nothing_is_left_behind(as_, nation, field, value):
    value = nation["b"].pk if value == "b" else value
    response = as_("meneja").post(reverse("appointments:add"), appointment_form(nation, **{field: value}))
    assert response.status_code == 200
    assert response.context["form"].errors
    assert not Person.objects.filter(email="amina@example.go.tz").exists()


def test_appointing_twice_is_refused_in_words(as_, nation):
    response = as_("meneja").post(reverse("appointments:add"), appointment_form(nation, contact="meneja@example.go.tz"))
    assert response.status_code == 200
    assert "already" in str(response.context["form"].errors)


def test_many_appointments_end_at_once_but_only_the_own(as_, nation):
    with whole_nation():
        theirs = Appointment.objects.get(person=nation["jirani"])
    mine = [appoint(make_person(f"mtu{n}"), nation["a"], "institutions.manager") for n in range(2)]
    address = reverse("wagtail_bulk_action", args=["institutions", "appointment", "end"])
    query = "&".join(f"id={a.pk}" for a in [*mine, theirs])
    client = as_("meneja")
    assert "jirani" not in client.get(f"{address}?{query}").text.lower()
    assert client.post(f"{address}?{query}").status_code == 302
    with whole_nation():
        assert Appointment.objects.filter(pk__in=[a.pk for a in mine], ended_at__isnull=False).count() == 2
        assert Appointment.objects.get(pk=theirs.pk).ended_at is None


def test_the_audit_trail_tells_of_the_own_institution_only(as_, nation):
    as_("meneja").post(reverse("appointments:add"), appointment_form(nation))
    as_("jirani").post(
        reverse("appointments:add"),
        appointment_form(nation, contact="baraka@example.go.tz", full_name="Baraka", institution=nation["b"].pk),
    )
    index = reverse("trail:index")
    mine = as_("meneja").get(index).text
    assert "Amina Juma" in mine
    assert "Appointed" in mine
    assert "Baraka" not in mine
    assert "Baraka" in as_("msajili").get(index).text
    assert "Baraka" not in as_("msajili").get(index, {"institution": nation["a"].pk}).text
    assert "Amina Juma" not in as_("msajili").get(index, {"person": "jirani"}).text
    assert "Amina" not in as_("msajili").get(index, {"action": "institutions.merge"}).text
    rows = b"".join(as_("meneja").get(index, {"export": "csv"}).streaming_content).decode()
    assert "institutions.appoint" in rows
    assert "Baraka" not in rows


def test_other_peoples_appointments_are_not_found(as_, nation):
    with whole_nation():
        theirs = Appointment.objects.get(person=nation["jirani"])
    client = as_("meneja")
    for screen in ("appointments:inspect", "appointments:history", "appointments:end"):
        assert client.get(reverse(screen, args=[theirs.pk])).status_code == 404, screen
    assert client.post(reverse("appointments:end", args=[theirs.pk])).status_code == 404
    listing = client.get(reverse("appointments:index")).text
    assert "Meneja" in listing
    assert "Jirani" not in listing


def test_an_appointment_made_for_later_is_not_yet_among_the_people(as_, nation):
    tomorrow = timezone.localdate() + timedelta(days=1)
    as_("meneja").post(reverse("appointments:add"), appointment_form(nation, from_date=tomorrow.isoformat()))
    assert "Amina Juma" not in as_("meneja").get(reverse("people:index")).text
    assert "Amina Juma" in as_("meneja").get(reverse("appointments:index")).text


@pytest.mark.parametrize(
    "name", ["register:index", "appointments:index", "people:index", "trail:index", "register:add", "appointments:add"]
)
def test_the_screens_speak_swahili(as_, nation, name):
    Person.objects.update(language="sw")
    body = as_("msajili").get(reverse(name)).text
    assert re.search(r'<html lang="sw"', body)


@pytest.fixture
def secured(nation):
    """The neighbour's manager, with a second factor, at work in the office."""
    person = nation["jirani"]
    Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data={"secret": "x"})
    client = ProvenClient()
    client.force_login(person)
    return person, client


def test_a_registrar_resets_the_second_factor_of_who_lost_it(as_, secured):
    person, theirs = secured
    assert theirs.get("/office/").status_code == 200
    registrar = as_("msajili")
    address = reverse("people:reset-second-factor", args=[person.pk])
    assert address in registrar.get(reverse("people:index")).text
    assert "whom you know" in registrar.get(address).text
    assert registrar.post(address).status_code == 302
    assert not Authenticator.objects.filter(user=person).exists()
    assert theirs.get("/office/").status_code == 302
    with whole_nation():
        assert Message.objects.get(person=person).notice == "accounts.office_change"
    assert ChainedRecord.objects.filter(verb="accounts.reset_second_factor").exists()


def test_a_registrar_locks_out_and_lets_in_again_but_not_themselves(as_, nation, secured):
    person, theirs = secured
    registrar = as_("msajili")
    registrar.post(reverse("people:disable", args=[person.pk]))
    assert theirs.get("/office/").status_code == 302
    person.refresh_from_db()
    assert not person.is_active
    registrar.post(reverse("people:enable", args=[person.pk]))
    person.refresh_from_db()
    assert person.is_active
    assert registrar.post(reverse("people:disable", args=[nation["msajili"].pk])).status_code == 404


def test_a_manager_cannot_touch_accounts(as_, nation):
    for name in ("disable", "enable", "reset-second-factor"):
        assert as_("meneja").post(reverse(f"people:{name}", args=[nation["meneja"].pk])).status_code == 404


def test_headings_of_lists_are_in_the_readers_language(nation):
    person = make_person("mswahili", language="sw")
    for role in ("institutions.registrar", "messaging.officer"):
        appoint(person, nation["a"], role)
    client = ProvenClient()
    client.force_login(person)
    send_notice = {"key": "k", "notice": "n", "channel": "sms", "address": "+255712000001", "language": "sw", "body": "x"}
    with whole_nation():
        Message.objects.create(**send_notice)
    for name, heading in (("register", "Jina"), ("appointments", "Wadhifa"), ("outbox", "Hali")):
        headings = re.findall(r"<th[^>]*>(.*?)</th>", client.get(reverse(f"{name}:index")).text, re.DOTALL)
        words = [" ".join(re.sub(r"<[^>]+>", " ", text).split()) for text in headings]
        assert heading in [word.removesuffix(" Sort").strip() for word in words] or any(word.startswith(heading) for word in words), words
        assert not any("label" in word.lower() for word in words), words
