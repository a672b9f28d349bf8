"""Which address a request comes from, seen through the proxies of the installation and no others."""

import ipaddress
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest

UNKNOWN = "0.0.0.0"  # noqa: S104 - not bound to: all whose address cannot be told share this one
UNIX_SOCKET = "unix"

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def client_address(request: HttpRequest) -> str:
    """The IP address of whoever asks."""
    return address_in(request.META)


def address_in(environ: Mapping[str, Any]) -> str:
    """The IP address of whoever sent the request with this WSGI environment.

    ``X-Forwarded-For`` is believed only from the right, for as long as each hop is one of ``settings.TRUSTED_PROXIES`` (networks
    in CIDR form, or ``unix`` for a proxy on a Unix socket): whatever a client wrote there itself stands further left.
    """
    hop = environ.get("REMOTE_ADDR", "")
    if not _is_proxy(hop):
        return str(_parse(hop) or UNKNOWN)
    client = _parse(hop)
    for text in reversed(environ.get("HTTP_X_FORWARDED_FOR", "").split(",")):
        forwarded = _parse(text)
        if forwarded is None:
            break
        client = forwarded
        if not _is_proxy(text):
            break
    return str(client or UNKNOWN)


def is_from_proxy(environ: Mapping[str, Any]) -> bool:
    """Whether the request with this WSGI environment was handed to us by one of ``settings.TRUSTED_PROXIES``."""
    return _is_proxy(environ.get("REMOTE_ADDR", ""))


def neighbourhood(address: str) -> str:
    """What limits count as one address: an IPv6 subscriber holds a whole /64, an IPv4 address stands for itself."""
    parsed = _parse(address)
    if isinstance(parsed, ipaddress.IPv6Address):
        return str(ipaddress.IPv6Network((parsed, 64), strict=False).network_address)
    return address


def _is_proxy(text: str) -> bool:
    if text == "":
        return UNIX_SOCKET in settings.TRUSTED_PROXIES
    address = _parse(text)
    networks = (ipaddress.ip_network(proxy, strict=False) for proxy in settings.TRUSTED_PROXIES if proxy != UNIX_SOCKET)
    return address is not None and any(address in network for network in networks)


def _parse(text: str) -> Address | None:
    try:
        address = ipaddress.ip_address(text.strip())
    except ValueError:
        return None
    mapped = getattr(address, "ipv4_mapped", None)  # a dual-stack socket writes ::ffff:192.0.2.1
    return mapped or address
