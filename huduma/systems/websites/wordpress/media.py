"""Fetching the pictures and documents of an earlier website: from that website alone, within bounds of size and time.

The addresses come from a file that anybody may have written, so they must not lead our server to where only it can go: every address of
the host is looked at, and the connection goes to the very one that was found good.
"""

import http.client
import ipaddress
import socket
import ssl
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, unquote, urljoin, urlsplit

from django.utils.translation import gettext as _

from huduma.platform.uploads import documents, pictures

PICTURES = {"jpg", "jpeg", "png", "gif", "webp", "avif"}
DOCUMENTS = set(documents.EXTENSIONS)
_MOST_REDIRECTS, _MOST_SILENCES = 3, 5
_PATIENCE = 10  # seconds of silence
_SAFE = "/%:@!$&'()*+,;=~-._"
_REDIRECTS = {301, 302, 303, 307, 308}
_OK = 200


class Unreachable(Exception):
    """A file that cannot be had; its text says why, to who reads the report."""


def extension_of(address: str) -> str:
    """The extension in the path of ``address``, in small letters."""
    name = urlsplit(address).path.rpartition("/")[2]
    return name.rpartition(".")[2].lower() if "." in name else ""


def name_of(address: str) -> str:
    """The name of the file at ``address``."""
    return unquote(urlsplit(address).path.rpartition("/")[2])


@dataclass
class Fetcher:
    """Fetches from ``hosts`` only. ``own_network`` lets it also go to private addresses, for a website that is still in our own network."""

    hosts: set[str]
    own_network: bool = False
    seconds: float = 60  # for one file, from its first connection to its last byte
    _silent: dict[str, int] = field(default_factory=dict)  # by host: how often in a row it did not answer

    def fetch(self, address: str) -> bytes:
        """The file at ``address``. Raises ``Unreachable``."""
        end = time.monotonic() + self.seconds
        for _redirect in range(_MOST_REDIRECTS + 1):
            host = self._checked_host(address)
            try:
                answer = self._ask(address, host, end)
            except (OSError, http.client.HTTPException, ValueError) as error:
                self._silent[host] = self._silent.get(host, 0) + 1
                raise Unreachable(_("The earlier website did not answer (%(error)s).") % {"error": type(error).__name__}) from error
            self._silent.pop(host, None)
            if isinstance(answer, bytes):
                return answer
            address = urljoin(address, answer)
        raise Unreachable(_("The address leads on and on."))

    def _checked_host(self, address: str) -> str:
        try:
            parts = urlsplit(address)
            host = (parts.hostname or "").lower()
            _port = parts.port
        except ValueError:
            raise Unreachable(_("This is no address.")) from None
        if parts.scheme not in {"http", "https"} or not host:
            raise Unreachable(_("Only http and https are fetched."))
        if host not in self.hosts:
            raise Unreachable(_("The host is not one of the earlier website’s: %(host)s.") % {"host": host[:100]})
        if self._silent.get(host, 0) >= _MOST_SILENCES:
            raise Unreachable(_("The earlier website did not answer several times in a row and was not asked again."))
        return host

    def _ask(self, address: str, host: str, end: float) -> bytes | str:
        """The content at ``address``, or the address to which it leads on."""
        parts = urlsplit(address)
        port = parts.port or (443 if parts.scheme == "https" else 80)
        connection = _connection(parts.scheme, host, port, self._address_of(host, port), min(_PATIENCE, self.seconds))
        target = quote(parts.path or "/", safe=_SAFE) + (f"?{quote(parts.query, safe=_SAFE + '?')}" if parts.query else "")
        connection.connect()
        guard = threading.Timer(max(end - time.monotonic(), 0.1), _break_off, [connection.sock])  # also for who sends a letter at a time
        guard.start()
        try:
            connection.request("GET", target, headers={"User-Agent": "Huduma", "Accept-Encoding": "identity", "Connection": "close"})
            response = connection.getresponse()
            if response.status in _REDIRECTS and response.getheader("Location"):
                return str(response.getheader("Location"))
            if response.status != _OK:
                raise Unreachable(_("The earlier website answered %(status)s.") % {"status": response.status})
            return _read(response, end)
        finally:
            guard.cancel()
            connection.close()

    def _address_of(self, host: str, port: int) -> str:
        found = {str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)}
        if not found or not all(self._may_go_to(address) for address in found):
            raise Unreachable(_("The host is in a network that is not public."))
        return min(found, key=lambda address: (":" in address, address))

    def _may_go_to(self, address: str) -> bool:
        ip = ipaddress.ip_address(address.partition("%")[0])
        mapped = getattr(ip, "ipv4_mapped", None) or ip
        if mapped.is_multicast or mapped.is_unspecified or mapped.is_link_local:  # link-local: where clouds keep their keys
            return False
        return mapped.is_global or self.own_network


def _connection(scheme: str, host: str, port: int, ip: str, patience: float) -> http.client.HTTPConnection:
    """A connection to ``ip`` that is otherwise one to ``host``."""
    made = http.client.HTTPConnection(host, port, timeout=patience)
    if scheme == "https":
        made = http.client.HTTPSConnection(host, port, timeout=patience, context=ssl.create_default_context())
    open_: Any = lambda address, *args, **kwargs: socket.create_connection((ip, address[1]), *args, **kwargs)  # noqa: E731
    made._create_connection = open_  # type: ignore[attr-defined]
    return made


def _break_off(connected: socket.socket) -> None:
    with suppress(OSError):
        connected.shutdown(socket.SHUT_RDWR)


def _read(response: http.client.HTTPResponse, end: float) -> bytes:
    most = max(documents.MAX_BYTES, pictures.MAX_BYTES)
    content = bytearray()
    while piece := response.read1(65_536):
        content += piece
        if len(content) > most:
            raise Unreachable(_("The file is larger than %(most)s MB.") % {"most": most // 1024**2})
        if time.monotonic() > end:
            raise Unreachable(_("The file came too slowly."))
    if response.length:  # what was promised and did not come
        raise Unreachable(_("The file broke off."))
    return bytes(content)
