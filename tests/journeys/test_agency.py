"""The agency speaks on all sites, freezes one and moves one; an institution puts up its own banner. Every screen looked at and judged."""

import re

import pytest
from playwright.sync_api import Page

from tests.peers.browser import accessibility_problems

pytestmark = pytest.mark.browser

KEEPER, MODERATOR = "grace.mushi@ega.go.tz", "daudi.sanga@moha.go.tz"
MOURNING = "Taifa linaomboleza. Bendera zinapepea nusu mlingoti kwa siku saba."
BANNER = "Ofisi za uhamiaji Dodoma zitafungwa Ijumaa."
REASON = "Tovuti inachunguzwa baada ya kuvamiwa."


def test_a_banner_of_the_institution_gives_way_to_the_nation_in_mourning(platform, sign_in, visit, picture):
    moderator, keeper, visitor = sign_in(MODERATOR), sign_in(KEEPER), visit(360, java_script_enabled=False)
    moderator.goto(platform.at("/office/banners/new/"))
    _fill(moderator, "bad", BANNER)
    picture(moderator, "agency-1-banner")
    assert accessibility_problems(moderator) == []
    _send(moderator)
    visitor.goto(platform.at("/", "moha"))
    assert BANNER in visitor.locator("aside").inner_text()
    picture(visitor, "agency-2-banner-on-site")
    keeper.goto(platform.at("/office/national-notices/new/"))
    _fill(keeper, "mourning", MOURNING)
    picture(keeper, "agency-3-national")
    assert accessibility_problems(keeper) == []
    _send(keeper)
    _until(visitor, platform.at("/", "moha"), MOURNING)
    picture(visitor, "agency-4-mourning")
    _until(visitor, platform.at("/en/", "bariadi-tc"), "(en)")
    keeper.goto(platform.at("/office/national-notices/"))
    picture(keeper, "agency-5-notices")
    assert accessibility_problems(keeper) == []
    keeper.goto(platform.at(_operation(keeper, "withdraw")))
    picture(keeper, "agency-6-withdraw")
    _send(keeper)
    _until(visitor, platform.at("/", "moha"), BANNER)
    moderator.goto(platform.at("/office/banners/"))
    picture(moderator, "agency-7-banners")
    assert accessibility_problems(moderator) == []


def test_a_site_is_frozen_and_thawed(platform, sign_in, visit, picture):
    moderator, keeper = sign_in(MODERATOR), sign_in(KEEPER)
    keeper.goto(platform.at("/office/all-websites/?q=moha"))
    picture(keeper, "agency-8-found")
    freeze = _operation(keeper, "freeze")
    keeper.goto(platform.at(freeze))
    keeper.fill("[name=reason]", REASON)
    picture(keeper, "agency-9-freeze")
    assert accessibility_problems(keeper) == []
    _send(keeper)
    moderator.goto(platform.at("/office/"))
    assert REASON in moderator.locator("main").inner_text()
    picture(moderator, "agency-10-frozen-first-screen")
    moderator.goto(platform.at("/office/pages/?locale=sw"))
    moderator.goto(platform.at(moderator.locator("main a[href$='/edit/']").first.get_attribute("href")))
    assert REASON in moderator.locator("main").inner_text()
    picture(moderator, "agency-11-frozen-editor")
    keeper.goto(platform.at(freeze.replace("/freeze/", "/unfreeze/")))
    _send(keeper)
    moderator.goto(platform.at("/office/"))
    assert REASON not in moderator.locator("main").inner_text()


def test_the_overview_is_judged(platform, sign_in, picture):
    keeper = sign_in(KEEPER)
    keeper.goto(platform.at("/office/all-websites/"))
    picture(keeper, "agency-12-overview")
    assert accessibility_problems(keeper) == []
    keeper.set_viewport_size({"width": 360, "height": 800})
    assert accessibility_problems(keeper) == []
    details = keeper.locator("a[href*='/all-websites/details/']").first.get_attribute("href")
    keeper.goto(platform.at(details))
    picture(keeper, "agency-13-details")
    keeper.goto(platform.at(details.replace("/details/", "/move/")))
    picture(keeper, "agency-14-move")
    assert accessibility_problems(keeper) == []


def test_a_site_moves_to_another_host_name(platform, sign_in, visit):
    keeper, visitor = sign_in(KEEPER), visit(360)
    keeper.goto(platform.at("/office/all-websites/?q=bariadi-tc"))
    move = _operation(keeper, "move")
    keeper.goto(platform.at(move))
    keeper.fill("[name=host]", "bariadi.localhost")
    _send(keeper)
    visitor.goto(platform.at("/habari/?ukurasa=1", "bariadi-tc"))
    assert visitor.url == platform.at("/habari/?ukurasa=1", "bariadi")
    keeper.goto(platform.at(move))
    keeper.fill("[name=host]", "bariadi-tc.localhost")
    _send(keeper)
    visitor.goto(platform.at("/kuhusu/", "bariadi"))
    assert visitor.url == platform.at("/kuhusu/", "bariadi-tc")


def _operation(page: Page, name: str) -> str:
    """The address of an operation on the first record of the list, whose title leads to its details or its editor."""
    title = page.locator("main td a[href*='/details/'], main td a[href*='/edit/']").first.get_attribute("href")
    assert title
    return re.sub("/(details|edit)/", f"/{name}/", title)


def _fill(page: Page, kind: str, text: str) -> None:
    page.check(f"[name=kind][value={kind}]")
    page.fill("[name=text_sw]", text)
    page.fill("[name=text_en]", f"{text} (en)")


def _send(page: Page) -> None:
    page.locator("main form[method=POST] button[type=submit]").last.click()
    page.wait_for_selector(".messages .success")


def _until(page: Page, address: str, text: str) -> None:
    """Ask again until the worker has come to this site."""
    for _ in range(60):
        page.goto(address)
        aside = page.locator("aside")
        if aside.count() and text in aside.first.inner_text():
            return
        page.wait_for_timeout(500)
    raise AssertionError(f"{address} does not say {text!r}")
