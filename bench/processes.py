"""The servers that take part, all on one core, and what they use of it."""

import math
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from http.client import HTTPConnection
from pathlib import Path

from tests.peers.ports import free_port

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
SERVER_CORE, LOAD_CORE = "0", "1"
BOTH = f"{SERVER_CORE},{LOAD_CORE}"
THREADS = "4"  # of a web process, as in ops/systemd/huduma-web.service
_TICKS = os.sysconf("SC_CLK_TCK")


def cpu_seconds(root: int) -> float:
    """The processor time of the process ``root``, its children that live, and those that have ended."""
    total = 0
    for process in _tree(root):
        with suppress(FileNotFoundError, ProcessLookupError):
            fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
            total += sum(map(int, fields[11:15]))
    return total / _TICKS


def memory(process: int) -> int:
    """The proportional set size of ``process``, in bytes."""
    [line] = [line for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines() if line.startswith("Pss:")]
    return int(line.split()[1]) * 1024


def _tree(root: int) -> list[int]:
    found = [root]
    for process in found:
        with suppress(FileNotFoundError, ProcessLookupError):
            for task in Path(f"/proc/{process}/task").iterdir():
                found += map(int, (task / "children").read_text().split())
    return found


class Server:
    """A process group on ``cores`` that listens on ``port``."""

    def __init__(self, folder: Path, name: str, cores: str = SERVER_CORE) -> None:
        self.port, self._cores = free_port(), cores
        self._log = (folder / f"{name}.log").open("wb")
        self._process: subprocess.Popen[bytes] | None = None

    def run(self, *command: str | Path, **environment: str) -> None:
        self._process = subprocess.Popen(
            ["taskset", "-c", self._cores, *command],
            env={**os.environ, **environment},
            cwd=ROOT,
            stdout=self._log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

    @property
    def pid(self) -> int:
        assert self._process
        return self._process.pid

    def wait(self, host: str, path: str) -> None:
        """Until it answers 200. Raises ``SystemExit`` with its log when it does not."""
        until = time.monotonic() + 120
        while time.monotonic() < until:
            with suppress(OSError):
                if fetch(self.port, host, path)[0] == 200:
                    return
            time.sleep(0.2)
        raise SystemExit(f"{self._log.name}:\n{Path(self._log.name).read_text()}")

    def give_way(self, weight: int) -> None:
        """Let it have a share of the processor as systemd's ``CPUWeight`` gives it, where 100 is anybody's.

        The kernel weighs sessions against one another before it looks at what is nice within them (sched(7), autogroup).
        """
        nice = round(math.log(100 / weight, 1.25))
        try:
            Path(f"/proc/{self.pid}/autogroup").write_text(str(nice))
        except FileNotFoundError:  # a kernel that weighs only processes
            os.setpriority(os.PRIO_PGRP, self.pid, nice)

    def workers(self) -> list[int]:
        return _tree(self.pid)[1:]

    def stop(self) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)
        if self._process:
            self._process.wait()


def granian(folder: Path, name: str, application: str, *, workers: int = 1, cores: str = SERVER_CORE, **environment: str) -> Server:
    """One granian with ``workers`` web processes, as `ops/` runs it."""
    server = Server(folder, name, cores)
    options = [
        "--interface",
        "wsgi",
        "--port",
        str(server.port),
        "--workers",
        str(workers),
        "--blocking-threads",
        THREADS,
        "--no-ws",
        "--log-level",
        "error",
    ]
    server.run(BIN / "granian", *options, application, HUDUMA_PORT=str(server.port), **environment)
    return server


def nginx(folder: Path, name: str, configuration: str, cores: str = SERVER_CORE) -> Server:
    """An nginx with one worker and ``configuration`` in its http block, where @PORT@ stands for its port."""
    server = Server(folder, name, cores)
    home = folder / name
    home.mkdir()
    (home / "mime.types").symlink_to("/etc/nginx/mime.types")
    modules = "".join(f"load_module {module};\n" for module in Path("/usr/lib/nginx/modules").glob("*brotli_static*.so"))
    temporary = "".join(f"{kind}_temp_path {home}/{kind};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    user = "user root;\n" if os.geteuid() == 0 else ""
    (home / "nginx.conf").write_text(
        f"{modules}{user}daemon off;\nworker_processes 1;\npid {home}/pid;\nerror_log {home}/errors;\n"
        "events { worker_connections 16384; }\n"
        f"http {{\naccess_log off;\nkeepalive_requests 1000000;\n{temporary}{configuration.replace('@PORT@', str(server.port))}\n}}\n"
    )
    server.run("nginx", "-p", home, "-c", home / "nginx.conf")
    return server


def fetch(port: int, host: str, path: str, **headers: str) -> tuple[int, bytes]:
    """Status and body of one request."""
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request("GET", path, headers={"Host": host, **named})
    response = connection.getresponse()
    return response.status, response.read()
