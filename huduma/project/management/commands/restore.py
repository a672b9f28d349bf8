"""``manage.py restore FILE``: into an empty place; with ``--verify`` into a scratch place that is removed again."""

import sys
import time
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.conf import settings
from django.core.files.storage import default_storage
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from huduma.project.backup import archive, databases, restoring


class Command(BaseCommand):
    help = "Restore a backup into the empty database and storage that the settings name, and prove that all of it is there."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("file", help="the backup; - for standard input")
        parser.add_argument("--verify", action="store_true", help="restore into a scratch database only, check everything, remove it")

    def handle(self, *args: Any, file: str, verify: bool, **options: Any) -> None:
        started = time.monotonic()
        with TemporaryDirectory(dir=settings.STATE) as name, ExitStack() as stack:
            folder = Path(name)
            if file != "-" and not Path(file).exists():
                raise CommandError(f"{file} does not exist.")
            if file != "-":
                restoring.free_space_for(folder, 2 * Path(file).stat().st_size)
            source = sys.stdin.buffer if file == "-" else stack.enter_context(Path(file).open("rb"))
            manifest = archive.read(source, folder)
            if verify:
                stack.enter_context(databases.scratch(folder))
                databases.load_from(folder / "database", manifest.vendor)
                found = restoring.faults(manifest, lambda upload: (folder / "media" / upload).exists())
            else:
                restoring.restore(folder, manifest)
                found = restoring.faults(manifest, default_storage.exists)
                found += [f"upload {name} differs" for name in restoring.restored_uploads_differ(manifest)]
        for fault in found:
            self.stderr.write(fault)
        if found:
            raise CommandError(f"{len(found)} things are wrong with {file}.")
        age = timezone.now() - datetime.fromisoformat(manifest.taken_at)
        self.stdout.write(
            f"verified: {sum(manifest.rows.values())} rows, {len(manifest.uploads)} uploads, {manifest.audit_records} audit records; "
            f"taken {manifest.taken_at} ({age.total_seconds():.0f} s ago); took {time.monotonic() - started:.1f} s"
        )
        if verify:
            (settings.STATE / "last_verified_backup").write_text(f"{timezone.now().isoformat()} {manifest.taken_at}\n")
