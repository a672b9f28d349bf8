"""A real Redis as the shared cache, lost in the middle: the platform goes on, and nothing that must hold lets go."""

import os
import signal
import subprocess
import time

import pytest
from django.core.cache import cache
from django.test import Client
from wagtail.images.models import Image
from wagtail.images.tests.utils import get_test_image_file

from huduma.platform.accounts.tests.way_in import EMAIL, SECRET, make_officer, password_login, totp, who
from huduma.platform.institutions.groups import sync_groups
from huduma.platform.institutions.models import Workspace
from huduma.project import cache as shared
from huduma.systems.websites.tests.factories import make_institution_with_site
from huduma.systems.websites.tests.test_workflow import decide, form, officer, write
from huduma.systems.websites.tests.visitor import visit
from tests.peers.ports import free_port, listens
from tests.peers.processes import wait_for

PLATFORMS = "huduma.project.cache.RedisThatMayBeLost"  # what settings.py names when there is a HUDUMA_CACHE_URL
pytestmark = [pytest.mark.slow, pytest.mark.django_db]


class Redis:
    """A Redis server that can be killed, put to sleep and started again."""

    def __init__(self, folder) -> None:
        self.port, self.folder = free_port(), folder
        self.start()

    def start(self) -> None:
        command = ["redis-server", "--port", str(self.port), "--bind", "127.0.0.1", "--dir", str(self.folder)]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        wait_for(lambda: listens(self.port))

    def signal(self, what: signal.Signals) -> None:
        os.kill(self.process.pid, what)

    def kill(self) -> None:
        self.process.kill()  # which also ends one that sleeps
        self.process.wait()


@pytest.fixture
def redis(settings, tmp_path, monkeypatch):
    server = Redis(tmp_path)
    settings.CACHES = {"default": {"BACKEND": PLATFORMS, "LOCATION": f"redis://127.0.0.1:{server.port}/0"}}
    monkeypatch.setattr(shared.RedisThatMayBeLost, "absence", shared.Absence())
    cache.set("known", "yes")
    assert cache.get("known") == "yes"
    yield server
    server.kill()


def test_officers_sign_in_with_both_factors_and_limits_hold(redis):
    make_officer(totp_secret=SECRET)
    redis.kill()
    browser, code = Client(), totp()
    password_login(browser)
    assert browser.post("/account/2fa/authenticate/", {"code": code}).status_code == 302
    assert who(browser)

    again = Client()
    password_login(again)
    assert again.post("/account/2fa/authenticate/", {"code": code}).status_code == 200, "a used code is used, whoever forgot it"
    assert who(again) is None
    statuses = [password_login(Client(), password="si neno lake 123").status_code for _ in range(6)]
    assert statuses == [200] * 5 + [429]
    assert password_login(Client(), EMAIL).status_code == 429


def test_a_news_item_with_a_picture_goes_from_editor_to_reader(redis):
    sync_groups()
    nemc = make_institution_with_site("nemc")
    editor, moderator = officer("editor", nemc, "websites.editor"), officer("moderator", nemc, "websites.moderator")
    picture = Image.objects.create(title="Mto", file=get_test_image_file(), collection=Workspace.objects.get(institution=nemc).collection)
    redis.kill()
    assert write(editor, nemc, picture=picture.pk, picture_alt="Mto").status_code == 302
    assert moderator.get("/office/").status_code == moderator.get("/office/images/").status_code == 200
    page = nemc_news()
    assert decide(moderator, page, "approve").status_code == 302
    assert ".webp" in visit("nemc.localhost", "/habari/mto-msimbazi-wasafishwa/")
    address = f"/office/pages/{page.pk}/edit/"
    moderator.post(address, {**form(title="Mto mpya"), "slug": page.slug, "action-publish": "1"})
    assert "Mto mpya" in visit("nemc.localhost", "/habari/mto-msimbazi-wasafishwa/")


def nemc_news():
    from huduma.systems.websites.models import NewsPage

    return NewsPage.objects.get()


def test_one_that_hangs_is_waited_for_once_and_not_by_everybody(redis):
    redis.signal(signal.SIGSTOP)
    began = time.monotonic()
    for _ in range(50):
        assert cache.get("known", "unknown") == "unknown"
        cache.set("known", "yes")
    assert time.monotonic() - began < 3


def test_one_that_comes_back_has_forgotten_what_it_was_not_told_to_change(redis, monkeypatch):
    monkeypatch.setattr(shared, "PATIENCE_SECONDS", 0.1)
    redis.signal(signal.SIGSTOP)
    cache.delete("known")
    redis.signal(signal.SIGCONT)
    time.sleep(0.2)
    assert cache.get("known") is None
    cache.set("known", "no")
    assert cache.get("known") == "no"


def test_a_restart_is_healed_by_itself(redis, monkeypatch):
    monkeypatch.setattr(shared, "PATIENCE_SECONDS", 0.1)
    redis.kill()
    assert cache.get_many(["known"]) == {}
    redis.start()
    time.sleep(0.2)
    cache.set("known", "again")
    assert cache.get_many(["known"]) == {"known": "again"}
