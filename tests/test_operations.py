"""The server of docs/operations/server.md, made by following the page step by step in a clean folder, and used."""

import json
import os
import re
import ssl
import subprocess
from http.client import HTTPSConnection
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.operations.server import HOST, ROOT, Server

pytestmark = [
    pytest.mark.slow,
    pytest.mark.once,
    pytest.mark.skipif(os.geteuid() != 0, reason="the page is for root"),
]
REGISTER = """code,kind,name_sw,name_en,parent,host,region,email,phone,website
moha,ministry,Wizara ya Mambo ya Ndani,Ministry of Home Affairs,,,,,,
bariadi,local_authority,Halmashauri ya Bariadi,Bariadi Council,,,,,,
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory):
    home: Path = tmp_path_factory.mktemp("server")
    (home / "register.csv").write_text(REGISTER)
    made = Server(home)
    try:
        made.follow()
        yield made
    finally:
        made.stop()


class Visitor:
    """Somebody at a browser, on the other side of nginx and TLS."""

    def __init__(self, server: Server) -> None:
        self.port, self.cookies = server.https, {}  # type: ignore[var-annotated]

    def ask(self, path: str, host: str = HOST, form: dict[str, str] | None = None):
        connection = HTTPSConnection("127.0.0.1", self.port, context=ssl._create_unverified_context(), timeout=30)
        headers = {"Host": host, "Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items()), "Referer": f"https://{host}{path}"}
        if form is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection.request("GET" if form is None else "POST", path, urlencode(form or {}), headers)
        response = connection.getresponse()
        for cookie in response.headers.get_all("Set-Cookie") or []:
            name, _, rest = cookie.partition("=")
            self.cookies[name] = rest.partition(";")[0]
        return response, response.read().decode()


def test_a_visitor_reads_a_site_which_nginx_then_serves_by_itself(server):
    visitor = Visitor(server)
    for _ in range(2):
        response, page = visitor.ask("/", f"moha.{HOST}")
        assert response.status == 200
        assert "Wizara ya Mambo ya Ndani" in page
        assert response.headers["Strict-Transport-Security"]
        assert "default-src 'self'" in response.headers["Content-Security-Policy"]
    assert list((server.home / "var/lib/huduma/live").glob(f"*/moha.{HOST}/index.html"))
    assert "Halmashauri ya Bariadi" in visitor.ask("/tafuta/?q=bariadi")[1]
    assert "Inaendeshwa na Huduma" in visitor.ask("/")[1]
    assert visitor.ask("/", "nani.example")[0].status == 421
    assert visitor.ask("/metrics")[0].status == 404


def test_the_first_operator_signs_in_and_is_asked_for_a_second_factor(server):
    command = "ops/manage create_operator --name 'Neema Mushi' --email neema@example.go.tz --password-stdin"
    assert "can sign in" in server.run(command, given="kilimo cha mpunga 7\n")
    visitor = Visitor(server)
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', visitor.ask("/account/login/")[1])[1]
    form = {"login": "neema@example.go.tz", "password": "kilimo cha mpunga 7", "csrfmiddlewaretoken": token}
    response, _page = visitor.ask("/account/login/", form=form)
    assert response.status == 302
    response, _page = visitor.ask("/office/")
    assert (response.status, "/account/2fa/" in response.headers["Location"]) == (302, True)


def test_the_nightly_backup_proves_itself(server):
    server.run("systemctl start huduma-backup")
    assert (server.home / "var/lib/huduma/last_verified_backup").exists()
    assert list((server.home / "var/lib/huduma/backups").glob("*.tar"))


def test_logs_are_for_machines_and_name_nobody(server):
    Visitor(server).ask("/taasisi/")
    lines = (server.home / "huduma-web.log").read_text().splitlines()
    events = [json.loads(line) for line in lines if line.startswith("{")]
    assert {"request", "code", "timestamp"} <= set(next(event for event in events if event["event"] == "request_finished"))
    assert "neema@example.go.tz" not in "\n".join(lines)


def test_systemd_accepts_the_units():
    units = sorted((ROOT / "ops" / "systemd").iterdir())
    done = subprocess.run(["systemd-analyze", "verify", "--man=no", *units], capture_output=True, text=True)
    complaints = [line for line in done.stderr.splitlines() if not re.search(r"is not executable|No such file|Command .* not found", line)]
    assert complaints == []
