"""A name server that says what a test wants: real questions and answers of the DNS (RFC 1035) over UDP on 127.0.0.1.

By hand: ``python -m tests.peers.name_server 5353 _huduma.afya.go.tz=huduma-proof=…`` and ``HUDUMA_DNS_SERVERS=127.0.0.1:5353``.
"""

import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import dns.flags
import dns.message
import dns.rcode
import dns.rdataclass
import dns.rdatatype
import dns.rrset

_LONGEST_STRING = 255  # of which a text is put together


@dataclass
class NameServer:
    """``texts`` maps names to the texts of their TXT records; ``rcode`` other than NOERROR is the answer to everything, and ``silent``
    answers nothing at all. ``asked`` is what it was asked.
    """

    port: int = 0
    texts: dict[str, list[str]] = field(default_factory=dict)
    rcode: int = dns.rcode.NOERROR
    silent: bool = False
    asked: list[str] = field(default_factory=list)

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.port}"

    def answer(self, wire: bytes) -> bytes | None:
        """The answer to the question ``wire``; ``None`` when it keeps silent."""
        question = dns.message.from_wire(wire)
        name = question.question[0].name
        self.asked.append(name.to_text(omit_final_dot=True))
        if self.silent:
            return None
        response = dns.message.make_response(question)
        response.flags |= dns.flags.RA
        texts = self.texts.get(self.asked[-1])
        if self.rcode != dns.rcode.NOERROR or texts is None:
            response.set_rcode(self.rcode or dns.rcode.NXDOMAIN)
        elif texts:
            response.answer.append(dns.rrset.from_text(name, 60, dns.rdataclass.IN, dns.rdatatype.TXT, *map(_quoted, texts)))
        return response.to_wire()


def _quoted(text: str) -> str:
    parts = [text[start : start + _LONGEST_STRING] for start in range(0, len(text), _LONGEST_STRING)]
    return " ".join(f'"{part}"' for part in parts)


@contextmanager
def name_server(port: int = 0) -> Iterator[NameServer]:
    """A name server that answers until the block ends."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as listening:
        listening.bind(("127.0.0.1", port))
        listening.settimeout(0.1)
        server, over = NameServer(port=listening.getsockname()[1]), threading.Event()
        thread = threading.Thread(target=_serve, args=(listening, server, over), daemon=True)
        thread.start()
        try:
            yield server
        finally:
            over.set()
            thread.join()


def _serve(listening: socket.socket, server: NameServer, over: threading.Event) -> None:
    while not over.is_set():
        try:
            wire, asker = listening.recvfrom(4096)
        except TimeoutError:
            continue
        if (answer := server.answer(wire)) is not None:
            listening.sendto(answer, asker)


if __name__ == "__main__":
    with name_server(int(sys.argv[1])) as by_hand:
        for pair in sys.argv[2:]:
            name, _, text = pair.partition("=")
            by_hand.texts.setdefault(name, []).append(text)
        threading.Event().wait()
