"""From an editor's first word to the citizen's page, with a moderator in between."""

import re

import pytest
from playwright.sync_api import Page

pytestmark = pytest.mark.browser

EDITOR, MODERATOR = "asha.ngonyani@moha.go.tz", "daudi.sanga@moha.go.tz"
TITLE = "Daraja la Mto Wami limefunguliwa"
SUMMARY = "Magari yanapita tangu leo asubuhi."
BETTER = "Magari yanapita tangu leo asubuhi; malori yanaruhusiwa kuanzia Jumatatu."
REMARK = "Andika pia siku ambayo malori yataruhusiwa."


def test_a_news_item_is_written_returned_mended_approved_and_read(platform, sign_in, visit, picture):
    editor, moderator = sign_in(EDITOR), sign_in(MODERATOR)
    _write(platform, editor, picture)
    _return(platform, moderator, picture)
    _mend(platform, editor, picture)
    _approve(platform, moderator)
    visitor = visit(360, java_script_enabled=False)
    visitor.goto(platform.at("/habari/", "moha"))
    visitor.get_by_role("link", name=TITLE).click()
    assert BETTER in visitor.locator("main").inner_text()
    picture(visitor, "editor-5-published")
    visitor.goto(platform.at("/tafuta/?q=Wami"))
    assert TITLE in visitor.locator("main").inner_text()


def test_an_editor_of_another_institution_finds_nothing_of_it(platform, sign_in):
    moderator = sign_in(MODERATOR)
    moderator.goto(platform.at("/office/pages/?locale=sw"))
    own = moderator.locator("main a[href$='/edit/']").first.get_attribute("href")
    stranger = sign_in("nyanzobe.seni@bariaditc.go.tz")
    assert stranger.goto(platform.at(own)).status == 404
    stranger.goto(platform.at("/office/pages/?locale=sw"))
    assert "Mambo ya Ndani" not in stranger.locator("main").inner_text()


def test_an_officer_without_the_second_factor_gets_nowhere(platform, visit):
    page = visit()
    page.goto(platform.at("/account/login/"))
    page.fill("input[name=login]", "halima.mbwana@moha.go.tz")
    page.fill("input[name=password]", "Karibu-Huduma-26")
    page.click("main form button[type=submit]")
    page.wait_for_url("**/2fa/authenticate/**")
    for path in ("/office/", "/office/pages/", "/office/appointments/"):
        page.goto(platform.at(path))
        assert "/account/" in page.url


def _write(platform, page: Page, picture) -> None:
    page.goto(platform.at("/office/pages/?locale=sw"))
    listing = page.locator("main a[href$='/edit/']", has_text=re.compile(r"^\s*Habari\s*$")).first.get_attribute("href")
    page.goto(platform.at(listing.replace("edit/", "add_subpage/")))
    page.fill("[name=title]", TITLE)
    page.fill("[name=summary]", SUMMARY)
    page.locator("[data-streamfield-stream-container] button.c-sf-add-button").first.click()
    page.get_by_role("option").first.click()
    page.locator("[data-streamfield-stream-container] .public-DraftEditor-content").first.click()
    page.keyboard.type("Daraja jipya limeanza kutumika leo.")
    picture(page, "editor-1-writing")
    _do(page, "[name=action-submit]")
    picture(page, "editor-2-submitted")


def _return(platform, page: Page, picture) -> None:
    page.goto(platform.at("/office/"))
    picture(page, "editor-3-waiting-for-the-moderator")
    page.get_by_role("link", name=TITLE).first.click()
    page.get_by_role("button", name="Vitendo zaidi").last.click()
    page.locator("[data-workflow-action-name=reject]").first.click()
    page.fill(".modal-dialog textarea", REMARK)
    page.locator(".modal-dialog [type=submit]").last.click()
    page.locator(".messages .success").wait_for()


def _mend(platform, page: Page, picture) -> None:
    page.goto(platform.at("/office/"))
    page.get_by_role("link", name=TITLE).first.click()
    page.fill("[name=summary]", BETTER)
    picture(page, "editor-4-returned")
    _do(page, "[name=action-submit]")


def _approve(platform, page: Page) -> None:
    page.goto(platform.at("/office/"))
    page.get_by_role("link", name=TITLE).first.click()
    page.get_by_role("button", name="Vitendo zaidi").last.click()
    page.locator("[data-workflow-action-name=approve]").first.click()
    page.locator(".messages .success").wait_for()


def _do(page: Page, action: str) -> None:
    """Choose one of the things that can be done with the page, and wait until it is said to be done."""
    page.get_by_role("button", name="Vitendo zaidi").last.click()
    page.locator(action).first.click()
    page.locator(".messages .success").wait_for()
