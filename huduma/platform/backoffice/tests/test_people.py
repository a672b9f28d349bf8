"""Locking, unlocking and a new second factor, as officers do it to those they may do it to, and to nobody else."""

import pytest
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from huduma.platform.accounts import actions
from huduma.platform.accounts.models import Person
from huduma.platform.accounts.testing import ProvenClient
from huduma.platform.accounts.tests.way_in import PASSWORD, SECRET, password_login, who
from huduma.platform.audit.chain import verify
from huduma.platform.audit.models import ChainedRecord
from huduma.platform.institutions.models import Institution
from huduma.platform.institutions.scoping import whole_nation
from huduma.platform.institutions.tests.factories import appoint, make_institution
from tests.peers.worlds import made_once

pytestmark = pytest.mark.django_db

OPERATIONS = {"disable": actions.disable, "enable": actions.enable, "reset-second-factor": actions.reset_second_factor}
ASHA = "asha@example.go.tz"


def person_of(name, **fields):
    values = {"full_name": name.title(), "email": f"{name}@example.go.tz", "password": PASSWORD, "totp_secret": SECRET, "by": None}
    return actions.enrol(**{**values, **fields})


@made_once
def nation():
    """Managers of two institutions, an editor of one, one who edits at both, a registrar, an operator and a citizen."""
    a, b = make_institution("aaa"), make_institution("bbb")
    names = ["meneja", "jirani", "asha", "wawili", "msajili", "raia"]
    people = {name: person_of(name, phone="0712345678" if name == "asha" else None) for name in names}
    people["opereta"] = person_of("opereta", is_superuser=True)
    for name, institution, role in [
        ("meneja", a, "institutions.manager"),
        ("jirani", b, "institutions.manager"),
        ("asha", a, "websites.editor"),
        ("wawili", a, "websites.editor"),
        ("wawili", b, "websites.editor"),
        ("msajili", a, "institutions.registrar"),
        ("opereta", a, "websites.editor"),
    ]:
        appoint(people[name], institution, role)
    return people


@pytest.fixture
def as_(nation):
    def sign_in(name):
        client = ProvenClient()
        client.force_login(nation[name])
        return client

    return sign_in


def address(operation, person):
    return reverse(f"people:{operation}", args=[person.pk])


def texts(person):
    with whole_nation():
        return list(apps.get_model("messaging", "Message").objects.filter(person=person, notice="accounts.office_change").order_by("pk"))


def test_locking_ends_every_session_at_once_and_unlocking_lets_in_again(as_, nation):
    office, asha = as_("msajili"), nation["asha"]
    devices = [as_("asha") for _ in range(2)]
    assert [device.get("/office/").status_code for device in devices] == [200, 200]
    page = office.get(address("disable", asha)).text
    assert "Vifaa vyote vitatolewa kwenye akaunti mara moja" in page
    assert "Asha" in page
    assert [device.get("/office/").status_code for device in devices] == [200, 200], "looking changes nothing"
    assert office.post(address("disable", asha)).status_code == 302
    assert [device.get("/office/").status_code for device in devices] == [302, 302]
    browser = Client()
    password_login(browser, ASHA)
    assert who(browser) is None
    assert office.post(address("enable", asha)).status_code == 302
    assert [device.get("/office/").status_code for device in devices] == [302, 302], "what was ended stays ended"
    assert password_login(browser, ASHA)["Location"] == "/account/2fa/authenticate/", "with the factor of before"
    assert set(ChainedRecord.objects.filter(by=nation["msajili"]).values_list("verb", flat=True)) == {"accounts.disable", "accounts.enable"}
    assert verify().broken == ""


def test_a_reset_is_told_at_every_address_chained_and_followed_by_a_new_set_up(as_, nation):
    office, asha = as_("msajili"), nation["asha"]
    device = as_("asha")
    page = office.get(address("reset-second-factor", asha)).text
    assert "ana kwa ana" in page
    assert office.post(address("reset-second-factor", asha)).status_code == 302
    assert not Authenticator.objects.filter(user=asha).exists()
    assert device.get("/office/").status_code == 302
    assert [(text.channel, text.address) for text in texts(asha)] == [("email", ASHA), ("sms", "+255712345678")]
    assert all("Hatua yako ya pili ya kuingia imeondolewa" in text.body and "Msajili" in text.body for text in texts(asha))
    assert ChainedRecord.objects.get(verb="accounts.reset_second_factor").by == nation["msajili"]
    browser = Client()
    password_login(browser, ASHA)
    assert browser.get("/office/")["Location"].startswith("/account/2fa/?next=")
    assert office.get(address("reset-second-factor", asha)).status_code == 200
    again = office.post(address("reset-second-factor", asha))
    assert "haliwezi kufanyika tena" in again.text
    assert len(texts(asha)) == 2


def test_the_person_reads_it_in_their_own_language(as_, nation):
    Person.objects.filter(email=ASHA).update(language="en")
    as_("msajili").post(address("disable", nation["asha"]))
    assert "Your account was locked" in texts(nation["asha"])[0].body


def test_the_screens_speak_english_too(as_, nation):
    Person.objects.update(language="en")
    office = as_("msajili")
    listing = office.get(reverse("people:index")).text
    assert address("disable", nation["asha"]) in listing
    assert address("enable", nation["asha"]) not in listing
    assert "Reset the second factor" in listing
    for operation, warning in {"disable": "All devices are signed out at once", "reset-second-factor": "whom you know"}.items():
        assert warning in office.get(address(operation, nation["asha"])).text


@pytest.mark.parametrize(
    ("officer", "person"),
    [
        ("meneja", "meneja"),  # oneself
        ("meneja", "jirani"),  # of another institution
        ("meneja", "asha"),  # of the own institution: it takes somebody who answers for the nation
        ("meneja", "msajili"),
        ("meneja", "opereta"),
        ("meneja", "raia"),
        ("asha", "meneja"),  # an editor
        ("msajili", "msajili"),
        ("msajili", "opereta"),
        ("opereta", "opereta"),
    ],
)
def test_whom_an_officer_may_not_touch(as_, nation, officer, person):
    office = as_(officer)
    before = Person.objects.values().get(pk=nation[person].pk)
    listing = office.get(reverse("people:index")).text if officer != "asha" else ""
    for operation, action in OPERATIONS.items():
        assert office.get(address(operation, nation[person])).status_code == 404
        assert office.post(address(operation, nation[person])).status_code == 404
        assert address(operation, nation[person]) not in listing
        with pytest.raises((PermissionDenied, actions.NotAllowed)):
            action(person=nation[person], by=nation[officer])
    assert Person.objects.values().get(pk=nation[person].pk) == before
    assert Authenticator.objects.filter(user=nation[person], type="totp").exists()
    assert not texts(nation[person])


@pytest.mark.parametrize(("officer", "person"), [("msajili", "wawili"), ("msajili", "meneja"), ("msajili", "asha"), ("opereta", "msajili")])
def test_whom_an_officer_may_lock(as_, nation, officer, person):
    assert as_(officer).post(address("disable", nation[person])).status_code == 302
    assert not Person.objects.get(pk=nation[person].pk).is_active


@pytest.mark.slow
def test_the_list_asks_no_more_for_many_people_than_for_few(as_, nation):
    office = as_("msajili")
    office.get(reverse("people:index"))
    with CaptureQueriesContext(connection) as few:
        office.get(reverse("people:index"))
    aaa = Institution.objects.get(code="aaa")
    for number in range(10):
        appoint(person_of(f"mtu{number}"), aaa, "websites.editor")
    with CaptureQueriesContext(connection) as many:
        office.get(reverse("people:index"))
    assert len(many) <= len(few)


def test_the_operators_command_helps_where_no_officer_can(nation, capsys):
    device = ProvenClient()
    device.force_login(nation["opereta"])
    call_command("reset_second_factor", "opereta@example.go.tz")
    assert not Authenticator.objects.filter(user=nation["opereta"]).exists()
    assert device.get("/office/").status_code == 302
    assert "mwendeshaji wa Huduma" in texts(nation["opereta"])[0].body
    call_command("reset_second_factor", "0712 345 678")
    assert not Authenticator.objects.filter(user=nation["asha"]).exists()
    for wrong in ("hakuna@example.go.tz", "si namba"):
        with pytest.raises(CommandError):
            call_command("reset_second_factor", wrong)
