"""From an editor's first word to the citizen's page, with a moderator in between."""

import pytest

pytestmark = pytest.mark.browser

TITLE = "Daraja la Mto Wami limefunguliwa"
SUMMARY = "Magari yanapita tangu leo asubuhi; malori yasubiri hadi Jumatatu."


def test_a_news_item_is_written_returned_mended_approved_and_read(platform, sign_in, visit, picture):
    editor = sign_in("EDITOR")
    _write(platform, editor, picture)
    moderator = sign_in("MODERATOR")
    _return(platform, moderator, picture)
    _mend(editor)
    _approve(moderator, picture)
    visitor = visit(360, java_script_enabled=False)
    visitor.goto(platform.at("/habari/", "moha"))
    visitor.get_by_role("link", name=TITLE).click()
    assert SUMMARY in visitor.locator("main").inner_text()
    visitor.goto(platform.at("/tafuta/?q=Wami"))
    assert TITLE in visitor.locator("main").inner_text()
