"""Views as real processes count them: three at once, one killed, one ended in order, a database that is away, nginx in front."""

import signal
import threading
import time
from http.client import HTTPConnection

import pytest
from django.db import connection

from huduma.platform.delivery import actions, visits
from huduma.platform.delivery.models import PageViews, SiteViews
from huduma.platform.delivery.tests.making import page, site
from huduma.platform.delivery.tests.servers import Nginx, eventually
from huduma.platform.delivery.tests.test_visits import PERSON
from huduma.platform.institutions.scoping import whole_nation

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("nation")]
HOST = "moha.localhost"
PLATFORM = "huduma.project.wsgi:application"
BEHIND = {"HUDUMA_TRUSTED_PROXIES": "127.0.0.0/8"}  # so that a test can speak for many addresses


@pytest.fixture
def moha(nation):
    with whole_nation():
        PageViews.objects.all().delete()
        SiteViews.objects.all().delete()
    made = site("moha")
    actions.put_pages(site=made, pages=[page("/"), page("/habari/"), page("/b/")])
    yield made
    with whole_nation():
        PageViews.objects.all().delete()
        SiteViews.objects.all().delete()


def say(port, number, start=0, path="/habari/"):
    """``number`` beacons over one connection, each from an address of its own."""
    client = HTTPConnection("127.0.0.1", port, timeout=30)
    for count in range(start, start + number):
        headers = {"Host": HOST, "User-Agent": PERSON, "X-Forwarded-For": f"10.{count // 65536}.{count // 256 % 256}.{count % 256}"}
        client.request("POST", visits.PATH, body=path, headers=headers)
        answer = client.getresponse()
        assert (answer.status, answer.read()) == (204, b"")
        assert answer.getheader("Set-Cookie") is None
    client.close()


def views():
    with whole_nation():
        return sum(SiteViews.objects.values_list("views", flat=True)), sum(PageViews.objects.values_list("views", flat=True))


def test_three_processes_count_the_same_pages_at_once(moha, serve):
    servers = serve(3, PLATFORM, **BEHIND)
    threads = [
        threading.Thread(target=say, args=(server.port, 400, 1000 * n, path)) for n, server in enumerate(servers) for path in ("/", "/b/")
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    eventually(lambda: views() == (2400, 2400))
    time.sleep(visits.SECONDS)
    assert views() == (2400, 2400)
    assert servers[0].figure("huduma_page_views_total") == 2400


def test_a_killed_process_takes_no_more_than_seconds_with_it(moha, serve):
    (server,) = serve(1, PLATFORM, **BEHIND)
    said, stop = [0], threading.Event()

    def read() -> None:
        while not stop.is_set():
            said.append(said[-1] + 10)
            try:
                say(server.port, 10, said[-1])
            except OSError:
                said.pop()
                return
            time.sleep(0.02)

    reader = threading.Thread(target=read)
    began = time.monotonic()
    reader.start()
    time.sleep(2.5 * visits.SECONDS)
    server.kill()
    lasted = time.monotonic() - began
    stop.set()
    reader.join()
    site_views, page_views = views()
    assert site_views == page_views  # in one transaction
    lost = said[-1] + 10 - site_views
    a_second = said[-1] / lasted
    assert 0 <= lost <= (visits.SECONDS + 1.5) * a_second, (lost, said[-1], a_second)
    assert site_views > 0


def test_a_process_that_ends_in_order_writes_what_it_has(moha, serve):
    (server,) = serve(1, PLATFORM, **BEHIND)
    say(server.port, 1, 4000)
    eventually(lambda: views() == (1, 1))  # it has just been written, so the next write is seconds away
    say(server.port, 37, 5000)
    server._process.send_signal(signal.SIGTERM)
    server._process.wait(15)
    assert views() == (38, 38)


def test_what_cannot_be_written_waits_until_it_can(moha, serve):
    (server,) = serve(1, PLATFORM, **BEHIND)
    _rename("delivery_pageviews", "away")
    try:
        say(server.port, 25)
        time.sleep(visits.SECONDS + 1)
        assert _sites() == 0
    finally:
        _rename("away", "delivery_pageviews")
    eventually(lambda: views() == (25, 25))


def _rename(table: str, to: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table} RENAME TO {to}")


def _sites() -> int:
    with whole_nation():
        return SiteViews.objects.count()


def test_in_nginx_mode_a_page_that_never_reaches_the_platform_is_counted_all_the_same(moha, serve):
    (server,) = serve(1, PLATFORM, HUDUMA_PAGE_FILES="1", **BEHIND)
    nginx = Nginx(server)
    try:
        client = nginx.client(HOST)
        for _ in range(3):
            assert client.ask("/habari/").status == 200
        hits = server.figure("huduma_page_hits_total")
        say(nginx.port, 12)  # nginx tells its own peer's address, whatever they claim
        eventually(lambda: views() == (12, 12))
        assert server.figure("huduma_page_hits_total") == hits
    finally:
        nginx.stop()
