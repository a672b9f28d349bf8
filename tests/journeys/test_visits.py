"""Readers are counted, asked, and left alone where they wish; their editors see what came of it. With a script and without."""

import csv
import io
import time

import pytest
from playwright.sync_api import Page

from tests.peers.browser import accessibility_problems
from tests.peers.processes import wait_for

pytestmark = pytest.mark.browser

PERSON = "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Mobile Safari/537.36"
EDITOR = "daudi.sanga@moha.go.tz"
ABOUT = "/kuhusu/"
WISHES = ["Object.defineProperty(Navigator.prototype, 'doNotTrack', {get: () => '1'})", "navigator.globalPrivacyControl = true"]


def test_a_reader_is_counted_once_and_who_does_not_wish_to_be_is_not(platform, visit, sign_in, picture):
    editor = sign_in(EDITOR)
    before = _views(editor, platform, ABOUT)
    reader = visit(360, user_agent=PERSON)
    assert _opened(reader, platform) == ["/hesabu"]
    for wish in WISHES:
        unwilling = visit(360, user_agent=PERSON)
        unwilling.add_init_script(wish)
        assert _opened(unwilling, platform) == []
    for told in ({"DNT": "1"}, {"Sec-GPC": "1"}):
        assert _opened(visit(360, user_agent=PERSON, extra_http_headers=told), platform) == ["/hesabu"]  # and not heard
    assert _opened(visit(360, java_script_enabled=False, user_agent=PERSON), platform) == []
    assert _opened(visit(360), platform) == ["/hesabu"]  # a browser without a screen, says its name
    wait_for(lambda: _views(editor, platform, ABOUT) > before)
    time.sleep(4)  # longer than counts wait to be written
    assert _views(editor, platform, ABOUT) == before + 1
    assert reader.context.cookies() == []
    assert reader.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]


def test_a_reader_without_a_script_says_what_was_wrong_and_an_editor_reads_it(platform, visit, sign_in, picture):
    reader = visit(360, java_script_enabled=False)
    reader.goto(platform.at(ABOUT, "moha"))
    picture(reader, "visits-1-question")
    reader.get_by_role("button", name="Hapana").click()
    assert "Asante" in reader.locator("h1").inner_text()
    picture(reader, "visits-2-thanks")
    reader.fill("textarea", "Anwani ya ofisi ya Dodoma imebadilika.")
    reader.get_by_role("button", name="Tuma maoni").click()
    picture(reader, "visits-3-thanks-for-comment")
    reader.get_by_role("link", name="Rudi kwenye").click()
    assert reader.url == platform.at(ABOUT, "moha")
    assert reader.context.cookies() == []
    editor = sign_in(EDITOR)
    editor.goto(platform.at("/office/page-comments/"))
    assert "Anwani ya ofisi ya Dodoma imebadilika." in editor.locator("main").inner_text()
    picture(editor, "visits-4-comments")
    assert accessibility_problems(editor) == []
    for period in ("7", "30", "90", "365"):
        editor.goto(platform.at(f"/office/visits/?period={period}"))
        assert accessibility_problems(editor) == [], period
        picture(editor, f"visits-5-visits-{period}")


def test_the_pages_that_readers_see_are_judged(platform, visit, picture):
    reader = visit(360)
    for path in (ABOUT, "/maoni-ya-ukurasa/?page=/kuhusu/&said=no", "/maoni-ya-ukurasa/?page=/kuhusu/"):
        reader.goto(platform.at(path, "moha"))
        assert accessibility_problems(reader) == [], path


def test_a_reader_narrows_a_list_without_a_script(platform, visit, picture):
    reader = visit(360, java_script_enabled=False)
    reader.goto(platform.at("/zabuni/", "kilosa-dc"))
    picture(reader, "visits-6-filter")
    reader.get_by_text("Chuja orodha").click()
    picture(reader, "visits-7-filter-open")
    reader.get_by_role("navigation", name="Chuja orodha").locator("a[href$='/zilizotolewa/']").click()
    assert reader.url.endswith("/zabuni/hali/zilizotolewa/")
    picture(reader, "visits-8-filtered")
    judged = visit(1280)
    judged.goto(reader.url)
    assert accessibility_problems(judged) == []
    judged.goto(platform.at("/tafuta/?q=maji&year=2026", "kilosa-dc"))
    picture(judged, "visits-9-search")
    assert accessibility_problems(judged) == []


def _opened(page: Page, platform) -> list[str]:
    """What the page sends while it is opened, by path, beside what it fetches."""
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    page.goto(platform.at(ABOUT, "moha"), wait_until="networkidle")
    page.wait_for_timeout(300)
    return [f"/{url.split('/', 3)[3]}" for url in sent]


def _views(editor: Page, platform, path: str) -> int:
    """The views of ``path`` as the editor's list says."""
    answer = editor.request.get(platform.at("/office/visits/?export=csv"))
    rows = list(csv.reader(io.StringIO(answer.text())))[1:]
    return next(int(row[4]) for row in rows if row[2] == path)
