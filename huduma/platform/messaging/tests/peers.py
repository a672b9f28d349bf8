"""A real SMTP server whose manners a test chooses."""

import asyncio
import contextlib
from collections.abc import Callable, Iterator
from typing import Any, NoReturn

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from huduma.platform.messaging.gateways import Temporary
from huduma.platform.messaging.models import Message
from tests.peers.ports import free_port


class Manners:
    """Receives mail, and does as told: answers ``rcpt`` and ``data`` with the given lines, waits, or hangs up after the data."""

    def __init__(self, rcpt: str = "250 OK", data: str = "250 OK", wait: float = 0, hang_up: bool = False) -> None:
        self.rcpt, self.data, self.wait, self.hang_up = rcpt, data, wait, hang_up
        self.received: list[bytes] = []

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]) -> str:
        if self.rcpt.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.rcpt

    async def handle_DATA(self, server: Any, session: Session, envelope: Envelope) -> str:
        await asyncio.sleep(self.wait)
        if self.data.startswith("250"):
            self.received.append(envelope.content)
        if self.hang_up:
            server.transport.abort()
        return self.data


@contextlib.contextmanager
def smtp_server(manners: Manners, port: int = 0) -> Iterator[int]:
    """Run the server and yield its port."""
    port = port or free_port()
    controller = Controller(manners, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield port
    finally:
        controller.stop()


class Busy:
    """An operator who always asks to come back later."""

    def send(self, message: Message, about_to: Callable[[], None]) -> NoReturn:
        raise Temporary("come back later")
