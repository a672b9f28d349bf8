"""SMS on the operator's terminal, until an operator is connected."""

import sys
from collections.abc import Callable

from huduma.platform.messaging.models import Message

from . import Accepted


class ConsoleGateway:
    """Writes each SMS to standard output as a phone would show it; it is no log."""

    def send(self, message: Message, handing_over: Callable[[], None]) -> Accepted:
        """Print one message."""
        handing_over()
        sys.stdout.write(f"\n┌ SMS · {message.address}\n" + "".join(f"│ {line}\n" for line in message.body.splitlines()) + "└\n")
        sys.stdout.flush()
        return Accepted(f"console-{message.public_id}")
