"""nginx in front, serving files by itself: the same bytes and headers, never a page of the past, nothing that is not a page."""

import gzip
import queue
import random
import socket
import threading

import brotli
import pytest

from huduma.platform.delivery import actions
from huduma.platform.delivery.tests.making import page, site
from huduma.platform.delivery.tests.publishing import publish
from huduma.platform.delivery.tests.servers import Nginx, eventually
from huduma.platform.delivery.tests.test_freshness import HOST, Reader, versions

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("nation")]


@pytest.fixture
def moha():
    made = site("moha")
    publish(HOST, 0)
    actions.put_pages(site=made, pages=[page("/en/news/", "News " * 200, language="en"), page("/tāarifa/", "Taarifa")])
    return made


@pytest.fixture
def server(moha, serve):
    return serve(1, HUDUMA_PAGE_FILES="1")[0]


@pytest.fixture
def nginx(server):
    made = Nginx(server)
    yield made
    made.stop()


def asked(server) -> float:
    """How many requests have reached the platform's pages."""
    return server.figure("huduma_page_miss_seconds_count") + server.figure("huduma_page_hits_total")


def test_the_second_visitor_is_served_by_nginx_alone_with_the_same_answer(nginx, server):
    client, platform = nginx.client(HOST), server.client(HOST)
    for path in ("/", "/en/news/", "/t%C4%81arifa/"):
        first = client.ask(path)
        second = client.ask(path)
        from_platform = platform.ask(path)
        assert (second.status, second.body) == (200, first.body)
        ours = {name: value for name, value in second.headers.items() if name not in OF_THE_SERVER}
        theirs = {name: value for name, value in from_platform.headers.items() if name not in OF_THE_SERVER}
        assert ours == theirs
    eventually_counted(server)
    before = asked(server)
    for _ in range(20):
        assert client.ask("/en/news/").status == 200
    eventually_counted(server)
    assert asked(server) == before


OF_THE_SERVER = {"Server", "Date", "Connection", "Accept-Ranges", "Etag", "Keep-Alive"}


def eventually_counted(server) -> None:
    """Hits are told to /metrics once a second."""
    seen = [-1.0]

    def settled() -> bool:
        threading.Event().wait(1.2)
        seen.append(asked(server))
        return seen[-1] == seen[-2]

    eventually(settled)


def test_each_encoding_is_a_file(nginx, server):
    client = nginx.client(HOST)
    plain = server.client(HOST).ask("/en/news/").body
    client.ask("/en/news/")
    for accept, unpack in (("gzip, br", brotli.decompress), ("gzip", gzip.decompress), ("identity", bytes)):
        answer = client.ask("/en/news/", Accept_Encoding=accept)
        assert unpack(answer.body) == plain
        assert "Accept-Encoding" in answer.headers["Vary"]
        again = client.ask("/en/news/", Accept_Encoding=accept, If_None_Match=answer.headers["Etag"])
        assert (again.status, again.body) == (304, b"")
        assert "Last-Modified" not in answer.headers


def test_two_changes_in_one_second_have_two_etags(nginx, moha):
    client = nginx.client(HOST)
    etags = set()
    for version in (1, 2, 3):
        publish(HOST, version)
        client.ask("/")
        etags.add(client.ask("/").headers["Etag"])
    assert len(etags) == 3


def test_hundreds_of_changes_race_readers_through_nginx(nginx, moha):
    published, stop = [0], threading.Event()
    readers = [Reader(nginx, published, stop) for _ in range(3)]
    for reader in readers:
        reader.start()
    for version in range(1, 201):
        publish(HOST, version)
        published[0] = version
        threading.Event().wait(random.choice([0, 0, 0.005, 0.02]))
    stop.set()
    for reader in readers:
        reader.join()
    assert [reader.stale for reader in readers] == [[]] * 3
    assert sum(reader.read for reader in readers) > 100
    assert "crit" not in nginx.errors()


def test_a_change_reaches_nginx_while_no_web_process_lives(nginx, server, moha):
    client = nginx.client(HOST)
    client.ask("/")
    server.kill()
    assert versions(client.ask("/").text) == {0}  # what is a file goes on being served
    publish(HOST, 1)
    assert client.ask("/").status == 503


def test_a_query_a_form_and_what_is_no_page_go_to_the_platform(nginx, server):
    client = nginx.client(HOST)
    client.ask("/")
    assert client.ask("/?q=x").status == 200
    for method in ("POST", "PUT", "DELETE", "OPTIONS"):
        ours, theirs = client.ask("/", method=method), server.client(HOST).ask("/", method=method)
        assert (ours.status, ours.body) == (theirs.status, theirs.body), method
        assert ours.status in (404, 405)
    assert client.ask("/tafuta/?q=a%2Fb%20c").body == server.client(HOST).ask("/tafuta/?q=a%2Fb%20c").body
    assert client.ask("/b").headers["Location"] == "/b/"
    assert client.ask("/hakuna/").status == 404
    assert nginx.client("unknown.localhost").ask("/").status == 421
    assert client.ask("/metrics").status == 404
    assert nginx.client("localhost").ask("/static/huduma.css").status == 200


def test_a_site_newer_than_the_configuration_or_in_new_colours_is_served_by_the_platform(nginx, server, moha):
    newer = site("tra", head="<style>b{}</style>")
    actions.put_pages(site=newer, pages=[page("/", "TRA")])
    actions.put_chrome(site=moha, language="sw", head="<style>new{}</style>", top="", bottom="")
    for host in ("tra.localhost", HOST):
        client = nginx.client(host)
        client.ask("/")
        assert client.ask("/").headers == {**server.client(host).ask("/").headers, **kept(client.ask("/").headers)}
    nginx.reload()
    eventually(lambda: "Accept-Ranges" in nginx.client("tra.localhost").ask("/").headers)
    for host in ("tra.localhost", HOST):
        policies = {place.client(host).ask("/").headers["Content-Security-Policy"] for place in (nginx, server)}
        assert len(policies) == 1


def kept(headers: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in headers.items() if name in OF_THE_SERVER}


def test_old_directories_are_swept(nginx, server, moha, nation):
    client = nginx.client(HOST)
    for version in range(1, 6):
        publish(HOST, version)
        client.ask("/")
    eventually(lambda: len(list((nation / "pages").glob(f"{moha.pk}.*"))) == 1)
    assert versions(client.ask("/").text) == {5}


def test_a_page_named_like_a_file_hides_no_other(nginx, moha):
    client = nginx.client(HOST)
    for index in ("index.html", "index.html.gz", "index.html.br"):
        actions.put_pages(site=moha, pages=[page("/a/", "A"), page(f"/a/{index}/", "Jina")])
        for _ in range(2):
            assert "<main>Jina" in client.ask(f"/a/{index}/").text
            assert "<main>A " in client.ask("/a/").text
            assert gzip.decompress(client.ask("/a/", Accept_Encoding="gzip").body) == client.ask("/a/").body


def test_the_longest_path_there_can_be(nginx, moha):
    path = "/" + "/".join(["a" * 190] * 2) + "/"
    actions.put_pages(site=moha, pages=[page(path, "Mbali")])
    client = nginx.client(HOST)
    for _ in range(2):
        assert "<main>Mbali" in client.ask(path).text


def test_nothing_but_pages_can_be_had(nginx, nation):
    nginx.client(HOST).ask("/")
    secret = (nation / "secret_key").read_bytes()
    for target, host in HOSTILE:
        with socket.create_connection(("127.0.0.1", nginx.port), timeout=20) as raw:
            raw.sendall(f"GET {target} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
            answer = b"".join(iter(lambda: raw.recv(65536), b""))
        assert int(answer.split()[1]) in (400, 404, 414, 421), (target, host)
        assert secret not in answer


HOSTILE = [
    ("/../../secret_key", HOST),
    ("/..%2f..%2fsecret_key", HOST),
    ("/%2e%2e/%2e%2e/secret_key", HOST),
    ("/index.html", HOST),
    ("/.none", HOST),
    ("/secret_key", ".."),
    ("/../secret_key", "../.."),
    ("/", "pages"),
    ("/1/", ".pages"),
    ("/", f"{HOST}/.."),
    ("/%00/", HOST),
    ("/" + "a" * 7000 + "/", HOST),
    ("/" + "%61/" * 2000, HOST),
    ("/\\..\\secret_key", HOST),
]


def test_a_power_cut_leaves_nothing_to_trust(nginx, server, serve, moha, nation):
    client = nginx.client(HOST)
    client.ask("/")
    server.kill()
    [file] = nation.glob(f"pages/{moha.pk}.*/index.html")
    file.write_bytes(b"")  # what a file system may make of a file that was never synced
    serve(1, HUDUMA_PAGE_FILES="1")
    assert not list((nation / "live").rglob("*"))


@pytest.fixture
def uploaded(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path / "media")
    for name in ("images/mto.webp", "documents/taarifa.pdf", "documents/ukurasa.html", "vyeti/siri.pdf"):
        (tmp_path / "media" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "media" / name).write_bytes(b"content of " + name.encode())
    return ("images/mto.webp", "image/webp", None), ("documents/taarifa.pdf", "application/pdf", "attachment")


def test_uploads_are_sent_by_nginx_with_the_platforms_rules(uploaded, nginx):
    client = nginx.client(HOST)
    for name, media_type, disposition in uploaded:
        answer = client.ask(f"/media/{name}")
        assert (answer.status, answer.body) == (200, b"content of " + name.encode())
        said = answer.headers
        assert (said["Content-Type"], said.get("Content-Disposition")) == (media_type, disposition)
        assert (said["Content-Security-Policy"], said["X-Content-Type-Options"]) == ("default-src 'none'; sandbox", "nosniff")
        assert "immutable" in said["Cache-Control"]
    for name in ("documents/ukurasa.html", "vyeti/siri.pdf", "images/../vyeti/siri.pdf", "images/"):
        assert client.ask(f"/media/{name}").status == 404


def test_uploads_with_an_origin_of_their_own_are_nowhere_else(settings, uploaded, server):
    settings.UPLOADS_ORIGIN = "https://faili.localhost"
    nginx = Nginx(server)
    try:
        assert nginx.client(HOST).ask("/media/images/mto.webp").status == 404
        assert nginx.client(HOST).ask("/").status == 200
        there = nginx.client("faili.localhost")
        assert there.ask("/media/images/mto.webp").status == 200
        assert there.ask("/").status == 404
    finally:
        nginx.stop()


MISSING = "/hakuna/"  # the platform is asked for it each time


def test_in_a_rush_readers_wait_and_who_sends_does_not_stand_behind_them(nginx, server):
    answers = queue.Queue()
    threads = [threading.Thread(target=lambda: answers.put(nginx.client(HOST).ask(MISSING))) for _ in range(24)]
    sends = threading.Thread(target=lambda: answers.put(nginx.client(HOST).ask("/hesabu", "POST")))
    watches = threading.Thread(target=lambda: answers.put(nginx.client(HOST).ask("/livez")))
    server.pause()
    try:
        for thread in threads:
            thread.start()
        held_back = [answers.get(timeout=10) for _ in range(8)]  # the others are with the platform
        sends.start()
        watches.start()
        with pytest.raises(queue.Empty):
            answers.get(timeout=1)
    finally:
        server.resume()
    for thread in [*threads, sends, watches]:
        thread.join()
    assert {answer.status for answer in held_back} == {503}
    assert sorted(answers.get().status for _ in range(18)) == [200, 400, *[404] * 16]  # a body without a path is refused by the platform
    page = held_back[0]
    assert (page.headers["Refresh"], page.headers["Cache-Control"]) == ("3", "no-store")
    assert "Subiri kidogo" in page.text
    assert "Please wait a moment" in page.text
    assert nginx.client(HOST).ask(MISSING).status == 404


def test_while_nobody_answers_readers_come_back_by_themselves_and_senders_are_told(nginx, server):
    server.kill()
    read, sent = nginx.client(HOST).ask(MISSING), nginx.client(HOST).ask(MISSING, "POST")
    assert (read.status, sent.status) == (503, 503)
    assert (read.headers["Refresh"], sent.headers.get("Refresh")) == ("3", None)
    assert "uitume tena" in sent.text
