"""One platform for all journeys: its own database and state, its own web, worker and mailbox processes."""

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Page

from huduma.project.demonstration.people import PASSWORD
from tests.peers.ports import free_port, listens
from tests.peers.processes import ROOT, stop, wait_for
from tests.peers.template import copy_migrated

PICTURES = ROOT / "var" / "screenshots"
# The worker would make the sites of the nation's other institutions meanwhile, which takes it minutes; no journey leads to one of them.
LEAVE_THE_OTHERS = "from huduma.systems.websites.models import InstitutionSite as S; S.objects.filter(status=S.Status.OWED).delete()"


@dataclass(frozen=True)
class Platform:
    """Where the platform of the journeys answers."""

    port: int
    state: Path  # database, uploads and page directories of its processes
    environment: dict[str, str]  # of its processes

    def at(self, path: str, code: str = "") -> str:
        """The address of ``path`` on the portal, or on the site of the institution ``code``."""
        return f"http://{code + '.' if code else ''}localhost:{self.port}{path}"

    def shell(self, code: str) -> str:
        """What ``code`` prints, run as ``manage.py shell`` runs it beside the processes."""
        command = [sys.executable, "manage.py", "shell", "--no-imports", "--command", code]
        return subprocess.run(command, cwd=ROOT, env=self.environment, check=True, capture_output=True, text=True).stdout


@pytest.fixture(scope="session")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    """The demonstration nation, loaded as ``make run`` loads it, and the processes that ``make run`` starts."""
    port, mail = free_port(), free_port()
    state = tmp_path_factory.mktemp("nation")
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("HUDUMA_")},
        "HUDUMA_STATE": str(state),
        "HUDUMA_PORT": str(port),
        "HUDUMA_MAIL_URL": f"smtp://127.0.0.1:{mail}",
        "HUDUMA_DEMONSTRATION": "1",
    }
    (state / "static").symlink_to(os.environ.get("HUDUMA_STATE", str(ROOT / "var")) + "/static")  # collected by make setup
    manage = [sys.executable, "manage.py"]
    copy_migrated(settings.STATE.parent, state / "db.sqlite3")
    for command in (["migrate"], ["demonstrate"], ["shell", "--command", LEAVE_THE_OTHERS]):
        subprocess.run([*manage, *command, "--verbosity=0"], cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)
    web = ["granian", "--interface", "wsgi", "--port", str(port), "--workers", "2", "--no-ws", "huduma.project.wsgi:application"]
    programs = [[f"{Path(sys.executable).parent}/{web[0]}", *web[1:]], [*manage, "worker"], [*manage, "mailbox"]]
    log = (state / "log").open("wb")
    processes = [subprocess.Popen(p, cwd=ROOT, env=environment, stdout=log, stderr=log, start_new_session=True) for p in programs]
    try:
        wait_for(lambda: listens(port), 60)
        yield Platform(port, state, environment)
    finally:
        for process in processes:
            stop(process)


@pytest.fixture
def visit(browser: Browser) -> Iterator[Callable[..., Page]]:
    """A function that opens a fresh browser window of a width (and other context options); what the browser complains of fails the test."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def open_window(width: int = 1280, **options: object) -> Page:
        context = browser.new_context(viewport={"width": width, "height": 800}, locale="sw-TZ", **options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(30_000)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda message: complaints.append(message.text) if "Content Security Policy" in message.text else None)
        return page

    yield open_window
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture(scope="session")
def cookies() -> dict[str, object]:
    """The cookies of those who have signed in: a code is good for one sign-in only (RFC 6238, 5.2), so each signs in once."""
    return {}


@pytest.fixture
def sign_in(platform: Platform, visit: Callable[..., Page], cookies: dict[str, object]) -> Callable[..., Page]:
    """A function that signs somebody of the demonstration in, with password and second factor, and returns their window."""

    def as_(email: str, width: int = 1280) -> Page:
        if email in cookies:
            return visit(width, storage_state=cookies[email])
        page = visit(width)
        page.goto(platform.at("/account/login/"))
        page.fill("input[name=login]", email)
        page.fill("input[name=password]", PASSWORD)
        page.click("main form button[type=submit]")
        page.wait_for_url("**/2fa/authenticate/**")
        page.fill("input[name=code]", code_of(platform, page, email))
        page.locator("input[name=code]").press("Enter")
        page.wait_for_url(lambda url: "/account/" not in url)
        cookies[email] = page.context.storage_state()
        return page

    return as_


def code_of(platform: Platform, page: Page, email: str) -> str:
    """What the authenticator app of ``email`` shows now, as the demonstration's page tells everyone."""
    text = page.request.get(platform.at("/demonstration/accounts/")).text()
    row = next(row for row in text.split("<tr>") if email in row)
    found = re.search(r"<code>(\d{6})</code>", row)
    assert found, f"{email} has no code"
    return found.group(1)


@pytest.fixture
def picture(request: pytest.FixtureRequest) -> Callable[[Page, str], None]:
    """A function that keeps a picture of the page at both widths, in ``var/screenshots``, to be looked at."""

    def keep(page: Page, name: str) -> None:
        PICTURES.mkdir(parents=True, exist_ok=True)
        before = page.viewport_size
        for width in (360, 1280):
            page.set_viewport_size({"width": width, "height": 800})
            page.screenshot(path=PICTURES / f"{name}-{width}.png", full_page=True, animations="disabled")
        if before:
            page.set_viewport_size(before)

    return keep
