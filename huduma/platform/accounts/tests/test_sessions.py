"""A session is a row: what ends it ends it everywhere and for good, whatever becomes of the cache."""

import subprocess
import sys
import threading
from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from huduma.platform.accounts import actions, middleware
from huduma.platform.accounts.testing import ProvenClient
from tests.peers.processes import ROOT

from .way_in import make_citizen, make_officer, password_login, who

pytestmark = pytest.mark.django_db

SIGNED_IN = 4  # session, person, appointments, and what the page itself asks
OFFICE = 30

PRINT_ENGINE = (
    "from importlib import import_module; from django.conf import settings;"
    "print(*[kind.__module__ for kind in import_module(settings.SESSION_ENGINE).SessionStore.__mro__])"
)
ROWS = "huduma.platform.accounts.sessions django.contrib.sessions.backends.db django.contrib.sessions.backends.base builtins"


@pytest.fixture
def browser():
    return Client(HTTP_USER_AGENT="Simu ya Asha")


@pytest.mark.slow
@pytest.mark.parametrize("cache_url", ["", "redis://127.0.0.1:1/0"])
def test_sessions_are_rows_with_every_cache(cache_url):
    printed = subprocess.run(
        [sys.executable, "manage.py", "shell", "--no-imports", "-v0", "-c", PRINT_ENGINE],
        cwd=ROOT,
        env={"PATH": "", "HUDUMA_STATE": str(settings.STATE), "HUDUMA_CACHE_URL": cache_url},
        capture_output=True,
        text=True,
        check=True,
    )
    assert printed.stdout.strip() == ROWS


@pytest.mark.parametrize("key", ["0" * 32, "\0" * 32, "' OR '1'='1", "?" * 40, "ä" * 32])
def test_a_made_up_session_is_nobodys(browser, key):
    browser.cookies[settings.SESSION_COOKIE_NAME] = key
    assert browser.get("/account/").status_code == 302
    assert browser.get("/").status_code == 200


def test_a_session_that_has_run_out_is_nobodys(browser):
    make_citizen()
    password_login(browser)
    assert browser.get("/account/").status_code == 200
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    assert browser.get("/account/").status_code == 302


def test_a_lost_cache_signs_nobody_out_and_nobody_in(browser):
    person = make_citizen()
    other = Client()
    for each in (browser, other):
        password_login(each)
    cache.clear()
    assert who(browser) == str(person.pk)
    browser.post("/account/sessions/")
    cache.clear()
    assert other.get("/account/").status_code == 302
    assert browser.get("/account/").status_code == 200


def test_a_request_on_its_way_does_not_revive_the_session_that_was_ended_meanwhile(browser):
    person = make_citizen()
    password_login(browser)
    on_its_way = browser.session
    assert on_its_way["_auth_user_id"] == str(person.pk)  # read now
    actions.disable(person=person, by=None)
    on_its_way[middleware.SEEN_KEY] = 1
    with pytest.raises(UpdateError):  # the middleware answers 400 to it
        on_its_way.save()
    actions.enable(person=person, by=None)
    assert browser.get("/account/").status_code == 302
    assert who(browser) is None


@pytest.mark.django_db(transaction=True)
def test_ending_all_sessions_while_they_are_used_leaves_none(monkeypatch):
    monkeypatch.setattr(middleware, "CITIZEN_SEEN_EVERY_SECONDS", -1)  # every request writes its session
    person = make_citizen()
    devices = [Client() for _ in range(3)]
    for device in devices:
        password_login(device)
    began = threading.Barrier(len(devices) + 1)

    def use(device):
        began.wait()
        for _request in range(5):
            device.get("/account/")
        connection.close()

    threads = [threading.Thread(target=use, args=[device]) for device in devices]
    for thread in threads:
        thread.start()
    began.wait()
    actions.disable(person=person, by=None)
    for thread in threads:
        thread.join()
    actions.enable(person=person, by=None)
    assert [device.get("/account/").status_code for device in devices] == [302] * 3


def test_what_a_signed_in_request_costs(browser, django_assert_max_num_queries):
    make_citizen()
    password_login(browser)
    browser.get("/account/")  # notes presence, once an hour
    with django_assert_max_num_queries(SIGNED_IN):
        assert browser.get("/account/").status_code == 200
    officer = ProvenClient()
    officer.force_login(make_officer(email="ofisa@example.go.tz"))
    officer.get(reverse("wagtailadmin_home"))
    with django_assert_max_num_queries(OFFICE):
        assert officer.get(reverse("wagtailadmin_home")).status_code == 200
