"""Real web processes, and a real nginx, on the test's own database and state."""

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from http.client import HTTPConnection
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection

from huduma.platform.delivery.tests.making import Answer
from tests.peers.ports import free_port

PUBLISHING = "huduma.platform.delivery.tests.web_process:application"
_PATIENCE = 60  # seconds for a process to answer for the first time


class Client:
    """A visitor of ``host`` over a connection that is kept open."""

    def __init__(self, port: int, host: str) -> None:
        self._connection = HTTPConnection("127.0.0.1", port, timeout=30)
        self._host = host

    def ask(self, path: str = "/", method: str = "GET", **headers: str) -> Answer:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self._connection.request(method, path, headers={"Host": self._host, **named})
        response = self._connection.getresponse()
        return Answer(response.status, {name.title(): value for name, value in response.getheaders()}, response.read())

    def close(self) -> None:
        self._connection.close()


class Server:
    """One granian with one web process, in the state folder that ``settings.STATE`` names."""

    def __init__(self, application: str = "huduma.project.wsgi:application", **environment: str) -> None:
        self.port = free_port()
        database = connection.settings_dict
        url = f"sqlite:///{database['NAME']}"
        if connection.vendor == "postgresql":
            url = f"postgres://{database['USER']}@{database['HOST']}:{database['PORT']}/{database['NAME']}"
        self._environment = {
            **os.environ,
            "HUDUMA_STATE": str(settings.STATE),
            "HUDUMA_DATABASE_URL": url,
            "HUDUMA_PORT": str(self.port),
            **environment,
        }
        granian = Path(sys.executable).with_name("granian")
        options = ["--interface", "wsgi", "--port", str(self.port), "--blocking-threads", "8", "--no-ws", "--log-level", "error"]
        self._log = (settings.STATE / f"server-{self.port}.log").open("wb")
        self._process = subprocess.Popen(
            [granian, *options, application],
            env=self._environment,
            cwd=settings.BASE_DIR,
            stdout=self._log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

    def client(self, host: str) -> Client:
        return Client(self.port, host)

    def wait(self) -> "Server":
        """Until it is ready to serve."""
        until = time.monotonic() + _PATIENCE
        while time.monotonic() < until:
            with suppress(OSError):
                if self.client("localhost").ask("/readyz").status == 200:
                    return self
            time.sleep(0.1)
        raise AssertionError(Path(self._log.name).read_text())

    def figure(self, name: str) -> float:
        """A figure of /metrics, summed over its labels and over all processes of the state folder."""
        token = self._environment.get("HUDUMA_METRICS_TOKEN") or (settings.STATE / "metrics_token").read_text()
        answer = self.client("localhost").ask("/metrics", Authorization=f"Bearer {token}")
        assert answer.status == 200
        lines = (line.rpartition(" ") for line in answer.text.splitlines() if line.startswith((f"{name} ", f"{name}{{")))
        return sum(float(value) for _, _, value in lines)

    def kill(self) -> None:
        """kill -9 of everything, as a loss of power would."""
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self._log.close()

    def pause(self) -> None:
        """Stop without dying: a machine that swaps, a debugger."""
        os.killpg(self._process.pid, signal.SIGSTOP)

    def resume(self) -> None:
        """Go on after ``pause``."""
        os.killpg(self._process.pid, signal.SIGCONT)


def eventually(holds, seconds: float = 10.0) -> None:
    """Wait until ``holds()``; fails when that does not come true."""
    until = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < until, "did not come true in time"
        time.sleep(0.05)


class Nginx:
    """A real nginx with the configuration that ``manage.py nginx`` prints, in front of ``server``."""

    def __init__(self, server: Server) -> None:
        self.port, self._folder = free_port(), settings.STATE / "nginx"
        self._upstream = f"127.0.0.1:{server.port}"
        self._folder.mkdir()
        modules = "".join(f"load_module {module};\n" for module in Path("/usr/lib/nginx/modules").glob("*brotli_static*.so"))
        temporary = "".join(f"{kind}_temp_path {self._folder}/{kind};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        (self._folder / "nginx.conf").write_text(
            f"{modules}user root;\nworker_processes 1;\npid {self._folder}/pid;\nerror_log {self._folder}/errors;\n"
            f"events {{}}\nhttp {{\naccess_log off;\ninclude /etc/nginx/mime.types;\n{temporary}include {self._folder}/huduma.conf;\n}}\n"
        )
        (self._folder / "mime.types").symlink_to("/etc/nginx/mime.types")
        self.configure()
        self._run()

    def configure(self) -> None:
        """Write the configuration for the sites as they are now."""
        with (self._folder / "huduma.conf").open("w") as file:
            call_command("nginx", listen=f"127.0.0.1:{self.port}", upstream=self._upstream, stdout=file)

    def reload(self) -> None:
        self.configure()
        self._run("-s", "reload")

    def stop(self) -> None:
        self._run("-s", "quit")

    def client(self, host: str) -> Client:
        return Client(self.port, host)

    def errors(self) -> str:
        """What nginx complained of."""
        return (self._folder / "errors").read_text()

    def _run(self, *options: str) -> None:
        subprocess.run(["nginx", "-p", self._folder, "-c", self._folder / "nginx.conf", *options], check=True, timeout=20)
