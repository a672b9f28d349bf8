"""``systemctl`` for a folder without systemd: starts, stops and reloads what the units of that folder say, in the environment they say.

It reads what our units use (ExecStart, EnvironmentFile, Environment, LoadCredential, WorkingDirectory) and leaves the hardening to systemd.
"""

import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
from collections import defaultdict
from contextlib import suppress
from pathlib import Path

HOME = Path(os.environ["SERVER"])
UNITS, RUN = HOME / "etc" / "systemd" / "system", HOME / "run"


def read(unit: str) -> dict[str, list[str]]:
    """The settings of a service, those of ``name@.service`` with the instance filled in."""
    name, at, instance = unit.removesuffix(".service").partition("@")
    found: dict[str, list[str]] = defaultdict(list)
    for line in (UNITS / f"{name}{at}.service").read_text().splitlines():
        key, equals, value = line.partition("=")
        if equals and not line.startswith("#"):
            found[key].append(value.replace("%i", instance).replace("%d", str(RUN / "credentials")))
    return found


def environment(unit: dict[str, list[str]]) -> dict[str, str]:
    """What the service finds in its environment; credentials lie where %d points."""
    variables = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG"}}
    for file in unit["EnvironmentFile"]:
        lines = [line for line in Path(file).read_text().splitlines() if "=" in line and not line.startswith("#")]
        variables |= dict(line.split("=", 1) for line in lines)
    for credential in unit["LoadCredential"]:
        name, path = credential.split(":", 1)
        (RUN / "credentials").mkdir(parents=True, exist_ok=True)
        shutil.copy(path, RUN / "credentials" / name)
    return variables | dict(setting.split("=", 1) for setting in unit["Environment"])


def move_units() -> None:
    """Have the units speak of this folder and port, where the page's are a whole machine's."""
    for unit in UNITS.glob("*.service"):
        text = unit.read_text().replace("--port 8000", f"--port {os.environ['SERVER_PORT']}")
        unit.write_text(re.sub(r"(?<![\w/])/(?=(opt|etc|var/lib)/huduma)", f"{HOME}/", text))


def start(name: str) -> None:
    """Start a service; one of the type oneshot is waited for."""
    unit = read(name)
    command = shlex.split(unit["ExecStart"][0])
    with (HOME / f"{name}.log").open("ab") as log:
        process = subprocess.Popen(
            command, cwd=unit["WorkingDirectory"][0], env=environment(unit), stdout=log, stderr=log, start_new_session=True
        )
    if unit["Type"] == ["oneshot"]:
        if process.wait(120):
            raise SystemExit(f"{name} failed:\n{(HOME / f'{name}.log').read_text()}")
        return
    (RUN / f"{name}.pid").write_text(str(process.pid))


def stop(name: str) -> None:
    """Stop a service and all that it started."""
    file = RUN / f"{name}.pid"
    if file.exists():
        with suppress(ProcessLookupError):
            os.killpg(int(file.read_text()), signal.SIGTERM)
        file.unlink()


def main(words: list[str]) -> None:
    RUN.mkdir(exist_ok=True)
    names = [word for word in words[1:] if not word.startswith("-") and not word.endswith(".timer")]
    match words[0]:
        case "daemon-reload":
            move_units()
        case "reload" if names == ["nginx"]:
            pid = HOME / "nginx.pid"  # empty after nginx -t
            subprocess.run(["nginx", "-s", "reload"] if pid.exists() and pid.read_text() else ["nginx"], check=True)
        case "enable" | "start":
            for name in names:
                start(name)
        case "restart":
            for name in names:
                stop(name)
                start(name)
        case "stop":
            for name in names:
                stop(name)
        case other:
            raise SystemExit(f"systemctl {other} is not known here")


if __name__ == "__main__":
    main(sys.argv[1:])
