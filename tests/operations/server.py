"""The folder in which the server stands, and the blocks of the page that make it."""

import os
import re
import stat
import subprocess
import sys
from pathlib import Path

import psycopg

from tests.peers import postgres
from tests.peers.ports import free_port

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "operations" / "server.md"
HOST = "huduma.test"
# What the page does to a whole machine is not done to this one: no packages, no accounts, nginx with ports of its own.
SHIMS = {
    "apt-get": "exit 0",
    "adduser": "exit 0",
    "systemctl": 'cd {root} && exec env SERVER={home} SERVER_PORT={web} {python} -m tests.operations.systemctl "$@"',
    "make": (
        "ln -sfn {root}/.venv .venv && ln -sfn {root}/assets/node_modules assets/node_modules && "
        "git ls-files -z | xargs -0 touch -d 2020-01-01 && "  # what is installed already is newer
        'touch huduma/project/locale/sw/LC_MESSAGES/django.po && exec /usr/bin/make HUDUMA_STATE={home}/var/lib/huduma "$@"'
    ),
    "nginx": (
        "sed -i 's/listen 443 /listen 127.0.0.1:{https} /; s/listen 80 /listen 127.0.0.1:{http} /' {home}/etc/nginx/conf.d/*.conf && "
        'exec /usr/sbin/nginx -p {home} -c {home}/etc/nginx/nginx.conf "$@"'
    ),
}


class Server:
    """The server in ``home``, with a PostgreSQL and a Redis of its own."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.https, self.web, self.database, self.cache = (free_port() for _ in range(4))
        self.postgres = Path(f"/tmp/huduma-server-{os.getpid()}")  # where the user postgres can go
        for folder in ("bin", "opt", "etc/nginx/conf.d", "etc/nginx/sites-enabled", "etc/huduma", "etc/systemd/system", "var/lib/huduma"):
            (home / folder).mkdir(parents=True)
        names = {"root": ROOT, "home": home, "python": sys.executable, "https": self.https, "web": self.web, "http": free_port()}
        for name, script in SHIMS.items():
            shim = home / "bin" / name
            shim.write_text(f"#!/bin/bash\n{script.format(**names)}\n")
            shim.chmod(shim.stat().st_mode | stat.S_IXUSR)
        self._prepare_nginx()
        self._prepare_database()
        self._redis = subprocess.Popen(
            ["redis-server", "--port", str(self.cache), "--save", "", "--bind", "127.0.0.1"], stdout=subprocess.DEVNULL
        )

    def _prepare_nginx(self) -> None:
        modules = "".join(f"load_module {module};\n" for module in Path("/usr/lib/nginx/modules").glob("*brotli_static*.so"))
        (self.home / "etc/nginx/mime.types").symlink_to("/etc/nginx/mime.types")
        (self.home / "etc/nginx/nginx.conf").write_text(
            f"{modules}user root;\npid {self.home}/nginx.pid;\nerror_log {self.home}/nginx.errors;\nevents {{}}\n"
            f"http {{ access_log off; include mime.types; include {self.home}/etc/nginx/conf.d/*.conf; }}\n"
        )
        tls = self.home / "etc/huduma/tls"
        tls.mkdir()
        names = ["-subj", f"/CN={HOST}", "-keyout", tls / "key.pem", "-out", tls / "chain.pem"]
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", *names], check=True, capture_output=True)

    def _prepare_database(self) -> None:
        """A cluster as Debian makes it: the role postgres, and nothing of ours."""
        url = postgres.start(self.postgres, self.database)
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("CREATE ROLE postgres SUPERUSER LOGIN")
        with psycopg.connect(f"postgres://postgres@127.0.0.1:{self.database}/postgres", autocommit=True) as connection:
            connection.execute("DROP DATABASE huduma")
            connection.execute("ALTER ROLE huduma RENAME TO keeper")

    def follow(self, page: Path = PAGE) -> None:
        """Run every shell block of the page, one after the other. Raises ``AssertionError`` with what the first failing one said."""
        for block in re.findall(r"^```sh\n(.*?)^```", page.read_text(), re.DOTALL | re.MULTILINE):
            self.run(block)
            self._write_own_names()

    def run(self, script: str, given: str = "") -> str:
        """Run shell commands of the page with this folder's paths; returns what they print."""
        for path in ("/opt/huduma", "/etc/huduma", "/var/lib/huduma", "/etc/nginx", "/etc/systemd"):
            script = script.replace(path, f"{self.home}{path}")
        script = (
            script.replace("YOUR-GIT-SERVER/huduma.git", f"-q {ROOT}").replace("/path/to", str(self.home)).replace("-g huduma", "-g root")
        )
        script = script.replace("http://127.0.0.1:8000", f"--retry 40 --retry-connrefused --retry-delay 1 -f http://127.0.0.1:{self.web}")
        repository = self.home / "opt" / "huduma"
        environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith(("HUDUMA_", "DJANGO_", "PYTEST_"))},
            "PATH": f"{self.home}/bin:{os.environ['PATH']}:/usr/sbin",
            **{"PGHOST": "127.0.0.1", "PGPORT": str(self.database), "HUDUMA_USER": "root"},
            **{"HUDUMA_ENV": f"{self.home}/etc/huduma/huduma.env", "HUDUMA_SECRET_KEY_PATH": f"{self.home}/etc/huduma/secret_key"},
        }
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", script],
            cwd=repository if repository.exists() else self.home,
            env=environment,
            input=given,
            capture_output=True,
            text=True,
            timeout=240,
        )
        assert done.returncode == 0, f"{script}\n{done.stdout}\n{done.stderr}"
        return done.stdout

    def _write_own_names(self) -> None:
        """What the page asks the operator to do by hand: the own host, and here the own ports."""
        settings = self.home / "etc/huduma/huduma.env"
        own = {
            "HUDUMA_HOST": HOST,
            "HUDUMA_PORT": str(self.web),
            "HUDUMA_STATE": f"{self.home}/var/lib/huduma",
            "HUDUMA_DATABASE_URL": f"postgres://huduma@127.0.0.1:{self.database}/huduma",
            "HUDUMA_CACHE_URL": f"redis://127.0.0.1:{self.cache}/0",
        }
        if settings.exists():
            kept = [line for line in settings.read_text().splitlines() if line.split("=")[0] not in own]
            settings.write_text("\n".join([*kept, *(f"{name}={value}" for name, value in own.items())]) + "\n")

    def stop(self) -> None:
        """Stop everything that was started, by process id."""
        for file in (self.home / "run").glob("*.pid") if (self.home / "run").exists() else ():
            self.run(f"systemctl stop {file.stem}")
        if (self.home / "nginx.pid").exists() and (self.home / "nginx.pid").read_text():
            self.run("nginx -s stop")
        self._redis.terminate()
        self._redis.wait()
        postgres.stop(self.postgres)
