"""One's own account, screen by screen, in both languages: axe finds nothing, and nothing is wider than a phone."""

import pytest

from huduma.project.demonstration.people import PASSWORD
from tests.peers.browser import accessibility_problems

pytestmark = pytest.mark.browser

CITIZEN = "amina.juma@example.com"
OFFICER = "joseph.mushi@moh.go.tz"
DOOR = ["login/", "signup/", "login/code/", "password/reset/", "consents/account/", "consents/news/"]
OWN = [
    *("", "details/", "email/", "phone/change/", "password/change/", "2fa/", "2fa/totp/activate/", "2fa/webauthn/", "2fa/webauthn/add/"),
    *("sessions/", "consents/", "my-data/", "close/", "logout/"),
]
WITH_FACTOR = [
    "2fa/",
    "2fa/recovery-codes/",
    "2fa/recovery-codes/generate/",
    "2fa/totp/deactivate/",
    "reauthenticate/",
    "2fa/reauthenticate/",
]


def judge(page, platform, picture, paths, prefix):
    for language, root in (("sw", "/account/"), ("en", "/en/account/")):
        for path in paths:
            answer = page.goto(platform.at(root + path))
            assert answer.status == 200, path
            name = path.strip("/").replace("/", "-") or "home"
            picture(page, f"account-{prefix}-{name}-{language}")
            assert accessibility_problems(page) == [], (path, language)
            page.set_viewport_size({"width": 360, "height": 800})
            assert page.evaluate("document.documentElement.scrollWidth") <= 360, (path, language)
            page.set_viewport_size({"width": 1280, "height": 800})


def test_the_door(platform, visit, picture):
    judge(visit(), platform, picture, DOOR, "door")


def test_the_code_page(platform, visit, picture):
    page = visit()
    page.goto(platform.at("/account/login/code/"))
    page.fill("input[name=contact]", "bakari.mnyamani@example.com")
    page.click("main form button[type=submit]")
    page.wait_for_url("**/code/confirm/**")
    judge(page, platform, picture, ["login/code/confirm/"], "door")


def test_the_second_step_at_the_door(platform, visit, picture):
    page = visit()
    page.goto(platform.at("/account/login/"))
    page.fill("input[name=login]", OFFICER)
    page.fill("input[name=password]", PASSWORD)
    page.click("main form button[type=submit]")
    page.wait_for_url("**/2fa/authenticate/**")
    judge(page, platform, picture, ["2fa/authenticate/"], "door")


def test_a_citizens_own_pages(platform, visit, picture):
    page = visit()
    page.goto(platform.at("/account/login/"))
    page.fill("input[name=login]", CITIZEN)
    page.fill("input[name=password]", PASSWORD)
    page.click("main form button[type=submit]")
    page.wait_for_url(lambda url: "/login/" not in url)
    judge(page, platform, picture, OWN, "own")


def test_an_officers_second_factor(platform, sign_in, picture):
    judge(sign_in(OFFICER), platform, picture, WITH_FACTOR, "factor")
