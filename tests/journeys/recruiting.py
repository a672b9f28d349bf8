"""What the people of the recruitment journey do again and again: an operation in the office, a page of one's own profile, waiting."""

import re
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from .conftest import Platform

FORM = re.compile(r"<form\b.*?</form>", re.DOTALL)
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')


def send(page: Page) -> None:
    """Press the button of the office's form, and be told that it is done."""
    page.locator("main form[method=POST] button[type=submit], main form[method=post] button[type=submit]").last.click()
    page.wait_for_selector(".messages .success")


def do(page: Page, where: str, **fields: Any) -> str:
    """Send the form at ``where``, with what it holds unseen, without looking at it; returns the page that follows, which says that it is
    done."""
    shown = page.request.get(where)
    assert shown.ok, f"{where}: {shown.status}"
    held = next((kept for form in FORM.findall(shown.text()) if "csrfmiddlewaretoken" in (kept := dict(HIDDEN.findall(form)))), None)
    assert held, f"{where} has no form"
    answer = page.request.post(where, form={**held, **fields}, headers={"Referer": where})
    assert answer.ok, (where, answer.status)
    shown_at_once = re.sub("<template.*?</template>", "", answer.text(), flags=re.DOTALL)
    assert '<li class="success"' in shown_at_once, where
    return answer.text()


def newest(page: Page, address: str) -> str:
    """The number of the record that leads the office's list at ``address``, as its operations take it."""
    found = re.search(r"/(?:details|edit|sheet)/(\d+)/", page.request.get(address).text())
    assert found, f"{address} lists nothing"
    return found[1]


def until(what: str, holds: Callable[[], Any], seconds: int = 150) -> Any:
    """What ``holds`` returns once it is true: the worker looks every minute for what has come due."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := holds():
            return found
        time.sleep(1)
    raise AssertionError(f"in vain waited until {what}")


def text_to(platform: Platform, page: Page, phone: str, wanted: str) -> str:
    """What is ``wanted`` in the newest text to ``phone`` that holds it, once it has come."""

    def look() -> str | None:
        articles = page.request.get(platform.at("/demonstration/texts/")).text().split("<article")[1:]
        found = (re.search(wanted, re.sub("<[^>]+>", " ", article)) for article in articles if phone in article)
        return next((match[0] for match in found if match), None)

    return until(f"a text to {phone} holds {wanted}", look, 60)


def let_time_pass(state: Path, statement: str, *values: Any) -> None:
    """Change an instant in the database, for which the story would wait for weeks. What the database refuses it refuses here too."""
    with closing(sqlite3.connect(state / "db.sqlite3", timeout=30)) as connection, connection:
        assert connection.execute(statement, values).rowcount >= 1, statement
