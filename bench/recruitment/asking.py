"""A visitor's requests over HTTP/1.1, on connections that stay open, as cheap as Python can ask them."""

import asyncio
import re
import time
from dataclasses import dataclass, field
from urllib.parse import quote

TIMEOUT = 30.0
_KEY = re.compile(rb'name="key"[^>]*value="([^"]+)"')
_TOKEN = re.compile(rb'name="csrfmiddlewaretoken"[^>]*value="([^"]+)"')


@dataclass(slots=True)
class Answer:
    """One answer; status 0 where there was none. ``began`` and ``ended`` are the wall clock."""

    status: int
    location: str = ""
    again: float = 0.0  # seconds after which the page asks again by itself; 0 where it does not
    body: bytes = b""
    began: float = 0.0
    ended: float = 0.0

    @property
    def milliseconds(self) -> float:
        return (self.ended - self.began) * 1000


@dataclass
class Visitor:
    """Somebody with a browser."""

    port: int
    host: str
    cookies: dict[str, str] = field(default_factory=dict)
    _reader: asyncio.StreamReader | None = None
    _writer: asyncio.StreamWriter | None = None

    async def get(self, path: str, since: float = 0.0) -> Answer:
        """Ask for a page; ``since`` is when it should have been asked for, where the load was late."""
        return await self._ask("GET", path, b"", since)

    async def send(self, path: str, **fields: str) -> Answer:
        """Send a form."""
        return await self._ask("POST", path, "&".join(f"{name}={quote(value)}" for name, value in fields.items()).encode(), 0.0)

    async def _ask(self, method: str, path: str, body: bytes, since: float) -> Answer:
        began = since or time.time()
        try:
            answer = await asyncio.wait_for(self._exchange(method, path, body), TIMEOUT)
        except (OSError, TimeoutError, asyncio.IncompleteReadError, ValueError):
            await self.leave()
            answer = Answer(0)
        answer.began, answer.ended = began, time.time()
        return answer

    async def _exchange(self, method: str, path: str, body: bytes) -> Answer:
        if self._writer is None:
            self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self.port)
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        lines = [f"{method} {path} HTTP/1.1", f"Host: {self.host}", f"Cookie: {cookies}", "Accept-Encoding: identity"]
        if body:
            lines += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}"]
        self._writer.write("\r\n".join([*lines, "", ""]).encode() + body)
        return await self._answer()

    async def _answer(self) -> Answer:
        assert self._reader
        head = (await self._reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        answer, length, chunked = Answer(int(head[0].split()[1])), 0, False
        for line in head[1:]:
            name, _colon, value = line.partition(": ")
            match name.lower():
                case "content-length":
                    length = int(value)
                case "transfer-encoding":
                    chunked = "chunked" in value
                case "location":
                    answer.location = value
                case "refresh":
                    answer.again = float(value)
                case "set-cookie":
                    cookie, _equals, content = value.partition(";")[0].partition("=")
                    self.cookies[cookie] = content
        answer.body = await self._chunks() if chunked else await self._reader.readexactly(length)
        return answer

    async def _chunks(self) -> bytes:
        assert self._reader
        parts = []
        while size := int((await self._reader.readuntil(b"\r\n")).strip(), 16):
            parts.append(await self._reader.readexactly(size))
            await self._reader.readexactly(2)
        await self._reader.readexactly(2)
        return b"".join(parts)

    async def leave(self) -> None:
        """Close the connection; another request opens one anew."""
        if self._writer:
            self._writer.close()
        self._reader = self._writer = None


def hidden(body: bytes) -> tuple[str, str]:
    """The idempotency key and the CSRF token of a page's form; empty where there is none."""
    key, token = _KEY.search(body), _TOKEN.search(body)
    return (key[1].decode() if key else "", token[1].decode() if token else "")


def percentile(values: list[float], part: float) -> float:
    """The value that ``part`` of ``values`` do not exceed; 0 where there are none."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * part))] if ordered else 0.0
