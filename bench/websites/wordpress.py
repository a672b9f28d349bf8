"""WordPress as Debian packs it, filled with the same words: PHP-FPM with its opcode cache, MariaDB, the default theme, behind nginx.

Everything lies in one folder below /tmp, where the accounts of the services may go, and is ended with the benchmark.
"""

import json
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.load import Contender
from bench.processes import Server, nginx

SHARE = Path("/usr/share/wordpress")
SITES = ("plain", "network")
_CHILDREN = 8  # PHP processes; as many as the platform's own web process has threads
_ACCOUNTS = os.geteuid() == 0  # whether the services run as accounts of their own
_CONFIG = """<?php
define('DB_NAME', '{name}'); define('DB_USER', 'root'); define('DB_PASSWORD', ''); define('DB_HOST', 'localhost:{socket}');
define('DB_CHARSET', 'utf8mb4'); define('DB_COLLATE', '');
foreach (['AUTH', 'SECURE_AUTH', 'LOGGED_IN', 'NONCE'] as $name) {{
    define($name . '_KEY', hash('sha256', $name)); define($name . '_SALT', hash('sha256', "salt $name"));
}}
define('DISABLE_WP_CRON', true); define('WP_HTTP_BLOCK_EXTERNAL', true); define('AUTOMATIC_UPDATER_DISABLED', true);
{network}
$table_prefix = 'wp_';
if (!defined('ABSPATH')) define('ABSPATH', __DIR__ . '/');
require_once ABSPATH . 'wp-settings.php';
"""
_NETWORK = """define('MULTISITE', true); define('SUBDOMAIN_INSTALL', true); define('DOMAIN_CURRENT_SITE', '{host}');
define('PATH_CURRENT_SITE', '/'); define('SITE_ID_CURRENT_SITE', 1); define('BLOG_ID_CURRENT_SITE', 1);"""
_LOCATION = """server {{ listen 127.0.0.1:@PORT@; root {root}; index index.php;
location / {{ try_files $uri $uri/ /index.php?$args; }}
location ~ \\.php$ {{ include /etc/nginx/fastcgi_params; fastcgi_param SCRIPT_FILENAME $document_root$fastcgi_script_name;
fastcgi_pass unix:{socket};
fastcgi_param PHP_VALUE "zlib.output_compression=On"; {cache} }} }}"""
# Pages are kept as they are sent, compressed: nginx would compress 50 kB again for each request.
_CACHE = """fastcgi_cache pages; fastcgi_cache_key "$scheme$request_method$host$request_uri$http_accept_encoding";
fastcgi_cache_valid 200 301 1h;"""


def missing() -> str:
    """Why WordPress cannot be compared with; empty where it can."""
    needed = {"wordpress": SHARE / "wp-load.php", "mariadb-server-core": Path("/usr/sbin/mariadbd"), "php-mysql": Path("/usr/bin/php")}
    absent = [package for package, file in needed.items() if not file.exists()]
    if not _fpm():
        absent.append("php-fpm")
    if not any((SHARE / "wp-content" / "themes").glob("*/index.php")) and not any((SHARE / "wp-content" / "themes").glob("*/theme.json")):
        absent.append("wordpress-theme-twentytwentythree")
    return f"not installed: {', '.join(absent)}" if absent else ""


def _fpm() -> Path | None:
    return max(Path("/usr/sbin").glob("php-fpm*"), default=None)


@dataclass
class WordPress:
    """One MariaDB and one PHP-FPM, with two installations: a single site, and a network of all of them."""

    servers: list[Server]
    folder: Path = field(default_factory=lambda: Path(tempfile.mkdtemp(prefix="huduma-wordpress.", dir="/tmp")))

    def start(self, told: dict[str, Any]) -> None:
        """Start and fill it with what ``content`` told."""
        self.folder.chmod(0o755)
        self.told = told
        self._start_database()
        for name in SITES:
            self._install(name)
        self._start_php()

    def contenders(self, folder: Path) -> list[Contender]:
        """The ways in which WordPress answers."""
        single, network = (self._addresses(folder, name) for name in SITES)
        plain = self._front(folder, "wordpress", "plain")
        multisite = self._front(folder, "wordpress-network", "network")
        cached = self._front(
            folder, "wordpress-cached", "network", f"fastcgi_cache_path {self.folder}/cache keys_zone=pages:50m;\n", _CACHE
        )
        also = [self._database.pid, self._php.pid]
        return [
            Contender("WordPress", 1, "MariaDB", plain, single, also, seconds=4),
            Contender("WordPress, network", len(self.told["sites"]), "MariaDB", multisite, network, also, seconds=4),
            Contender("WordPress behind nginx's cache", len(self.told["sites"]), "MariaDB", cached, network, also, is_kept=True, turns=2),
        ]

    def export(self) -> bytes:
        """What WordPress's own exporter writes of the website that ``exporting.php`` makes."""
        self.folder.chmod(0o755)
        self._start_database()
        root, script = self._unpack("exported"), Path(__file__).with_name("exporting.php")
        for step in ("install", "export"):
            done = subprocess.run(["php", "-d", "display_errors=stderr", script, step], cwd=root, capture_output=True)
            if done.returncode:
                raise SystemExit(f"WordPress, {step}:\n{done.stdout.decode()[-3000:]}{done.stderr.decode()[-3000:]}")
        return done.stdout

    def remove(self) -> None:
        """Remove the folder; the processes have been stopped with the other servers."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def _start_database(self) -> None:
        data, log = self.folder / "mariadb", self.folder / "install.log"
        data.mkdir()
        account = [f"--user={_database_account()}"] if _ACCOUNTS else []
        if _ACCOUNTS:
            shutil.chown(data, _database_account())
        install = ["mariadb-install-db", "--no-defaults", *account, f"--datadir={data}", "--auth-root-authentication-method=normal"]
        with log.open("wb") as out:
            if subprocess.run(install, stdout=out, stderr=out).returncode:
                raise SystemExit(log.read_text())
        self._database = Server(self.folder, "mariadb")
        self.servers.append(self._database)
        files = ["--table-open-cache=10000", "--table-definition-cache=10000", "--open-files-limit=30000"]
        memory = ["--innodb-buffer-pool-size=512M", "--innodb-flush-log-at-trx-commit=0", "--innodb-doublewrite=0"]
        self._database.run(
            *("/usr/sbin/mariadbd", "--no-defaults", *account, f"--datadir={data}", f"--socket={self._socket}", "--skip-networking"),
            *(f"--pid-file={data}/pid", *files, *memory),
        )
        until = time.monotonic() + 60
        while self._sql("SELECT 1").returncode:
            if time.monotonic() > until:
                raise SystemExit((self.folder / "mariadb.log").read_text())
            time.sleep(0.2)

    @property
    def _socket(self) -> Path:
        return self.folder / "mariadb" / "socket"

    def _sql(self, statement: str) -> "subprocess.CompletedProcess[bytes]":
        return subprocess.run(["mariadb", "--no-defaults", "-uroot", f"--socket={self._socket}", "-e", statement], capture_output=True)

    def _install(self, name: str) -> None:
        root = self._unpack(name)
        self._fill(root, "single")
        if name == "network":
            self._fill(root, "network")
            self._configure(root, _NETWORK.format(host=self.told["host"]))

    def _unpack(self, name: str) -> Path:
        """A copy of WordPress with an empty database of its own."""
        root = self.folder / name
        shutil.copytree(SHARE, root, symlinks=False, ignore_dangling_symlinks=True)
        self._sql(f"CREATE DATABASE {name} CHARACTER SET utf8mb4")
        (root / "wp-config.php").unlink(missing_ok=True)
        self._configure(root)
        return root

    def _configure(self, root: Path, network: str = "") -> None:
        (root / "wp-config.php").write_text(_CONFIG.format(name=root.name, socket=self._socket, network=network))

    def _fill(self, root: Path, step: str) -> None:
        script = Path(__file__).with_name("wordpress.php")
        told = json.dumps(self.told).encode()
        done = subprocess.run(["php", "-d", "memory_limit=512M", script, step], input=told, cwd=root, capture_output=True)
        if not done.stdout.endswith(b"filled\n"):
            raise SystemExit(f"WordPress, {step}:\n{done.stdout.decode()[-3000:]}{done.stderr.decode()[-3000:]}")

    def _start_php(self) -> None:
        pool = self.folder / "php-fpm.conf"
        account = "user = www-data\ngroup = www-data\n" if _ACCOUNTS else ""
        pool.write_text(
            f"[global]\ndaemonize = no\nerror_log = {self.folder}/php-fpm.errors\n[www]\n{account}listen = {self.folder}/php.socket\n"
            f"listen.mode = 0666\npm = static\npm.max_children = {_CHILDREN}\n"
        )
        self._php = Server(self.folder, "php-fpm")
        self.servers.append(self._php)
        cache = ("-d", "opcache.enable=1", "-d", "opcache.memory_consumption=256", "-d", "opcache.validate_timestamps=0")
        self._php.run(str(_fpm()), "--nodaemonize", "--fpm-config", pool, *cache)

    def _front(self, folder: Path, name: str, site: str, before: str = "", cache: str = "") -> Server:
        server = nginx(folder, name, before + _LOCATION.format(root=self.folder / site, socket=self.folder / "php.socket", cache=cache))
        self.servers.append(server)
        server.wait(self.told["host"], self._paths()[0])
        return server

    def _addresses(self, folder: Path, name: str) -> Path:
        """The news of the one site, or the latest of each."""
        host, paths = self.told["host"], self._paths()
        asked = [(host, path) for path in paths] if name == "plain" else [(host, paths[-1]) for host, _name in self.told["sites"]]
        file = folder / f"urls-{name}"
        file.write_text("".join(f"{host} {path}\n" for host, path in asked))
        return file

    def _paths(self) -> list[str]:
        return [f"/{post['slug']}/" for post in self.told["posts"]]


def _database_account() -> str:
    """MariaDB refuses to run as root; its own account comes with a package of Debian's that is not needed."""
    return "mysql" if any(account.pw_name == "mysql" for account in pwd.getpwall()) else "nobody"
