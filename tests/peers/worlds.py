"""What is dear to make in the database, made once for all tests that ask for the same.

Half of the time of a test of websites went into making the institution with its whole site that the test begins with. A fixture that is
decorated with ``made_once`` instead of ``pytest.fixture`` makes such a *world* in a transaction that stays open while one test after the
other asks for it. Each test runs in a transaction of its own within, which is rolled back as ever, and is handed a copy of the objects.

No test sees what it did not ask for: the first one that asks for another world, or for none, has the open one rolled back before it
begins, in whatever order tests come. One that commits therefore finds no transaction open; if it asks for a world, it has its own.

What makes a world takes no arguments, since what is patched or set for one test would be there for the next ones too.
"""

import copy
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

Make = Callable[[], Any]


@dataclass
class World:
    """What ``make`` made, and the transaction in which it is there."""

    make: Make
    made: Any
    transaction: transaction.Atomic
    blocker: DjangoDbBlocker


_open: World | None = None


def made_once(make: Make) -> Any:
    """A fixture of what ``make`` makes in the database: made once for the tests that ask for it one after the other."""

    def fixture(_world: World | None) -> Any:
        return copy.deepcopy(_world.made) if _world else make()

    fixture.__doc__, fixture.make = make.__doc__, make  # type: ignore[attr-defined]
    return pytest.fixture(fixture)


def asked_by(test: pytest.Item) -> Make | None:
    """What makes the world that ``test`` asks for; ``None`` when it asks for none."""
    fixtures = getattr(test, "_fixtureinfo", None)  # of all that its fixtures ask for in turn, too
    found = [getattr(last.func, "make", None) for *_, last in fixtures.name2fixturedefs.values()] if fixtures else []
    makes = {make for make in found if make}
    assert len(makes) < 2, f"{test.nodeid} asks for two worlds"
    return makes.pop() if makes else None


def enter(make: Make, blocker: DjangoDbBlocker) -> World:
    """The open world, or where there is none (``leave`` comes first) a new one."""
    global _open
    if not _open:
        with blocker.unblock():
            _open = _begin(make, blocker)
    return _open


def leave(but: Make | None = None) -> None:
    """Take back the open world, unless it is what ``but`` makes."""
    global _open
    if _open and _open.make is not but:
        left, _open = _open, None
        with left.blocker.unblock():
            _roll_back(left.transaction)


def _begin(make: Make, blocker: DjangoDbBlocker) -> World:
    outer = transaction.atomic()
    outer._from_testcase = True  # type: ignore[attr-defined]  as Django's TestCase marks its own: durable blocks may stand within
    outer.__enter__()
    try:
        return World(make, make(), outer, blocker)
    except BaseException:
        _roll_back(outer)
        raise


def _roll_back(outer: transaction.Atomic) -> None:
    transaction.set_rollback(True)
    outer.__exit__(None, None, None)
