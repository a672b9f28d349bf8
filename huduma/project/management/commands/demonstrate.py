"""``manage.py demonstrate``: load the demonstration nation once, and say where everything is."""

import os
import socket
from io import StringIO
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from huduma.project.demonstration import nation
from huduma.project.demonstration.people import PASSWORD, cast
from huduma.project.demonstration.register import REGISTER


class Command(BaseCommand):
    help = "Migrate, load the demonstration nation into an empty database, and say where everything is. Loses nothing when repeated."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check-ports", action="store_true", help="refuse to begin when somebody else listens where we shall")

    def handle(self, *args: Any, check_ports: bool, **options: Any) -> None:
        for port in (settings.PORT, settings.EMAIL_PORT) if check_ports else ():
            _refuse_taken(port)
        call_command("migrate", verbosity=0)
        if not nation.is_loaded():
            self.stdout.write("Loading the demonstration nation:")
            call_command("import_institutions", str(REGISTER), no_sites=True)
            nation.load(lambda step: self.stdout.write(f"  {step}"))
        self._keep_addresses()
        self._say_where()

    def _keep_addresses(self) -> None:
        """The search index holds whole addresses: write them anew when the demonstration has moved to another port."""
        kept = settings.STATE / "demonstrated_at"
        if kept.exists() and kept.read_text() != settings.WAGTAILADMIN_BASE_URL:
            self.stdout.write(f"The platform has moved to {settings.WAGTAILADMIN_BASE_URL}: search is told.")
            call_command("reindex", stdout=StringIO())
        kept.write_text(settings.WAGTAILADMIN_BASE_URL)

    def _say_where(self) -> None:
        base = settings.WAGTAILADMIN_BASE_URL
        site = base.replace("://", "://moha.", 1)
        self.stdout.write(
            f"\n  Portal            {base}/          English: {base}/en/"
            f"\n  A ministry        {site}/"
            f"\n  Back office       {base}/office/"
            f"\n  Who you can be    {base}/demonstration/accounts/"
            f"\n  Mail and SMS      {base}/demonstration/texts/"
            f"\n  USSD and SMS      {base}/simulator/"
            f"\n  Components        {base}/components/\n"
        )
        if settings.DEMONSTRATION:
            self.stdout.write(f"  Everybody's password is {PASSWORD}; officers' codes stand at “Who you can be”.\n")
            for character in [c for c in cast() if c.role][:6]:
                self.stdout.write(f"    {character.email:40} {character.role} · {character.institution}")
        self.stdout.write(f"\n  Ctrl-C ends it. Everything is kept in {os.path.relpath(settings.STATE)}/.\n")


def _refuse_taken(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            raise CommandError(
                f"Port {port} is taken, by another start of this platform perhaps. Choose one: HUDUMA_PORT=8100 make run"
            ) from None
