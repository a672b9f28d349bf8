"""A new start for somebody whom no officer can help: the last operator, or a citizen, without app, passkey and recovery codes."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from huduma.platform.accounts.actions import reset_second_factor
from huduma.platform.accounts.contacts import read
from huduma.platform.accounts.models import Person


class Command(BaseCommand):
    help = "Remove somebody's second factor; officers and operators set up a new one at their next sign-in. The person is told."

    def add_arguments(self, parser: CommandParser) -> None:
        """Who it is."""
        parser.add_argument("contact", help="e-mail address or phone number that the person signs in with")

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises ``CommandError`` when nobody signs in with the contact."""
        try:
            person = Person.objects.finished().with_contact(read(options["contact"]).address).first()
        except ValidationError as error:
            raise CommandError("\n".join(error.messages)) from error
        if person is None:
            raise CommandError(f"Nobody signs in with {options['contact']}.")
        reset_second_factor(person=person, by=None)
        self.stdout.write(f"{person} has no second factor any more, is signed out everywhere, and was told.")
