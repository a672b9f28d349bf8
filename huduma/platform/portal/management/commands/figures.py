import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from huduma.platform.portal.actions import count_figures


class Command(BaseCommand):
    help = "Counts every published figure anew and prints it with its key, value, unit, definition and instant."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="as one JSON document")

    def handle(self, *args: Any, **options: Any) -> None:
        """Count, keep and print; the pages show these counts from now on."""
        rows = [
            {
                "key": count.figure.key,
                "value": count.value,
                "unit": str(count.figure.unit),
                "definition": str(count.figure.definition),
                "instant": timezone.localtime(count.counted_at).isoformat(timespec="seconds"),
            }
            for count in count_figures()
        ]
        if options["json"]:
            self.stdout.write(json.dumps(rows, ensure_ascii=False, indent=2))
            return
        for row in rows:
            self.stdout.write("{key}\t{value}\t{unit}\t{definition}\t{instant}".format(**row))
