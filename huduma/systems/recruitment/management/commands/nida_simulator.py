"""``manage.py nida_simulator``: the national id authority, simulated, as a service."""

from contextlib import suppress
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from huduma.systems.recruitment.gateways.simulator import INVENTED, SimulatedAuthority


class Command(BaseCommand):
    help = "Answer by HTTP whose a national id number is; the people are invented. Name it to the platform by HUDUMA_NIN_URL."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=0, help="any free one unless told")
        parser.add_argument("--mood", choices=["well", "broken", "silent"], default="well", help="broken answers 500, silent hangs up")

    def handle(self, *args: Any, **options: Any) -> None:
        with SimulatedAuthority(options["port"], options["mood"]) as server:
            for nin, citizen in INVENTED.items():
                self.stdout.write(f"{nin}  {citizen.name}")
            self.stdout.write(f"HUDUMA_NIN_URL={server.url}")
            self.stdout.flush()
            with suppress(KeyboardInterrupt):
                server.serve_forever()
