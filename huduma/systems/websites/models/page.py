"""The pages of an institution's site, and the folders in which the sites hang.

The tree: the root; a folder for each kind of institution and language; below it the institutions' home pages in that language; below
those the pages of each site. A page and its translation share a ``translation_key``.
"""

from datetime import datetime, time
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.template.loader import get_template
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page, PageManager
from wagtail.query import PageQuerySet

from huduma.platform.contributions.listing import Entry
from huduma.platform.delivery.pages import RenderedPage
from huduma.platform.institutions.models import Institution
from huduma.platform.portal.addresses import origin
from huduma.systems.websites.addresses import HOME_PATH, path_on_site
from huduma.systems.websites.blocks import FEATURES, BodyBlock
from huduma.systems.websites.rendering.richtext import expand, plain

from .page_form import SitePageForm
from .permissions import HomePermissions
from .site_map import COLUMNS, SiteMap

LATEST_ON_HOME = 3
LATEST_ON_INDEX = 20


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

    def other_than_news(self) -> "SitePageQuerySet":
        """Live pages that are not news items."""
        return self.live().filter(newspage__isnull=True)

    def around(self, page: Page) -> "SitePageQuerySet":
        """``page``, its translations, its parent and its site's home page."""
        above = [page.path[: -Page.steplen], page.path[:HOME_PATH]]
        return self.filter(Q(translation_key=page.translation_key) | Q(path__in=above))

    def headlines(self) -> list[tuple[Any, ...]]:
        """What ``SiteMap`` is made of: the live pages, parents before children and siblings in order (one query)."""
        return list(self.filter(live=True).order_by("path").values_list(*COLUMNS))


class SitePage(Page):
    """A page of an institution's site: what every type of page has."""

    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+", editable=False, blank=True)
    institution.wagtail_reference_index_ignore = True  # type: ignore[attr-defined]

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
        return [self._draw(site, self.path_on_site(), self.own_context(site))]

    def _draw(self, site: SiteMap, path: str, context: dict[str, Any]) -> RenderedPage:
        with translation.override(self.language):
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
        }

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """The page as it would look, for those who edit it."""
        site = SiteMap(self.institution, SitePage.objects.of(self.institution).headlines())
        with translation.override(self.language):
            context = {**self._context(site, self.path_on_site()), **self.own_context(site)}
            return HttpResponse(get_template(self.template).render(context, request))


def _search_panels() -> list[Any]:
    return [
        MultiFieldPanel([FieldPanel("slug"), FieldPanel("seo_title"), FieldPanel("search_description")], _("Address and search engines"))
    ]


class HomePage(SitePage):
    """The first page of an institution's site; its title is the institution's name on the register."""

    introduction = models.TextField(_("introduction"), max_length=400, help_text=_("One or two sentences below the name."))
    body = RichTextField(_("text"), blank=True, features=FEATURES)

    objects = PageManager.from_queryset(SitePageQuerySet)()

    is_creatable = False
    parent_page_types = ["websites.SectorPage"]
    subpage_types = ["websites.StandardPage", "websites.NewsIndexPage", "websites.ContactPage"]
    content_panels = [FieldPanel("introduction"), FieldPanel("body")]
    promote_panels = [FieldPanel("search_description")]
    settings_panels: list[Any] = []

    class Meta:
        verbose_name = _("home page")
        verbose_name_plural = _("home pages")

    def permissions_for_user(self, user: Any) -> HomePermissions:
        """As for other pages, but a home page stays where it is as long as the institution has a site."""
        return HomePermissions(user, self)

    def description(self) -> str:
        return self.search_description or self.introduction

    def words(self) -> str:
        return f"{self.introduction} {plain(self.body)}"

    def own_context(self, site: SiteMap) -> dict[str, Any]:
        news = site.news(self.language)
        return {
            "body": expand(self.body, site.origin),
            "items": site.items(news[:LATEST_ON_HOME]),
            "news_url": site.first_url("newsindexpage", self.language),
            "contact": site.contact(),
        }


class StandardPage(SitePage):
    """A page of text and pictures: about the institution, what it does, how to do something."""

    summary = models.TextField(_("summary"), max_length=400, blank=True, help_text=_("One or two sentences at the top of the page."))
    body = StreamField(BodyBlock(), verbose_name=_("text"), blank=True)

    objects = PageManager.from_queryset(SitePageQuerySet)()

    show_in_menus_default = True
    parent_page_types = ["websites.HomePage", "websites.StandardPage"]
    subpage_types = ["websites.StandardPage"]
    content_panels = [*Page.content_panels, FieldPanel("summary"), FieldPanel("body")]
    promote_panels = [*_search_panels(), FieldPanel("show_in_menus")]

    class Meta:
        verbose_name = _("page of text")
        verbose_name_plural = _("pages of text")

    def description(self) -> str:
        return self.search_description or self.summary

    def words(self) -> str:
        return f"{self.summary} {plain(str(self.body))}"


class NewsIndexPage(SitePage):
    """The list of an institution's news: the latest, and a page for each year."""

    introduction = models.TextField(_("introduction"), max_length=400, blank=True)

    objects = PageManager.from_queryset(SitePageQuerySet)()

    show_in_menus_default = True
    max_count_per_parent = 1
    parent_page_types = ["websites.HomePage"]
    subpage_types = ["websites.NewsPage"]
    content_panels = [*Page.content_panels, FieldPanel("introduction")]
    promote_panels = [*_search_panels(), FieldPanel("show_in_menus")]

    class Meta:
        verbose_name = _("list of news")
        verbose_name_plural = _("lists of news")

    def description(self) -> str:
        return self.search_description or self.introduction

    def words(self) -> str:
        return self.introduction

    def draw(self, site: SiteMap) -> list[RenderedPage]:
        """The latest news at the page's own address, and each year's below it, where an item keeps its place as newer ones come."""
        news = site.news(self.language)
        years = sorted({h.date.year for h in news if h.date}, reverse=True)
        here = self.path_on_site()
        links = [{"label": str(year), "url": f"{here}{year}/"} for year in years]
        pages = [self._draw(site, here, {"items": site.items(news[:LATEST_ON_INDEX]), "years": links})]
        for year in years:
            context = {"items": site.items(site.news(self.language, year)), "years": links, "year": year}
            pages.append(self._draw(site, f"{here}{year}/", context))
        return pages

    def own_context(self, site: SiteMap) -> dict[str, Any]:
        return {"items": site.items(site.news(self.language)[:LATEST_ON_INDEX])}


class NewsPage(SitePage):
    """One news item."""

    date = models.DateField(_("date"), default=timezone.localdate)
    summary = models.TextField(_("summary"), max_length=300, help_text=_("One or two sentences, shown in lists of news."))
    picture = models.ForeignKey(
        "wagtailimages.Image", verbose_name=_("picture"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    picture_alt = models.CharField(
        _("what the picture shows"), max_length=200, blank=True, help_text=_("Read aloud to people who do not see the picture.")
    )
    body = StreamField(BodyBlock(), verbose_name=_("text"))

    objects = PageManager.from_queryset(SitePageQuerySet)()

    parent_page_types = ["websites.NewsIndexPage"]
    subpage_types: list[str] = []
    content_panels = [
        *Page.content_panels,
        FieldPanel("date"),
        FieldPanel("summary"),
        MultiFieldPanel([FieldPanel("picture"), FieldPanel("picture_alt")], _("Picture")),
        FieldPanel("body"),
    ]
    promote_panels = _search_panels()

    class Meta:
        verbose_name = _("news item")
        verbose_name_plural = _("news items")

    def clean(self) -> None:
        """A picture needs words for those who do not see it."""
        super().clean()
        if self.picture_id and not self.picture_alt.strip():
            raise ValidationError({"picture_alt": _("Say what the picture shows.")})

    def description(self) -> str:
        return self.search_description or self.summary

    def words(self) -> str:
        return f"{self.summary} {plain(str(self.body))}"

    def dated(self) -> datetime:
        """The morning of the item's date."""
        return timezone.make_aware(datetime.combine(self.date, time()))

    def own_context(self, site: SiteMap) -> dict[str, Any]:
        return {"picture": site.picture(self.picture_id, self.picture_alt)}


class ContactPage(SitePage):
    """How to reach the institution: the register's contacts, with words of its own."""

    introduction = RichTextField(_("text"), blank=True, features=FEATURES)

    objects = PageManager.from_queryset(SitePageQuerySet)()

    show_in_menus_default = True
    max_count_per_parent = 1
    parent_page_types = ["websites.HomePage"]
    subpage_types: list[str] = []
    content_panels = [*Page.content_panels, FieldPanel("introduction")]
    promote_panels = [*_search_panels(), FieldPanel("show_in_menus")]

    class Meta:
        verbose_name = _("contact page")
        verbose_name_plural = _("contact pages")

    def words(self) -> str:
        return plain(self.introduction)

    def own_context(self, site: SiteMap) -> dict[str, Any]:
        return {"body": expand(self.introduction, site.origin), "contact": site.contact(), "earlier_website": site.earlier_website()}
