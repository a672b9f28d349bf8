"""Taking turns on SQLite, which has one writer at a time."""

import time

from django.db import connection

SQLITE_TURN = 0.15  # seconds: longer than SQLite's own waits between two tries to get the lock


def give_way() -> None:
    """Let people in front of a page write, between two jobs or two transactions of one; on PostgreSQL they need not wait for that."""
    if connection.vendor == "sqlite":
        time.sleep(SQLITE_TURN)
