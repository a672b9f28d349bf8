"""``manage.py mailbox``: the demonstration's mail server."""

import signal
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from huduma.platform.messaging import mailbox


class Command(BaseCommand):
    help = "Receive the demonstration's mail by SMTP and keep it for its page; delivers nothing to anyone."

    def handle(self, *args: Any, **options: Any) -> None:
        # Blocked before the server's thread starts, so that only the wait below ever sees them.
        signals = {signal.SIGINT, signal.SIGTERM}
        signal.pthread_sigmask(signal.SIG_BLOCK, signals)
        controller = mailbox.serve(settings.EMAIL_PORT)
        self.stdout.write(f"receiving mail on 127.0.0.1:{settings.EMAIL_PORT}")
        signal.sigwait(signals)
        controller.stop()
