"""Write one institution's site whole into a ZIP archive."""

import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation
from django.utils.translation import gettext as _

from huduma.platform.institutions.models import Institution
from huduma.systems.websites.agency.exports.actions import export_site
from huduma.systems.websites.agency.exports.writing import KeepsChanging, Written


class Command(BaseCommand):
    help = (
        "Write the website of one institution into a ZIP archive: its pages in every language, which open without a server, and its "
        "content as data. What is there under the name of the archive is replaced when the new one is whole."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("code", metavar="CODE", help="the code of the institution")
        parser.add_argument("--to", type=Path, required=True, metavar="FILE.zip")
        parser.add_argument("--drafts", action="store_true", help="also what is not published, and files that no page shows")

    def handle(self, *args: Any, code: str, to: Path, drafts: bool, **options: Any) -> None:
        with translation.override("sw" if os.environ.get("LANG", "").startswith("sw") else "en"):
            institution = Institution.objects.filter(code=code).first()
            if institution is None:
                raise CommandError(_("There is no institution with the code “%(code)s”.") % {"code": code})
            written = self._write(institution, to, drafts)
            for name in written.missing:
                self.stderr.write(_("Not in the storage, though a page leads to it: %(file)s") % {"file": name})
            self.stdout.write(
                _("%(file)s: %(pages)d pages, %(files)d files.") % {"file": to, "pages": written.pages, "files": written.files}
            )

    def _write(self, institution: Institution, to: Path, drafts: bool) -> Written:
        draft = to.with_name(f"{to.name}.part")
        try:
            with draft.open("w+b") as out:
                written = export_site(institution=institution, out=out, drafts=drafts, by=None)
            draft.replace(to)
        except OSError as error:
            raise CommandError(_("%(file)s cannot be written: %(error)s.") % {"file": to, "error": error.strerror}) from error
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        except KeepsChanging as error:
            raise CommandError(_("The website was changed each time while it was read. Try again.")) from error
        finally:
            draft.unlink(missing_ok=True)
        return written
