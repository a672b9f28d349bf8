"""A PostgreSQL of our own for tests and benchmarks: ``python -m tests.peers.postgres start|stop FOLDER [PORT]``.

``start`` makes a cluster in FOLDER when there is none, starts it on 127.0.0.1:PORT (a free port when none is named), and prints the
database URL.
"""

import os
import pwd
import shutil
import subprocess
import sys
from pathlib import Path

from tests.peers.ports import free_port

ROLE = "huduma"


def binaries() -> Path:
    """The folder of PostgreSQL's server programs, the newest where there are several. Raises ``SystemExit`` when there is none."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"), key=lambda p: int(p.parts[-3]))
    if not found:
        raise SystemExit("PostgreSQL's server is not installed (Debian package: postgresql)")
    return found[-1].parent


def _run(*command: str | Path) -> None:
    """Run as the user ``postgres`` when we are root, for the server refuses to run as root."""
    prefix = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    subprocess.run([*prefix, *map(str, command)], check=True, stdout=subprocess.DEVNULL, cwd="/")


def start(folder: Path, port: int, *, durable: bool = False) -> str:
    """Start the cluster in ``folder`` on ``port`` and return its database URL. ``durable``: what is committed outlives a power loss."""
    folder.mkdir(parents=True, exist_ok=True)
    cluster = folder / "cluster"
    if os.geteuid() == 0:
        account = pwd.getpwnam("postgres")
        os.chown(folder, account.pw_uid, account.pw_gid)
    if not cluster.exists():
        _run(binaries() / "initdb", "-D", cluster, "-U", ROLE, "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync")
    # Durability against power loss is not what a test cluster is for; kill -9 of a client is, and that is unaffected.
    fsync = "on" if durable else "off"
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} -c fsync={fsync} -c max_connections=200"
    options += " -c random_page_cost=1.1"  # as docs/operations/server.md has it
    if subprocess.run([binaries() / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(port)], check=False).returncode:
        _run(binaries() / "pg_ctl", "-D", cluster, "-w", "-o", options, "-l", folder / "log", "start")
        database = ["psql", "-h", "127.0.0.1", "-p", str(port), "-U", ROLE, "-d", "postgres", "-c"]
        subprocess.run([*database, "CREATE DATABASE huduma"], check=False, capture_output=True)
    return f"postgres://{ROLE}@127.0.0.1:{port}/huduma"


def stop(folder: Path) -> None:
    """Stop the cluster in ``folder`` and remove it."""
    if (folder / "cluster" / "postmaster.pid").exists():
        _run(binaries() / "pg_ctl", "-D", folder / "cluster", "-m", "immediate", "stop")
    shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["start", folder, *port]:
            sys.stdout.write(start(Path(folder).absolute(), int(port[0]) if port else free_port()) + "\n")
        case ["stop", folder, *_]:
            stop(Path(folder).absolute())
        case _:
            raise SystemExit(__doc__)
