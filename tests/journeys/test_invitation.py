"""An editor is invited, accepts on a phone, signs in and publishes in both languages; a moderator puts a form into a page and is told what
to look after.
"""

import re
import time

import pytest
from allauth.mfa import app_settings as mfa_settings
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

from tests.peers.browser import accessibility_problems

pytestmark = pytest.mark.browser

KEEPER, MODERATOR = "grace.mushi@ega.go.tz", "daudi.sanga@moha.go.tz"
NEW = "rehema.mpya@moha.go.tz"
SWAHILI = ("Vituo vipya vya polisi vyafunguliwa", "Vituo vitano vinafanya kazi tangu leo.", "Vituo vipya viko wazi usiku na mchana.")
ENGLISH = ("New police posts are open", "Five posts work from today.", "The new posts are open day and night.")


def test_a_newcomer_is_invited_and_publishes_in_both_languages(platform, sign_in, visit, picture):
    _invite(platform, sign_in(KEEPER), picture)
    newcomer = visit(360)
    _accept(platform, newcomer, visit(360), picture)
    _set_up_second_factor(newcomer, picture)
    newcomer.set_viewport_size({"width": 1280, "height": 800})
    _write(newcomer, picture)
    _look(newcomer, picture)
    moderator = sign_in(MODERATOR)
    _publish(platform, newcomer, moderator, SWAHILI[0])
    _translate(platform, newcomer, picture)
    _publish(platform, newcomer, moderator, ENGLISH[0])
    _read(platform, visit(360, java_script_enabled=False), picture)


def _invite(platform, keeper, picture):
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


def _accept(platform, phone, other, picture):
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
    code = _letter(platform, other, r"\b\d{6}\b")
    phone.fill("[name=code]", code)
    phone.locator("[name=code]").press("Enter")
    phone.wait_for_url("**/2fa/**")
    picture(phone, "invite-6-second-factor")
    other.goto(platform.at(link))
    assert "umeshakubaliwa" in other.locator("main").inner_text()
    picture(other, "invite-7-once")
    assert accessibility_problems(other) == []


def _set_up_second_factor(page, picture):
    page.get_by_role("link", name="Weka programu").click()
    secret = page.locator("#authenticator_secret").input_value()
    page.fill("[name=code]", format_hotp_value(hotp_value(secret, int(time.time()) // mfa_settings.TOTP_PERIOD)))
    page.locator("[name=code]").press("Enter")
    page.wait_for_url("**/recovery-codes/")
    picture(page, "newcomer-1-recovery-codes")
    assert accessibility_problems(page) == []
    page.get_by_role("link", name="Endelea").click()
    page.wait_for_url("**/office/")
    picture(page, "newcomer-2-first-screen")
    assert accessibility_problems(page) == []


def _write(page, picture):
    """From the first screen, by what it offers."""
    page.locator("main").get_by_role("link", name=re.compile("Kurasa")).first.click()
    page.get_by_role("link", name="Vinjari kurasa ndogo za 'Habari'").click()
    page.locator("a[href*='/add_subpage/']").first.click()
    page.wait_for_url("**/add/websites/newspage/**")
    page.locator("[name=title]").press_sequentially(SWAHILI[0])  # from which the office makes the address
    page.fill("[name=summary]", SWAHILI[1])
    page.locator("[data-streamfield-stream-container] button.c-sf-add-button").first.click()
    page.get_by_role("option", name="Maandishi").click()
    page.locator("[data-streamfield-stream-container] .public-DraftEditor-content").first.click()
    page.keyboard.type(SWAHILI[2])
    page.wait_for_timeout(800)  # the text editor hands over what was typed a moment later
    picture(page, "newcomer-3-writing")


def _look(page, picture):
    """The page beside the editor, though it was never saved, as it will be on a phone and at a desk."""
    page.locator("[data-side-panel-toggle=preview]").click()
    frame = page.frame_locator("#w-preview-iframe")
    frame.get_by_text(SWAHILI[2]).wait_for()
    assert frame.locator("h1").inner_text() == SWAHILI[0]
    for size, width, has_row in (("simu", 375, False), ("kompyuta", 1280, True)):
        page.get_by_role("radio", name=f"Hakiki mwonekano kwa ukubwa wa {size}", exact=True).check(force=True)
        page.wait_for_function("width => document.getElementById('w-preview-iframe').contentWindow.innerWidth === width", arg=width)
        assert frame.locator(".hd-menu__row").is_visible() is has_row, "our stylesheet decides whether the menu is folded"
        picture(page, f"newcomer-4-preview-{size}")


def _publish(platform, editor, moderator, title):
    editor.get_by_role("button", name="Vitendo zaidi").last.click()
    editor.locator("[name=action-submit]").first.click()
    editor.locator(".messages .success").wait_for()
    moderator.goto(platform.at("/office/"))
    moderator.get_by_role("link", name=title).first.click()
    moderator.get_by_role("button", name="Vitendo zaidi").last.click()
    moderator.locator("[data-workflow-action-name=approve]").first.click()
    moderator.locator(".messages .success").wait_for()


def _translate(platform, page, picture):
    """From the screen that says what is missing."""
    page.goto(platform.at("/office/"))
    page.get_by_role("button", name="Kutunza maudhui").click()
    page.get_by_role("link", name="Tafsiri").click()
    page.get_by_role("link", name=SWAHILI[0]).first.click()
    page.wait_for_url("**/translations/details/**")
    picture(page, "newcomer-5-one-language")
    assert page.locator("td:first-of-type").first.get_attribute("data-label") == "Lugha nyingine", "on a phone it stands before the text"
    assert accessibility_problems(page) == []
    page.get_by_role("link", name="Anza tafsiri").first.click()
    assert page.get_by_label("English").is_checked()
    picture(page, "newcomer-6-begin")
    page.locator("main form [type=submit]").click()
    page.wait_for_url("**/edit/**")
    page.locator("[name=title]").fill("")
    page.locator("[name=title]").press_sequentially(ENGLISH[0])
    page.fill("[name=summary]", ENGLISH[1])
    page.locator("[data-streamfield-stream-container] .public-DraftEditor-content").first.click()
    page.keyboard.press("Control+A")
    page.keyboard.type(ENGLISH[2])
    page.wait_for_timeout(800)  # the text editor hands over what was typed a moment later
    picture(page, "newcomer-7-translation")


def _read(platform, visitor, picture):
    visitor.goto(platform.at("/habari/", "moha"))
    visitor.get_by_role("link", name=SWAHILI[0]).click()
    assert SWAHILI[2] in visitor.locator("main").inner_text()
    picture(visitor, "newcomer-8-swahili")
    visitor.get_by_role("link", name="English").first.click()
    assert visitor.url == platform.at("/en/news/new-police-posts-are-open/", "moha")
    assert ENGLISH[2] in visitor.locator("main").inner_text()
    picture(visitor, "newcomer-9-english")
    visitor.get_by_role("link", name="Kiswahili").first.click()
    assert visitor.locator("h1").inner_text() == SWAHILI[0]


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
