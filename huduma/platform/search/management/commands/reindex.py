from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from huduma.platform.contributions.listing import listings
from huduma.platform.search.actions import reindex


class Command(BaseCommand):
    help = "Makes the search index anew from what is public: every listing, or those that are named."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("listing", nargs="*", help="key of a listing, for example websites.pages; without any: all")

    def handle(self, *args: Any, **options: Any) -> None:
        """Reindex the named listings, saying how many records each has."""
        keys = options["listing"] or [listing.key for listing in listings]
        unknown = [key for key in keys if key not in listings]
        if unknown:
            raise CommandError(f"No such listing: {', '.join(unknown)}. There are: {', '.join(listing.key for listing in listings)}")
        for key in keys:
            self.stdout.write(f"{key}: {reindex(listing=key)}")
