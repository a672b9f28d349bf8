"""A reader without scripts types into the search of a site's own header, narrows what is found and the list of news, and prints a page."""

import pytest

from tests.peers.browser import accessibility_problems

from .conftest import PICTURES

pytestmark = pytest.mark.browser

MODERATOR = "daudi.sanga@moha.go.tz"
OLD, NEW, NOT_NEWS = "Vitambulisho vya zamani vinabadilishwa", "Vitambulisho vya Taifa vilivyo tayari vinatolewa katika kata", "Kuhusu sisi"
ELSEWHERE = "https://www.nida.go.tz/"
NOT_ON_PAPER = [
    *(".hd-topbar__languages", ".hd-header__search", ".hd-menu", ".hd-breadcrumb", ".hd-helpful", ".hd-footer", ".hd-filter"),
]


def test_a_reader_searches_narrows_and_prints(platform, sign_in, visit, picture):
    _publish_news_of_2024(platform, sign_in(MODERATOR))
    reader = visit(360, java_script_enabled=False)
    reader.goto(platform.at("/", "moha"))
    reader.get_by_text("Menyu").first.click()  # on a phone the header's search is in the folded menu
    picture(reader, "reader-0-menu")
    reader.locator("header [type=search]").filter(visible=True).fill("vitambulisho")
    reader.locator("header .hd-search__button").filter(visible=True).click()
    assert reader.url == platform.at("/tafuta/?q=vitambulisho", "moha")
    assert {OLD, NEW, NOT_NEWS} <= _titles(reader)
    picture(reader, "reader-1-found")
    _narrow(reader, listing="websites.news")
    assert {OLD, NEW} <= _titles(reader)
    assert NOT_NEWS not in _titles(reader)
    _narrow(reader, year="2024")
    assert _titles(reader) == {OLD}
    picture(reader, "reader-2-narrowed")
    reader.locator("main").get_by_role("link", name=OLD).click()
    assert reader.locator("h1").inner_text() == OLD

    reader.locator(".hd-breadcrumb").get_by_role("link", name="Habari").click()
    assert {OLD, NEW} <= _titles(reader)
    reader.get_by_text("Chuja orodha").click()
    reader.locator(".hd-facets").get_by_role("link", name="2024").click()
    assert reader.url == platform.at("/habari/2024/", "moha")
    assert _titles(reader) == {OLD}
    assert reader.locator(".hd-facets summary").inner_text().splitlines() == ["Chuja orodha", "2024"], "folded, so that the list is seen"
    picture(reader, "reader-3-year")
    _print(reader)
    reader.locator("main").get_by_role("link", name=OLD).click()
    _print(reader)
    reader.emulate_media(media="print")
    spelled_out = reader.locator(".hd-prose a").evaluate("link => getComputedStyle(link, '::after').content")
    assert spelled_out == f'" ({ELSEWHERE})"'
    picture(reader, "reader-4-paper")


def _publish_news_of_2024(platform, page):
    page.goto(platform.at("/office/pages/search/?q=Habari"))
    listing = page.get_by_role("link", name="Habari", exact=True).first.get_attribute("href")
    page.goto(platform.at(listing.replace("/edit/", "/add_subpage/")))
    page.locator("[name=title]").press_sequentially(OLD)
    page.fill("[name=date]", "2024-03-01")
    page.fill("[name=summary]", "Kila mwenye kitambulisho cha zamani atapewa kipya.")
    page.locator("[data-streamfield-stream-container] button.c-sf-add-button").first.click()
    page.get_by_role("option", name="Maandishi").click()
    page.locator("[data-streamfield-stream-container] .public-DraftEditor-content").first.click()
    page.keyboard.type("Mamlaka ya Vitambulisho")
    page.keyboard.press("Control+A")
    page.keyboard.press("Control+K")
    page.locator(".modal-body").get_by_role("link", name="Kiungo cha nje").click()
    page.fill(".modal-body [name=external-link-chooser-url]", ELSEWHERE)
    page.locator(".modal-body [type=submit]").click()
    page.locator(".modal-body").wait_for(state="hidden")
    page.wait_for_timeout(800)  # the text editor hands over what was typed a moment later
    with page.expect_navigation():
        page.evaluate("document.querySelector('button[name=action-publish]').click()")
    page.wait_for_selector(".messages .success")


def _titles(page):
    """What the list or the results on the page lead to."""
    return set(page.locator("main :is(h2, h3) a").all_inner_texts())


def _narrow(page, **chosen):
    for name, value in chosen.items():
        page.select_option(f"main [name={name}]", value)
    page.get_by_role("button", name="Onyesha matokeo").click()


def _print(page):
    """What is only there to be pressed is not on paper, and what was written is."""
    assert page.locator(".hd-footer").is_visible()
    page.emulate_media(media="print")
    assert [part for part in NOT_ON_PAPER if page.locator(part).filter(visible=True).count()] == []
    assert page.locator("h1").is_visible()
    assert page.get_by_text(OLD).filter(visible=True).count()
    page.emulate_media(media="screen")


@pytest.mark.parametrize("width", [360, 800, 1280])
def test_the_search_of_the_header_is_there_at_every_width(platform, visit, width):
    page = visit(width)
    for path, code in (("/", "moha"), ("/habari/", "moha"), ("/taasisi/", "")):
        page.goto(platform.at(path, code))
        if width == 360:
            page.get_by_text("Menyu").first.click()
        assert page.locator("header [type=search]").filter(visible=True).count() == 1, path
        assert accessibility_problems(page) == [], path
    page.screenshot(path=PICTURES / f"reader-header-{width}.png")
