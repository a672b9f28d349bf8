"""The pages of an institution's site, and the folders in which the sites hang.

The tree: the root; a folder for each kind of institution and language; below it the institutions' home pages in that language; below
those the pages of each site. A page and its translation share a ``translation_key``.
"""

from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.template.loader import get_template
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.blocks import StreamValue
from wagtail.models import Page, PageManager
from wagtail.query import PageQuerySet

from huduma.platform.contributions.listing import Entry
from huduma.platform.delivery.pages import RenderedPage
from huduma.platform.institutions.models import Institution
from huduma.platform.jobs.models import database_now
from huduma.platform.portal.addresses import origin
from huduma.systems.websites.addresses import HOME_PATH, path_on_site

from .page_form import SitePageForm
from .site_map import SiteMap


def source_of(page: Page) -> str:
    """How delivery's rows say that they were drawn from ``page``."""
    return f"websites.page:{page.pk}"


class SectorPage(Page):
    """A folder for the institutions of one kind; it is on no site."""

    kind = models.CharField(max_length=30, choices=Institution.Kind.choices, editable=False)

    is_creatable = False
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["websites.HomePage"]

    class Meta:
        verbose_name = _("folder of institutions")
        verbose_name_plural = _("folders of institutions")


class SitePageQuerySet(PageQuerySet):
    def of(self, institution: Institution) -> "SitePageQuerySet":
        """The pages of one institution's site."""
        return self.filter(institution=institution)

    def without(self, *kinds: str) -> "SitePageQuerySet":
        """Live pages that are of none of ``kinds``, names of types in small letters."""
        return self.live().exclude(content_type__model__in=kinds)

    def open(self) -> "SitePageQuerySet":
        """Of tenders: those that take bids now."""
        return self.filter(closes_at__gt=database_now(), awarded_on=None, cancelled_on=None)

    def due(self) -> "SitePageQuerySet":
        """Live pages whose hour has come: they look different from now on, though nobody changed them."""
        return self.live().filter(redraw_at__lte=database_now())

    def around(self, page: Page) -> "SitePageQuerySet":
        """``page``, its translations, its parent, its site's home page, and pages there whose text lists the latest of its kind."""
        above = [page.path[: -Page.steplen], page.path[:HOME_PATH]]
        kind = page.cached_content_type.model
        listing = Q(path__startswith=page.path[:HOME_PATH], shows__contains=kind)
        return self.filter(Q(translation_key=page.translation_key) | Q(path__in=above) | listing)


class SitePage(Page):
    """A page of an institution's site: what every type of page has."""

    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+", editable=False, blank=True)
    institution.wagtail_reference_index_ignore = True  # type: ignore[attr-defined]

    redraw_at = models.DateTimeField(
        null=True, blank=True, editable=False, db_index=True, help_text="When the page next looks different by itself: a tender closes."
    )

    shows = models.CharField(max_length=200, blank=True, editable=False, help_text="Kinds of pages of which the text lists the latest.")

    objects = PageManager.from_queryset(SitePageQuerySet)()

    is_creatable = False
    base_form_class = SitePageForm
    exclude_fields_in_copy = ["institution"]  # the copy belongs where it is put

    class Meta:
        permissions = [("moderate_sitepage", "Can approve the pages of an institution's site")]

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save; a new page belongs to the institution of its parent."""
        if self.institution_id is None:
            self.institution = self.get_parent().specific.institution
        self.redraw_at = self.next_change(timezone.now())
        self.shows = " ".join(sorted(self._kinds_listed()))
        super().save(*args, **kwargs)

    def with_content_json(self, content: dict[str, Any]) -> "SitePage":
        """The page as a revision holds it, but always of the institution it belongs to."""
        page: SitePage = super().with_content_json(content)
        page.institution_id = self.institution_id
        return page

    def can_move_to(self, parent: Page) -> bool:
        """Whether it may hang below ``parent``: never on another institution's site."""
        return super().can_move_to(parent) and getattr(parent.specific, "institution_id", None) == self.institution_id

    @property
    def language(self) -> str:
        """The page's own language, ``sw`` or ``en``."""
        return self.locale.language_code

    def path_on_site(self) -> str:
        """The path that a visitor types."""
        return path_on_site(self.url_path, self.language)

    def _kinds_listed(self) -> set[str]:
        """The kinds of pages of which a block of this page's text lists the latest."""
        body = getattr(self, "body", None)
        return {block.value["kind"] for block in body if block.block_type == "latest"} if isinstance(body, StreamValue) else set()

    def next_change(self, now: datetime) -> datetime | None:
        """The first instant after ``now`` at which the page looks different by itself; ``None`` when there is none."""
        return None

    def own_context(self, site: SiteMap) -> dict[str, Any]:
        """What this type's template needs besides the frame and the page itself."""
        return {}

    def words(self) -> str:
        """The page's text, without its title, to be searched."""
        return ""

    def description(self) -> str:
        """One or two sentences that say what the page is about."""
        return self.search_description

    def dated(self) -> datetime:
        """The instant by which the latest comes first."""
        return self.last_published_at or timezone.now()

    def entry(self) -> Entry:
        """The page as search and feeds show it."""
        return Entry(
            language=self.language,
            title=self.title,
            url=origin(self.institution.host) + self.path_on_site(),
            summary=self.description(),
            text=self.words(),
            institution_id=self.institution_id,
            dated=self.dated(),
        )

    def draw(self, site: SiteMap) -> list[RenderedPage]:
        """The page as its visitors get it: one document for each address it answers."""
        with translation.override(self.language):
            return [self._draw(site, self.path_on_site(), self.own_context(site))]

    def _draw(self, site: SiteMap, path: str, context: dict[str, Any]) -> RenderedPage:
        """The document at ``path``; called while the page's own language is the one spoken."""
        html = get_template(self.template).render({**self._context(site, path), **context, "chrome": "slots"})
        return RenderedPage(
            language=self.language,
            path=path,
            title=self.title[:300],
            description=self.description(),
            html=html,
            modified_at=self.last_published_at or timezone.now(),
            source=source_of(self),
        )

    def _context(self, site: SiteMap, path: str) -> dict[str, Any]:
        return {
            **site.frame(self.language),
            "page": self,
            "title": self.seo_title or self.title,
            "description": self.description(),
            "canonical": site.origin + path,
            "languages": site.languages(self, self.language, path),
            "breadcrumbs": site.breadcrumbs(self),
            "updated_at": self.last_published_at,
            "origin": site.origin,
            "site_map": site,
            "language": self.language,
        }

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """The page as it would look, for those who edit it."""
        site = SiteMap(self.institution)
        with translation.override(self.language):
            context = {**self._context(site, self.path_on_site()), **self.own_context(site)}
            return HttpResponse(get_template(self.template).render(context, request))


def search_panels() -> list[Any]:
    """The panels of the editor's second tab: the address, and what search engines are told."""
    return [
        MultiFieldPanel([FieldPanel("slug"), FieldPanel("seo_title"), FieldPanel("search_description")], _("Address and search engines"))
    ]
