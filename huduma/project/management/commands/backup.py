"""``manage.py backup FILE``: the whole platform, as of one instant, in one file."""

import os
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from huduma.project.backup import archive


class Command(BaseCommand):
    help = "Write a backup of the database and all uploads into FILE (or to standard output with -), while the platform runs."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("file", help="where to write; must not exist yet; - for standard output")

    def handle(self, *args: Any, file: str, **options: Any) -> None:
        if file == "-":
            archive.write(sys.stdout.buffer, self.stderr.write)
            return
        if Path(file).exists():
            raise CommandError(f"{file} exists already.")
        unfinished = Path(f"{file}.unfinished")
        try:
            with unfinished.open("wb") as out:
                archive.write(out, self.stderr.write)
                out.flush()
                os.fsync(out.fileno())
            unfinished.rename(file)  # under its own name only when it is whole
        finally:
            unfinished.unlink(missing_ok=True)
        self.stdout.write(f"{file}: {Path(file).stat().st_size} bytes")
