"""A tender, from the officer who writes it to the visitor who comes a minute too late."""

import re
import time
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page

from tests.peers.browser import problems_at_both_widths

pytestmark = [pytest.mark.browser, pytest.mark.slow]

MODERATOR = "daudi.sanga@moha.go.tz"
HOUSE = ZoneInfo("Africa/Dar_es_Salaam")
TITLE, REFERENCE = "Ununuzi wa sare za askari", "ME/014/2026-27/HQ/G/09"
WORDS = {  # field of the editor, and what is written there
    "reference": REFERENCE,
    "where": "Ofisi ya Ugavi, Mtumba, jengo la Wizara",
    "summary": "Sare 12,000 za askari wa Jeshi la Polisi, kwa vipimo vilivyomo kwenye nyaraka.",
}
OPEN, CLOSED = "Wazi", "Imefungwa"


@pytest.mark.timeout(300)  # it waits until the tender closes
def test_a_tender_closes_at_its_instant(platform, sign_in, visit, picture):
    officer, visitor = sign_in(MODERATOR), visit(360, java_script_enabled=False)
    closes = (datetime.now(HOUSE) + timedelta(seconds=100)).replace(second=0, microsecond=0)  # forty seconds to write it, at the least
    _write(platform, officer, closes, picture)
    visitor.goto(platform.at("/zabuni/", "moha"))
    assert _state(visitor, "li") == (OPEN, "Zabuni zilizo wazi")
    picture(visitor, "tender-2-listed")
    visitor.get_by_role("link", name=TITLE).click()
    tag = visitor.locator(".hd-page-head .hd-tag")
    told = visitor.locator("main").inner_text()
    assert REFERENCE in told
    assert f"{closes:%H:%M}" in told
    assert tag.inner_text() == OPEN
    assert datetime.now(HOUSE) < closes, "the machine was too slow to write a tender in time"
    picture(visitor, "tender-3-open")
    while tag.inner_text() == OPEN:
        assert datetime.now(HOUSE) < closes + timedelta(seconds=65)
        time.sleep(1)
        visitor.reload()
    assert datetime.now(HOUSE) >= closes
    assert tag.inner_text() == CLOSED
    picture(visitor, "tender-4-closed")
    visitor.goto(platform.at("/zabuni/", "moha"))
    assert _state(visitor, "li") == (CLOSED, "Zabuni zilizofungwa")
    judge = visit(360)
    judge.goto(platform.at("/zabuni/", "moha"))
    assert problems_at_both_widths(judge) == {}


def _write(platform, page: Page, closes: datetime, picture) -> None:
    page.goto(platform.at("/office/pages/?locale=sw"))
    listing = page.locator("main a[href$='/edit/']", has_text=re.compile(r"^\s*Zabuni\s*$")).first.get_attribute("href")
    page.goto(platform.at(listing.replace("edit/", "add_subpage/")))
    page.locator("[name=title]").press_sequentially(TITLE)  # from which the office makes the address
    page.select_option("[name=category]", "GOODS")
    for field, text in WORDS.items():
        page.fill(f"[name={field}]", text)
    page.evaluate("value => { document.getElementById('id_closes_at').value = value }", f"{closes:%Y-%m-%d %H:%M}")
    picture(page, "tender-1-writing")
    page.wait_for_timeout(800)  # the text editor hands over what was typed a moment later
    with page.expect_navigation():
        page.evaluate("document.querySelector('button[name=action-publish]').click()")
    page.locator(".messages .success").wait_for()


def _state(page: Page, item: str) -> tuple[str, str]:
    """What the list says of the tender, and under which heading."""
    entry = page.locator(item, has_text=TITLE)
    heading = page.locator("main section", has=entry).locator("h2")
    return page.locator(f"main {item}", has_text=TITLE).locator(".hd-tag").inner_text(), heading.inner_text()
