"""Draw the websites anew from their pages: after a disaster, or when a new release draws them differently."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from huduma.systems.websites import actions
from huduma.systems.websites.models import InstitutionSite


class Command(BaseCommand):
    help = (
        "Draw all websites anew from their pages, or one of them; with --check only say which published pages are not served as they are."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--site", metavar="CODE", help="the code of the one institution whose site is meant")
        parser.add_argument("--check", action="store_true", help="change nothing; name what is not served as it was published")

    def handle(self, *args: Any, site: str | None, check: bool, **options: Any) -> None:
        made = InstitutionSite.objects.made().select_related("institution").order_by("institution__code")
        if site:
            made = made.filter(institution__code=site)
        if not made and site:
            raise CommandError(f"There is no website of an institution with the code {site!r}.")
        if check:
            self._check(list(made))
            return
        for count, row in enumerate(made, 1):
            actions.redraw_site(institution=row.institution, by=None)
            self.stdout.write(f"Websites: {count} of {len(made)} drawn.")

    def _check(self, made: list[InstitutionSite]) -> None:
        wrong = [fault for row in made for fault in actions.faults_of(institution=row.institution)]
        for fault in wrong:
            self.stderr.write(fault)
        if wrong:
            raise CommandError(f"{len(wrong)} pages are not served as they were published; draw them with: manage.py render_sites")
        self.stdout.write(f"All published pages of {len(made)} websites are served as they were published.")
