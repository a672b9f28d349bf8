"""Passkeys: from the portal alone, and enough on their own only when their owner unlocked them."""

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.test import Client

from huduma.platform.accounts import actions
from huduma.platform.accounts.testing import ProvenClient

from .passkey import ADD, AGAIN, LOGIN, SECOND_STEP, Passkey, challenge_on
from .test_second_factor import age_proof, by_code, end_all_appointments, opens_office
from .way_in import make_officer, password_login, who

pytestmark = pytest.mark.django_db

STRANGE_ORIGINS = ["http://tra.localhost:8000", "http://localhost", "https://localhost", "http://localhost:8000.example.com", "null", ""]


@pytest.fixture
def officer():
    return make_officer()


def with_passkey(person, passkey):
    browser = ProvenClient()
    browser.force_login(person)
    assert passkey.add_to(browser).status_code == 302
    return passkey


def test_added_as_the_second_factor_it_opens_the_office_at_once(officer):
    browser = Client()
    password_login(browser)
    assert browser.get("/office/")["Location"].startswith("/account/2fa/?next=")
    assert Passkey().add_to(browser)["Location"] == "/account/2fa/recovery-codes/"
    assert opens_office(browser)


def test_alone_it_is_both_factors_when_it_was_unlocked(officer):
    passkey = with_passkey(officer, Passkey())
    browser = Client()
    assert passkey.log_in(browser, officer)["Location"] == "/office/"
    assert who(browser) == str(officer.pk)
    assert opens_office(browser)


def test_alone_and_not_unlocked_it_lets_nobody_in(officer):
    passkey = with_passkey(officer, Passkey())
    passkey.unlocks = False
    browser = Client()
    passkey.log_in(browser, officer)
    assert who(browser) is None
    assert not opens_office(browser)


def test_a_challenge_that_needs_no_unlocking_cannot_be_answered_at_the_door(officer):
    """An officer with somebody's stolen key asks for a proof of their own account, and answers it at the door as the key's owner."""
    passkey = with_passkey(officer, Passkey())
    thief = make_officer(email="mwizi@example.go.tz")
    with_passkey(thief, Passkey())
    browser = Client()
    browser.force_login(thief)  # with nothing proved, so to the door they are nobody
    challenge = challenge_on(browser.get(AGAIN))
    passkey.unlocks = False
    browser.post(LOGIN, {"credential": passkey.answer(challenge, officer)})
    assert who(browser) != str(officer.pk)
    assert not opens_office(browser)


def test_after_the_password_it_need_not_be_unlocked(officer):
    passkey = with_passkey(officer, Passkey(unlocks=False))
    browser = Client()
    assert password_login(browser)["Location"] == SECOND_STEP
    assert not opens_office(browser)
    credential = passkey.answer(challenge_on(browser.get(SECOND_STEP)), officer)
    browser.post(SECOND_STEP, {"credential": credential})
    assert opens_office(browser)
    replayed = Client()
    password_login(replayed)
    replayed.get(SECOND_STEP)
    replayed.post(SECOND_STEP, {"credential": credential})
    assert who(replayed) is None, "an answer is good for its own challenge"


def test_an_old_proof_is_renewed_with_it(officer):
    passkey = with_passkey(officer, Passkey())
    browser = Client()
    passkey.log_in(browser, officer)
    age_proof(browser, seconds=13 * 3600)
    assert browser.get("/office/")["Location"] == f"{AGAIN}?next=%2Foffice%2F"
    stranger = Passkey()
    browser.post(f"{AGAIN}?next=/office/", {"credential": stranger.answer(challenge_on(browser.get(AGAIN)), officer)})
    assert not opens_office(browser)
    browser.post(f"{AGAIN}?next=/office/", {"credential": passkey.answer(challenge_on(browser.get(AGAIN)), officer)})
    assert opens_office(browser)


@pytest.mark.parametrize("origin", STRANGE_ORIGINS)
def test_no_other_origin_adds_or_uses_one(officer, origin):
    browser = ProvenClient()
    browser.force_login(officer)
    strange = Passkey()
    strange.origin = origin
    assert strange.add_to(browser).status_code == 200
    assert not Authenticator.objects.filter(type="webauthn").exists()
    passkey = with_passkey(officer, Passkey())
    passkey.origin = origin
    at_the_door, after_the_password = Client(), Client()
    passkey.log_in(at_the_door, officer)
    password_login(after_the_password)
    after_the_password.post(SECOND_STEP, {"credential": passkey.answer(challenge_on(after_the_password.get(SECOND_STEP)), officer)})
    assert who(at_the_door) is who(after_the_password) is None


def test_no_other_relying_party(officer):
    passkey = with_passkey(officer, Passkey())
    passkey.host = "tra.localhost"
    browser = Client()
    passkey.log_in(browser, officer)
    assert who(browser) is None


@pytest.mark.parametrize("header", ["HTTP_HOST", "HTTP_X_FORWARDED_HOST"])
def test_a_forged_host_changes_neither_host_nor_origin(officer, header):
    browser = ProvenClient()
    browser.force_login(officer)
    page = browser.get(ADD, **{header: "evil.example.com"})
    assert "evil.example.com" not in page.text.partition('id="js_data"')[2]
    elsewhere = Passkey(origin="https://evil.example.com", host="evil.example.com")
    if page.status_code == 200:
        assert f'"id": "{settings.HOST}"' in page.text
        assert elsewhere.add_to(browser, **{header: "evil.example.com"}).status_code == 200
    assert not Authenticator.objects.filter(type="webauthn").exists()


def test_locked_out_or_without_the_appointment_it_does_not_open_the_office(officer):
    passkey = with_passkey(officer, Passkey())
    end_all_appointments(officer)
    browser = Client()
    passkey.log_in(browser, officer)
    assert who(browser) == str(officer.pk)
    assert browser.get("/office/").status_code == 403
    actions.disable(person=officer, by=None)
    browser = Client()
    passkey.log_in(browser, officer)
    assert who(browser) is None


def test_a_code_by_mail_does_not_go_around_a_passkey(officer):
    with_passkey(officer, Passkey())
    browser = Client()
    assert by_code(browser)["Location"] == SECOND_STEP
    assert who(browser) is None


@pytest.mark.parametrize(
    "credential", ["", "x", "null", "[]", "7", '"a"', "{}", '{"response": {}}', '{"response": {"userHandle": 7}}', "{" * 2000]
)
def test_what_is_no_answer_is_refused(officer, credential):
    with_passkey(officer, Passkey())
    browser = Client(raise_request_exception=False)
    browser.get(LOGIN, headers={"accept": "application/json", "x-requested-with": "XMLHttpRequest"})
    assert browser.post(LOGIN, {"credential": credential}).status_code == 302
    password_login(browser)
    assert browser.post(SECOND_STEP, {"credential": credential}).status_code == 200
    assert who(browser) is None
