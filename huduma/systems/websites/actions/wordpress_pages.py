"""Making our pages of the posts and pages of an earlier website."""

import json
import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import blake2b
from typing import Any

from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from wagtail.models import Page, ReferenceIndex

from huduma.platform.delivery.models import LivePage, LiveSite
from huduma.platform.delivery.pages import is_path
from huduma.systems.websites.actions import index_pages, show_page
from huduma.systems.websites.addresses import HOME_DEPTH, HOME_PATH, path_on_site
from huduma.systems.websites.drawing import draw_pages, specific, take_sites
from huduma.systems.websites.models import (
    HomePage,
    ImportedItem,
    NewsIndexPage,
    NewsPage,
    OldAddress,
    SiteMap,
    SitePage,
    StandardPage,
    source_of,
)
from huduma.systems.websites.models.page_form import TAKEN
from huduma.systems.websites.tree import add_children
from huduma.systems.websites.wordpress import facts
from huduma.systems.websites.wordpress.body import LONGEST_ALT, convert
from huduma.systems.websites.wordpress.reader import Brief, Export, Item
from huduma.systems.websites.wordpress.report import Line, Report

from .wordpress_links import OldWebsite
from .wordpress_media import Library
from .wordpress_menu import MenuEntry

LONGEST_LABEL = SitePage._meta.get_field("menu_label").max_length or 0


@dataclass
class Prepared:
    """What an item will be as a page of ours: ``values`` are those of its fields; with ``is_pending`` a link waits for another page."""

    brief: Brief
    item: Item
    language: str
    values: dict[str, Any]
    is_pending: bool
    losses: list[str]

    @property
    def model(self) -> type[SitePage]:
        return StandardPage if self.item.kind == "page" else NewsPage

    @property
    def fingerprint(self) -> str:
        """Changes when anything changes that would be written on the page."""
        said = json.dumps(self.values, sort_keys=True, default=str).encode()
        return blake2b(said, digest_size=16).hexdigest()


class Pages:
    """The pages of one import: those that are expected, and those that are there."""

    def __init__(
        self,
        export: Export,
        site: LiveSite,
        homes: Mapping[str, HomePage],
        lists: Mapping[str, NewsIndexPage],
        language: str,
        folder: str,
        library: Library,
        report: Report,
        news_at: Mapping[str, int],
    ) -> None:
        self.export, self.library, self.report = export, library, report
        assert site.institution_id  # noqa: S101  the portal is not imported into
        self._institution = site.institution_id
        self._site, self._homes, self._lists, self._language, self._folder = site, homes, lists, language, folder
        self.without_parents: set[int] = set()  # numbers in the file of pages whose way upwards is cut
        self.pages: dict[int, int] = {}  # number in the file: primary key
        self.number_at: dict[str, int] = {}  # old address: number in the file
        self._news_at = news_at  # old address: the list of news that stands for it
        self._number_of: dict[str, int] = {}  # number in WordPress of a page: number in the file
        self._menu: Mapping[str, MenuEntry] = {}
        self._owners = dict(OldAddress.objects.filter(institution=site.institution_id).values_list("address", "page"))

    def expect(self, briefs: Sequence[Brief], menu: Mapping[str, MenuEntry]) -> None:
        """Learn of all pages and news that will come, so that links to them are known for what they are, and what the menu says of them."""
        self._menu = menu
        for brief in briefs:
            row = self.library.known.get(brief.key)
            if row and row.is_gone:
                continue
            if row and row.page_id:
                self.pages[brief.number] = row.page_id
            for address in facts.old_addresses_of(brief, self._folder):
                self.number_at.setdefault(address, brief.number)
            if brief.kind == "page":
                self._number_of[brief.post_id] = brief.number

    # --- before the transaction ---------------------------------------------------------------------------------------------

    def prepare(self, brief: Brief) -> Prepared:
        """The item of ``brief`` as a page of ours; files that it shows are fetched."""
        item = self.export.item(brief)
        language = facts.language_of(item, self._language, self._homes.keys() & self._lists.keys())
        losses: list[str] = []
        website = OldWebsite(item, self.export.hosts, self.library, self.number_at, self.pages, self._news_at, losses)
        title = facts.title_of(item)
        body = convert(item.content, website, title)
        losses += body.losses
        text = body.text()
        if not title:
            with translation.override(language):
                title = facts.summary_of(item, text)[:80] or _("Without a title")
            losses.append(_("It had no title, and was given one."))
        summary = facts.summary_of(item, text)
        values: dict[str, Any] = {
            "title": title,
            "summary": summary,
            "body": body.blocks,
            "search_description": item.meta.get("_yoast_wpseo_metadesc", "").strip()[:300],
        }
        if item.kind == "post":
            values |= self._as_news(item, title, values, losses, website)
        else:
            values |= self._in_menu(item, title, losses)
        return Prepared(brief, item, language, values, website.is_pending, losses)

    def _as_news(self, item: Item, title: str, values: dict[str, Any], losses: list[str], website: OldWebsite) -> dict[str, Any]:
        """What a news item has that a page has not; its text and its summary cannot be empty."""
        news: dict[str, Any] = {"summary": values["summary"] or title, "picture_id": None, "picture_alt": ""}
        if not values["body"]:
            news["body"] = [{"type": "paragraph", "value": "<p></p>"}]
            losses.append(_("It has no text."))
        published = facts.published_at(item)
        if published:
            news["date"] = timezone.localtime(published).date()
        else:
            losses.append(_("It has no date that makes sense; it has that of the import."))
        number = item.meta.get("_thumbnail_id", "")
        if number not in {"", "0", "-1"}:
            picture = website.picture(self.library.address_of(number), number)
            if picture:
                news |= {"picture_id": picture[0], "picture_alt": (picture[1] or title)[:LONGEST_ALT]}
        return news

    def _in_menu(self, item: Item, title: str, losses: list[str]) -> dict[str, Any]:
        """Whether a menu of the earlier website named the page, and what it called it."""
        entry = self._menu.get(item.post_id)
        label = entry.label if entry and entry.label != title else ""
        if len(label) > LONGEST_LABEL:
            losses.append(_("Its label in the menu is too long, so its title stands there: %(label)s.") % {"label": label})
            label = ""
        return {"show_in_menus": entry is not None, "menu_label": label}

    # --- in the transaction -------------------------------------------------------------------------------------------------

    def write(self, prepared: Sequence[Prepared]) -> tuple[list[SitePage], list[SitePage]]:
        """Make the pages that are new, amend those that have changed; returns both. In one transaction with whatever shows them."""
        new: list[Prepared] = []
        changed: list[SitePage] = []
        renamed: list[SitePage] = []
        for page in prepared:
            row = self.library.known.get(page.item.key)
            if row is None:
                new.append(page)
                continue
            if reason := self._why_not(page, row):
                self._say(page, reason, is_left_out=row.is_gone)
            elif row.fingerprint == page.fingerprint:
                self.report.counts["same"] += not page.is_pending
                self._tell_losses(page)
                self._remember(page, row.page_id)
            else:
                before, now = self._amend(page, row)
                (changed if before == (now.title, now.label) else renamed).append(now)
        made = self._make(new)
        self._show([*made, *changed])
        for page in renamed:
            show_page(page=page)
        self._tell_hidden(prepared)
        return made, changed + renamed

    def _why_not(self, page: Prepared, row: ImportedItem) -> str:
        """Why what is here of an item stays as it is; empty when it does not have to."""
        if row.page_id is None:
            return _("It has been deleted here since it was imported.")
        if row.fingerprint == page.fingerprint:
            return ""
        here = SitePage.objects.get(pk=row.page_id)
        if here.latest_revision_id or here.has_unpublished_changes or not here.live:
            return _("It has been changed here since it was imported, and stays as it is.")
        return ""

    def _amend(self, page: Prepared, row: ImportedItem) -> tuple[tuple[str, str], SitePage]:
        """Write the values on the page that is here; returns the title and the label that it had, and the page."""
        here: SitePage = SitePage.objects.get(pk=row.page_id).specific
        before = here.title, here.label
        here.label_before = here.label
        instant = facts.modified_at(page.item) or timezone.now()
        _fill(here, {**page.values, "draft_title": page.values["title"], "last_published_at": instant})
        written = {name: getattr(here, name) for name in (*page.values, "draft_title", "last_published_at")}
        here._meta.default_manager.filter(pk=here.pk).update(**written)  # a tenth of what save() takes, which would look at its place too
        ReferenceIndex.create_or_update_for_object(here)
        was_pending, row.fingerprint = not row.fingerprint, "" if page.is_pending else page.fingerprint
        row.save(update_fields=["fingerprint"])
        self.report.counts["changed"] += not was_pending
        self._tell_losses(page)
        self._remember(page, here.pk)
        return before, here

    def _make(self, new: Sequence[Prepared]) -> list[SitePage]:
        if not new:
            return []
        placing = _Placing(self, new)
        places = [(parent, placing.page(page, parent)) for page in new for parent in [placing.parent_of(page)]]
        add_children(places)
        made = [child for _parent, child in places]
        rows = []
        for page, child in zip(new, made, strict=True):
            self.pages[page.brief.number] = child.pk
            fingerprint = "" if page.is_pending else page.fingerprint
            row = ImportedItem(institution_id=self._institution, key=page.item.key, page=child, fingerprint=fingerprint)
            self.library.known[row.key] = row
            rows.append(row)
            self._tell_losses(page)
            self._remember(page, child.pk)
            ReferenceIndex.create_or_update_for_object(child)
        ImportedItem.objects.bulk_create(rows, batch_size=150)
        self.report.counts["made"] += len(made)
        return made

    def parent_number(self, page: Prepared) -> int | None:
        """The number in the file of the page above; ``None`` when it stands at the top."""
        parent = page.brief.parent
        if page.item.kind != "page" or parent in {"", "0"}:
            return None
        number = self._number_of.get(parent)
        if number is None or page.brief.number in self.without_parents:
            self._say(page, _("The page above it (%(number)s) is not there: it stands at the top.") % {"number": parent})
            return None
        return number

    def root_of(self, page: Prepared) -> SitePage:
        """Below which page of ours the item stands when nothing is above it."""
        return (self._homes if page.item.kind == "page" else self._lists)[page.language]

    # --- what shows it, and what is told of it ------------------------------------------------------------------------------

    def _show(self, pages: Sequence[SitePage]) -> None:
        """Draw pages that are new or have new content, and those that list them."""
        if not pages:
            return
        paths = {path for page in pages for path in (page.path, page.path[: -Page.steplen], page.path[:HOME_PATH])}
        keys = [page.translation_key for page in (*pages, *self._lists.values())]
        shown = SitePage.objects.live().filter(Q(path__in=sorted(paths)) | Q(translation_key__in=keys))
        [self._site] = take_sites([self._institution])
        assert self._site.institution  # noqa: S101  the portal is not imported into
        draw_pages(self._site, SiteMap(self._site.institution), specific(shown))
        index_pages(specific(SitePage.objects.filter(pk__in=[page.pk for page in pages])))

    def _remember(self, page: Prepared, pk: int | None) -> None:
        """Let the addresses that the item had lead to its page."""
        new: dict[str, int] = {}
        for address in facts.old_addresses_of(page.item, self._folder):
            if address not in self._owners and pk:
                self._owners[address] = new[address] = pk
            elif self._owners.get(address) != pk:
                self._say(page, _("Its old address already leads elsewhere: %(address)s.") % {"address": address})
        OldAddress.objects.remember(self._institution, new)

    def _tell_hidden(self, prepared: Sequence[Prepared]) -> None:
        """Report the old addresses that are those of other pages here."""
        asked = {
            f"{address.rstrip('/')}/": page for page in prepared for address in facts.old_addresses_of(page.item, "/") if "?" not in address
        }
        there = LivePage.objects.filter(site=self._site, path__in=list(asked)).values_list("path", "source")
        for path, source in there:
            if source != source_of(Page(pk=self.pages.get(asked[path].brief.number))):
                self._say(asked[path], _("Its old address is that of another page here: %(address)s.") % {"address": path})

    def _tell_losses(self, page: Prepared) -> None:
        for loss in page.losses:
            self._say(page, loss)

    def _say(self, page: Prepared, reason: str, is_left_out: bool = False) -> None:
        item = page.item
        self.report.add(Line(is_left_out, item.kind, item.post_id, page.values["title"], item.link, reason))

    def say(self, page: Prepared, reason: str) -> None:
        """Report something about a page that is there."""
        self._say(page, reason)


@dataclass
class _Placing:
    """Finding parents and slugs for the new pages of one batch."""

    pages: Pages
    batch: Sequence[Prepared]
    _made: dict[int, SitePage] = field(default_factory=dict)  # by number in the file
    _parents: dict[int, Page] = field(default_factory=dict)  # by primary key, each once
    _keys: set[tuple[uuid.UUID, int]] = field(default_factory=set)  # of translations, with their language
    _taken: dict[int, set[str]] = field(default_factory=lambda: defaultdict(set))

    def parent_of(self, page: Prepared) -> Page:
        """The page below which it is to stand: of ours, or made in the same batch."""
        number = self.pages.parent_number(page)
        above = None if number is None else self._made.get(number) or self._present(self.pages.pages.get(number, 0))
        if number is not None and (above is None or above.locale_id != self.pages.root_of(page).locale_id):
            self.pages.say(page, _("The page above it is not on this site, or in another language: it stands at the top."))
            above = None
        root = self._present(self.pages.root_of(page).pk)
        assert root  # noqa: S101  every site has its home page and its list of news
        return above if above and self._fits(page, above) else root

    def _fits(self, page: Prepared, parent: Page) -> bool:
        slug = facts.slug_of(page.item, page.values["title"])
        if is_path(path_on_site(f"{parent.url_path}{slug}-999/", page.language)):
            return True
        self.pages.say(page, _("Its address would be too long: it stands at the top."))
        return False

    def _present(self, pk: int) -> Page | None:
        if pk not in self._parents:
            found = SitePage.objects.select_for_update(of=("self", "page_ptr")).filter(pk=pk).first()
            if found is None:
                return None
            self._parents[pk] = found
            below = Page.objects.filter(path__startswith=found.path, depth=found.depth + 1).values_list("slug", flat=True)
            self._taken[id(found)] = {*below, *(TAKEN if found.depth == HOME_DEPTH else ())}
        return self._parents[pk]

    def page(self, page: Prepared, parent: Page) -> SitePage:
        """The new page, with a slug that none of its siblings has."""
        wanted, taken = facts.slug_of(page.item, page.values["title"]), self._taken[id(parent)]
        slug = facts.unique_slug(wanted, taken)
        taken.add(slug)
        if slug != wanted:
            self.pages.say(page, _("Its address was taken: it ends in “%(slug)s” now.") % {"slug": slug})
        root, named = self.pages.root_of(page), {}
        if key := self._translation_key(page, root):
            named["translation_key"] = key
        published: datetime = facts.published_at(page.item) or timezone.now()
        made = page.model(
            slug=slug,
            locale=root.locale,
            institution=root.institution,
            first_published_at=published,
            last_published_at=facts.modified_at(page.item) or published,
            **named,
        )
        made.set_url_path(parent)  # by which the addresses of those below it are judged
        _fill(made, page.values)
        self._made[page.brief.number] = made
        return made

    def _translation_key(self, page: Prepared, root: SitePage) -> uuid.UUID | None:
        """What the page shares with its translations, unless another in its language has it."""
        group = facts.translations_of(page.item)
        key = uuid.uuid5(uuid.NAMESPACE_URL, f"huduma:websites:{root.institution_id}:{page.item.kind}:{group}")
        if not group or (key, root.locale_id) in self._keys or Page.objects.filter(translation_key=key, locale=root.locale_id).exists():
            return None
        self._keys.add((key, root.locale_id))
        return key


def _fill(page: SitePage, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        setattr(page, name, json.dumps([{**block, "id": str(uuid.uuid4())} for block in value]) if name == "body" else value)
