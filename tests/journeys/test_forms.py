"""A form, from an editor's first question to the answer in an officer's spreadsheet, with a visitor on a cheap phone in between."""

import csv
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.peers.browser import accessibility_problems

pytestmark = pytest.mark.browser

EDITOR, MODERATOR, CORRESPONDENT = "asha.ngonyani@moha.go.tz", "daudi.sanga@moha.go.tz", "zainabu.mfinanga@moha.go.tz"
TITLE = "Malalamiko kuhusu vituo vya polisi"
MATTER = "Taa za kituo hazifanyi kazi tangu Jumatatu."
QUESTIONS = [  # kind of question as the editor sees it, its words, what can be chosen
    ("Mstari mmoja", "Jina lako", ""),
    ("Barua pepe", "Barua pepe yako", ""),
    ("Chagua moja", "Lalamiko linahusu nini?", "Huduma\nJengo"),
    ("Mistari kadhaa", "Eleza kilichotokea", ""),
]


def test_a_form_is_made_filled_in_answered_and_taken_along(platform, sign_in, visit, picture, tmp_path):
    _make(platform, sign_in(EDITOR), picture)
    _approve(platform, sign_in(MODERATOR))
    visitor = visit(360, java_script_enabled=False)
    number = _fill_in(platform, visitor, picture)
    _judge(platform, visit(360), picture)
    _answer(platform, sign_in(CORRESPONDENT), number, picture, tmp_path)


def test_the_form_that_every_site_has_serves_in_english_too(platform, visit, picture):
    page = visit(360, java_script_enabled=False)
    page.goto(platform.at("/en/contact/", "bariadi-tc"))
    page.locator("main").get_by_role("link", name="Feedback and questions").click()
    page.locator("main form[action*='/fomu/'] button").click()
    assert page.title().startswith("Error: ")
    picture(page, "forms-8-english")
    assert page.locator("html").get_attribute("lang") == "en"
    page.get_by_label("Your feedback or question").fill("When is the market open?")
    page.locator("[name=consent]").check()
    page.locator("main form[action*='/fomu/'] button").click()
    assert page.locator("h1").inner_text() == "Thank you, we have received it"


def _make(platform, page: Page, picture) -> None:
    page.goto(platform.at("/office/pages/?locale=sw"))
    contact = page.locator("main a[href$='/edit/']", has_text=re.compile(r"^\s*Mawasiliano\s*$")).first.get_attribute("href")
    page.goto(platform.at(contact.replace("edit/", "add_subpage/")))
    page.fill("[name=title]", TITLE)
    for number, (kind, label, options) in enumerate(QUESTIONS):
        page.locator("[data-streamfield-stream-container] button.c-sf-add-button").last.click()
        page.get_by_role("option", name=kind, exact=True).click()
        page.fill(f"[name=questions-{number}-value-label]", label)
        if options:
            page.fill(f"[name=questions-{number}-value-options]", options)
    page.fill("[name=purpose]", "kushughulikia lalamiko lako")
    page.fill("[name=thanks]", "Mkuu wa kituo atakujibu ndani ya siku tano.")
    page.check("[name=receipt]")
    page.fill("[name=told]", "malalamiko@moha.go.tz")
    picture(page, "forms-1-editor")
    page.get_by_role("button", name="Vitendo zaidi").last.click()
    page.locator("[name=action-submit]").first.click()
    page.locator(".messages .success").wait_for()


def _approve(platform, page: Page) -> None:
    page.goto(platform.at("/office/"))
    page.get_by_role("link", name=TITLE).first.click()
    page.get_by_role("button", name="Vitendo zaidi").last.click()
    page.locator("[data-workflow-action-name=approve]").first.click()
    page.locator(".messages .success").wait_for()


def _fill_in(platform, page: Page, picture) -> str:
    """First wrong, then right; returns the number that the visitor is given."""
    page.goto(platform.at("/mawasiliano/", "moha"))
    picture(page, "forms-2-contact")
    page.locator("main").get_by_role("link", name=TITLE).click()
    picture(page, "forms-3-empty")
    page.get_by_label("Jina lako").fill("Neema")
    page.get_by_label("Barua pepe yako").fill("neema@")
    page.get_by_text("Jengo").click()
    page.locator("main form[action*='/fomu/'] button").click()
    summary = page.locator(".hd-errors")
    for wrong in ("Barua pepe yako –", "Eleza kilichotokea –", "Weka alama"):
        assert wrong in summary.inner_text()
    picture(page, "forms-4-wrong")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert page.get_by_label("Jina lako").input_value() == "Neema"
    summary.get_by_role("link").last.click()
    page.get_by_label("Barua pepe yako").fill("neema@example.com")
    page.get_by_label("Eleza kilichotokea").fill(MATTER)
    page.locator("[name=consent]").check()
    page.locator("main form[action*='/fomu/'] button").click()
    assert page.locator("h1").inner_text() == "Asante, tumeipokea"
    picture(page, "forms-5-thanks")
    assert page.context.cookies() == []
    return page.locator("main strong").inner_text()


def _judge(platform, page: Page, picture) -> None:
    """axe, which needs a browser with scripts, on the form, empty and wrong, at both widths."""
    page.goto(platform.at("/mawasiliano/maoni/", "moha"))
    for width in (360, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        assert accessibility_problems(page) == []
    page.locator("main form[action*='/fomu/'] button").click()
    page.locator(".hd-errors").wait_for()
    for width in (360, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        assert accessibility_problems(page) == []
    page.get_by_label("Maoni au swali lako").fill("Asante.")
    page.locator("[name=consent]").check()
    page.locator("main form[action*='/fomu/'] button").click()
    page.get_by_text("Asante, tumeipokea").wait_for()
    assert accessibility_problems(page) == []


def _answer(platform, page: Page, number: str, picture, folder: Path) -> None:
    page.goto(platform.at("/office/answers/"))
    picture(page, "forms-6-answers")
    assert accessibility_problems(page) == []
    page.goto(platform.at("/office/answers/?q=" + number))
    page.get_by_role("link", name=number).first.click()
    for said in ("Lalamiko linahusu nini?", "Jengo", MATTER, "neema@example.com"):
        assert said in page.locator("main").inner_text()
    picture(page, "forms-7-answer")
    assert accessibility_problems(page) == []
    page.goto(page.url.replace("/details/", "/answered/"))
    page.fill("[name=note]", "Fundi ametumwa.")
    assert accessibility_problems(page) == []
    page.locator("main form[method=POST] button[type=submit]").last.click()
    page.wait_for_selector(".messages .success")
    with page.expect_download() as download:
        page.evaluate("location.search = '?export=csv'")
    saved = folder / "answers.csv"
    download.value.save_as(saved)
    rows = list(csv.DictReader(saved.open(newline="")))
    row = next(row for row in rows if number in row.values())
    assert [row[label] for _kind, label, _options in QUESTIONS] == ["Neema", "neema@example.com", "Jengo", MATTER]
    assert "Fundi ametumwa." in row.values()
    texts = page.request.get(platform.at("/demonstration/texts/")).text()
    assert number in texts
