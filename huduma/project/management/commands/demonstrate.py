"""``manage.py demonstrate``: load the demonstration nation once, and say where everything is."""

import os
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

from huduma.project.demonstration import nation
from huduma.project.demonstration.people import PASSWORD, cast


class Command(BaseCommand):
    help = "Load the demonstration nation into an empty database, and print the addresses and accounts. Loses nothing when repeated."

    def handle(self, *args: Any, **options: Any) -> None:
        if not nation.is_loaded():
            self.stdout.write("Loading the demonstration nation:")
            call_command("import_institutions", str(nation.REGISTER), no_sites=True)
            nation.load(lambda step: self.stdout.write(f"  {step}"))
        self._say_where()

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
