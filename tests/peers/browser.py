"""A real browser: Debian's Chromium, driven by Playwright, with axe to judge what it shows."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

AXE = Path(__file__).parents[2] / "assets" / "node_modules" / "axe-core" / "axe.min.js"
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
            browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=OPTIONS)
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
    page.evaluate(AXE.read_text())
    found = page.evaluate("standards => axe.run({runOnly: standards})", STANDARDS)
    return [f"{rule['id']}: {rule['help']} – {rule['nodes'][0]['html']} ({len(rule['nodes'])})" for rule in found["violations"]]
