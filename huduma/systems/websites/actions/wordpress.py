"""Importing an institution's earlier website from its WordPress export: every item ends on the site or in the report.

Files come first, each in a transaction of its own; then pages, parents before children; then news; then the links to pages that were not
there yet when they were linked to. What is there already is known by its row, so a killed import is finished by repeating it.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from huduma.platform.audit.actions import record
from huduma.platform.delivery.models import LiveSite
from huduma.platform.institutions.models import Institution, Workspace
from huduma.systems.websites.models import HomePage, NewsIndexPage
from huduma.systems.websites.models.freezing import refuse_frozen
from huduma.systems.websites.wordpress import facts
from huduma.systems.websites.wordpress.media import Fetcher, Unreachable
from huduma.systems.websites.wordpress.reader import Brief, Export, Item
from huduma.systems.websites.wordpress.report import Line, Report

from .wordpress_media import Library
from .wordpress_menu import BLOCKS, MenuEntry, read_menus
from .wordpress_pages import Pages, Prepared
from .wordpress_terms import lead_to_news, lists_at

PAGES_AT_ONCE = 100  # in one transaction
_PUBLISHED = {**dict.fromkeys(["post", "page", "nav_menu_item", BLOCKS], "publish"), "attachment": "inherit"}

Progress = Callable[[str, int, int], None]


def import_website(
    *, export: Export, institution: Institution, language: str, fetcher: Fetcher, by: Any, progress: Progress | None = None
) -> Report:
    """Put what ``export`` holds on the site of ``institution``, in ``language`` where an item does not name its own.

    Safe to repeat: what came before stays, or is amended when it was changed in WordPress and not here. ``progress`` is called with what
    is under way, how much of it is done and how much there is. Raises ``ValidationError`` when the site is not there or frozen; one that
    the agency freezes meanwhile takes in nothing more.
    """
    refuse_frozen(institution)
    return _Import(export, institution, language, fetcher, by, progress or (lambda what, done, total: None)).run()


class _Import:
    """One import under way."""

    def __init__(self, export: Export, institution: Institution, language: str, fetcher: Fetcher, by: Any, progress: Progress) -> None:
        workspace = Workspace.objects.select_related("collection").filter(institution=institution).first()
        site = LiveSite.objects.filter(institution=institution).first()
        homes = {home.language: home for home in HomePage.objects.filter(institution=institution).select_related("locale")}
        lists = {page.language: page for page in NewsIndexPage.objects.filter(institution=institution).select_related("locale")}
        if not (workspace and site and language in homes and language in lists):
            raise ValidationError(_("The institution has no website yet, or no list of news in this language."))
        self._export, self._institution, self._by, self._progress = export, institution, by, progress
        self._report = Report()
        self._library = Library(institution, workspace.collection, fetcher, by)
        self._folder = next((urlsplit(address).path for address in sorted(export.addresses, key=len)), "/")
        self._news_at = lists_at(export.terms, lists, language, self._folder)
        self._pages = Pages(export, site, homes, lists, language, self._folder, self._library, self._report, self._news_at)

    def run(self) -> Report:
        """Import everything."""
        found = self._sort()
        self._library.announce(self._items(found["attachment"]))
        self._attachments(found["attachment"])
        menu = self._menu([*found["nav_menu_item"], *found[BLOCKS]], found["page"])
        self._pages.expect([*found["page"], *found["post"]], menu)
        by_menu = sorted(found["page"], key=lambda page: menu[page.post_id].place if page.post_id in menu else len(menu))
        ordered, circular = facts.parents_first(by_menu)
        self._pages.without_parents |= circular
        pending: list[Brief] = []
        for what, briefs in (("page", ordered), ("post", found["post"])):
            for done, batch in _batches(briefs):
                pending += self._write(batch)
                self._progress(what, done, len(briefs))
        for done, batch in _batches(pending):
            self._write(batch)
            self._progress("link", done, len(pending))
        self._terms()
        self._leave_out_the_rest()
        return self._report

    def _items(self, briefs: Sequence[Brief]) -> Iterator[Item]:
        return (self._export.item(brief) for brief in briefs)

    def _sort(self) -> dict[str, list[Brief]]:
        """The items that can come, by kind; the others are reported."""
        found: dict[str, list[Brief]] = {kind: [] for kind in _PUBLISHED}
        seen: set[str] = set()
        for brief in self._export.briefs:
            item = self._export.item(brief)
            reason = _("It is in the file twice.") if item.key in seen else _why_not(item)
            seen.add(item.key)
            if reason:
                self._leave_out(item, reason)
            else:
                found[item.kind].append(brief)
        return found

    def _leave_out(self, item: Item, reason: str) -> None:
        title, address = facts.title_of(item), item.attachment or item.link
        self._report.add(Line(True, item.kind, item.post_id, title, address, reason))

    def _attachments(self, briefs: Sequence[Brief]) -> None:
        for done, item in enumerate(self._items(briefs), 1):
            try:
                new = self._library.attachment(item, self._folder)
                self._report.counts["made" if new else "same"] += 1
            except Unreachable as reason:
                self._leave_out(item, str(reason))
            self._progress("attachment", done, len(briefs))

    def _menu(self, entries: Sequence[Brief], pages: Sequence[Brief]) -> dict[str, MenuEntry]:
        """What menus say of pages that nothing stands above, by their numbers; other entries of menus are reported."""
        named, others = read_menus(self._items(entries), {page.post_id for page in pages if page.parent in {"", "0"}})
        for entry, why in others:
            address = entry.address or entry.item.link
            self._report.add(Line(True, entry.item.kind, entry.item.post_id, entry.label, address, why))
        if pages and not named:
            reason = _("The export names no page for the menu, so no imported page is shown in it. Choose them in the editor.")
            self._report.add(Line(False, "nav_menu_item", "", "", "", reason))
        return named

    def _write(self, batch: Sequence[Brief]) -> list[Brief]:
        """Write some pages; returns those with links to pages that are still to come."""
        prepared = [self._pages.prepare(brief) for brief in batch]  # before the transaction: files may be fetched
        write_pages(institution=self._institution, pages=self._pages, prepared=prepared, by=self._by)
        return [page.brief for page in prepared if page.is_pending]

    def _terms(self) -> None:
        about = lead_to_news(institution=self._institution, terms=self._export.terms, at=self._news_at, folder=self._folder, by=self._by)
        for line in about:
            self._report.add(line)

    def _leave_out_the_rest(self) -> None:
        export = self._export
        if export.comments:
            reason = _("%(count)s comments are not taken: sites here have none.") % {"count": export.comments}
            self._report.add(Line(True, "comment", "", "", "", reason))
        if export.removed:
            reason = _("%(count)s control characters that no page can hold were taken out.") % {"count": export.removed}
            self._report.add(Line(False, "file", "", "", "", reason))
        if export.unreadable:
            reason = _("%(count)s characters cannot be read in the file’s encoding and show as �.") % {"count": export.unreadable}
            self._report.add(Line(False, "file", "", "", "", reason))


@transaction.atomic
def write_pages(*, institution: Institution, pages: Pages, prepared: Sequence[Prepared], by: Any) -> None:
    """Make or amend some pages of the site, and show them to visitors and to search, as one change.

    Raises ``ValidationError`` where the site is frozen.
    """
    refuse_frozen(institution)
    made, changed = pages.write(prepared)
    if made or changed:
        record(subject=institution, verb="websites.import_pages", by=by, data={"made": len(made), "changed": len(changed)})


def _why_not(item: Item) -> str:
    """Why the item cannot come; empty when it can."""
    if item.kind not in _PUBLISHED:
        return _("Items of this kind have no place on sites here.")
    if item.status != _PUBLISHED[item.kind] and not (item.kind == "attachment" and item.status in {"publish", ""}):
        return _("It is not published: %(status)s.") % {"status": item.status or "-"}
    if item.is_protected:
        return _("It is protected with a password.")
    if not item.key.strip() and not item.link:
        return _("It has neither a number nor an address.")
    if item.kind == "attachment" and not item.attachment:
        return _("It has no file.")
    return ""


def _batches(briefs: Sequence[Brief]) -> Iterator[tuple[int, Sequence[Brief]]]:
    for start in range(0, len(briefs), PAGES_AT_ONCE):
        yield min(start + PAGES_AT_ONCE, len(briefs)), briefs[start : start + PAGES_AT_ONCE]
