"""What every test shares: the database that HUDUMA_DATABASE_URL names, and languages that do not leak."""

import pytest
from django.conf import settings
from django.utils import translation


def pytest_configure() -> None:
    """Keep the SQLite test database in a file, so that the next run reuses it."""
    database = settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3"):
        database.setdefault("TEST", {})["NAME"] = str(settings.STATE / "test.sqlite3")


@pytest.fixture(autouse=True)
def _swahili_first():
    """Every test starts in the platform's first language, whatever the one before it activated."""
    translation.activate(settings.LANGUAGE_CODE)
    yield
    translation.deactivate()
