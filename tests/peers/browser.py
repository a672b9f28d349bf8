"""A real browser: Debian's Chromium, driven by Playwright, with axe to judge what it shows."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

AXE = Path(__file__).parents[2] / "assets" / "node_modules" / "axe-core" / "axe.min.js"
CHROMIUM = "/usr/bin/chromium-headless-shell"  # without the windows that nobody looks at, a page takes a third of the work
WIDTHS = (360, 1280)
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser that ends with the block. Playwright keeps an event loop in this thread, which Django has to put up with."""
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=OPTIONS)
            yield browser
            browser.close()
    finally:
        if before is None:
            del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]
        else:
            os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = before


def accessibility_problems(page: Page) -> list[str]:
    """What axe finds wrong on the page by WCAG 2.2 AA and good practice: one line for each rule, with the first place. The page's
    Content-Security-Policy forbids added scripts, so axe is evaluated and not inserted."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text())
    # What is right it does not describe: that would take most of its time.
    found = page.evaluate("async options => (await axe.run(options)).violations", {"runOnly": STANDARDS, "resultTypes": ["violations"]})
    return [f"{rule['id']}: {rule['help']} – {rule['nodes'][0]['html']} ({len(rule['nodes'])})" for rule in found]


def problems_at_both_widths(page: Page) -> dict[int, list[str]]:
    """The ``accessibility_problems`` of the page on a phone and at a desk, where there are any, by width."""
    found = {}
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        found[width] = accessibility_problems(page)
    return {width: problems for width, problems in found.items() if problems}
