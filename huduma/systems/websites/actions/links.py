"""Looking after the links of pages: which there are, and whether they lead anywhere."""

import time
import unicodedata
from collections import defaultdict, deque
from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.db import transaction
from wagtail.models import Page

from huduma.platform.delivery.models import LivePage
from huduma.platform.institutions.models import Institution
from huduma.platform.institutions.scoping import of_institution, whole_nation
from huduma.platform.jobs.models import database_now
from huduma.systems.websites.actions.findings import note_all_findings
from huduma.systems.websites.addresses import old_address
from huduma.systems.websites.checking.findings import PlacedLink, Target, links
from huduma.systems.websites.checking.richtext import Link
from huduma.systems.websites.drawing import pages_of
from huduma.systems.websites.gateways import outside
from huduma.systems.websites.models import InstitutionSite, OldAddress, SitePage
from huduma.systems.websites.models.content import contents_of, gone_from
from huduma.systems.websites.models.page_form import TAKEN
from huduma.systems.websites.models.page_link import LONGEST_ADDRESS, PageLink, digest_of, keep_links

WORKING = "ok"
MOST_AT_ONCE = 500  # addresses outside in one round: with the pauses between them a few minutes
ENOUGH_HOSTS = 3  # from so many that all fail we conclude that it is our own line


@transaction.atomic
def note_links(*, page: SitePage, by: Any) -> None:
    """Write down where ``page``, just published, links to, and look at once whether the links inside lead anywhere."""
    with of_institution(page.institution):
        keep_links(page.institution_id, _links_of([page]), [page.pk])
        _judge_inside(PageLink.objects.filter(page=page))
    _judge_target(page, WORKING)


@transaction.atomic
def note_gone(*, page: Page, by: Any) -> None:
    """Write down that the links to ``page``, just unpublished or deleted, lead nowhere now."""
    _judge_target(page, "gone")


@transaction.atomic
def forget_links(*, page: int) -> None:
    """Forget where a page that is deleted led to."""
    with whole_nation():
        PageLink.objects.filter(page=page).delete()


def _judge_target(page: Page, said: str) -> None:
    with whole_nation():
        PageLink.objects.filter(digest=digest_of(f"page:{page.pk}")).judge(said, said != WORKING, database_now(), is_certain=True)


def check_links(*, institution: Institution, by: Any) -> None:
    """Write down where all pages of a site link to, which of the links inside lead nowhere now, and how much the checker says of each page;
    links outside have their own round.

    All pages are read before the one transaction begins in which that is written.
    """
    with of_institution(institution):
        pages = pages_of(institution)
        _write_down(institution, pages, _links_of(pages))


@transaction.atomic
def _write_down(institution: Institution, pages: Sequence[SitePage], found: list[PageLink]) -> None:
    with of_institution(institution):
        keep_links(institution.pk, found)
        _judge_inside(PageLink.objects.filter(institution=institution))
    note_all_findings(pages=pages)
    InstitutionSite.objects.filter(pk=institution.pk).update(links_checked_at=database_now())


def check_outside_links(*, by: Any, most: int = MOST_AT_ONCE) -> int:
    """Ask up to ``most`` addresses outside that were not asked for a day, each once, however many pages link to it; returns how many.

    Hosts take turns, and none is asked twice within ``LINK_CHECK_PAUSE`` seconds. What each answers is written down at once, so a killed
    round loses nothing; where not one of several hosts answered, our own line is down, and nothing is.
    """
    with whole_nation():
        due = PageLink.objects.to_ask().values_list("host", "address").distinct().order_by("host", "address")[:most]
        asked: dict[str, float] = {}
        silent: dict[str, list[tuple[str, outside.Answer]]] = defaultdict(list)
        answered = False
        count = 0
        for host, address in _in_turns(due):
            count += 1
            time.sleep(max(0.0, asked.get(host, 0.0) + settings.LINK_CHECK_PAUSE - time.monotonic()))
            answer = outside.ask(address)
            asked[host] = time.monotonic()
            answered = answered or bool(answer.status)
            if answer.status:
                _judge_outside(address, answer)
            else:
                silent[host].append((address, answer))
        if answered or len(silent) < ENOUGH_HOSTS:
            for address, answer in (entry for entries in silent.values() for entry in entries):
                _judge_outside(address, answer)
    return count


@transaction.atomic
def _judge_outside(address: str, answer: outside.Answer) -> None:
    same = PageLink.objects.filter(digest=digest_of(address), is_inside=False)
    same.judge(answer.said if answer.is_failure else WORKING, answer.is_failure, database_now())


def _in_turns(addresses: Iterable[tuple[str, str]]) -> Iterable[tuple[str, str]]:
    """``addresses``, as (host, address), so that each host waits until all others had their turn."""
    waiting: dict[str, deque[str]] = defaultdict(deque)
    for host, address in addresses:
        waiting[host].append(address)
    while waiting:
        for host in list(waiting):
            yield host, waiting[host].popleft()
            if not waiting[host]:
                del waiting[host]


def _links_of(pages: Sequence[SitePage]) -> list[PageLink]:
    rows = [row for page in pages for placed in links(contents_of(page)) if (row := _row(page, placed))]
    elsewhere = {row.host for row in rows if not row.is_inside}
    own = set(Institution.objects.filter(host__in=elsewhere).values_list("host", flat=True)) if elsewhere else set()
    for row in rows:
        row.is_inside = row.is_inside or row.host in own
    return rows


def _row(page: SitePage, placed: PlacedLink) -> PageLink | None:
    """The row for a link; ``None`` for what no sweep can look at: mail, telephones, places on the same page."""
    link, host, is_inside = placed.link, "", True
    if link.kind == "address":
        address = link.target.strip()
        if address.startswith("/") and not address.startswith("//"):
            host = page.institution.host
        else:
            host, is_inside = _host_of(address), False
            if not host:
                return None
    else:
        address = f"{link.kind}:{link.target}"
    if not address or len(address) > LONGEST_ADDRESS or "\x00" in address:
        return None
    return PageLink(
        institution_id=page.institution_id,
        page_id=page.pk,
        place=placed.spot,
        text=link.text.strip()[:300],
        address=address,
        digest=digest_of(address),
        is_inside=is_inside,
        host=host,
    )


def _host_of(address: str) -> str:
    try:
        parts = urlsplit(address)
        return (parts.hostname or "")[:255] if parts.scheme in outside.PORTS else ""
    except ValueError:
        return ""


def _judge_inside(kept: Any) -> None:
    """Look in the database where the links ``kept`` lead that stay on the nation's sites."""
    now = database_now()
    inside = list(kept.filter(is_inside=True))
    gone = gone_from([_as_link(row.address) for row in inside])
    missing = _missing([row for row in inside if _as_link(row.address).kind == "address"])
    by_answer: dict[str, list[int]] = defaultdict(list)
    for row in inside:
        link = _as_link(row.address)
        if link.kind == "address":
            said = "no-page" if row.pk in missing else WORKING
        else:
            said = ("gone" if link.kind == "page" else "no-document") if Target(link.kind, link.target) in gone else WORKING
        by_answer[said].append(row.pk)
    for said, rows in by_answer.items():
        for start in range(0, len(rows), 500):
            kept.filter(pk__in=rows[start : start + 500]).judge(said, said != WORKING, now, is_certain=True)


def _as_link(address: str) -> Link:
    kind, _colon, target = address.partition(":")
    return Link(kind, target) if kind in {"page", "document"} else Link("address", address)


def _missing(rows: Sequence[PageLink]) -> set[int]:
    """Those of ``rows``, addresses on the nation's sites, at which no page is and from which none is reached."""
    wanted: dict[tuple[str, str], list[int]] = defaultdict(list)
    for row in rows:
        path = unicodedata.normalize("NFC", unquote(urlsplit(row.address).path)) or "/"
        if path.strip("/").partition("/")[0] not in TAKEN - {"sw", "en"}:  # what the platform itself answers there
            wanted[row.host, path if path.endswith("/") else f"{path}/"].append(row.pk)
    paths = {path for _host, path in wanted}
    there = set(LivePage.objects.filter(path__in=paths, site__host__in={host for host, _path in wanted}).values_list("site__host", "path"))
    rest = wanted.keys() - there
    old = OldAddress.objects.filter(address__in={old_address(path) for _host, path in rest}).values_list("institution__host", "address")
    known = set(old)
    return {pk for host, path in rest if (host, old_address(path)) not in known for pk in wanted[host, path]}
