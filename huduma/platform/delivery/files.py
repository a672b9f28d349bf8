"""Pages as files, for nginx to serve without asking us: the same bytes, in a directory for each generation of each site.

``live/<seal>/<host>`` is a symbolic link to ``pages/<site>.<generation>.<seal>``; there a page is ``<path>/index.html`` with ``.gz`` and
``.br`` beside it: the fewer directories of its own a site has on the way to a page, the shorter nginx's way. A page is written when it is
first kept. The link goes away, under the lock of the counters, before a change commits, and comes back with the first page read after it:
what nginx finds is never older than what the application would answer.

The *seal* stands for the inline styles that the Content-Security-Policy must allow. nginx looks for files under the seal that its
configuration knows for the host, so one that is behind finds nothing and asks us; it can not send a page with the wrong policy.
"""

import logging
import os
import shutil
import threading
from pathlib import Path

from django.conf import settings

from .cache import Kept, compress
from .generations import counters, slot_of
from .pages import fingerprint

_FILE = "index.html"
logger = logging.getLogger(__name__)
SUFFIXES = {"br": ".br", "gzip": ".gz", "identity": ""}  # the plain one last: where it is, nginx looks for the others


def seal_of(styles: str) -> str:
    """The name of the directory for pages whose inline styles are allowed by the sources ``styles``."""
    return fingerprint(styles.encode())[:16]


def links() -> Path:
    """nginx's document root: a directory for each seal, in it a link for each host, and nothing else."""
    return settings.STATE / "live"


def _pages() -> Path:
    return settings.STATE / "pages"


def write(*, site: int, host: str, path: str, styles: str, kept: Kept) -> None:
    """Put the page at ``path`` where nginx finds it. A full disk or a path that no file can have is logged, and we go on serving it.

    A page that is named like a file of another one stays with us.
    """
    if any(part.startswith(_FILE) for part in path.split("/")):
        return
    seal = seal_of(styles)
    folder = _pages() / f"{site}.{kept.generation}.{seal}"
    try:
        _write_page(folder / path.strip("/"), kept)
        _link(links() / seal / host, folder, slot_of(site), kept.generation)
    except OSError as problem:
        logger.warning("The page %s of %s is not kept as a file: %s", path, host, problem)


def _write_page(folder: Path, kept: Kept) -> None:
    if (folder / _FILE).exists():
        return
    folder.mkdir(parents=True, exist_ok=True)
    # nginx makes a file's ETag of its size and its second of change, too coarse for two publishes in one second. We give it the
    # fingerprint of the content for a time, so an ETag means the content, on every machine and through every generation.
    time = int(kept.etag[:8], 16) & 0x7FFF_FFFF
    for encoding, suffix in SUFFIXES.items():
        draft = folder / f".{os.getpid()}-{threading.get_ident()}{suffix}"
        made = kept.answer(encoding)
        draft.write_bytes(made.body[0] if made else compress(kept.plain(), encoding))
        os.utime(draft, (time, time))
        draft.replace(folder / f"{_FILE}{suffix}")


def _link(link: Path, folder: Path, slot: int, generation: int) -> None:
    target = os.path.relpath(folder, link.parent)
    if link.is_symlink() and os.readlink(link) == target:
        return
    link.parent.mkdir(parents=True, exist_ok=True)
    with counters().writing():
        if counters().now(slot) == generation:  # else a change has come since, and has taken the link away
            draft = link.parent / f".{os.getpid()}"
            draft.unlink(missing_ok=True)
            draft.symlink_to(target)
            draft.replace(link)


def unlink(host: str) -> None:
    """Let nginx ask us for the pages of ``host``; only while the counters' ``writing``. Raises ``OSError`` when that is not to be had."""
    for seal in _folders(links()):
        (seal / host).unlink(missing_ok=True)


def sweep() -> None:
    """Remove the directories of generations past."""
    for folder in _folders(_pages()):
        site, _, rest = folder.name.partition(".")
        if rest.partition(".")[0] != str(counters().now(slot_of(int(site)))):
            shutil.rmtree(folder, ignore_errors=True)


def wipe() -> None:
    """Start anew: after a loss of power neither the links nor the files are to be trusted."""
    shutil.rmtree(links(), ignore_errors=True)
    shutil.rmtree(_pages(), ignore_errors=True)


def _folders(parent: Path) -> list[Path]:
    return list(parent.iterdir()) if parent.exists() else []
