"""A national id authority for demonstrations and tests: nobody it names exists.

A few citizens are written down; any other well-formed number has somebody made up from its digits, always the same, and one that ends
in 00 is nobody's. ``look_up`` answers inside our own process; ``serve`` answers by HTTP, as the authority does.
"""

import hashlib
import json
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from . import Citizen

INVENTED = {
    "19950302123450000128": Citizen("Asha Juma Mushi", "F", date(1995, 3, 2)),
    "19881117234560000215": Citizen("Baraka Elias Komba", "M", date(1988, 11, 17)),
    "20010924345670000336": Citizen("Neema Daudi Lyimo", "F", date(2001, 9, 24)),
    "19790605456780000442": Citizen("Hamisi Rashidi Ngoma", "M", date(1979, 6, 5)),
    "19920229567890000557": Citizen("Zawadi Petro Massawe", "F", date(1992, 2, 29)),
}
_FIRST = {
    "F": ["Amina", "Rehema", "Grace", "Mariamu", "Upendo", "Salma", "Tumaini", "Fatuma", "Esther", "Halima", "Joyce", "Mwanaidi"],
    "M": ["Juma", "Emmanuel", "Ally", "Godfrey", "Hassan", "Peter", "Selemani", "Joseph", "Rajabu", "Frank", "Omari", "Daniel"],
}
_LAST = [
    *["Mwakalinga", "Kimaro", "Massawe", "Shayo", "Mollel", "Ndunguru", "Haule", "Mbwambo", "Swai", "Mrema", "Kessy", "Chacha"],
    *["Magesa", "Lukumay", "Nyerembe", "Mwinuka", "Sanga", "Kapinga", "Mtui", "Temba", "Msuya", "Mhina", "Kilonzo", "Ulaya"],
]


class Simulator:
    """The authority inside our own process: it is never away."""

    def look_up(self, nin: str) -> Citizen | None:
        """See ``NationalIds.look_up``."""
        if nin in INVENTED:
            return INVENTED[nin]
        return None if nin.endswith("00") else _made_up(nin)


def _made_up(nin: str) -> Citizen | None:
    try:
        born = date.fromisoformat(f"{nin[:4]}-{nin[4:6]}-{nin[6:8]}")
    except ValueError:
        return None
    dice = hashlib.sha256(nin.encode()).digest()
    sex = "FM"[dice[0] % 2]
    middle, last = _FIRST["M"][dice[2] % len(_FIRST["M"])], _LAST[dice[3] % len(_LAST)]
    return Citizen(f"{_FIRST[sex][dice[1] % len(_FIRST[sex])]} {middle} {last}", sex, born)


class _Desk(BaseHTTPRequestHandler):
    """One question, one answer: ``POST {"nin": "…"}``, and who it is, or 404."""

    server: "SimulatedAuthority"

    def do_POST(self) -> None:
        """Answer a question, or fail as the server was told to."""
        content = self.rfile.read(min(int(self.headers.get("Content-Length") or 0), 1_000))
        self.server.asked += 1
        if self.server.mood == "silent":
            self.close_connection = True  # it has heard, and hangs up
            return
        if self.server.mood == "broken":
            self._say(500, {"error": "broken"})
            return
        try:
            nin = str(json.loads(content)["nin"])
        except (ValueError, KeyError, TypeError):
            self._say(400, {"error": "nin"})
            return
        citizen = Simulator().look_up(nin)
        if citizen is None:
            self._say(404, {"error": "unknown"})
        else:
            born = citizen.born.isoformat()
            self._say(200, {"name": citizen.name, "sex": citizen.sex, "born": born, "citizenship": citizen.citizenship})

    def _say(self, status: int, said: dict[str, Any]) -> None:
        content = json.dumps(said).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: what is asked here is nobody's to keep."""


class SimulatedAuthority(ThreadingHTTPServer):
    """The simulator by HTTP on ``127.0.0.1:port`` (0: any free one). ``mood``: ``well``, ``broken`` (500) or ``silent`` (it hangs up)."""

    def __init__(self, port: int = 0, mood: str = "well") -> None:
        super().__init__(("127.0.0.1", port), _Desk)
        self.mood, self.asked = mood, 0

    @property
    def url(self) -> str:
        """What ``HUDUMA_NIN_URL`` would be."""
        return f"http://127.0.0.1:{self.server_address[1]}/"
