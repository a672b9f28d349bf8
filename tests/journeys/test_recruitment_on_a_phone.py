"""A requisition on a phone: its rows of posts stand below each other, and nothing is scrolled sideways."""

import pytest

from tests.peers.browser import accessibility_problems

pytestmark = pytest.mark.browser

OFFICER = "method.kessy@moha.go.tz"
INPUTS = "[name^=post_lines-0-]"


def edges(page):
    """Where each input of the first row begins, across and down, and where it ends across."""
    boxes = [each.bounding_box() for each in page.locator(INPUTS).all()]
    return [(box["x"], box["y"], box["x"] + box["width"]) for box in boxes]


def test_the_rows_of_a_requisition_stack_on_a_phone(platform, sign_in, picture):
    page = sign_in(OFFICER, 360)
    page.goto(platform.at("/office/requisitions/new/"))
    rows = page.locator(".hd-scroll", has=page.locator(INPUTS))
    assert rows.evaluate("rows => rows.scrollWidth - rows.clientWidth") <= 0
    found = edges(page)
    assert len(found) == 4
    assert all(begin >= 0 and end <= 360 for begin, _down, end in found), found
    assert len({down for _begin, down, _end in found}) == 4, "below each other"
    assert "Kituo" in page.locator("[data-label]", has=page.locator("[name=post_lines-0-station]")).get_attribute("data-label")
    rows.scroll_into_view_if_needed()
    picture(page, "recruitment-requisition-phone")
    page.set_viewport_size({"width": 360, "height": 3000})  # axe takes for too small what the bar at the foot covers just then
    assert accessibility_problems(page) == []
    page.set_viewport_size({"width": 1280, "height": 800})
    down = [down for _begin, down, _end in edges(page)]
    assert max(down) - min(down) < 20, "at a desk a row is a row"
