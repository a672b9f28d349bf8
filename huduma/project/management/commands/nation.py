"""``manage.py nation websites``: a nation at size, to try the platform with."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from huduma.platform.accounts.models import Person
from huduma.project.demonstration import size


class Command(BaseCommand):
    help = "Fill a database with a nation at size, to try the platform with. Safe to repeat: only what is missing is added."

    def add_arguments(self, parser: CommandParser) -> None:
        systems = parser.add_subparsers(dest="system", required=True, metavar="SYSTEM")
        websites = systems.add_parser("websites", help="institutions with their sites in both languages, published and searchable")
        websites.add_argument("--institutions", type=int, default=size.most(), help="how many of the register (default: all)")
        websites.add_argument(
            "--pages", type=int, default=25, help="of each site in each language, its first pages among them (default: 25)"
        )

    def handle(self, *args: Any, system: str, institutions: int, pages: int, **options: Any) -> None:
        if not 1 <= institutions <= size.most():
            raise CommandError(f"--institutions: from 1 to {size.most()}, which are all that the register of the demonstration has.")
        if not size.FIRST <= pages <= 500:
            raise CommandError(f"--pages: from {size.FIRST}, which every new site has, to 500.")
        if Person.objects.exists() and not settings.DEMONSTRATION:
            raise CommandError(
                "People are enrolled here, so this may be a platform in earnest, and all that this command writes is invented. "
                "Where it is a demonstration, say HUDUMA_DEMONSTRATION=1."
            )
        added = size.fill(institutions=institutions, pages=pages, say=self._say)
        self.stdout.write(f"{institutions} institutions, {pages} pages in each language of each; {added} of them are new.")

    def _say(self, step: str) -> None:
        self.stdout.write(f"  {step}")
        self.stdout.flush()
