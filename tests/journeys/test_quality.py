"""Content is kept good: a translation falls behind and catches up, a scheduled page comes and goes, what nobody could follow is refused."""

import re
import time
from datetime import datetime, timedelta
from http.client import HTTPConnection
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import pytest

pytestmark = pytest.mark.browser

MODERATOR = "daudi.sanga@moha.go.tz"
HOUSE = ZoneInfo("Africa/Dar_es_Salaam")


def _open(platform, page, title):
    """The editor of the page that the office finds by ``title``."""
    page.goto(platform.at(f"/office/pages/search/?q={title.replace(' ', '+')}"))
    page.get_by_role("link", name=title, exact=True).first.click()
    page.wait_for_url("**/edit/**")


def _publish(page):
    page.wait_for_timeout(800)  # the text editor hands over what was typed a moment later
    with page.expect_navigation():
        page.evaluate("document.querySelector('button[name=action-publish]').click()")
    page.wait_for_selector(".messages .success, .messages .error")


def test_a_translation_falls_behind_and_catches_up(platform, sign_in, picture):
    page = sign_in(MODERATOR)
    _open(platform, page, "Kuhusu sisi")
    page.fill("#id_summary", "Wizara inalinda raia na mali zao, usiku na mchana.")
    _publish(page)
    page.goto(platform.at("/office/translations/"))
    assert "About us" in page.locator("main").inner_text()
    picture(page, "quality-1-report")
    page.get_by_role("link", name="About us").first.click()
    page.wait_for_url("**/translations/details/**")
    assert page.locator("ins").count()
    assert "[+" in page.locator(".hd-sides").inner_text()
    picture(page, "quality-2-side-by-side")
    page.get_by_role("link", name="Hariri tafsiri").first.click()
    page.wait_for_url("**/edit/**")
    assert page.locator(".help-warning").first.is_visible()
    picture(page, "quality-3-editor")
    page.fill("#id_summary", "The ministry protects people and their property, day and night.")
    page.check("#id_follows_twin")
    _publish(page)
    page.goto(platform.at("/office/translations/"))
    assert "About us" not in page.locator("main").inner_text()
    page.goto(platform.at("/en/about/", "moha"))
    assert "day and night" in page.locator("main").inner_text()


def test_what_nobody_could_follow_is_refused_beside_its_block(platform, sign_in, picture):
    page = sign_in(MODERATOR)
    _open(platform, page, "Kuhusu sisi")
    editor = page.locator("[data-contentpath=body] .public-DraftEditor-content").first
    editor.click()
    page.keyboard.press("Control+Home")
    page.keyboard.press("Control+Alt+3")  # the first heading becomes a small one, before any large one
    _publish(page)
    assert page.locator(".messages .error").is_visible()
    assert "kimeruka ngazi" in page.locator("[data-contentpath=body]").inner_text()
    picture(page, "quality-4-refused")


@pytest.mark.slow
@pytest.mark.timeout(550)  # it waits until the page comes, and until it goes
def test_a_scheduled_page_appears_and_expires(platform, sign_in, visit, picture):
    page = sign_in(MODERATOR)
    visitor = visit(360, java_script_enabled=False)
    address = platform.at("/habari/tangazo-la-saa/", "moha")
    page.goto(platform.at("/office/pages/?locale=sw"))
    listing = page.locator("main a[href$='/edit/']", has_text=re.compile(r"^\s*Habari\s*$")).first.get_attribute("href")
    page.goto(platform.at(listing.replace("edit/", "add_subpage/")))
    comes = (datetime.now(HOUSE) + timedelta(minutes=2)).replace(second=0, microsecond=0)  # a minute to write it, at the least
    goes = comes + timedelta(minutes=1)
    page.locator("[name=title]").press_sequentially("Tangazo la saa")  # from which the office makes the address
    page.fill("[name=summary]", "Linaonekana kwa dakika moja tu.")
    page.locator("[data-streamfield-stream-container] button.c-sf-add-button").first.click()
    page.get_by_role("option").first.click()
    page.locator("[data-streamfield-stream-container] .public-DraftEditor-content").first.click()
    page.keyboard.type("Tangazo hili linaondoka lenyewe.")
    for field, instant in (("go_live_at", comes), ("expire_at", goes)):
        page.evaluate("([id, value]) => { document.getElementById(id).value = value }", [f"id_{field}", f"{instant:%Y-%m-%d %H:%M}"])
    _publish(page)
    picture(page, "quality-5-scheduled")
    assert page.locator(".messages .success").is_visible()
    assert visitor.goto(address).status == 404
    appeared = _wait(visitor, address, 200, comes)
    picture(visitor, "quality-6-appeared")
    expired = _wait(visitor, address, 404, goes)
    assert appeared < timedelta(seconds=65)
    assert expired < timedelta(seconds=65)
    assert "Tangazo la saa" not in visitor.goto(platform.at("/habari/", "moha")).text()


def _wait(visitor, address, status, instant):
    """How long after ``instant`` the address answers with ``status``."""
    deadline = time.monotonic() + 240
    while time.monotonic() < deadline:
        if _status(address) == status:  # a window would draw the page each time
            came = datetime.now(HOUSE) - instant
            assert visitor.goto(address).status == status
            return came
        time.sleep(1)
    raise AssertionError(f"{address} never answered {status}")


def _status(address):
    """What a visitor without a browser is answered; the site's host name leads to this machine, as a browser takes it."""
    parts = urlsplit(address)
    line = HTTPConnection("127.0.0.1", parts.port, timeout=30)
    line.request("GET", parts.path, headers={"Host": parts.netloc})
    status = line.getresponse().status
    line.close()
    return status
