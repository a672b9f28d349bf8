"""Links of published pages are looked at every day; what leads nowhere is reported, once it is beyond doubt."""

import csv
import io
import socket
from collections import Counter
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from django.urls import reverse
from django.utils import timezone

from huduma.platform.institutions.scoping import whole_nation
from huduma.platform.jobs.sweep import run_sweeps
from huduma.systems.websites.actions import links
from huduma.systems.websites.gateways import outside
from huduma.systems.websites.models import InstitutionSite, PageLink

from .factories import make_institution_with_site, publish_news
from .officers import officer

pytestmark = pytest.mark.django_db


class Site(BaseHTTPRequestHandler):
    """Somebody else's website: what it answers is in the address."""

    asked: list = []

    def do_HEAD(self):
        self.asked.append((self.command, self.path, self.headers["Host"]))
        kind = self.path.strip("/").partition("/")[0]
        if kind == "hang":
            self.connection.recv(1)  # until the other side gives up
            return
        if kind == "headless" and self.command == "HEAD":
            kind = "405"
        status = {"headless": 200, "go": 302, "circle": 302, "inside": 302}.get(kind) or int(kind)
        self.send_response(status)
        if kind == "go":
            self.send_header("Location", "/200/")
        elif kind == "circle":
            self.send_header("Location", self.path)
        elif kind == "inside":
            self.send_header("Location", "http://169.254.169.254/latest/meta-data/")
        self.end_headers()

    do_GET = do_HEAD

    def log_message(self, *args):
        """Say nothing."""


@pytest.fixture
def elsewhere(settings):
    """A real website, on a port that this test alone may ask."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    Thread(target=server.serve_forever, daemon=True).start()
    place = f"127.0.0.1:{server.server_port}"
    settings.LINK_CHECK_ALSO, settings.LINK_CHECK_PAUSE = {place}, 0.0
    Site.asked = []
    yield f"http://{place}"
    server.shutdown()
    server.server_close()


def linking(institution, title, *addresses):
    links_ = " ".join(f'<a href="{address}">Soma kuhusu {place}</a>' for place, address in enumerate(addresses))
    return publish_news(institution, title, body=[("paragraph", f"<p>{links_}</p>")])


def broken(**conditions):
    with whole_nation():
        return {link.address: link.answer for link in PageLink.objects.broken().filter(**conditions)}


def a_day_later():
    """All that was seen so far was seen the day before."""
    with whole_nation():
        for link in PageLink.objects.all():
            for name in ("checked_at", "failing_since"):
                if moment := getattr(link, name):
                    setattr(link, name, moment - timedelta(days=1))
            link.save()


def report(client, **query):
    answer = client.get(reverse("broken-links:index"), {"export": "csv", **query})
    return list(csv.reader(io.StringIO(answer.getvalue().decode())))[1:]


@pytest.mark.slow
def test_links_inside_are_looked_up_in_the_database(nemc):
    sw = publish_news(nemc, "Lengo")
    page = publish_news(
        nemc,
        "Viungo",
        body=[
            ("paragraph", f'<p><a linktype="page" id="{sw.pk}">Lengo</a> <a href="/habari/lengo/">moja</a></p>'),
            ("paragraph", '<p><a href="/habari/hakuna">mbili</a> <a href="#chini">chini</a></p>'),
            ("paragraph", '<p><a href="http://nemc.localhost/habari/lengo">tatu</a> <a href="mailto:a@b.tz">barua</a></p>'),
            ("paragraph", '<p><a href="http://nemc.localhost/hakuna/">nne</a> <a href="/documents/5/x.pdf">fomu</a></p>'),
        ],
    )
    assert broken() == {"/habari/hakuna": "no-page", "http://nemc.localhost/hakuna/": "no-page"}
    sw.unpublish()
    assert broken(address=f"page:{sw.pk}") == {f"page:{sw.pk}": "gone"}
    sw.save_revision().publish()
    assert broken(address=f"page:{sw.pk}") == {}
    sw.slug = "lengo-jipya"
    sw.save_revision().publish()
    links.check_links(institution=nemc, by=None)
    assert set(broken()) == {"/habari/hakuna", "http://nemc.localhost/hakuna/"}, "old addresses lead on"
    page.unpublish()
    assert broken() == {}
    sw.delete()


def test_a_site_is_looked_at_once_a_day(nemc):
    publish_news(nemc, "Viungo", body=[("paragraph", '<p><a href="/hakuna/">mbili</a></p>')])
    with whole_nation():
        PageLink.objects.all().delete()
    assert run_sweeps()["websites.links"] == 1
    assert [site.pk for site in InstitutionSite.objects.links_due()] == [nemc.pk]
    links.check_links(institution=nemc, by=None)
    assert broken() == {"/hakuna/": "no-page"}
    assert not InstitutionSite.objects.links_due().exists()
    InstitutionSite.objects.update(links_checked_at=timezone.now() - timedelta(days=1, minutes=1))
    assert InstitutionSite.objects.links_due().exists()


@pytest.mark.slow
def test_links_outside_are_broken_when_they_fail_on_two_days(nemc, elsewhere):
    wanted = ["/200/", "/404/", "/503/", "/403/", "/headless/", "/go/", "/circle/", "/inside/"]
    linking(nemc, "Viungo", *[elsewhere + path for path in wanted])
    linking(nemc, "Vingine", f"{elsewhere}/404/")
    assert links.check_outside_links(by=None) == 8
    assert Counter(path for method, path, _host in Site.asked if method == "HEAD")["/404/"] == 1, "however many pages link there"
    assert broken() == {}, "anybody may have one bad day"
    assert links.check_outside_links(by=None) == 0, "they were asked today"
    a_day_later()
    assert links.check_outside_links(by=None) == 8
    answers = {"/404/": "404", "/503/": "503", "/circle/": "too-many-redirects", "/inside/": "not-public"}
    assert broken() == {elsewhere + path: said for path, said in answers.items()}
    assert ("GET", "/headless/") in [entry[:2] for entry in Site.asked]
    with whole_nation():
        failing = PageLink.objects.get(address=f"{elsewhere}/503/")
        assert failing.broken_since < timezone.now() - timedelta(hours=23)
        failing.digest = failing.digest
        PageLink.objects.filter(pk=failing.pk).judge("ok", is_failure=False, now=timezone.now())
    assert f"{elsewhere}/503/" not in broken()


def test_nothing_that_is_not_public_is_asked(elsewhere, settings, monkeypatch):
    port = elsewhere.rpartition(":")[2]
    for address in (
        "http://127.0.0.1/",
        f"http://localhost:{port}/200/",
        "http://10.0.0.1/",
        "http://192.168.1.1/",
        "http://169.254.169.254/latest/",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[64:ff9b::a00:1]/",
        "http://0.0.0.0/",
        "http://2130706433/",
        "http://224.0.0.1/",
        "https://8.8.8.8:22/",
    ):
        assert outside.ask(address).problem in {"not-public", "no-such-host"}, address
    for address in (
        "ftp://x.go.tz/",
        "file:///etc/passwd",
        "http://user@8.8.8.8/",
        "http://[::1",
        "http://x:99999/",
        "javascript:1",
        "//x",
    ):
        assert outside.ask(address).problem == "malformed", address
    assert Site.asked == []


def test_a_name_that_changes_its_answer_gains_nothing(elsewhere, settings, monkeypatch):
    """DNS rebinding: the second answer of the name would be ours, but it is never asked for."""
    port = int(elsewhere.rpartition(":")[2])
    answers = iter(["93.184.215.14", "127.0.0.1"])
    connected = []
    real, resolved = socket.create_connection, socket.getaddrinfo

    def resolve(host, *args, **kwargs):
        if host != "rebind.example":
            return resolved(host, *args, **kwargs)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (next(answers), port))]

    def connect(place, *args, **kwargs):
        connected.append(place)
        return real(("127.0.0.1", port), *args, **kwargs)

    monkeypatch.setattr(outside.socket, "getaddrinfo", resolve)
    monkeypatch.setattr(outside.socket, "create_connection", connect)
    assert outside.ask("http://rebind.example/200/").status == 200
    assert connected == [("93.184.215.14", 80)]
    assert Site.asked[0][2] == "rebind.example"
    assert outside.ask("http://rebind.example/200/").problem == "not-public"


def test_what_never_ends_is_cut_off(elsewhere, monkeypatch):
    monkeypatch.setattr(outside, "LONGEST", 0.5)
    assert outside.ask(f"{elsewhere}/hang/").problem == "too-slow"


def test_when_our_own_line_is_down_nothing_is_concluded(nemc, elsewhere, settings):
    addresses = [f"http://{name}.invalid/" for name in ("moja", "mbili", "tatu")]
    linking(nemc, "Viungo", *addresses)
    assert links.check_outside_links(by=None) == 3
    with whole_nation():
        assert not PageLink.objects.filter(failing_since__isnull=False).exists()
    linking(nemc, "Hai", f"{elsewhere}/200/")
    assert links.check_outside_links(by=None) == 4
    with whole_nation():
        assert PageLink.objects.filter(failing_since__isnull=False, answer="no-such-host").count() == 3


@pytest.mark.slow
def test_a_host_is_asked_no_faster_than_it_can_bear(nemc, elsewhere, settings):
    settings.LINK_CHECK_PAUSE = 0.2
    linking(nemc, "Viungo", *[f"{elsewhere}/200/{number}" for number in range(4)])
    began = timezone.now()
    links.check_outside_links(by=None)
    assert (timezone.now() - began).total_seconds() >= 0.6


def test_the_report_shows_own_broken_links_and_the_agency_their_number(nemc, django_assert_max_num_queries):
    other = make_institution_with_site("tra")
    linking(nemc, "Viungo", "/hakuna/", "/pia-hakuna/")
    editor, stranger = officer("editor", nemc, "websites.editor"), officer("stranger", other, "websites.editor")
    lines = report(editor)
    assert {(line[0], line[1], line[5], line[7]) for line in lines} == {
        ("nemc", "Viungo", "/hakuna/", "no-page"),
        ("nemc", "Viungo", "/pia-hakuna/", "no-page"),
    }
    assert "block 1" in lines[0][3]
    assert report(stranger) == report(editor, is_inside="false") == []
    assert len(report(editor, q="pia")) == 1
    with whole_nation():
        link = PageLink.objects.first()
    details = reverse("broken-links:inspect", args=[link.pk])
    assert "there is nothing at this address" in editor.get(details).text
    assert stranger.get(details).status_code == 404
    with django_assert_max_num_queries(40):
        text = editor.get(reverse("broken-links:index")).text
    assert reverse("wagtailadmin_pages:edit", args=[link.page_id]) in text
    keeper = officer("keeper", other, "websites.agency")
    answer = keeper.get(reverse("all-websites:index"), {"export": "csv"})
    rows = {line[0]: line[14] for line in csv.reader(io.StringIO(answer.getvalue().decode()))}
    assert (rows["nemc"], rows["tra"]) == ("2", "0")
