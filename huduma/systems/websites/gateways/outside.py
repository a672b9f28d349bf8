"""Asking whether an address on the web answers, without being led anywhere that is not public.

Editors write these addresses, so they are somebody else's input: only http and https on their usual ports, only to addresses that are
public. The name is resolved once and the connection goes to what was judged, so a name that answers differently the second time gains
nothing; every redirect is judged anew. Nothing is read beyond the head of an answer, and no answer may take longer than ``LONGEST``.
"""

import http.client
import ipaddress
import socket
import ssl
import time
from dataclasses import dataclass
from threading import Timer
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from django.conf import settings

PORTS = {"http": 80, "https": 443}
TIMEOUT = 10.0  # seconds for each step
LONGEST = 20.0  # seconds for one request, whatever trickles in
MOST_REDIRECTS = 5
_NAT64 = ipaddress.ip_network("64:ff9b::/96")  # IPv4 written as IPv6 (RFC 6052)
REDIRECTS = {301, 302, 303, 307, 308}
AGENT = "Huduma-Links/1 (checks the links of public websites)"


class Unreachable(Exception):
    """There was no answer; the message is one of ``PROBLEMS``."""


# What is written down where there was no status: short words that screens translate.
NO_SUCH_HOST, NOT_PUBLIC, REFUSED, TOO_SLOW, NO_TRUST, MALFORMED, TOO_MANY, GARBLED = (
    *("no-such-host", "not-public", "refused", "too-slow", "no-trust"),
    *("malformed", "too-many-redirects", "garbled"),
)


@dataclass(frozen=True)
class Answer:
    """What came of asking: the last ``status``, or 0 and the ``problem``."""

    status: int = 0
    problem: str = ""

    @property
    def is_failure(self) -> bool:
        """Whether a visitor would find nothing. An answer that wants a password or fewer questions is an answer."""
        return not self.status or self.status in {404, 410} or self.status >= 500

    @property
    def said(self) -> str:
        """The answer in one word, as it is kept."""
        return str(self.status) if self.status else self.problem


def ask(address: str) -> Answer:
    """What ``address``, after at most ``MOST_REDIRECTS`` redirects, answers. Never raises for anything that the web does."""
    try:
        return Answer(status=_follow(address))
    except Unreachable as error:
        return Answer(problem=str(error))


def _follow(address: str) -> int:
    for _hop in range(MOST_REDIRECTS + 1):
        parts = _judged(address)
        status, location = _request("HEAD", parts)
        if status >= 400 and status != 429:  # many servers answer HEAD wrongly
            time.sleep(settings.LINK_CHECK_PAUSE)
            status, location = _request("GET", parts)
        if status not in REDIRECTS or not location:
            return status
        address = urljoin(address, location)
    raise Unreachable(TOO_MANY)


def _judged(address: str) -> SplitResult:
    """``address`` taken apart. Raises ``Unreachable`` unless it is one that could be asked."""
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        raise Unreachable(MALFORMED) from None
    if parts.scheme not in PORTS or not parts.hostname or parts.username is not None:
        raise Unreachable(MALFORMED)
    if port not in (None, PORTS[parts.scheme]) and f"{parts.hostname}:{port}" not in settings.LINK_CHECK_ALSO:
        raise Unreachable(NOT_PUBLIC)
    return parts


def _request(method: str, parts: SplitResult) -> tuple[int, str]:
    """The status, and where to go on. Raises ``Unreachable``."""
    host, port = str(parts.hostname), parts.port or PORTS[parts.scheme]
    place = _public_place(host, port)
    connection = _Pinned(host, port, place, is_safe=parts.scheme == "https")
    watch = Timer(LONGEST, connection.cut)
    watch.daemon = True
    watch.start()
    try:
        path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
        query = f"?{quote(parts.query, safe='/%:@!$&()*+,;=~-._?')}" if parts.query else ""
        connection.request(method, path + query, headers={"User-Agent": AGENT, "Accept": "*/*", "Connection": "close"})
        response = connection.getresponse()
        return response.status, response.getheader("Location") or ""
    except ssl.SSLError:
        raise Unreachable(NO_TRUST) from None
    except TimeoutError:
        raise Unreachable(TOO_SLOW) from None
    except (OSError, http.client.HTTPException, ValueError) as error:
        slow = connection.was_cut
        raise Unreachable(TOO_SLOW if slow else REFUSED if isinstance(error, OSError) else GARBLED) from None
    finally:
        watch.cancel()
        connection.close()


def _public_place(host: str, port: int) -> str:
    """The one numeric address to connect to. Raises ``Unreachable`` unless every address of ``host`` is public."""
    try:
        found = [str(entry[4][0]) for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    except (OSError, UnicodeError):
        raise Unreachable(NO_SUCH_HOST) from None
    if f"{host}:{port}" not in settings.LINK_CHECK_ALSO and not all(_is_public(place) for place in found):
        raise Unreachable(NOT_PUBLIC)
    return found[0]


def _is_public(place: str) -> bool:
    address = ipaddress.ip_address(place.partition("%")[0])
    inner = getattr(address, "ipv4_mapped", None) or getattr(address, "sixtofour", None)
    if address in _NAT64:
        inner = ipaddress.ip_address(int(address) & 0xFFFFFFFF)
    return all(each.is_global and not each.is_multicast and not each.is_reserved for each in (address, inner) if each)


class _Pinned(http.client.HTTPConnection):
    """A connection to ``place`` that speaks as if to ``host``, so that what was judged is what is asked."""

    def __init__(self, host: str, port: int, place: str, is_safe: bool) -> None:
        super().__init__(host, port, timeout=TIMEOUT)
        self.place, self.is_safe, self.was_cut = place, is_safe, False
        self.default_port = PORTS["https" if is_safe else "http"]  # else the port stands in the Host header

    def connect(self) -> None:
        self.sock = socket.create_connection((self.place, self.port), self.timeout)
        if self.is_safe:
            self.sock = ssl.create_default_context().wrap_socket(self.sock, server_hostname=self.host)

    def cut(self) -> None:
        """End it now, from another thread."""
        self.was_cut = True
        if self.sock:
            try:
                self.sock.shutdown(socket.SHUT_RDWR)
            except OSError:
                return
