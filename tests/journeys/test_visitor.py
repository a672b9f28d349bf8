"""A visitor on a cheap phone: without scripts, on a slow line, by telephone menu."""

import re

import pytest

pytestmark = pytest.mark.browser
WIDTHS = [360, 1280]
FIRST_VIEW = 60_000  # bytes, compressed
SLOW = {"offline": False, "latency": 300, "downloadThroughput": 50_000 / 8, "uploadThroughput": 50_000 / 8}

PORTAL = [
    *("/", "/en/", "/taasisi/", "/huduma/", "/takwimu/", "/tafuta/?q=maji", "/simulator/", "/simulator/sms/"),
    *("/ajira/", "/en/jobs/?q=afisa&closed=on"),
    *("/msaada/", "/account/login/", "/demonstration/accounts/", "/demonstration/texts/"),
]
SITE = ["/", "/en/", "/kuhusu/", "/habari/", "/mawasiliano/", "/mawasiliano/maoni/", "/en/news/"]
PLACES = [("", path) for path in PORTAL] + [("moha", path) for path in SITE] + [("bariadi-tc", "/")]


@pytest.mark.parametrize("width", WIDTHS)
def test_reading_without_javascript(platform, visit, picture, width):
    page = visit(width, java_script_enabled=False)
    page.goto(platform.at("/", "moha"))
    assert page.title().startswith("Wizara ya Mambo ya Ndani ya Nchi")
    page.locator("main").get_by_role("link", name="Vitambulisho vya Taifa vilivyo tayari vinatolewa katika kata").click()
    picture(page, "news")
    assert page.locator("h1").inner_text().startswith("Vitambulisho")
    page.get_by_role("link", name="English").first.click()
    assert page.locator("html").get_attribute("lang") == "en"
    assert "/en/news/" in page.url
    page.goto(platform.at("/", "moha"))
    if width == 360:
        page.get_by_text("Menyu").first.click()
    page.get_by_role("link", name="Mawasiliano").first.click()
    assert "info@moha.go.tz" in page.locator("main").inner_text()


def test_finding_an_institution_and_its_news_on_the_portal(platform, visit, picture):
    page = visit(360, java_script_enabled=False)
    page.goto(platform.at("/"))
    picture(page, "portal")
    page.goto(platform.at("/tafuta/?q=vitambulisho"))
    picture(page, "search")
    page.locator("main").get_by_role("link", name=re.compile("Vitambulisho vya Taifa vilivyo tayari")).first.click()
    assert page.url.startswith(platform.at("/", "moha"))
    page.goto(platform.at("/taasisi/"))
    picture(page, "directory")


def test_the_telephone_menu(platform, visit, picture):
    page = visit(360, java_script_enabled=False)
    page.goto(platform.at("/simulator/"))
    picture(page, "simulator")
    screen = page.locator(".hd-phone")
    before = screen.inner_text()
    page.locator("main input[type=text], main input[type=tel], main input[name=answer]").first.fill("1")
    page.locator("main form button").first.click()
    assert page.locator(".hd-phone").inner_text() != before
    picture(page, "simulator-next")


@pytest.mark.parametrize(("code", "path"), PLACES)
def test_first_view_is_small_and_stands_still_on_a_slow_line(platform, visit, code, path):
    page = visit(360)
    client = page.context.new_cdp_session(page)
    client.send("Network.enable")
    client.send("Network.emulateNetworkConditions", SLOW)
    received: list[float] = []
    client.on("Network.loadingFinished", lambda event: received.append(event["encodedDataLength"]))
    page.goto(platform.at(path, code), wait_until="load")
    assert 0 < sum(received) <= FIRST_VIEW
    shifts = page.evaluate(
        """() => new Promise(done => new PerformanceObserver(list =>
             done(list.getEntries().reduce((sum, e) => sum + e.value, 0))).observe({type: 'layout-shift', buffered: true})
             || setTimeout(() => done(0), 300))"""
    )
    assert shifts < 0.01
