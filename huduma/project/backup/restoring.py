"""Putting a backup back, and proving that it is all there."""

import io
import shutil
from collections.abc import Callable
from pathlib import Path

from django.apps import apps
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import models

from huduma.platform.institutions.scoping import whole_nation

from . import databases
from .archive import Manifest, digest


def restore(folder: Path, manifest: Manifest) -> None:
    """Fill the configured, empty database and storage from an unpacked archive. Raises ``CommandError``."""
    databases.load_from(folder / "database", manifest.vendor)
    for name in manifest.uploads:
        with (folder / "media" / name).open("rb") as file:
            if default_storage.exists(name):
                raise CommandError(f"The storage already holds {name}; restore only into an empty one.")
            default_storage.save(name, file)


def faults(manifest: Manifest, holds_upload: Callable[[str], bool]) -> list[str]:
    """What is wrong with the configured database and its uploads, held against the manifest; empty when all is well."""
    found = []
    rows = databases.row_counts()
    for table, expected in manifest.rows.items():
        if rows.get(table) != expected:
            found.append(f"table {table}: {rows.get(table)} rows instead of {expected}")
    try:
        call_command("migrate", check_unapplied=True, verbosity=0, stdout=io.StringIO())
    except SystemExit:
        found.append("the schema is older than this version: run manage.py migrate after restoring")
    try:
        call_command("verify_audit", stdout=io.StringIO())
    except (CommandError, SystemExit) as error:
        found.append(f"the audit chain is broken: {error}")
    found += [f"upload {name} is missing" for name in sorted(_referenced()) if not holds_upload(name)]
    return found


def restored_uploads_differ(manifest: Manifest) -> list[str]:
    """The uploads in the storage whose content is not that of the manifest."""
    return [name for name, expected in manifest.uploads.items() if digest(default_storage.open(name)) != expected]


def free_space_for(folder: Path, needed: int) -> None:
    """Raise ``CommandError`` when ``folder`` has not ``needed`` bytes free, before anything is written."""
    if shutil.disk_usage(folder).free < needed:
        raise CommandError(f"{folder} has too little space: {needed} bytes are needed.")


def _referenced() -> set[str]:
    """The names of the uploads that rows refer to."""
    names: set[str] = set()
    with whole_nation():
        for model in apps.get_models():
            for field in model._meta.concrete_fields:
                if isinstance(field, models.FileField):
                    names.update(name for name in model._default_manager.values_list(field.name, flat=True) if name)
    return names
