"""What a visitor gets from the platform's own WSGI application, page cache and all."""

import os
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections

from huduma.platform.delivery.tests.making import Answer, Visitor
from huduma.platform.delivery.wsgi import Delivery


@lru_cache(maxsize=1)
def _application(test: str) -> Any:
    """As ``settings.WSGI_APPLICATION``, but without its watching thread, which would outlive a test's database.

    Each ``test`` begins with nothing kept: what it takes back at its end, and what is emptied after it, no counter hears of.
    """
    return Delivery(get_wsgi_application())


def ask(host: str, path: str = "/", query: str = "", **headers: str) -> Answer:
    """The answer to a visitor who asks ``host`` for ``path``; ``headers`` are those of the browser."""
    signals = (request_started, request_finished)
    for signal in signals:  # as Django's test client does: the test's transaction is on this very connection
        signal.disconnect(close_old_connections)
    try:
        return Visitor(_application(_this_test()), f"{host}:{settings.PUBLIC_PORT}").ask(path, query, **headers)
    finally:
        for signal in signals:
            signal.connect(close_old_connections)


def _this_test() -> str:
    return os.environ["PYTEST_CURRENT_TEST"].rpartition(" ")[0]  # without its phase


def visit(host: str, path: str = "/") -> str | None:
    """The document at ``path`` on ``host``; ``None`` where there is none, or only the way to where it went."""
    answer = ask(host, path)
    assert answer.status in (200, 301, 404, 421), answer.status
    return answer.text if answer.status == 200 else None


def leads(host: str, path: str, query: str = "") -> str | None:
    """Where ``host`` sends who asks for ``path``; ``None`` when it sends them nowhere."""
    answer = ask(host, path, query)
    return answer.headers["Location"] if answer.status == 301 else None
