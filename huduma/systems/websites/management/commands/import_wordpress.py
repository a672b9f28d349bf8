"""Import an institution's earlier website from its WordPress export."""

import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation
from django.utils.translation import gettext as _

from huduma.platform.institutions.models import Institution
from huduma.systems.websites.actions.wordpress import import_website
from huduma.systems.websites.wordpress.media import Fetcher
from huduma.systems.websites.wordpress.reader import Export
from huduma.systems.websites.wordpress.report import Report
from huduma.systems.websites.wordpress.stream import BadExport


class Command(BaseCommand):
    help = (
        "Import the pages, news, pictures and documents of an institution's earlier website from its WordPress export (WXR) onto its site "
        "here, and let the old addresses lead to them. Says of every item that is not there what became of it. Nothing is imported when "
        "the file is not whole. Safe to repeat: it finishes what was begun and amends what has changed in WordPress and not here."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        languages = [code for code, _label in settings.LANGUAGES]
        parser.add_argument("file", type=Path, metavar="FILE.xml")
        parser.add_argument("--institution", required=True, metavar="CODE", help="the code of the institution whose site it is")
        parser.add_argument("--language", choices=languages, default=languages[0], help="of what does not name its own")
        parser.add_argument("--report", type=Path, metavar="FILE.csv", help="also write the report here")
        parser.add_argument(
            "--media-host", action="append", default=[], metavar="HOST", help="a further host from which its files may be fetched"
        )
        parser.add_argument("--seconds", type=float, default=60, help="that one file may take to come; 60 unless told")
        parser.add_argument(
            "--own-network", action="store_true", help="the earlier website is in our own network: fetch from private addresses too"
        )

    def handle(self, *args: Any, file: Path, institution: str, language: str, report: Path | None, **options: Any) -> None:
        with translation.override("sw" if os.environ.get("LANG", "").startswith("sw") else "en"):
            found = Institution.objects.filter(code=institution).first()
            if found is None:
                raise CommandError(_("There is no institution with the code “%(code)s”.") % {"code": institution})
            with self._read(file) as export:
                hosts = {*export.hosts, *(host.lower() for host in options["media_host"])}
                fetcher = Fetcher(hosts, own_network=options["own_network"], seconds=options["seconds"])
                try:
                    done = import_website(
                        export=export, institution=found, language=language, fetcher=fetcher, by=None, progress=self._progress
                    )
                except ValidationError as error:
                    raise CommandError(" ".join(error.messages)) from error
            self._tell(done, report)

    def _read(self, file: Path) -> Export:
        try:
            with file.open("rb") as opened:
                return Export(opened)
        except OSError as error:
            raise CommandError(_("%(file)s cannot be read: %(error)s.") % {"file": file, "error": error.strerror}) from error
        except BadExport as error:
            where = _("%(file)s, line %(line)d") % {"file": file, "line": error.line} if error.line else str(file)
            raise CommandError(_("%(where)s: %(reason)s Nothing was imported.") % {"where": where, "reason": error.reason}) from error

    def _progress(self, what: str, done: int, total: int) -> None:
        if done == total or done % 100 == 0:
            self.stdout.write(f"{what}: {done}/{total}")
            self.stdout.flush()

    def _tell(self, report: Report, file: Path | None) -> None:
        for line in report:
            self.stdout.write(f"{'-' if line.is_left_out else '~'} {line}")
        if file:
            try:
                report.write(file)
            except OSError as error:
                self.stderr.write(_("%(file)s cannot be written: %(error)s.") % {"file": file, "error": error.strerror})
        counts = {**{name: report.counts[name] for name in ("made", "changed", "same")}, "out": report.left_out}
        self.stdout.write(_("%(made)d new, %(changed)d changed, %(same)d unchanged, %(out)d left out (“-” above).") % counts)
