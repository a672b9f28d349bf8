"""axe finds nothing: on public pages, at the door, and on our own screens of the office."""

import pytest

from tests.peers.browser import accessibility_problems, problems_at_both_widths

from .test_visitor import PLACES

pytestmark = pytest.mark.browser

DOOR = ["/account/login/", "/account/signup/", "/account/password/reset/", "/account/login/code/"]
OFFICE = {
    "rehema.kipingu@ega.go.tz": ["/office/register/", "/office/appointments/", "/office/people/", "/office/trail/"],
    "emmanuel.massawe@ega.go.tz": ["/office/outbox/"],
    "grace.mushi@ega.go.tz": ["/office/all-websites/", "/office/national-notices/"],
    "neema.mwakyusa@ega.go.tz": ["/office/jobs/", "/statusz", "/en/statusz"],
    "halima.mbwana@moha.go.tz": ["/office/", "/office/my-institution/", "/office/people/"],
}


@pytest.mark.parametrize(("code", "path"), PLACES + [("", path) for path in DOOR] + [("", "/en" + path) for path in DOOR])
def test_public_pages(platform, visit, code, path):
    page = visit()
    page.goto(platform.at(path, code))
    assert problems_at_both_widths(page) == {}


def test_public_pages_of_recruitment(platform, visit):
    """The lists of who is called, and the page of a receipt, are judged by test_recruitment.py, which has some."""
    page = visit()
    for path in ("/ajira/barua/hakuna/", "/en/jobs/", "/ajira/?closed=on"):
        page.goto(platform.at(path))
        assert problems_at_both_widths(page) == {}, path
    page.goto(platform.at(page.locator("main a[href^='/ajira/20']").first.get_attribute("href")))
    assert problems_at_both_widths(page) == {}, page.url


@pytest.mark.parametrize("email", OFFICE)
def test_our_own_screens_of_the_office(platform, sign_in, picture, email):
    page = sign_in(email)
    for path in OFFICE[email]:
        answer = page.goto(platform.at(path))
        assert answer.status == 200, path
        picture(page, "office-" + path.strip("/").split("/")[-1])
        assert accessibility_problems(page) == [], path
