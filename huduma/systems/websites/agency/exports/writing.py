"""Writing the archive of one site: pages and data first, as they stand at one moment; then the files that these lead to."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import Storage, default_storage
from django.template.loader import render_to_string

import huduma
from huduma.platform.delivery.models import LiveChrome, LivePage, LiveSite
from huduma.platform.delivery.pages import Chrome, assemble
from huduma.platform.institutions.models import Institution
from huduma.platform.jobs.models import database_now
from huduma.platform.portal.addresses import origin

from .archive import Archive
from .content import Content
from .html import rewrite
from .places import MEDIA, STATIC, Places, page_file

FORMAT = 1
_TRIES = 5
_PAGES_AT_ONCE = 10


class KeepsChanging(RuntimeError):
    """The site was changed each time while its pages were read; a later try may find it quiet."""


@dataclass
class Written:
    """What the archive holds: how many pages and files, and the names of those that pages lead to and the storage does not have."""

    pages: int
    files: int
    missing: list[str]


def write_site(institution: Institution, out: IO[bytes], *, drafts: bool) -> Written:
    """Write the archive of the site of ``institution`` into ``out``, which can be read, written and sought.

    Raises ``KeepsChanging``, and ``LiveSite.DoesNotExist`` where there is no site yet.
    """
    for _ in range(_TRIES):
        site = LiveSite.objects.get(institution=institution)
        with Archive(out, database_now()) as archive:
            places = Places(site, institution, archive)
            content = Content(institution, places, drafts=drafts)
            _write_pages(archive, places, site)
            archive.lines("data/pages.jsonl", content.pages())
            if _generation(site) == site.generation:
                return _finish(archive, places, content, institution, drafts)
    raise KeepsChanging(f"{institution.code}: the site was changed each time while it was read")


def _generation(site: LiveSite) -> int:
    return LiveSite.objects.values_list("generation", flat=True).get(pk=site.pk)


def _write_pages(archive: Archive, places: Places, site: LiveSite) -> None:
    frames = {c.language: Chrome(site.generation, c.head, c.top, c.bottom) for c in LiveChrome.objects.filter(site=site)}
    for page in _served(site):
        html = assemble(page.html, page.path, frames[page.language])
        archive.put(page_file(page.path), rewrite(html, page.path, places))


def _served(site: LiveSite) -> Iterator[LivePage]:
    last = 0
    while found := list(LivePage.objects.filter(site=site, pk__gt=last).order_by("pk")[:_PAGES_AT_ONCE]):
        yield from found
        last = found[-1].pk


def _finish(archive: Archive, places: Places, content: Content, institution: Institution, drafts: bool) -> Written:
    if drafts:
        places.everything()
    archive.lines("data/redirects.jsonl", content.redirects())
    archive.put("data/institution.json", json.dumps(content.register_row(), default=str, ensure_ascii=False, indent=1))
    archive.lines("data/pictures.jsonl", content.pictures())
    archive.lines("data/documents.jsonl", content.documents())
    missing = [name for name in sorted(places.static) if not _copy(archive, staticfiles_storage, STATIC, name)]
    missing += [name for name in sorted(places.media) if not _copy(archive, default_storage, MEDIA, name)]
    about = {"institution": institution, "address": origin(institution.host), "taken_at": archive.taken_at, "drafts": drafts}
    archive.put("README.txt", render_to_string("websites/export_readme.txt", about))
    manifest = {
        "format": FORMAT,
        "huduma": huduma.__version__,
        "institution": institution.code,
        "address": origin(institution.host),
        "taken_at": archive.taken_at.isoformat(),
        "drafts": drafts,
        "missing": missing,
        "sha256": archive.digests,
    }
    archive.put("manifest.json", json.dumps(manifest, indent=1, ensure_ascii=False))
    return Written(pages=len(places.pages), files=len(archive.digests), missing=missing)


def _copy(archive: Archive, storage: Storage, folder: str, name: str) -> bool:
    """Copy the file ``name``; whether the storage has it."""
    try:
        source = storage.open(name)
    except (OSError, SuspiciousFileOperation):
        return False
    with source:
        archive.copy(folder + name, source)
    return True
