"""Child processes of a test: the platform's own programs on the test's database, stopped or killed by process id.

A test that uses it marks itself ``@pytest.mark.django_db(transaction=True)``, for a child sees only what was committed.
"""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from django.conf import settings
from django.db import connection

ROOT = Path(settings.BASE_DIR)


def environment(**more: str) -> dict[str, str]:
    """The environment of a child that works on the test's database and state."""
    s = connection.settings_dict
    if connection.vendor == "sqlite":
        url = f"sqlite:///{s['NAME']}"
    else:
        url = f"postgres://{s['USER']}:{s['PASSWORD']}@{s['HOST']}:{s['PORT']}/{s['NAME']}"
    return {**os.environ, "HUDUMA_DATABASE_URL": url, "HUDUMA_STATE": str(settings.STATE), **more}


@contextlib.contextmanager
def running(*command: str, log: Path | None = None, **more: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run a program of the environment (``manage.py …``, ``granian …``) in a process group of its own; stop all of it at the end.

    What it says of itself (its standard error) is written to ``log`` where one is named.
    """
    program = [sys.executable, str(ROOT / "manage.py"), *command[1:]] if command[0] == "manage.py" else [_program(command[0]), *command[1:]]
    with log.open("wb") if log else contextlib.nullcontext() as says:
        process = subprocess.Popen(program, env=environment(**more), cwd=ROOT, start_new_session=True, stderr=says)
    try:
        yield process
    finally:
        stop(process)


def stop(process: subprocess.Popen[bytes], how: signal.Signals = signal.SIGTERM) -> None:
    """Signal the whole group and wait for it; what does not go in ten seconds is killed."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, how)
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def wait_for(condition: Callable[[], bool], seconds: float = 30) -> None:
    """Return as soon as ``condition`` holds. Raises ``TimeoutError`` when it does not within ``seconds``."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise TimeoutError("the condition did not come true in time")
        time.sleep(0.02)


def _program(name: str) -> str:
    return str(Path(sys.executable).parent / name)
