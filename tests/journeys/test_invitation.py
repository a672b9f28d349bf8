"""The keeper invites an editor, who accepts on a phone and signs in; a moderator puts a form into a page and is told what to look after."""

import re

import pytest

from tests.peers.browser import accessibility_problems

pytestmark = pytest.mark.browser

KEEPER, MODERATOR = "grace.mushi@ega.go.tz", "daudi.sanga@moha.go.tz"
NEW = "rehema.mpya@moha.go.tz"


def test_an_editor_is_invited_accepts_and_signs_in(platform, sign_in, visit, picture):
    keeper = sign_in(KEEPER)
    keeper.goto(platform.at("/office/all-websites/new/"))
    picture(keeper, "invite-1-order")
    assert accessibility_problems(keeper) == []
    keeper.goto(platform.at("/office/all-websites/?q=moha"))
    details = keeper.locator("main td a[href*='/details/']").first.get_attribute("href")
    keeper.goto(platform.at(details.replace("/details/", "/invite/")))
    keeper.fill("[name=editors]", f"Rehema Mpya <{NEW}>")
    picture(keeper, "invite-2-invite")
    assert accessibility_problems(keeper) == []
    keeper.locator("main form[method=POST] button[type=submit]").last.click()
    keeper.wait_for_selector(".messages .success")
    keeper.goto(platform.at("/office/invitations/"))
    assert NEW in keeper.locator("main").inner_text()
    picture(keeper, "invite-3-list")
    assert accessibility_problems(keeper) == []

    phone = visit(360)
    link = _letter(platform, phone, r"/account/invitation/[\w-]+/")
    phone.goto(platform.at(link))
    picture(phone, "invite-4-accept")
    assert accessibility_problems(phone) == []
    assert phone.locator("[name=full_name]").input_value() == "Rehema Mpya"
    phone.locator("main form.hd-form button").click()
    phone.wait_for_url("**/login/code/**")
    picture(phone, "invite-5-sign-in")
    assert accessibility_problems(phone) == []
    phone.fill("main [name=contact]", NEW)
    phone.locator("main form button[type=submit]").first.click()
    phone.wait_for_url("**/login/code/confirm/**")
    other = visit(360)
    code = _letter(platform, other, r"\b\d{6}\b")
    phone.fill("[name=code]", code)
    phone.locator("[name=code]").press("Enter")
    phone.wait_for_url("**/2fa/**")
    picture(phone, "invite-6-second-factor")
    other.goto(platform.at(link))
    assert "umeshakubaliwa" in other.locator("main").inner_text()
    picture(other, "invite-7-once")
    assert accessibility_problems(other) == []


def test_a_form_stands_in_a_page_and_what_waits_is_told(platform, sign_in, visit, picture):
    page = sign_in(MODERATOR)
    page.goto(platform.at("/office/pages/search/?q=Kuhusu+sisi"))
    page.get_by_role("link", name="Kuhusu sisi", exact=True).first.click()
    page.wait_for_url("**/edit/**")
    editor = page.locator("[data-contentpath=body] .public-DraftEditor-content").first
    editor.click()
    page.keyboard.press("Control+End")
    page.keyboard.press("Enter")
    page.keyboard.type("HUDUMA ZOTE ZINATOLEWA BILA MALIPO YOYOTE")
    page.locator("[data-contentpath=body] button.c-sf-add-button").last.click()
    page.get_by_role("option", name="Fomu", exact=True).click()
    page.locator("[data-contentpath=body] [data-chooser-action-choose]").last.click()
    page.locator(".modal-body").wait_for()
    picture(page, "form-block-1-chooser")
    page.locator(".modal-body tr", has_text="Mawasiliano").first.locator("a.navigate-pages").click()
    page.locator(".modal-body a.choose-page", has_text="Maoni na maswali").first.click()
    page.locator(".modal-body").wait_for(state="hidden")
    picture(page, "form-block-2-editor")
    page.wait_for_timeout(800)  # the text editor hands over what was typed a moment later
    with page.expect_navigation():
        page.evaluate("document.querySelector('button[name=action-publish]').click()")
    page.wait_for_selector(".messages .success")

    phone = visit(360, java_script_enabled=False)
    phone.goto(platform.at("/kuhusu/", "moha"))
    picture(phone, "form-block-3-page")
    phone.locator("main form.hd-form button").click()
    assert phone.title().startswith("Kosa: ")
    assert "/fomu/" in phone.url
    judged = visit(360)
    judged.goto(platform.at("/kuhusu/", "moha"))
    assert accessibility_problems(judged) == []

    page.goto(platform.at("/office/"))
    assert "kasoro" in page.locator("main").inner_text()
    pages = re.search(r"Kurasa\s+([\d,]+)", page.locator("main").inner_text())
    assert pages
    assert int(pages[1].replace(",", "")) < 200, "the own pages, not those of the nation"
    picture(page, "findings-1-first-screen")
    assert accessibility_problems(page) == []
    page.goto(platform.at("/office/findings/"))
    assert "Kuhusu sisi" in page.locator("main").inner_text()
    picture(page, "findings-2-list")
    assert accessibility_problems(page) == []
    keeper = sign_in(KEEPER)
    keeper.goto(platform.at("/office/all-websites/?lacks=findings"))
    assert "Kasoro zilizoonwa na mkaguzi:" in keeper.locator("main").inner_text()
    picture(keeper, "findings-3-overview")


def _letter(platform, page, wanted: str) -> str:
    """What is ``wanted`` in the newest letter to the new editor that holds it, once it has come."""
    letters = page.locator("article", has=page.get_by_text(NEW))
    for _ in range(60):
        page.goto(platform.at("/demonstration/texts/"))
        found = next(filter(None, (re.search(wanted, letter) for letter in letters.all_inner_texts())), None)
        if found:
            return found[0]
        page.wait_for_timeout(500)
    raise AssertionError(f"no letter holds {wanted}")
