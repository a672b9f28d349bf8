"""Import a register of institutions from a CSV file and make the website of each."""

import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import IntegrityError
from django.utils import translation
from django.utils.translation import gettext as _

from huduma.platform.institutions.register_file import COLUMNS, LARGEST_FILE, read
from huduma.systems.websites import actions
from huduma.systems.websites.actions.hosts import refused_hosts


class Command(BaseCommand):
    help = (
        f"Import institutions from a CSV file in UTF-8 with the columns {','.join(COLUMNS)} and make their websites. "
        "Nothing is imported when anything is wrong. Safe to repeat: it finishes what was begun and amends what has changed."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE.csv")
        parser.add_argument("--partial", action="store_true", help="import the lines that are right and leave out the others")
        parser.add_argument("--no-sites", action="store_true", help="enter the institutions in the register only")
        parser.add_argument("--language", choices=[code for code, _label in settings.LANGUAGES], help="of the messages; else that of LANG")

    def handle(self, *args: Any, file: Path, partial: bool, no_sites: bool, language: str | None, **options: Any) -> None:
        with translation.override(language or ("sw" if os.environ.get("LANG", "").startswith("sw") else "en")):
            self._import(file, partial, not no_sites)

    def _import(self, file: Path, partial: bool, with_sites: bool) -> None:
        register = read(self._bytes(file), refused_hosts)
        for problem in register.problems:
            self.stderr.write(str(problem))
        if register.problems and not (partial and register.rows):
            raise CommandError(_("Nothing was imported: %(count)d problems.") % {"count": len(register.problems)})
        try:
            imported = actions.enter_register(rows=register.rows, with_sites=with_sites, by=None)
        except (IntegrityError, ValidationError) as error:
            raise CommandError(
                _("Nothing was imported: the register was changed meanwhile. Try again. (%(error)s)") % {"error": error}
            ) from error
        counts = {"new": len(imported.registered), "amended": len(imported.amended), "same": len(imported.unchanged)}
        self.stdout.write(_("Register: %(new)d new, %(amended)d amended, %(same)d unchanged.") % counts)
        if with_sites:
            self._make_sites()
        if register.problems:
            self.stderr.write(_("Left out: %(count)d problems, named above.") % {"count": len(register.problems)})

    def _bytes(self, file: Path) -> bytes:
        try:
            with file.open("rb") as opened:
                return opened.read(LARGEST_FILE + 1)
        except OSError as error:
            raise CommandError(_("%(file)s cannot be read: %(error)s.") % {"file": file, "error": error.strerror}) from error

    def _make_sites(self) -> None:
        def progress(made: int, total: int) -> None:
            self.stdout.write(_("Websites: %(made)d of %(total)d made.") % {"made": made, "total": total})
            self.stdout.flush()

        actions.make_owed_sites(by=None, progress=progress)
        redrawn = actions.redraw_sites_behind(by=None)
        if redrawn:
            self.stdout.write(_("Websites: %(count)d brought in step with the register.") % {"count": redrawn})
