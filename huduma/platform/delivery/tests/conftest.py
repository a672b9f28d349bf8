"""A database in which changes really commit, for nothing is kept of what is not committed."""

from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from django.db import connection
from wagtail.models import ModelLogEntry

from huduma.platform.delivery import generations
from huduma.platform.delivery.forgetting import Reconciler
from huduma.platform.delivery.middleware import forget_sites
from huduma.platform.delivery.models import LiveSite
from huduma.platform.delivery.tests.servers import PUBLISHING, Server
from huduma.platform.institutions.models import Institution
from huduma.platform.institutions.scoping import whole_nation


@pytest.fixture
def transactional_db(django_db_setup, django_db_blocker):
    """Let tests commit. pytest-django's fixture of this name flushes every table; this one removes what these tests make, much sooner."""
    with django_db_blocker.unblock():
        assert "test" in Path(connection.settings_dict["NAME"]).name
        _clear()
        _reconcile()
        yield
        _clear()
        connection.close()


def _clear() -> None:
    with whole_nation():
        for model in (LiveSite.objects.exclude(institution=None), Institution.objects, ModelLogEntry.objects, Session.objects):
            model.all().delete()
        get_user_model().objects.all().delete()
    forget_sites()


def _reconcile() -> None:
    """A database that another test emptied is behind the counters of its site of the portal; a worker would settle it by two looks."""
    reconciler = Reconciler()
    reconciler.look()
    reconciler.look()


@pytest.fixture
def nation(transactional_db, settings, tmp_path, monkeypatch):
    """A state folder of the test's own, for servers of its own."""
    (tmp_path / "static").symlink_to(settings.STATIC_ROOT)
    settings.STATE = tmp_path
    monkeypatch.setattr(generations, "_counters", None)
    return tmp_path


@pytest.fixture
def serve(nation):
    """Start servers; whatever a test left running is killed after it."""
    started = []

    def start(number: int = 1, application: str = PUBLISHING, **environment: str) -> list[Server]:
        servers = [Server(application, **environment) for _ in range(number)]
        started.extend(servers)
        return [server.wait() for server in servers]

    yield start
    for server in started:
        server.kill()
