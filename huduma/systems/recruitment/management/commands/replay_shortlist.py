"""``manage.py replay_shortlist VACANCY``: does the long-list come out the same again?"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation

from huduma.platform.institutions.scoping import whole_nation
from huduma.systems.recruitment.actions.replay import NotListed, replay
from huduma.systems.recruitment.criteria import Wrong
from huduma.systems.recruitment.models import Vacancy


class Command(BaseCommand):
    help = "Make the long-list of a vacancy again from its frozen records; exit code 1 names every difference from what was decided."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("vacancy", help="the number of the vacancy")

    def handle(self, *args: Any, **options: Any) -> None:
        with whole_nation(), translation.override("en"):
            vacancy = Vacancy.objects.filter(number=options["vacancy"]).first()
            if vacancy is None:
                raise CommandError(f"There is no vacancy {options['vacancy']}.")
            try:
                made = replay(vacancy)
            except NotListed:
                raise CommandError(f"No long-list of {vacancy.number} was made to its end.") from None
            except Wrong as wrong:
                raise CommandError(f"The recorded criteria cannot be read: {wrong}") from wrong
        for difference in made.differences:
            self.stdout.write(str(difference))
        why = "because their owners left or they were kept long enough"
        erased = f" {made.erased} were erased, {why}, and cannot be judged again." if made.erased else ""
        if made.differences:
            raise CommandError(f"{len(made.differences)} differences in {made.judged} applications.{erased}")
        self.stdout.write(f"identical: {made.judged} applications.{erased}")
