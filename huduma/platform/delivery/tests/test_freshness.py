"""Several web processes, changes racing readers, and death at the worst moment: never a page of the past, nothing half-done."""

import random
import re
import threading
import time
from contextlib import suppress

import pytest

from huduma.platform.delivery import actions
from huduma.platform.delivery.models import LiveChrome, LivePage
from huduma.platform.delivery.tests.making import page, site
from huduma.platform.delivery.tests.publishing import publish
from huduma.platform.delivery.tests.servers import eventually

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("nation")]
HOST = "moha.localhost"
VERSION = re.compile(r"toleo (\d+)\.")


@pytest.fixture
def moha():
    made = site("moha")
    publish(HOST, 0)
    return made


def versions(text: str) -> set[int]:
    """Every version that a document speaks of: in its chrome and in its main part."""
    return {int(number) for number in VERSION.findall(text)}


def misses(server) -> float:
    return server.figure("huduma_page_miss_seconds_count")


class Reader(threading.Thread):
    """Asks for the pages of a site, over and over, and compares each with what was published before it asked."""

    def __init__(self, server, published: list[int], stop: threading.Event) -> None:
        super().__init__()
        self.client, self.published, self.stop = server.client(HOST), published, stop
        self.read, self.stale, self.mixed, self.kinds = 0, [], [], set()

    def run(self) -> None:
        while not self.stop.is_set():
            at_least = self.published[0]
            found = versions(self.client.ask(random.choice(["/", "/b/"])).text)
            self.read += 1
            self.kinds |= found
            if min(found) < at_least:
                self.stale.append((found, at_least))
            if len(found) > 1:
                self.mixed.append(found)


def test_hundreds_of_changes_race_readers_of_three_processes(moha, serve):
    published, stop = [0], threading.Event()
    readers = [Reader(server, published, stop) for server in serve(3) for _ in range(2)]
    for reader in readers:
        reader.start()
    for version in range(1, 201):
        publish(HOST, version)
        published[0] = version
        time.sleep(random.choice([0, 0, 0.002, 0.02]))
    eventually(lambda: all(reader.read > 50 for reader in readers), seconds=60)
    stop.set()
    for reader in readers:
        reader.join()
    assert [reader.stale for reader in readers] == [[]] * 6
    assert sum(reader.read for reader in readers) > 300
    assert len(set.union(*(reader.kinds for reader in readers))) > 30  # they did race: many versions were seen
    assert sum(len(reader.mixed) for reader in readers) == 0


def test_other_sites_keep_their_pages(moha, serve):
    neighbour = site("tra")
    actions.put_pages(site=neighbour, pages=[page("/", "TRA")])
    servers = serve(3)
    clients = [server.client("tra.localhost") for server in servers]
    for client in clients:
        assert client.ask("/").status == 200
    before = misses(servers[0])
    for version in range(1, 101):
        publish(HOST, version)
        assert clients[version % 3].ask("/").status == 200
    assert misses(servers[0]) == before


def test_a_process_killed_before_the_commit_leaves_no_trace_and_the_others_heal(moha, serve, nation):
    watcher, *others = serve(3)
    [publisher] = serve(1)
    clients = [server.client(HOST) for server in others]
    for _ in range(2):
        assert {frozenset(versions(client.ask("/").text)) for client in clients} == {frozenset({0})}
    killed_while(publisher, nation, version=1, stop="raised")
    watcher.kill()  # the one that looks after the counters dies too
    assert not LivePage.objects.filter(html__contains="toleo 1.").exists()
    assert not LiveChrome.objects.filter(top__contains="toleo 1.").exists()
    for client in clients:
        assert versions(client.ask("/").text) == versions(client.ask("/b/").text) == {0}
    eventually(lambda: others[0].figure("huduma_generations_healed_total") >= 1)

    def kept_again() -> bool:
        before = misses(others[0])
        for client in clients:
            client.ask("/")
        return misses(others[0]) == before

    eventually(kept_again)
    publish(HOST, 2)
    assert [versions(client.ask("/").text) for client in clients] == [{2}, {2}]


def test_a_process_killed_after_the_commit_has_told_everyone(moha, serve, nation):
    *others, publisher = serve(3)
    clients = [server.client(HOST) for server in others]
    for client in clients:
        client.ask("/")
    killed_while(publisher, nation, version=1, stop="committed")
    for client in clients:
        assert versions(client.ask("/").text) == versions(client.ask("/b/").text) == {1}


def test_a_process_killed_at_any_moment_leaves_all_or_nothing(moha, serve):
    server, *publishers = serve(6)
    reader = server.client(HOST)
    version = acknowledged = 0
    for publisher in publishers:
        death = threading.Timer(random.uniform(0.05, 0.5), publisher.kill)
        death.start()
        client = publisher.client(HOST)
        with suppress(OSError):
            while True:
                version += 1
                assert client.ask(f"/publish?version={version}", method="POST").status == 200
                acknowledged = version
        death.join()
        seen = [versions(reader.ask(path).text) for path in ("/", "/b/")]
        assert seen[0] == seen[1]
        assert len(seen[0]) == 1
        assert acknowledged <= min(seen[0]) <= version


def killed_while(publisher, state, *, version: int, stop: str) -> None:
    """kill -9 of ``publisher`` while its publishing stands still at ``stop``."""
    asking = threading.Thread(target=_ask_in_vain, args=[publisher, f"/publish?version={version}&stop={stop}"])
    asking.start()
    eventually(lambda: (state / "stopped").exists())
    publisher.kill()
    asking.join()


def _ask_in_vain(publisher, path: str) -> None:
    with suppress(OSError):
        publisher.client(HOST).ask(path, method="POST")
