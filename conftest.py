"""What every test shares: the database that HUDUMA_DATABASE_URL names, and languages that do not leak."""

import gc
from collections import ChainMap
from collections.abc import Iterator
from functools import partialmethod
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client, RequestFactory
from django.test import client as test_client
from django.test.utils import ContextList
from django.utils import translation
from playwright.sync_api import Browser

from huduma.platform.accounts.passwords import PasswordHasher
from huduma.platform.audit.triggers import unseal_table
from tests.peers import worlds
from tests.peers.browser import chromium
from tests.peers.static import scan_once
from tests.peers.template import begin_with_a_copy
from tests.peers.workers import ByPlace, place_by_length

_PRICE = {name: getattr(PasswordHasher, name) for name in ("time_cost", "memory_cost")}


def pytest_configure() -> None:
    """Keep the SQLite test database in a file, which is the copy of another one."""
    database = settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3"):
        database.setdefault("TEST", {})["NAME"] = str(settings.STATE / "test.sqlite3")
    # Hosts are rows, and "testserver" is none of them: a test client speaks to the portal unless it says otherwise.
    RequestFactory.__init__ = partialmethod(RequestFactory.__init__, SERVER_NAME=settings.HOST)  # type: ignore[method-assign]
    # Hashing a password is dear on purpose; the tests hash thousands, with the same algorithm at its cheapest.
    PasswordHasher.time_cost, PasswordHasher.memory_cost = 1, 8
    scan_once()
    test_client.store_rendered_templates = _keep_without_copying  # type: ignore[attr-defined]


def _keep_without_copying(store: dict[str, Any], signal: Any, sender: Any, template: Any, context: Any, **kwargs: Any) -> None:
    """Keep for a test what each template was drawn with: copying it, for the hundreds of a page, took a thirtieth of the run."""
    store.setdefault("templates", []).append(template)
    store.setdefault("context", ContextList()).append(ChainMap(*reversed(context.dicts)))


def pytest_collection_finish() -> None:
    """Let the collector pass over what stays to the end, modules and tests: it took a fifth of the time of a run."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 100)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests that commit come last, for they leave an empty database; and what takes longest comes before the rest of its kind.

    Those that ask for the same world come together.
    """
    first: dict[Any, int] = {}
    together = {test: first.setdefault(worlds.asked_by(test) or test, number) for number, test in enumerate(items)}
    items.sort(key=lambda test: (_commits(test), place_by_length(test.nodeid), together[test]))


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Nothing is there of a world that the test does not ask for, and no transaction is open when it commits."""
    worlds.leave(but=_world_of(item))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ByPlace:
    """What one worker has to do alone comes first, so that the others do the rest meanwhile."""
    return ByPlace(config, log)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Migrate one database for all workers, once each has the name of its own."""
    begin_with_a_copy(settings.DATABASES["default"], settings.STATE.parent)


@pytest.fixture(scope="session")
def _worlds(django_db_setup):
    """The last world is taken back before the database goes."""
    yield
    worlds.leave()


@pytest.fixture
def _world(request, _worlds, django_db_blocker):
    """The world that the test asks for (tests/peers/worlds.py)."""
    make = _world_of(request.node)
    return worlds.enter(make, django_db_blocker) if make else None


@pytest.fixture
def _django_db_helper(_world, _django_db_helper):
    """pytest-django's own, which begins the transaction of a test: within that of its world."""


@pytest.fixture
def client(db) -> Client:
    """A visitor of the portal; every request looks for the site of its host.

    Its ``force_login`` also proves the second factor; the way in itself has tests of its own (accounts).
    """
    from huduma.platform.accounts.testing import ProvenClient  # its models need Django to be set up

    return ProvenClient()


@pytest.fixture
def _passwords_at_full_price(monkeypatch):
    """Passwords are hashed as on the platform that people use."""
    for name, price in _PRICE.items():
        monkeypatch.setattr(PasswordHasher, name, price)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The one browser of a test run; Playwright allows no second one in a process.

    While its event loop is in this thread, Django has another connection there: a world does not outlast the change.
    """
    worlds.leave()
    with chromium() as browser:
        yield browser
        worlds.leave()


@pytest.fixture(autouse=True)
def _swahili_first():
    """Every test starts in the platform's first language, whatever the one before it activated."""
    translation.activate(settings.LANGUAGE_CODE)
    yield
    translation.deactivate()


def _commits(test: pytest.Item) -> bool:
    """Whether the test's changes stay in the database when it ends."""
    marker = test.get_closest_marker("django_db")
    asked = {"transactional_db", "live_server"} & set(test.fixturenames)  # type: ignore[attr-defined]
    return bool((marker and marker.kwargs.get("transaction")) or asked)


def _world_of(test: pytest.Item) -> worlds.Make | None:
    """What makes the world that the test shares with others; one that commits has its own."""
    return None if _commits(test) else worlds.asked_by(test)


@pytest.fixture(autouse=True)
def _emptied_between_tests(request):
    """A test with real commits is followed by emptying every table, which the chained audit records refuse."""
    commits = _commits(request.node)
    if commits:
        request.getfixturevalue("transactional_db")
    yield
    if commits:
        unseal_table(connection)  # the signal after emptying seals it again
        from django.contrib.contenttypes.models import ContentType

        from huduma.platform.delivery.middleware import forget_sites

        forget_sites()
        ContentType.objects.clear_cache()  # the same signal makes content types anew, under other keys
