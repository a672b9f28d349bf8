"""``manage.py verify_audit``: is the chain of decisions whole?"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from huduma.platform.audit.chain import verify


class Command(BaseCommand):
    help = "Check the hash chain of decisions; exit code 1 names the first broken link."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--head", default="", help="a seal noted earlier that has to be in the chain still")

    def handle(self, *args: Any, **options: Any) -> None:
        verdict = verify(options["head"])
        if verdict.broken:
            raise CommandError(f"The chain is broken: {verdict.broken}. {verdict.records} records before it hold.")
        self.stdout.write(f"{verdict.records} records hold. Head: {verdict.head}")
