"""What a visitor gets from the outermost callable: pages, and how little it takes to answer the second one."""

import gzip
import threading

import brotli
import pytest
from django.core.wsgi import get_wsgi_application
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext

from huduma.platform.delivery import actions, reading
from huduma.platform.delivery.headers import source_of
from huduma.platform.delivery.tests.making import STYLE, Visitor, page, site
from huduma.platform.delivery.wsgi import Delivery

pytestmark = pytest.mark.usefixtures("transactional_db")


@pytest.fixture
def moha(transactional_db):
    made = site("moha")
    actions.put_pages(site=made, pages=[page("/"), page("/habari/", "Habari za leo", size=9000), page("/en/news/", "News", language="en")])
    return made


@pytest.fixture
def delivery():
    return Delivery(get_wsgi_application())


@pytest.fixture
def visitor(moha, delivery):
    return Visitor(delivery, "moha.localhost:8000")


def queries(ask):
    with CaptureQueriesContext(connection) as captured:
        answer = ask()
    return len(captured), answer


def test_a_page_comes_in_its_chrome_and_language(visitor):
    answer = visitor.ask("/en/news/")
    assert answer.status == 200
    assert answer.headers["Content-Language"] == "en"
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert f"<style>{STYLE}</style>" in answer.text
    assert "<main>News </main><footer>moha</footer>" in answer.text


def test_the_menu_entry_of_the_page_is_marked(visitor):
    assert '<a href="/" aria-current="page">' in visitor.ask("/").text
    assert "aria-current" not in visitor.ask("/habari/").text


def test_a_cold_process_asks_twice_a_warm_one_once_and_a_hit_not_at_all(visitor):
    cold, _ = queries(lambda: visitor.ask("/habari/"))
    warm, _ = queries(lambda: visitor.ask("/"))
    hit, _ = queries(lambda: visitor.ask("/habari/"))
    assert cold in ({2} if connection.vendor == "sqlite" else {2, 3})  # PostgreSQL is told the plan once a connection
    assert (warm, hit) == (1, 0)


def test_which_site_a_host_has_is_asked_once_while_nothing_changes(visitor, moha):
    def asked(method: str = "GET", of: str = f"'{moha.host}'") -> int:
        with CaptureQueriesContext(connection) as captured:
            visitor.ask("/hakuna/", method=method)
        return sum(of in query["sql"] for query in captured)

    fetched = 1  # whether something stood at the address before, which is asked of whatever is fetched
    assert [asked(), asked(), asked("POST"), asked()] == [1 + fetched, fetched, 0, fetched]
    assert asked("POST", "SELECT 1") == 1, "what is sent asks whether the database is there"
    actions.forget(site=moha)
    assert [asked(), asked()] == [1 + fetched, fetched]


def test_who_sends_while_the_database_is_away_is_told_so(visitor, moha):
    assert visitor.ask("/hakuna/").status == 404  # the site of the host is known

    def away(*_query: object) -> None:
        raise OperationalError("the connection is lost")

    with connection.execute_wrapper(away):
        answer = visitor.ask("/hakuna/", method="POST")
    assert (answer.status, answer.headers["Retry-After"]) == (503, "10")


def test_a_kept_page_is_served_while_the_database_is_away(visitor, monkeypatch):
    before = visitor.ask("/habari/").text
    monkeypatch.setattr(reading, "_PAGE", "SELECT nothing FROM nowhere WHERE %s = %s")
    assert visitor.ask("/habari/").text == before
    away = visitor.ask("/")
    assert away.status == 503
    assert away.headers["Retry-After"]
    assert visitor.ask("/", method="POST").status != 503


@pytest.mark.parametrize(
    ("accept", "encoding"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("gzip", "gzip"),
        ("GZIP;q=0.5", "gzip"),
        ("br;q=0, gzip", "gzip"),
        ("gzip;q=1, br;q=0.1", "gzip"),
        ("*", "br"),
        ("br;q=x", None),
        ("identity", None),
        ("", None),
        ("br" * 200, None),
    ],
)
def test_the_best_encoding_that_the_visitor_takes(visitor, accept, encoding):
    plain = visitor.ask("/habari/").body
    answer = visitor.ask("/habari/", accept_encoding=accept)
    unpack = {"br": brotli.decompress, "gzip": gzip.decompress, None: bytes}[encoding]
    assert answer.headers.get("Content-Encoding") == encoding
    assert unpack(answer.body) == plain
    assert answer.headers["Content-Length"] == str(len(answer.body))
    assert "Accept-Encoding" in answer.headers["Vary"]


def test_each_encoding_is_made_from_whichever_was_asked_for_first(moha, delivery):
    visitor = Visitor(delivery, "moha.localhost")
    compressed = visitor.ask("/habari/", accept_encoding="br")
    assert visitor.ask("/habari/").body == brotli.decompress(compressed.body)
    assert gzip.decompress(visitor.ask("/habari/", accept_encoding="gzip").body) == brotli.decompress(compressed.body)
    etags = {visitor.ask("/habari/", accept_encoding=name).headers["Etag"] for name in ("br", "gzip", "")}
    assert len(etags) == 3


def test_who_has_the_page_is_told_that_it_still_holds(visitor, moha):
    etag = visitor.ask("/habari/", accept_encoding="br").headers["Etag"]
    for given in (etag, f"W/{etag}", f'"other", {etag}', "*"):
        answer = visitor.ask("/habari/", accept_encoding="br", if_none_match=given)
        assert (answer.status, answer.body) == (304, b"")
        assert answer.headers["Etag"] == etag
        assert "Content-Length" not in answer.headers
    assert visitor.ask("/habari/", accept_encoding="gzip", if_none_match=etag).status == 200
    actions.put_pages(site=moha, pages=[page("/habari/", "Habari mpya")])
    assert visitor.ask("/habari/", accept_encoding="br", if_none_match=etag).status == 200


def test_an_unchanged_page_keeps_its_etag_through_a_new_generation(visitor, moha):
    etag = visitor.ask("/habari/").headers["Etag"]
    actions.forget(site=moha)
    assert visitor.ask("/habari/", if_none_match=etag).status == 304


def test_head_says_the_same_without_a_body(visitor):
    get, head = visitor.ask("/habari/"), visitor.ask("/habari/", method="HEAD")
    assert head.headers == get.headers
    assert (head.status, head.body) == (200, b"")


def test_what_is_no_get_goes_to_django(visitor):
    assert visitor.ask("/habari/", method="POST").status in (403, 404)
    assert visitor.ask("/habari/", method="DELETE").status in (403, 404)


def test_a_forgotten_slash_is_put_right(visitor):
    answer = visitor.ask("/habari", query="a=%20b&c=<")
    assert (answer.status, answer.headers["Location"]) == (301, "/habari/?a=%20b&c=%3C")
    assert visitor.ask("/hakuna").status == 404


def test_a_query_makes_no_second_copy_of_a_page(visitor):
    visitor.ask("/habari/")
    assert queries(lambda: visitor.ask("/habari/", query="utm_source=x&fbclid=y"))[0] == 0
    assert queries(lambda: visitor.ask("/habari/", query="&".join(f"a{n}=1" for n in range(999))))[1].status == 200


def test_a_change_is_seen_at_once_and_other_sites_keep_theirs(visitor, moha, delivery):
    other = site("tra")
    actions.put_pages(site=other, pages=[page("/", "TRA")])
    neighbour = Visitor(delivery, "tra.localhost")
    neighbour.ask("/"), visitor.ask("/"), visitor.ask("/habari/")
    actions.put_pages(site=moha, pages=[page("/habari/", "Mpya")], gone=["/"])
    assert "<main>Mpya" in visitor.ask("/habari/").text
    assert visitor.ask("/").status == 404
    assert queries(lambda: neighbour.ask("/"))[0] == 0
    actions.put_chrome(site=moha, language="sw", head="", top="Menyu mpya", bottom="")
    assert "Menyu mpya" in visitor.ask("/habari/").text
    actions.forget_everything()
    assert queries(lambda: neighbour.ask("/"))[0] > 0


def test_a_site_answers_on_its_new_host_only(visitor, moha, delivery):
    visitor.ask("/")
    actions.move_site(site=moha, host="mambo.localhost", by=None)
    answer = visitor.ask("/")
    assert (answer.status, answer.headers["Location"]) == (301, "http://mambo.localhost:8000/")
    assert Visitor(delivery, "mambo.localhost").ask("/").status == 200


@pytest.mark.parametrize(
    "host", ["unknown.localhost", "", "127.0.0.1", "[::1]:8000", "moha.localhost.evil.example", "a" * 300, "moha\0.localhost", "ünknown"]
)
def test_a_host_that_is_on_no_register_gets_421_and_nothing_of_a_site(delivery, moha, host):
    answer = Visitor(delivery, host.encode().decode("latin-1")).ask("/en/", accept_encoding="br")
    assert answer.status == 421
    assert "There is no site at this address" in answer.text
    assert "http://localhost" in answer.text
    assert "Content-Security-Policy" in answer.headers
    assert Visitor(delivery, host.encode().decode("latin-1")).ask("/").text != answer.text


@pytest.mark.parametrize("host", ["moha.localhost", "MOHA.localhost", "moha.localhost:80", "moha.localhost.", "moha.localhost.:8000"])
def test_a_host_is_known_in_all_its_spellings(delivery, moha, host):
    assert Visitor(delivery, host).ask("/").status == 200


@pytest.mark.parametrize(
    "path",
    [
        "/../",
        "/%2e%2e/",
        "/habari/../",
        "//habari/",
        "//evil.example/",
        "/./",
        "/a\0/",
        "/\ud7ff/",
        "/" + "a" * 5000 + "/",
        "/" + "a/" * 600,
        "/habari;x/",
        "/habari/index.html",
        "/habari\\",
        "/.hidden/",
    ],
)
def test_a_strange_path_is_not_found(visitor, path):
    assert visitor.ask(path).status in (400, 404)
    assert visitor.ask(path.removesuffix("/")).status in (400, 404)


def test_bytes_that_are_no_text_are_not_found(visitor):
    visitor_bytes = b"/\xff\xfe/".decode("latin-1")
    environ_path = {"path": visitor_bytes.encode("latin-1").decode("latin-1")}
    assert visitor.ask(**environ_path).status in (400, 404)


def test_the_headers_are_those_of_django(visitor):
    kept, django = visitor.ask("/").headers, visitor.ask("/hakuna/").headers
    same = {"X-Content-Type-Options", "Referrer-Policy", "Cross-Origin-Opener-Policy", "X-Frame-Options"}
    assert {name: kept[name] for name in same} == {name: django[name] for name in same}
    assert set(django) - {"Content-Length", "Vary"} <= set(kept)
    ours, theirs = (set(headers["Content-Security-Policy"].split("; ")) for headers in (kept, django))
    assert ours == theirs
    assert f"style-src 'self' {source_of(STYLE)}" in ours


def test_every_style_of_the_chrome_is_allowed_and_no_other(visitor, moha):
    actions.put_chrome(site=moha, language="sw", head="<style>a{}</style><link><style media='print'>\nb{}</style>", top="", bottom="")
    policy = visitor.ask("/").headers["Content-Security-Policy"]
    assert all(source_of(style) in policy for style in ("a{}", "\nb{}"))
    assert policy.count("sha256-") == 3  # and the English chrome's


def test_one_thread_reads_and_the_others_wait(moha, delivery, monkeypatch):
    reads, gate = [], threading.Event()

    class SlowReader(reading.Reader):
        def read(self, host, path):
            reads.append(path)
            assert gate.wait(10)
            return super().read(host, path)

    monkeypatch.setattr(delivery, "_reader", SlowReader())
    answers = []

    def ask():
        answers.append(Visitor(delivery, "moha.localhost").ask("/habari/").status)
        connection.close()

    threads = [threading.Thread(target=ask) for _ in range(12)]
    for thread in threads:
        thread.start()
    gate.set()
    for thread in threads:
        thread.join()
    assert answers == [200] * 12
    assert reads == ["/habari/"]


def test_the_cache_stays_within_its_bytes_and_drops_the_least_used(moha, settings):
    settings.PAGE_CACHE_BYTES = 200_000
    delivery = Delivery(get_wsgi_application())
    visitor = Visitor(delivery, "moha.localhost")
    actions.put_pages(site=moha, pages=[page(f"/{number}/", size=9000) for number in range(60)])
    for number in range(60):
        visitor.ask("/0/", accept_encoding="br")
        visitor.ask(f"/{number}/", accept_encoding="br")
        assert delivery.bytes_kept() <= 200_000
    assert delivery.bytes_kept() > 150_000
    assert queries(lambda: visitor.ask("/0/", accept_encoding="br"))[0] == 0
    assert queries(lambda: visitor.ask("/1/", accept_encoding="br"))[0] == 1
    for encoding in ("", "gzip"):
        for number in range(60):
            visitor.ask(f"/{number}/", accept_encoding=encoding)
            assert delivery.bytes_kept() <= 200_000
