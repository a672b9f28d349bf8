"""A person's own account: devices, agreements, data, and the way out."""

import io
import json
import zipfile
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone
from wagtail.models import ModelLogEntry

from huduma.platform.accounts import actions
from huduma.platform.accounts.jobs import forget
from huduma.platform.accounts.models import Consent, Person, Tally
from huduma.platform.audit.models import ChainedRecord
from huduma.platform.contributions.figure import figures
from huduma.platform.institutions import actions as register
from huduma.platform.institutions.models import Appointment
from huduma.platform.institutions.scoping import whole_nation

from .way_in import EMAIL, PASSWORD, PHONE, SECRET, code_to, make_citizen, make_officer, password_login, sign_up, texts_to, totp, who

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser():
    return Client(headers={"user-agent": "Simu ya Asha"})


def test_devices_are_listed_and_signed_out_one_by_one(browser):
    make_citizen()
    password_login(browser)
    other = Client(headers={"user-agent": "Kompyuta ya dukani"}, REMOTE_ADDR="198.51.100.7")
    password_login(other)
    page = browser.get("/account/sessions/").text
    assert all(text in page for text in ("Simu ya Asha", "Kompyuta ya dukani", "198.51.100.7"))
    session = UserSession.objects.get(user_agent="Kompyuta ya dukani")
    assert browser.get(f"/account/sessions/{session.pk}/end/").status_code == 405
    browser.post(f"/account/sessions/{session.pk}/end/")
    assert other.get("/account/").status_code == 302
    assert browser.get("/account/").status_code == 200


def test_nobody_ends_anothers_session(browser):
    make_citizen()
    victim = Client()
    password_login(victim)
    make_citizen(email="juma@example.go.tz")
    password_login(browser, "juma@example.go.tz")
    session = UserSession.objects.get(user__email=EMAIL)
    assert browser.post(f"/account/sessions/{session.pk}/end/").status_code == 404
    assert victim.get("/account/").status_code == 200


def test_all_other_devices_are_signed_out_at_once(browser):
    make_citizen()
    others = [Client() for _ in range(3)]
    for each in (browser, *others):
        password_login(each)
    browser.post("/account/sessions/")
    assert [each.get("/account/").status_code for each in others] == [302] * 3
    assert browser.get("/account/").status_code == 200


def test_a_new_password_ends_every_other_session_and_is_told_to_the_owner(browser):
    make_citizen()
    other = Client()
    password_login(browser)
    password_login(other)
    form = {"oldpassword": PASSWORD, "password1": "jua linachomoza 5", "password2": "jua linachomoza 5"}
    browser.post("/account/password/change/", form)
    assert other.get("/account/").status_code == 302
    assert browser.get("/account/").status_code == 200
    text = texts_to(EMAIL)[-1]
    assert (text.notice, text.language) == ("accounts.security_change", "sw")
    assert "Simu ya Asha" in text.body
    assert "Nenosiri lako limebadilishwa" in text.body


def test_name_and_language(browser):
    person = make_citizen()
    password_login(browser)
    assert browser.post("/account/details/", {"full_name": "\u202eAsha", "language": "xx"}).context["form"].errors.keys() == {
        "full_name",
        "language",
    }
    response = browser.post("/account/details/", {"full_name": "  Asha   Juma ", "language": "en"})
    assert response["Location"] == "/en/account/"
    person.refresh_from_db()
    assert (person.full_name, person.language) == ("Asha Juma", "en")


def test_a_phone_number_is_added_with_a_code_and_the_old_one_is_told(browser):
    make_citizen(email=None, phone=PHONE)
    password_login(browser, PHONE)
    browser.post("/account/phone/change/", {"phone": "0713 000 111"})
    assert Person.objects.get().phone == PHONE, "not before it is proved"
    browser.post("/account/phone/verify/", {"code": code_to("+255713000111")})
    assert Person.objects.get().phone == "+255713000111"
    assert texts_to(PHONE)[-1].notice == "accounts.security_change"


def test_a_number_of_somebody_else_cannot_be_taken(browser):
    make_citizen(email="juma@example.go.tz", phone="0713000111")
    make_citizen(phone=PHONE)
    password_login(browser)
    browser.post("/account/phone/change/", {"phone": "0713000111"})
    assert (
        texts_to("+255713000111")[-1].notice != "accounts.verification_code"
        or browser.post("/account/phone/verify/", {"code": code_to("+255713000111")}).context["form"].errors
    )
    assert Person.objects.get(email=EMAIL).phone == PHONE


def test_an_e_mail_address_is_added_with_a_code_even_if_a_stranger_claimed_it_first(browser):
    make_citizen(email=None, phone=PHONE)
    sign_up(Client(), EMAIL)
    password_login(browser, PHONE)
    browser.post("/account/email/", {"action_add": "", "email": EMAIL.upper()})
    assert not EmailAddress.objects.filter(user__phone=PHONE).exists(), "not before it is proved"
    browser.post("/account/confirm-email/", {"code": code_to(EMAIL)})
    assert EmailAddress.objects.get(user__phone=PHONE).verified
    assert Person.objects.count() == 1


def test_the_last_contact_cannot_be_removed(browser):
    person = make_citizen()
    password_login(browser)
    browser.post("/account/email/", {"action_remove": "", "email": EMAIL})
    assert EmailAddress.objects.filter(user=person).exists()
    actions.set_phone(person=person, phone=PHONE, verified=True, by=person)
    browser.post("/account/email/", {"action_remove": "", "email": EMAIL})
    person.refresh_from_db()
    assert person.email is None


def test_agreements_are_withdrawn_and_given_again_and_all_is_kept(browser):
    person = make_citizen()
    password_login(browser)
    for agree in ("yes", "yes", "no", "yes"):
        browser.post("/account/consents/", {"purpose": "news", "agree": agree})
    kept = Consent.objects.filter(person=person, purpose="news")
    assert kept.count() == 2
    assert kept.in_force().count() == 1
    browser.post("/account/consents/", {"purpose": "account", "agree": "yes"})
    browser.post("/account/consents/", {"purpose": "account", "agree": "no"})
    assert Consent.objects.in_force().filter(purpose="account").exists(), "an account cannot be without it"
    assert browser.post("/account/consents/", {"purpose": "../../etc", "agree": "yes"}).status_code == 404


def test_a_new_text_is_asked_for_again(browser, monkeypatch):
    from dataclasses import replace

    from huduma.platform.accounts import consents

    person = make_citizen()
    actions.give_consent(person=person, purpose="news", language="sw", by=person)
    monkeypatch.setitem(consents.PURPOSES, "news", replace(consents.PURPOSES["news"], version="2027-01-01"))
    password_login(browser)
    assert "Andiko limebadilika" in browser.get("/account/consents/").text
    browser.post("/account/consents/", {"purpose": "news", "agree": "yes"})
    assert Consent.objects.in_force().get(purpose="news").text_version == "2027-01-01"


def test_the_texts_can_be_read_before_agreeing_in_both_languages():
    for purpose in ("account", "news"):
        for address in (f"/account/consents/{purpose}/", f"/en/account/consents/{purpose}/"):
            assert Client().get(address).status_code == 200
    assert Client().get("/account/consents/none/").status_code == 404


def test_ones_data_in_one_file(browser):
    person = make_citizen(phone=PHONE, totp_secret=SECRET)
    actions.give_consent(person=person, purpose="news", language="sw", by=person)
    make_citizen(email="juma@example.go.tz", full_name="Juma")
    password_login(browser)
    browser.post("/account/2fa/authenticate/", {"code": totp()})
    response = browser.post("/account/my-data/")
    assert response["Content-Type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(response.content)) as archive:
        files = {name: json.loads(archive.read(name)) for name in archive.namelist()}
    account = files["accounts.account.json"][0]
    assert (account["full_name"], account["phone"]) == ("Asha Mushi", PHONE)
    assert account["email_addresses"] == [{"email": EMAIL, "verified": True, "primary": True}]
    assert files["accounts.sessions.json"][0]["device"] == "Simu ya Asha"
    assert files["accounts.consents.json"][0]["purpose"] == "news"
    everything = str(files)
    assert "Juma" not in everything
    assert SECRET not in everything
    assert person.password not in everything


def test_ones_data_holds_appointments_and_messages_but_no_code(browser):
    make_officer(totp_secret=SECRET)
    make_officer(email="juma@example.go.tz", full_name="Juma")
    browser.post("/account/login/code/", {"contact": EMAIL})
    code = code_to(EMAIL)
    browser.post("/account/login/code/confirm/", {"code": code})
    browser.post("/account/2fa/authenticate/", {"code": totp()})
    browser.post("/account/password/change/", {"oldpassword": PASSWORD, "password1": "jua linachomoza 5", "password2": "jua linachomoza 5"})
    response = browser.post("/account/my-data/")
    with zipfile.ZipFile(io.BytesIO(response.content)) as archive:
        files = {name: json.loads(archive.read(name)) for name in archive.namelist()}
    assert [(a["institution"], a["role"]) for a in files["institutions.appointments.json"]] == [("tra", "institutions.manager")]
    asked, told = files["messaging.messages.json"]
    assert (asked["notice"], asked["address"], asked["text"]) == ("accounts.sign_in_code", EMAIL, "")
    assert told["notice"] == "accounts.security_change"
    assert "Nenosiri lako limebadilishwa" in told["text"]
    assert code not in str(files)
    assert "Juma" not in str(files)


def test_closing_removes_the_texts_that_were_written_to_the_person_and_counts_them(browser):
    make_citizen(phone=PHONE)
    password_login(browser)
    browser.post("/account/password/change/", {"oldpassword": PASSWORD, "password1": "jua linachomoza 5", "password2": "jua linachomoza 5"})
    texts = texts_to(EMAIL)
    assert "Nenosiri" in texts[-1].body
    browser.post("/account/close/")
    assert texts_to(EMAIL) == []
    for text in texts:
        with whole_nation():
            text.refresh_from_db()
        assert (text.body, text.subject, text.status) == ("", "", "DEAD")


def test_ones_data_and_the_way_out_need_a_fresh_proof(browser):
    make_citizen()
    password_login(browser)
    session = browser.session
    for record in session["account_authentication_methods"]:
        record["at"] -= 3600
    session.save()
    for address in ("/account/my-data/", "/account/close/"):
        for response in (browser.get(address), browser.post(address)):
            assert response["Location"].startswith("/account/reauthenticate/")
    assert Person.objects.filter(email=EMAIL).exists()


def test_closing_leaves_a_tombstone_and_nothing_personal(browser):
    person = make_citizen(phone=PHONE, totp_secret=SECRET)
    actions.give_consent(person=person, purpose="account", language="sw", by=person)
    password_login(browser)
    browser.post("/account/2fa/authenticate/", {"code": totp()})
    people = Person.objects.count()
    assert "imefungwa" in browser.post("/account/close/").text
    assert Person.objects.count() == people, "counts stay true"
    person.refresh_from_db()
    assert (person.full_name, person.email, person.phone, person.is_active) == ("", None, None, False)
    assert not EmailAddress.objects.filter(user=person).exists()
    assert not Authenticator.objects.filter(user=person).exists()
    assert not Consent.objects.filter(person=person).in_force().exists()
    assert "Asha" not in str(list(ModelLogEntry.objects.values()))
    assert ChainedRecord.objects.filter(verb="accounts.erase", by=person).exists()
    assert who(browser) is None
    assert browser.get("/account/").status_code == 302
    with pytest.raises(actions.NotAllowed):
        actions.enable(person=person, by=None)
    sign_up(browser, EMAIL)
    browser.post("/account/confirm-email/", {"code": code_to(EMAIL)})
    assert who(browser), "whoever left may come back as somebody new"


def test_officers_end_their_appointments_before_they_leave(browser):
    person = make_officer(totp_secret=SECRET)
    password_login(browser)
    browser.post("/account/2fa/authenticate/", {"code": totp()})
    browser.post("/account/close/")
    person.refresh_from_db()
    assert person.email == EMAIL
    with whole_nation():
        register.end_appointment(appointment=Appointment.objects.get(person=person), by=None)
    browser.post("/account/close/")
    person.refresh_from_db()
    assert person.email is None


def test_nobody_disables_themselves():
    person = make_citizen(is_superuser=True)
    with pytest.raises(actions.NotAllowed):
        actions.disable(person=person, by=person)


def test_what_is_over_is_forgotten_and_what_is_not_stays(browser):
    make_citizen()
    password_login(browser)
    password_login(Client(), password="si neno lake 123")
    sign_up(Client(), "mpya@example.go.tz")
    sign_up(Client(), "zamani@example.go.tz")
    Person.objects.filter(email="zamani@example.go.tz").update(joined_at=timezone.now() - timedelta(days=2))
    forget.call()
    assert set(Person.objects.values_list("email", flat=True)) == {EMAIL, "mpya@example.go.tz"}
    assert browser.get("/account/").status_code == 200
    assert Tally.objects.exists()
    Tally.objects.update(forget_at=timezone.now() - timedelta(seconds=1))
    forget.call()
    assert not Tally.objects.exists()


def test_the_figure_counts_whoever_can_sign_in():
    make_citizen()
    sign_up(Client(), "mpya@example.go.tz")
    actions.disable(person=make_citizen(email="juma@example.go.tz"), by=None)
    assert figures["accounts.people"].count() == 1


def test_the_first_operator_is_made_on_the_command_line(monkeypatch, capsys):
    monkeypatch.setattr("builtins.input", lambda *prompt: PASSWORD)
    call_command("create_operator", "--name", "Neema Opereta", "--email", "opereta@example.go.tz", "--password-stdin")
    browser = Client()
    password_login(browser, "opereta@example.go.tz")
    assert browser.get("/office/")["Location"].startswith("/account/2fa/")
    for wrong in (["--email", "opereta@example.go.tz"], ["--phone", "12"], ["--email", "x"]):
        with pytest.raises(CommandError):
            call_command("create_operator", "--name", "Mwingine", *wrong, "--password-stdin")
    assert Person.objects.count() == 1
