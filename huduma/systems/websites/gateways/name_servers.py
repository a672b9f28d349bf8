"""What the DNS says (RFC 1035): asked of the resolvers of this machine, or of those that the operator names.

``dns`` is loaded by whoever asks: every process has this module, and the jobs of the worker ask.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.conf import settings

if TYPE_CHECKING:
    from dns.resolver import Resolver

_LONGEST_WAIT = 5.0  # seconds
_DNS_PORT = 53


class Unreachable(RuntimeError):
    """Nobody knows what the record is: no server answered, or none would say."""


def texts_at(name: str) -> list[str]:
    """The texts of the TXT records at ``name``; none when the DNS says that there are none. Raises ``Unreachable``."""
    from dns.exception import DNSException
    from dns.rdatatype import TXT
    from dns.resolver import NXDOMAIN, NoAnswer

    try:
        answer = _resolver().resolve(name, TXT, search=False)
    except (NXDOMAIN, NoAnswer):
        return []
    except (DNSException, OSError) as error:
        raise Unreachable(f"{name}: {type(error).__name__}") from error
    return [b"".join(record.strings).decode("utf-8", "replace") for record in answer]


def _resolver() -> Resolver:
    from dns.nameserver import Do53Nameserver
    from dns.resolver import Resolver

    resolver = Resolver(configure=not settings.DNS_SERVERS)
    resolver.lifetime = _LONGEST_WAIT
    if settings.DNS_SERVERS:
        places = [urlsplit(f"//{server}") for server in settings.DNS_SERVERS]
        resolver.nameservers = [Do53Nameserver(place.hostname or "", place.port or _DNS_PORT) for place in places]
    return resolver
