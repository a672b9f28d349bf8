"""The screens of the office as one officer sees them, and what each of them costs.

They are taken from the URLconfs: whatever address answers an officer who fills it with things of the own institution is a screen, so that
a new one is covered without being named here.
"""

import time
from collections.abc import Container, Iterator
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from .addresses import Things, filled, views

SEARCHABLE = ("index", "listing", "results", "search", "choose", "explore", "report", "aging", "usage", "history")
TIMES = 3


class Screen(NamedTuple):
    """One screen: the name of its view, its address, what it asked of the database, and how long it took at best, in seconds."""

    name: str
    address: str
    queries: int
    seconds: float
    statements: tuple[str, ...]


def addresses(things: Things, searched: str) -> Iterator[tuple[str, str]]:
    """The name and the address of everything in the office that may be a screen, each listing and chooser also with a search."""
    for view in views():
        for address in filled(view, things):
            if not address.startswith("/office/"):
                continue
            yield view.name, address
            if any(part in view.name for part in SEARCHABLE):
                yield view.name, f"{address}?{urlencode({'q': searched})}"
            if view.name == "wagtailadmin_api:pages:listing":
                yield view.name, f"{address}?{urlencode({'child_of': things['parent'], 'for_explorer': 1})}"


def screens(
    client: Client,
    person: Any,
    things: Things,
    searched: str,
    times: int = TIMES,
    known: Container[str] | None = None,
    warm: Container[str] = (),
) -> list[Screen]:
    """All screens of ``person``: what answers 200. Everything is asked for once before it is measured, so that what a process keeps is
    there, but for addresses that are ``warm``, because somebody else has seen them. Whoever names the addresses that are ``known`` to be
    screens has asked for them before, and only those are looked at."""
    found: list[Screen] = []
    client.force_login(person)
    for name, address in addresses(things, searched):
        if known is not None and found:
            is_asked = address in known
        else:
            is_asked = (address in warm and found) or _ask(client, person, address).status_code == 200
        if not is_asked:
            continue
        with CaptureQueriesContext(connection) as captured:
            answered = _ask(client, person, address).status_code
        if answered != 200:
            continue
        statements = tuple(query["sql"] for query in captured if not _is_of_the_session(query["sql"]))  # the next request forgets them
        seconds = min(_time(client, person, address) for _ in range(times)) if times else 0.0
        found.append(Screen(name, address, len(statements), seconds, statements))
    return found


def _is_of_the_session(statement: str) -> bool:
    """Whether it belongs to what is written of a session once in a while, whatever the screen."""
    return statement.startswith(("BEGIN", "COMMIT", 'UPDATE "django_session"', 'UPDATE "usersessions_usersession"'))


def _ask(client: Client, person: Any, address: str) -> HttpResponse:
    response = client.get(address)
    if "_auth_user_id" not in client.session:  # the walk has come past signing out
        client.force_login(person)
    if response.streaming:
        list(response.streaming_content)  # type: ignore[attr-defined]
    return response


def _time(client: Client, person: Any, address: str) -> float:
    began = time.perf_counter()
    _ask(client, person, address)
    return time.perf_counter() - began
