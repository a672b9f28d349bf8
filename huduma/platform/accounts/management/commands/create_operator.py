"""The first operator of an installation."""

from getpass import getpass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from huduma.platform.accounts.actions import enrol


class Command(BaseCommand):
    help = "Make an operator: an account with every permission. The second factor is set up at the first sign-in, at once."

    def add_arguments(self, parser: CommandParser) -> None:
        """Whatever is missing is asked for; the password is always asked for, or read from standard input."""
        parser.add_argument("--name", help="full name")
        parser.add_argument("--email", help="e-mail address to sign in with")
        parser.add_argument("--phone", help="phone number to sign in with, for example 0712345678")
        parser.add_argument("--password-stdin", action="store_true", help="read the password from standard input")

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises ``CommandError`` naming what is wrong; nothing is made then."""
        name = options["name"] or input("Full name: ")
        email = options["email"] or ("" if options["phone"] else input("E-mail address: "))
        try:
            person = enrol(full_name=name, email=email, phone=options["phone"], password=_password(options), is_superuser=True, by=None)
        except ValidationError as error:
            raise CommandError("\n".join(error.messages)) from error
        self.stdout.write(f"{person} can sign in, and will be asked to set up a second factor.")


def _password(options: dict[str, Any]) -> str:
    if options["password_stdin"]:
        return input()
    password = getpass("Password: ")
    if getpass("Password again: ") != password:
        raise CommandError("The two passwords differ.")
    return password
