"""The look as a browser shows it: judged by axe, at both widths, in three themes, with and without scripts."""

import threading
from datetime import UTC, datetime, timedelta
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
from django.core.wsgi import get_wsgi_application

from huduma.platform.portal.themes import PALETTES
from tests.peers.browser import WIDTHS, accessibility_problems, problems_at_both_widths

pytestmark = pytest.mark.browser


class _Silent(WSGIRequestHandler):
    def log_message(self, *args):
        """Say nothing: a failing test shows what it needs."""


@pytest.fixture(scope="module")
def address():
    server = make_server("127.0.0.1", 0, get_wsgi_application(), handler_class=_Silent)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://localhost:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def open_page(browser, address, db):
    """A function that opens a path at a width, and fails the test at once when the browser complains about the page."""
    contexts, complaints = [], []

    def go(path, width=1280, **options):
        context = browser.new_context(viewport={"width": width, "height": 800}, **options)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text) if "(Not Found)" not in message.text else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(address + path)
        return page

    yield go
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.mark.parametrize("path", ["/components/", "/en/components/"])
def test_axe_finds_nothing(open_page, path):
    assert problems_at_both_widths(open_page(path)) == {}


def test_axe_finds_nothing_on_a_page_of_an_error(open_page):
    assert accessibility_problems(open_page("/hakuna-hapa/")) == []


@pytest.mark.parametrize("kind", ["agency", "region", "other"])
def test_axe_finds_nothing_in_other_colours(open_page, kind):
    primary, accent = (colour.replace("#", "%23") for colour in PALETTES[kind])
    assert accessibility_problems(open_page(f"/components/?primary={primary}&accent={accent}")) == []


def test_axe_finds_nothing_in_colours_that_nobody_should_pick(open_page):
    assert accessibility_problems(open_page("/components/?primary=%23ffff00&accent=%23808080")) == []


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_moves_and_nothing_sticks_out(open_page, width):
    page = open_page("/components/", width)
    shift = page.evaluate(
        """() => new Promise(done => {
            let sum = 0;
            new PerformanceObserver(list => list.getEntries().forEach(entry => sum += entry.value))
                .observe({type: "layout-shift", buffered: true});
            setTimeout(() => done(sum), 300);
        })"""
    )
    assert shift == 0
    assert page.evaluate("document.documentElement.scrollWidth") == width


@pytest.mark.parametrize("width", WIDTHS)
def test_everything_to_press_is_large_enough(open_page, width):
    """WCAG 2.2, 2.5.8: 24 px, but for links inside a sentence. Of a tile or a card the whole surface is the link's."""
    small = open_page("/components/", width).evaluate(
        """() => [...document.querySelectorAll("a, button, summary, input, select, textarea")]
            .filter(one => one.checkVisibility() && one.type !== "hidden")
            .filter(one => !one.closest("p, .hd-skip, .hd-tile, .hd-card"))
            .map(one => [one.outerHTML.slice(0, 90), one.getBoundingClientRect()])
            .filter(([, box]) => box.width > 0 && (box.height < 24 || box.width < 24))
            .map(([html]) => html)"""
    )
    assert small == []


def test_menu_opens_without_a_script(open_page):
    page = open_page("/en/components/", 360, java_script_enabled=False)
    link = page.locator(".hd-menu__toggle").get_by_role("link", name="Contact")
    assert not link.is_visible()
    page.get_by_text("Menu", exact=True).click()
    assert link.is_visible()
    link.click()
    assert page.url.endswith("/en/components/#contact")


def test_side_menu_is_folded_on_a_phone_and_open_where_there_is_room(open_page):
    for width, shown in ((360, False), (1280, True)):
        menu = open_page("/en/components/", width, java_script_enabled=False).get_by_role("navigation", name="My account")
        assert menu.get_by_text("Password").is_visible() is shown


def test_menu_is_a_row_where_there_is_room(open_page):
    page = open_page("/en/components/", 1280, java_script_enabled=False)
    assert page.get_by_role("navigation", name="Main menu").get_by_role("link", name="Contact").count() == 1


def test_keyboard_finds_the_content_first_and_shows_where_it_is(open_page):
    page = open_page("/en/components/", java_script_enabled=False)
    page.keyboard.press("Tab")
    skip = page.locator(":focus")
    assert skip.inner_text() == "Skip to main content"
    assert skip.bounding_box()["y"] >= 0
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineWidth") == "3px"


def test_errors_are_met_first_with_a_script(open_page):
    page = open_page("/en/components/")
    assert page.locator(":focus").get_attribute("class") == "hd-errors"
    page.get_by_role("link", name="Message – This field is required.").click()
    assert page.evaluate("document.activeElement.name") == "wrong-message"


def test_escape_closes_the_menu(open_page):
    page = open_page("/en/components/", 360)
    page.locator(".hd-menu__toggle summary").click()
    page.keyboard.press("Escape")
    assert page.evaluate("document.querySelector('.hd-menu__toggle').open") is False
    assert page.evaluate("document.activeElement.localName") == "summary"


def test_a_deadline_is_counted_by_the_servers_clock(open_page):
    """Somebody whose phone believes that it is next year must not be told that they are too late."""
    page = open_page("/en/components/")
    counted = page.locator(".hd-countdown", has_text="day")
    counted.wait_for()
    right = counted.inner_text()
    page.clock.set_system_time(datetime.now(UTC) + timedelta(days=400))
    page.reload()
    counted.wait_for()
    assert counted.inner_text() == right


def test_fits_a_wall_of_large_letters(open_page):
    """WCAG 1.4.4 and 1.4.10: at 400 % a page of 1280 px is one of 320 px, and nothing is cut off."""
    page = open_page("/components/", 320)
    assert page.evaluate("document.documentElement.scrollWidth") == 320
