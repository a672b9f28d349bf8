"""The tests' own settings."""

import os

from django.conf import settings


def test_every_worker_has_a_state_folder_of_its_own():
    """The counters in it belong to one database: two workers that share them see each other's changes as their own."""
    assert settings.STATE.name == os.environ.get("PYTEST_XDIST_WORKER", "alone")
    assert settings.STATE.parent.name in {"sqlite", "postgres"}
    assert settings.STATE.parent.parent.name == "tests"
