"""Which inline scripts of the office may run."""

import pytest

from huduma.platform.backoffice.browser_rules import chooser_hashes


def test_a_chooser_may_start():
    html = '<p>x</p><script>new ImageChooser("id_picture", {"modalUrl": "/office/images/chooser/"});</script>'
    assert chooser_hashes(html) == ["'sha256-3FzVXbBAIRTkhC5HwQ1V5r9cGTfUdd0qss7YAzTmJnI='"]  # as Chromium computes it


@pytest.mark.parametrize(
    "script",
    [
        "alert(1)",
        'new ImageChooser("id", {"a": alert(1)});',
        'new ImageChooser("id", {}); alert(1)',
        'new ImageChooser("id", {});alert({});',
        'alert(new ImageChooser("id", {}));',
    ],
)
def test_nothing_else_may(script):
    assert chooser_hashes(f"<script>{script}</script>") == []
