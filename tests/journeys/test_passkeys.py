"""An officer with a passkey, in a real browser with its own virtual authenticator (WebAuthn over the DevTools protocol)."""

import re

import pytest
from playwright.sync_api import expect

from huduma.project.demonstration.people import PASSWORD
from tests.peers.browser import accessibility_problems

pytestmark = pytest.mark.browser

OFFICER = "grace.malecha@parliament.go.tz"
OFFICE = re.compile(r"^http://[^/]+/office/")  # and not the sign-in page that leads there
KEY = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def sign_out(page, platform):
    page.goto(platform.at("/account/logout/"))
    page.click("main form button[type=submit]")
    page.wait_for_url(lambda url: "/logout/" not in url)


def test_a_passkey_is_added_signs_in_alone_and_not_without_its_owner(platform, sign_in, picture):
    page = sign_in(OFFICER)
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    key = devtools.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})["authenticatorId"]

    page.goto(platform.at("/account/2fa/webauthn/add/"))
    picture(page, "account-passkey-add")
    assert accessibility_problems(page) == []
    page.check("input[name=passwordless]")
    page.click("#mfa_webauthn_add")
    page.wait_for_url(re.compile(r"/account/2fa/(recovery-codes/)?$"))
    assert len(devtools.send("WebAuthn.getCredentials", {"authenticatorId": key})["credentials"]) == 1
    page.goto(platform.at("/account/2fa/webauthn/"))
    picture(page, "account-passkeys")
    assert accessibility_problems(page) == []

    sign_out(page, platform)
    page.goto(platform.at("/office/"))
    assert "/account/login/" in page.url
    page.click("#passkey_login")
    page.wait_for_url(OFFICE)
    expect(page.locator("h1").first).to_be_visible()

    sign_out(page, platform)
    page.goto(platform.at("/account/login/"))
    page.fill("input[name=login]", OFFICER)
    page.fill("input[name=password]", PASSWORD)
    page.click("main form button[type=submit]")
    page.wait_for_url("**/2fa/authenticate/**")
    page.click("#mfa_webauthn_authenticate")
    page.wait_for_url(OFFICE)

    sign_out(page, platform)
    devtools.send("WebAuthn.setUserVerified", {"authenticatorId": key, "isUserVerified": False})
    page.goto(platform.at("/account/login/"))
    page.click("#passkey_login")
    expect(page.locator("[role=alert]")).to_contain_text("Ufunguo wa siri haukufanya kazi")
    assert "/account/login/" in page.url
    page.goto(platform.at("/office/"))
    assert "/account/login/" in page.url
