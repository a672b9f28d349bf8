"""``manage.py nation websites|recruitment``: a nation at size, to try the platform with."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from huduma.platform.accounts.models import Person
from huduma.project.demonstration import recruitment, size

PEOPLE, APPLICATIONS = 221_081, 427_428  # of a nation's recruitment
_MOST_PEOPLE, _MOST_APPLICATIONS, _MOST_VACANCIES = 5_000_000, 20_000_000, 250_000


class Command(BaseCommand):
    help = "Fill a database with a nation at size, to try the platform with."

    def add_arguments(self, parser: CommandParser) -> None:
        systems = parser.add_subparsers(dest="system", required=True, metavar="SYSTEM")
        websites = systems.add_parser(
            "websites", help="institutions with their sites in both languages, published and searchable; adds only what is missing"
        )
        websites.add_argument("--institutions", type=int, default=size.most(), help="how many of the register (default: all)")
        websites.add_argument(
            "--pages", type=int, default=25, help="of each site in each language, its first pages among them (default: 25)"
        )
        jobs = systems.add_parser("recruitment", help="people who seek work, vacancies over five years, and what came of each application")
        jobs.add_argument("--people", type=int, default=PEOPLE, help=f"who seek work (default: {PEOPLE})")
        jobs.add_argument("--applications", type=int, default=APPLICATIONS, help=f"that they sent (default: {APPLICATIONS})")
        jobs.add_argument("--vacancies", type=int, default=0, help="for which they were sent (default: one for forty applications)")
        jobs.add_argument("--seed", type=int, default=1, help="another number makes another nation of the same size (default: 1)")

    def handle(self, *args: Any, system: str, **options: Any) -> None:
        {"websites": self._websites, "recruitment": self._recruitment}[system](options)

    def _websites(self, options: dict[str, Any]) -> None:
        institutions, pages = options["institutions"], options["pages"]
        if not 1 <= institutions <= size.most():
            raise CommandError(f"--institutions: from 1 to {size.most()}, which are all that the register of the demonstration has.")
        if not size.FIRST <= pages <= 500:
            raise CommandError(f"--pages: from {size.FIRST}, which every new site has, to 500.")
        _refuse_in_earnest()
        added = size.fill(institutions=institutions, pages=pages, say=self._say)
        self.stdout.write(f"{institutions} institutions, {pages} pages in each language of each; {added} of them are new.")

    def _recruitment(self, options: dict[str, Any]) -> None:
        people, applications, seed = options["people"], options["applications"], options["seed"]
        vacancies = options["vacancies"] or recruitment.usual_vacancies(max(1, people), applications)
        for name, given, least, most in (
            ("people", people, 1, _MOST_PEOPLE),
            ("applications", applications, 0, _MOST_APPLICATIONS),
            ("vacancies", vacancies, 1, _MOST_VACANCIES),
            ("seed", seed, 0, 1_000_000),
        ):
            if not least <= given <= most:
                raise CommandError(f"--{name}: from {least:,} to {most:,}.")
        _refuse_in_earnest()
        if recruitment.is_loaded():
            raise CommandError("A nation's recruitment is here already, or a part of one. Begin with an empty database.")
        wanted = recruitment.Size(people, applications, vacancies, seed, timezone.localdate())
        try:
            sealed = recruitment.fill(size=wanted, say=self._say)
        except recruitment.Impossible as impossible:
            raise CommandError(str(impossible)) from impossible
        self.stdout.write(
            f"{people:,} people, {wanted.active:,} of them active, {vacancies:,} vacancies, {applications:,} applications; "
            f"{sealed:,} decisions in the chain."
        )

    def _say(self, step: str) -> None:
        self.stdout.write(f"  {step}")
        self.stdout.flush()


def _refuse_in_earnest() -> None:
    if Person.objects.exists() and not settings.DEMONSTRATION:
        raise CommandError(
            "People are enrolled here, so this may be a platform in earnest, and all that this command writes is invented. "
            "Where it is a demonstration, say HUDUMA_DEMONSTRATION=1."
        )
