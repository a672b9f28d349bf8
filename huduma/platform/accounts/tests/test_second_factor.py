"""An officer needs a second factor, whatever way they come and wherever they go."""

import time
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from huduma.platform.accounts import actions
from huduma.platform.accounts.middleware import OFFICER_IDLE_SECONDS, SEEN_KEY
from huduma.platform.accounts.second_factor import LATELY_SECONDS, PROOF_HOLDS_SECONDS
from huduma.platform.accounts.testing import ProvenClient
from huduma.platform.institutions import actions as register
from huduma.platform.institutions.models import Appointment
from huduma.platform.institutions.scoping import whole_nation
from huduma.platform.institutions.tests.factories import appoint, make_institution

from .way_in import EMAIL, PASSWORD, PHONE, SECRET, code_to, make_citizen, make_officer, password_login, totp, who

pytestmark = pytest.mark.django_db


def by_password(browser):
    return password_login(browser)


def by_password_and_phone(browser):
    return password_login(browser, "0712345678")


def by_code(browser):
    browser.post("/account/login/code/", {"contact": EMAIL})
    return browser.post("/account/login/code/confirm/", {"code": code_to(EMAIL)})


def by_sms(browser):
    browser.post("/account/login/code/", {"contact": "0712345678"})
    return browser.post("/account/login/code/confirm/", {"code": code_to(PHONE)})


def by_new_password(browser):
    browser.post("/account/password/reset/", {"contact": EMAIL})
    browser.post("/account/password/reset/confirm/", {"code": code_to(EMAIL)})
    browser.post("/account/password/reset/complete/", {"password1": "jua linachomoza 5", "password2": "jua linachomoza 5"})
    return password_login(browser, password="jua linachomoza 5")


WAYS_IN = [by_password, by_password_and_phone, by_code, by_sms, by_new_password]


def end_all_appointments(person):
    with whole_nation():
        for appointment in Appointment.objects.filter(person=person):
            register.end_appointment(appointment=appointment, by=None)


def opens_office(browser):
    return browser.get("/office/").status_code == 200


def age_proof(browser, seconds):
    """Let what the session proved be older."""
    session = browser.session
    for record in session["account_authentication_methods"]:
        record["at"] -= seconds
    session.save()


@pytest.mark.parametrize("way_in", WAYS_IN)
def test_without_a_second_factor_every_way_in_ends_at_setting_one_up(way_in):
    make_officer(phone=PHONE)
    browser = Client()
    way_in(browser)
    for address in ("/office/", "/office/pages/", "/account/", "/account/email/", "/account/my-data/", "/en/account/", "/account/login/"):
        response = browser.get(address)
        assert response.status_code == 302
        assert response["Location"].split("?")[0].endswith("/account/2fa/")
    assert browser.get("/account/2fa/").status_code == 200


@pytest.mark.parametrize("way_in", WAYS_IN)
def test_with_a_second_factor_no_way_in_goes_around_it(way_in):
    person = make_officer(phone=PHONE, totp_secret=SECRET)
    browser = Client()
    assert way_in(browser)["Location"] == "/account/2fa/authenticate/"
    assert who(browser) is None
    assert not opens_office(browser)
    browser.post("/account/2fa/authenticate/", {"code": totp()})
    assert who(browser) == str(person.pk)
    assert opens_office(browser)


@pytest.mark.parametrize("way_in", WAYS_IN)
def test_locked_out_no_way_in_leads_in(way_in):
    person = make_officer(phone=PHONE, totp_secret=SECRET)
    actions.disable(person=person, by=None)
    browser = Client()
    with_no_code = pytest.raises((AssertionError, IndexError)) if way_in in (by_code, by_sms, by_new_password) else _nothing()
    with with_no_code:
        way_in(browser)
    browser.post("/account/2fa/authenticate/", {"code": totp()})
    assert who(browser) is None
    assert not opens_office(browser)


@pytest.mark.parametrize("way_in", WAYS_IN)
def test_after_the_appointment_ended_no_way_in_leads_to_the_office(way_in):
    person = make_officer(phone=PHONE, totp_secret=SECRET)
    end_all_appointments(person)
    browser = Client()
    way_in(browser)
    browser.post("/account/2fa/authenticate/", {"code": totp()})
    assert who(browser) == str(person.pk)
    assert browser.get("/office/").status_code == 403
    assert browser.get("/account/").status_code == 200


def _nothing():
    from contextlib import nullcontext

    return nullcontext()


def test_a_session_from_before_the_appointment_is_led_to_the_set_up_at_its_next_request():
    person = make_citizen()
    browser = Client()
    password_login(browser)
    assert browser.get("/account/").status_code == 200
    appoint(person, make_institution("tra"), "institutions.manager")
    assert browser.get("/account/")["Location"] == "/account/2fa/?next=%2Faccount%2F"


def test_access_ends_with_the_appointment_in_the_middle_of_a_session():
    person = make_officer()
    browser = ProvenClient()
    browser.force_login(person)
    assert opens_office(browser)
    end_all_appointments(person)
    assert browser.get("/office/").status_code == 403


def test_access_ends_on_the_day_after_the_last_one():
    person = make_citizen()
    yesterday = timezone.localdate() - timedelta(days=1)
    appointment = appoint(person, make_institution("tra"), "institutions.manager", from_date=yesterday)
    browser = ProvenClient()
    browser.force_login(person)
    assert opens_office(browser)
    with whole_nation():
        Appointment.objects.filter(pk=appointment.pk).update(until_date=yesterday)
    assert browser.get("/office/").status_code == 403


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_setting_up_the_app_opens_the_office_at_once():
    make_officer()
    browser = Client()
    password_login(browser)
    page = browser.get("/account/2fa/totp/activate/")
    secret = page.context["form"].secret
    response = browser.post("/account/2fa/totp/activate/", {"code": totp(secret)})
    assert response["Location"] == "/account/2fa/recovery-codes/"
    assert opens_office(browser)
    codes = browser.get("/account/2fa/recovery-codes/")
    assert codes.status_code == 200
    assert 'class="hd-button hd-button--secondary" href="/office/">' in codes.text


def test_an_old_session_without_proof_gets_at_nothing_that_would_help_around_it():
    """A session opened before the factor existed, perhaps by somebody else, may prove it and nothing more."""
    person = make_officer()
    old = Client()
    password_login(old)
    actions.TOTP.activate(person, SECRET)
    codes = RecoveryCodes.activate(person)
    for address in (
        "/account/2fa/",
        "/account/2fa/totp/activate/",
        "/account/2fa/totp/deactivate/",
        "/account/2fa/recovery-codes/",
        "/account/2fa/recovery-codes/download/",
        "/account/2fa/recovery-codes/generate/",
        "/account/2fa/webauthn/add/",
        "/account/2fa/webauthn/",
        "/account/reauthenticate/",
        "/account/password/change/",
        "/account/email/",
        "/account/phone/change/",
        "/account/sessions/",
    ):
        for response in (old.get(address), old.post(address, {"password": PASSWORD, "code": "000000"})):
            assert response.status_code == 302, address
            assert response["Location"].startswith("/account/2fa/reauthenticate/?next="), address
    assert Authenticator.objects.filter(user=person).count() == 2
    assert old.get("/account/2fa/reauthenticate/?next=/office/").status_code == 200
    old.post("/account/2fa/reauthenticate/?next=/office/", {"code": codes.get_unused_codes()[0]})
    assert opens_office(old)


def test_an_officer_without_proof_is_nobody_on_public_pages_and_may_sign_out():
    make_officer(totp_secret=SECRET)
    browser = Client()
    browser.force_login(Authenticator.objects.first().user)
    response = browser.get("/components/")
    assert response.status_code == 200
    assert response.context["user"].is_anonymous
    assert browser.post("/account/logout/").status_code == 302
    assert who(browser) is None


def _addresses(patterns, prefix=""):
    for pattern in patterns:
        path = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _addresses(pattern.url_patterns, path)
        elif isinstance(pattern, URLPattern):
            yield path


@pytest.mark.slow
def test_no_address_of_the_platform_knows_an_officer_without_proof():
    """Walks every address there is, so that a new one starts closed."""
    import re

    person = make_officer(totp_secret=SECRET)
    browser = Client()
    browser.force_login(person)
    may_know = {"/account/logout/", "/office/logout/", "/account/2fa/reauthenticate/", "/account/2fa/webauthn/reauthenticate/"}
    walked = 0
    for pattern in set(_addresses(get_resolver().url_patterns)):
        filled = re.sub(r"\(\?P<\w+>[^)]*\)|<[^>]+>|\([^)]*\)", "1", pattern)
        address = "/" + re.sub(r"[\^$\\?]", "", filled).lstrip("/")
        if address in may_know:
            continue
        walked += 1
        response = browser.get(address)
        user = getattr(response, "wsgi_request", None) and response.wsgi_request.user
        assert response.status_code == 302 or user.is_anonymous, address
    assert walked > 150


@pytest.mark.parametrize("is_superuser", [True, False])
def test_operators_need_it_too(is_superuser):
    person = make_citizen(is_superuser=is_superuser)
    browser = Client()
    browser.force_login(person)
    assert (browser.get("/account/").status_code == 302) is is_superuser


def test_a_code_of_the_app_is_good_once():
    make_officer(totp_secret=SECRET)
    code = totp()
    for browser, gets_in in ((Client(), True), (Client(), False)):
        password_login(browser)
        browser.post("/account/2fa/authenticate/", {"code": f"{code[:3]} {code[3:]}"})
        assert bool(who(browser)) is gets_in


def test_a_code_from_an_hour_ago_is_no_good():
    make_officer(totp_secret=SECRET)
    browser = Client()
    password_login(browser)
    for steps in (-120, -3, 3):
        browser.post("/account/2fa/authenticate/", {"code": totp(steps=steps)})
    assert who(browser) is None


def test_each_recovery_code_lets_in_once():
    person = make_officer(totp_secret=SECRET)
    code = Authenticator.objects.get(user=person, type="recovery_codes").wrap().get_unused_codes()[0]
    for browser, gets_in in ((Client(), True), (Client(), False)):
        password_login(browser)
        browser.post("/account/2fa/authenticate/", {"code": code})
        assert bool(who(browser)) is gets_in


def test_the_proof_holds_for_a_working_day():
    person = make_officer(totp_secret=SECRET)
    browser = ProvenClient()
    browser.force_login(person)
    browser.prove(person, at=time.time() - PROOF_HOLDS_SECONDS + 60)
    assert opens_office(browser)
    browser.prove(person, at=time.time() - PROOF_HOLDS_SECONDS - 1)
    assert browser.get("/office/")["Location"] == "/account/2fa/reauthenticate/?next=%2Foffice%2F"
    browser.post("/account/2fa/reauthenticate/?next=/office/", {"code": totp()})
    assert opens_office(browser)


def test_an_officers_session_ends_when_it_is_left_alone_and_a_citizens_does_not():
    for person, stays in ((make_officer(), False), (make_citizen(email="raia@example.go.tz"), True)):
        browser = ProvenClient()
        browser.force_login(person)
        browser.get("/account/")
        session = browser.session
        session[SEEN_KEY] = time.time() - OFFICER_IDLE_SECONDS - 1
        session.save()
        assert (browser.get("/account/").status_code == 200) is stays
        assert bool(who(browser)) is stays


def test_removing_a_factor_needs_it_and_ends_what_was_proved_with_it():
    person = make_officer(totp_secret=SECRET)
    browser, elsewhere = Client(), Client()
    for step, b in ((0, browser), (-1, elsewhere)):
        password_login(b)
        b.post("/account/2fa/authenticate/", {"code": totp(steps=step)})
    age_proof(browser, seconds=LATELY_SECONDS + 1)
    assert browser.get("/account/2fa/totp/deactivate/")["Location"].startswith("/account/2fa/reauthenticate/")
    assert browser.get("/account/reauthenticate/")["Location"].startswith("/account/2fa/reauthenticate/"), "not by the password"
    browser.post("/account/2fa/reauthenticate/?next=/account/2fa/totp/deactivate/", {"code": totp(steps=1)})
    browser.post("/account/2fa/totp/deactivate/")
    assert not Authenticator.objects.filter(user=person).exists()
    assert browser.get("/office/")["Location"].startswith("/account/2fa/?next=")
    assert elsewhere.get("/account/").status_code == 302
    assert who(elsewhere) is None or not elsewhere.session.exists(elsewhere.session.session_key)


def test_an_operator_resets_the_factor_of_somebody_who_lost_everything():
    operator, person = make_citizen(email="opereta@example.go.tz", is_superuser=True), make_officer(totp_secret=SECRET)
    browser = ProvenClient()
    browser.force_login(person)
    browser.get("/office/")
    with pytest.raises(actions.NotAllowed):
        actions.reset_second_factor(person=operator, by=operator)
    actions.reset_second_factor(person=person, by=operator)
    assert not opens_office(browser)
    password_login(browser)
    assert browser.get("/office/")["Location"].startswith("/account/2fa/?next=")
