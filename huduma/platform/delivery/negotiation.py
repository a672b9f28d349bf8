"""What a request asks for, read from its headers: host, encoding, the version it has, and the part of the query that matters (RFC 9110)."""

import re
from collections.abc import Sequence
from functools import lru_cache
from urllib.parse import parse_qsl, urlencode

_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_LONGEST_HOST = 190
_LONGEST_HEADER = 200  # characters of Accept-Encoding worth reading; browsers send about 30
_MOST_FIELDS = 50
_NUMBER = re.compile(r"(?:^|&)(p|page_id|attachment_id|cat)=0*([1-9][0-9]{0,18})(?=&|$)")


def host_of(header: str) -> str:
    """The host named by a Host header: small letters, without port and without the root's dot."""
    return header.lower().partition(":")[0].rstrip(".")


def is_host(name: str) -> bool:
    """Whether ``name`` is a host name (RFC 1123, small letters)."""
    return len(name) <= _LONGEST_HOST and _HOST.fullmatch(name) is not None


def encoding_for(accept: str) -> str:
    """The best of ``br``, ``gzip`` and ``identity`` that an Accept-Encoding header allows; ``br`` where it likes both equally."""
    return _encoding_for(accept) if len(accept) <= _LONGEST_HEADER else "identity"


@lru_cache(maxsize=256)
def _encoding_for(accept: str) -> str:
    weights = {}
    for item in accept.lower().split(","):
        name, _, parameter = item.partition(";")
        weights[name.strip()] = _weight(parameter.strip())
    anything = weights.get("*", 0.0)
    wanted = max(("br", "gzip"), key=lambda name: weights.get(name, anything))
    return wanted if weights.get(wanted, anything) > 0 else "identity"


def _weight(parameter: str) -> float:
    try:
        return float(parameter.removeprefix("q=")) if parameter else 1.0
    except ValueError:
        return 0.0


def has_version(if_none_match: str, etag: str) -> bool:
    """Whether an If-None-Match header names ``etag`` (weak comparison) or any version at all."""
    return if_none_match == etag or any(tag.strip().removeprefix("W/") in (etag, "*") for tag in if_none_match.split(","))


def number_asked(query: str) -> str:
    """The page or category that ``query`` asks for by its number as WordPress does, ``p=17`` or ``cat=3``; empty when it asks for none."""
    found = _NUMBER.search(query)
    return f"{'cat' if found[1] == 'cat' else 'p'}={found[2]}" if found else ""


def canonical_query(query: str, keys: Sequence[str]) -> str:
    """``query`` with only the fields named in ``keys``, sorted by name; fields of one name keep their order.

    Raises ``ValueError`` when there are more fields than any form of ours has.
    """
    if not keys:
        return ""
    fields = [field for field in parse_qsl(query, keep_blank_values=True, max_num_fields=_MOST_FIELDS) if field[0] in keys]
    return urlencode(sorted(fields, key=lambda field: field[0]))
