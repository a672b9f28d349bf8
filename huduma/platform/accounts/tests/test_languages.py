"""Every page of sign-in and of one's own account speaks both languages, wholly."""

import re
from html import unescape

import polib
import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.conf import settings
from django.test import Client
from django.utils.html import strip_tags

from huduma.platform.accounts.testing import ProvenClient

from .way_in import EMAIL, PASSWORD, PHONE, SECRET, make_citizen, password_login, sign_up

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

CATALOGUES = ["huduma/platform/accounts/locale", "huduma/project/locale/libraries", "huduma/project/locale"]
OWN_PAGES = [
    *("", "details/", "email/", "phone/change/", "password/change/", "2fa/", "2fa/recovery-codes/", "2fa/recovery-codes/generate/"),
    *("2fa/totp/deactivate/", "2fa/webauthn/", "2fa/webauthn/add/", "2fa/reauthenticate/", "sessions/", "consents/"),
    *("consents/account/", "consents/news/", "my-data/", "close/", "logout/"),
]


def words_of(page: str) -> str:
    """What a visitor reads."""
    page = re.sub(r"<(script|style)\b.*?</\1>", "", page, flags=re.S)
    return " ".join(unescape(strip_tags(page)).split())


@pytest.fixture(scope="module")
def english():
    """The English of every message that has Swahili, long enough to be no accident."""
    found = set()
    for folder in CATALOGUES:
        for entry in polib.pofile(f"{settings.BASE_DIR}/{folder}/sw/LC_MESSAGES/django.po"):
            if entry.msgid not in (entry.msgstr, "") and "%" not in entry.msgid and len(entry.msgid.split()) > 1:
                found.add(" ".join(strip_tags(entry.msgid).split()))
    return found


def untranslated(page, english):
    words = words_of(page)
    there = (text for text in english if text in words)  # an expression of each would be made anew for every page
    return [text for text in there if re.search(rf"(?<!\w){re.escape(text)}(?!\w)", words)]


@pytest.mark.parametrize("page", OWN_PAGES)
def test_a_page_of_ones_own_is_wholly_swahili_or_wholly_english(page, english):
    person = make_citizen(phone=PHONE)
    TOTP.activate(person, SECRET)
    RecoveryCodes.activate(person)
    browser = ProvenClient()
    browser.force_login(person)
    swahili, other = browser.get(f"/account/{page}"), browser.get(f"/en/account/{page}")
    assert swahili.status_code == other.status_code == 200
    assert untranslated(swahili.text, english) == []
    assert '<html lang="en">' in other.text
    assert untranslated(other.text, english) != []


def test_the_pages_at_the_door_are_wholly_swahili(english):
    person = make_citizen(phone=PHONE)
    pages = [Client().get(f"/account/{page}") for page in ("login/", "signup/", "login/code/", "password/reset/", "inactive/")]
    pages.append(password_login(Client(), password="si neno lake 123"))
    pages.append(sign_up(Client(), "0712", full_name="", consent_account="", password1="fupi"))
    coder, new, called = Client(), Client(), Client()
    coder.post("/account/login/code/", {"contact": EMAIL})
    pages += [coder.get("/account/login/code/confirm/"), coder.post("/account/login/code/confirm/", {"code": "0"})]
    sign_up(new, "mpya@example.go.tz")
    pages += [new.get("/account/confirm-email/"), new.post("/account/confirm-email/", {"code": "0"})]
    sign_up(called, "0713000111")
    pages += [called.get("/account/phone/verify/"), called.post("/account/phone/verify/", {"code": "0"})]
    TOTP.activate(person, SECRET)
    officer = Client()
    officer.post("/account/login/", {"login": EMAIL, "password": PASSWORD})
    pages += [officer.get("/account/2fa/authenticate/"), officer.post("/account/2fa/authenticate/", {"code": "000000"})]
    resetter = Client()
    resetter.post("/account/password/reset/", {"contact": EMAIL})
    pages += [resetter.get("/account/password/reset/confirm/")]
    for page in pages:
        assert page.status_code == 200, page
        assert untranslated(page.text, english) == [], page.request["PATH_INFO"]


def test_what_one_is_told_after_a_change_is_swahili_too(english):
    browser = ProvenClient()
    browser.force_login(make_citizen())
    for address, form in (
        ("/account/details/", {"full_name": "Asha Juma", "language": "sw"}),
        ("/account/consents/", {"purpose": "news", "agree": "yes"}),
        ("/account/consents/", {"purpose": "account", "agree": "no"}),
        ("/account/email/", {"action_add": "", "email": "pili@example.go.tz"}),
        ("/account/phone/change/", {"phone": "0713000111"}),
        ("/account/password/change/", {"oldpassword": "x", "password1": "a", "password2": "b"}),
        ("/account/password/change/", {"oldpassword": PASSWORD, "password1": "jua linachomoza 5", "password2": "jua linachomoza 5"}),
    ):
        page = browser.post(address, form, follow=True)
        assert page.status_code == 200
        assert untranslated(page.text, english) == [], address
