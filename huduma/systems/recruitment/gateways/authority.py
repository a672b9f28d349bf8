"""The national id authority by HTTP: one question, one JSON answer. The number travels in the body, so that no log of addresses has it."""

import json
from contextlib import closing
from datetime import date
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from . import Citizen, NoAnswer, Unreachable

_MOST = 10_000  # bytes of an answer
_LONGEST_NAME = 150


class Authority:
    """What answers at ``url``. ``token`` is the bearer token that it asks for (RFC 6750), or nothing."""

    def __init__(self, url: str, token: str = "") -> None:
        self._address, self._token = urlsplit(url), token

    def look_up(self, nin: str) -> Citizen | None:
        """See ``NationalIds.look_up``. Redirects are not followed: the number goes to whom the operator named, and to nobody else."""
        with closing(self._connect()) as connection:
            try:
                connection.request("POST", self._address.path or "/", json.dumps({"nin": nin}), self._headers())
                response = connection.getresponse()
                status, content = response.status, response.read(_MOST)
            except (OSError, HTTPException) as error:
                raise NoAnswer(f"{type(error).__name__}: {error}") from error
        if status == 404:
            return None
        if status != 200:
            raise NoAnswer(f"it answered {status}")
        return _citizen(content)

    def _connect(self) -> HTTPConnection:
        kind = HTTPSConnection if self._address.scheme == "https" else HTTPConnection
        connection = kind(self._address.hostname or "", self._address.port, timeout=settings.NIN_TIMEOUT)
        try:
            connection.connect()
        except OSError as error:
            raise Unreachable(str(error)) from error
        return connection

    def _headers(self) -> dict[str, str]:
        bearer = {"Authorization": f"Bearer {self._token}"} if self._token else {}
        return {"Content-Type": "application/json", "Accept": "application/json", **bearer}


def _citizen(content: bytes) -> Citizen:
    try:
        said: dict[str, Any] = json.loads(content)
        name, sex, country = " ".join(said["name"].split()), said["sex"], said.get("citizenship", "TZ")
        citizen = Citizen(name, sex, date.fromisoformat(said["born"]), country)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise NoAnswer("its answer cannot be understood") from error
    right = 0 < len(name) <= _LONGEST_NAME and "\0" not in name and sex in ("F", "M") and isinstance(country, str) and len(country) == 2
    if not right:
        raise NoAnswer("its answer cannot be understood")
    return citizen
