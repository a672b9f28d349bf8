"""People at the door, as the tests of accounts use them: through pages, with the codes that were really sent."""

import re
import time
from typing import Any

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.apps import apps
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.http import HttpResponse
from django.test import Client

from huduma.platform.accounts import actions
from huduma.platform.accounts.models import Person
from huduma.platform.institutions.models import Institution
from huduma.platform.institutions.scoping import whole_nation
from huduma.platform.institutions.tests.factories import appoint, make_institution

PASSWORD = "bandari ya salama 7"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
EMAIL, PHONE = "asha@example.go.tz", "+255712345678"


def texts_to(address: str) -> list[Any]:
    """What was written to an e-mail address or number, oldest first."""
    with whole_nation():
        return list(apps.get_model("messaging", "Message").objects.filter(address=address).order_by("pk"))


def code_to(address: str) -> str:
    """The six digits of the latest text to it."""
    found = re.search(r"\b\d{6}\b", texts_to(address)[-1].body)
    assert found
    return found[0]


def totp(secret: str = SECRET, steps: int = 0) -> str:
    """What an authenticator app shows now, or ``steps`` half minutes from now (RFC 6238)."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))


def make_citizen(**fields: Any) -> Person:
    """Somebody with a password and a proved e-mail address."""
    return actions.enrol(**{"full_name": "Asha Mushi", "email": EMAIL, "password": PASSWORD, "by": None, **fields})


def make_officer(code: str = "tra", role: str = "institutions.manager", **fields: Any) -> Person:
    """Somebody who acts for the institution ``code`` from today."""
    person = make_citizen(**fields)
    institution = Institution.objects.filter(code=code).first() or make_institution(code)
    appoint(person, institution, role)
    return person


def password_login(browser: Client, login: str = EMAIL, password: str = PASSWORD, **extra: Any) -> HttpResponse:
    """Send the sign-in form."""
    return browser.post("/account/login/", {"login": login, "password": password}, **extra)


def code_login(browser: Client, contact: str = EMAIL, sent_to: str = "") -> HttpResponse:
    """Ask for a code and enter it."""
    browser.post("/account/login/code/", {"contact": contact})
    return browser.post("/account/login/code/confirm/", {"code": code_to(sent_to or contact)})


def sign_up(browser: Client, contact: str, **fields: str) -> HttpResponse:
    """Send the sign-up form."""
    form = {"full_name": "Asha Mushi", "contact": contact, "password1": PASSWORD, "consent_account": "on", **fields}
    return browser.post("/account/signup/", form)


def who(browser: Client) -> str | None:
    """The primary key of whom the session belongs to, as text; ``None`` for nobody."""
    return browser.session.get(SESSION_KEY) if settings.SESSION_COOKIE_NAME in browser.cookies else None
