"""The pages of an institution's site, and the folders in which the sites hang.

The tree: the root; a folder for each kind of institution and language; below it the institutions' home pages in that language; below
those the pages of each site. A page and its translation share a ``translation_key``.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.template.loader import get_template
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.blocks import StreamValue
from wagtail.models import Page, PageManager
from wagtail.query import PageQuerySet

from huduma.platform.contributions.listing import Entry
from huduma.platform.delivery import visits
from huduma.platform.delivery.pages import RenderedPage
from huduma.platform.institutions.models import Institution
from huduma.platform.jobs.models import database_now
from huduma.platform.portal.addresses import origin
from huduma.systems.websites.addresses import HOME_PATH, path_on_site

from .content import FINGERPRINT, text_print_of
from .page_form import SitePageForm
from .preview import with_checker
from .readers_panel import ReadersPanel
from .site_map import SiteMap
from .traffic import SOURCE

# Of the page and not of one of its revisions: whatever a revision says of them is overwritten, so whether it is there need not be asked.
OF_THE_PAGE = {"content_type", "locale", "owner", "locked_by", "latest_revision", "alias_of", "institution"}


def source_of(page: Page) -> str:
    """How delivery's rows say that they were drawn from ``page``."""
    return f"{SOURCE}{page.pk}"


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
        """``page``, its translations, its parent, its site's home page, and pages there whose text lists the latest of its kind.

        The translations of the list in which it stands too: what that can be narrowed to is what they lead to.
        """
        parent, home = page.path[: -Page.steplen], page.path[:HOME_PATH]
        kind = page.cached_content_type.model
        listing = Q(path__startswith=home, shows__contains=kind)
        found = Q(translation_key=page.translation_key) | Q(path__in=[parent, home]) | listing
        if len(parent) > HOME_PATH:
            found |= Q(translation_key__in=SitePage.objects.filter(path=parent).values("translation_key"))
        return self.filter(found)

    def showing(self, pages: Sequence[int]) -> "SitePageQuerySet":
        """The pages with these primary keys, and those that list them: parents, first pages, texts that list the latest of their kinds."""
        found = list(SitePage.objects.filter(pk__in=pages).values_list("path", "institution", "content_type__model"))
        above = {path[:end] for path, _institution, _kind in found for end in (-Page.steplen, HOME_PATH)}
        kinds = [Q(shows__contains=kind) for kind in {kind for _path, _institution, kind in found}]
        latest = Q(reduce(or_, kinds, Q(pk=None)), institution__in={institution for _path, institution, _kind in found})
        return self.filter(Q(pk__in=pages) | Q(path__in=above) | latest)


class SitePage(Page):
    """A page of an institution's site: what every type of page has."""

    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+", editable=False, blank=True)
    institution.wagtail_reference_index_ignore = True  # type: ignore[attr-defined]

    menu_label = models.CharField(
        _("label in the menu"),
        max_length=40,
        blank=True,
        help_text=_("Shorter than the title, for the menu and for the way to the page above it. Left empty, the title stands there."),
    )

    redraw_at = models.DateTimeField(
        null=True, blank=True, editable=False, db_index=True, help_text="When the page next looks different by itself: a tender closes."
    )

    shows = models.CharField(max_length=200, blank=True, editable=False, help_text="Kinds of pages of which the text lists the latest.")

    findings = models.PositiveSmallIntegerField(
        _("findings"), default=0, editable=False, help_text="What the checker says of it, counted when it is published and daily."
    )

    # Both languages in step: models/translations.py.
    follows_twin = models.BooleanField(
        _("This page now says the same as the other language"),
        default=False,
        help_text=_("Tick it when you have brought the translation up to date; the other language is shown as behind until somebody does."),
    )
    text_print = models.CharField(max_length=FINGERPRINT, default="", blank=True, editable=False)
    translated_print = models.CharField(max_length=FINGERPRINT, default="", blank=True, editable=False)
    translated_from = models.ForeignKey(
        "wagtailcore.Revision", null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    translated_from.wagtail_reference_index_ignore = True  # type: ignore[attr-defined]

    objects = PageManager.from_queryset(SitePageQuerySet)()

    is_creatable = False
    label_before: str | None = None  # of what was just saved: its label until then
    asks_readers: ClassVar[bool] = True  # at its foot, whether it was helpful
    shared_as: ClassVar[str] = "website"  # its type in the Open Graph
    base_form_class = SitePageForm
    exclude_fields_in_copy = [  # the copy belongs where it is put, and was compared with nothing
        *("institution", "findings", "follows_twin", "translated_print", "translated_from"),
    ]

    class Meta:
        verbose_name = _("page of a website")
        verbose_name_plural = _("pages of a website")
        permissions = [
            ("moderate_sitepage", "Can approve the pages of an institution's site"),
            ("tend_sitepage", "Can look after the content of an institution's site"),
        ]

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save; a new page belongs to the institution of its parent."""
        self._belong()
        self.redraw_at = self.next_change(timezone.now())
        self.shows = " ".join(sorted(self._kinds_listed()))
        if not kwargs.get("update_fields"):  # else a draft may be at hand, and only that there is one is written
            self.text_print, self.label_before = text_print_of(self), self._stored_label()
        super().save(*args, **kwargs)

    def _belong(self) -> None:
        if self.institution_id is None:
            self.institution = self.get_parent().specific.institution

    def _stored_label(self) -> str | None:
        stored = SitePage.objects.filter(pk=self.pk).values_list("menu_label", "title").first() if self.pk else None
        return (stored[0] or stored[1]) if stored else None

    def save_revision(self, *args: Any, **kwargs: Any) -> Any:
        """Make a revision, as Wagtail does; before the first one of a live page, one of what visitors read until now."""
        if self.live and self.pk and not self.latest_revision_id:
            self._keep_first_words()
        return super().save_revision(*args, **kwargs)

    def _keep_first_words(self) -> None:
        """Pages that came with the site, or from another one, were put in the tree without a revision.

        Without one nobody could see afterwards what changed, and Wagtail would take the page off the site when a change is scheduled.
        """
        original = type(self)._default_manager.get(pk=self.pk)
        words = text_print_of(original)
        revision = super(SitePage, original).save_revision(clean=False, changed=False)
        self.latest_revision = self.live_revision = revision
        SitePage.objects.filter(pk=self.pk).update(live_revision=revision, text_print=words)
        never_compared = SitePage.objects.filter(translation_key=self.translation_key, translated_print="").exclude(pk=self.pk)
        never_compared.update(translated_print=words, translated_from=revision)

    def with_content_json(self, content: dict[str, Any]) -> "SitePage":
        """The page as a revision holds it, but always of the institution it belongs to."""
        same = self._what_it_still_refers_to(content)
        page: SitePage = super().with_content_json({k: v for k, v in content.items() if k not in OF_THE_PAGE and k not in same})
        for name in same - OF_THE_PAGE:
            setattr(page, type(self)._meta.get_field(name).attname, content[name])
        page.institution_id = self.institution_id
        if not page.follows_twin:
            page.keep_agreement(self)
        return page

    def _what_it_still_refers_to(self, content: dict[str, Any]) -> set[str]:
        """The names of the foreign keys that say the same in a revision's ``content`` as here, so that the database vouches for them."""
        keys = [field for field in type(self)._meta.concrete_fields if field.many_to_one and field.name in content]
        return {field.name for field in keys if content[field.name] == getattr(self, field.attname)}

    def twin(self) -> Any:
        """The page in the other language that visitors read, of its own type; ``None`` where there is none."""
        if "other_languages" in self.__dict__:  # the editor has read them
            return next((page for page in self.other_languages if page.live), None)
        pages: Any = type(self)._default_manager
        return pages.filter(translation_key=self.translation_key, live=True).exclude(pk=self.pk).first()

    def follow(self, twin: Any) -> None:
        """Write down on this page, without saving it, that it says what ``twin`` says now."""
        self.translated_print, self.translated_from_id = twin.text_print, twin.live_revision_id

    def keep_agreement(self, page: "SitePage") -> None:
        """Take over from ``page`` what is known of the twin: of a page, not of one of its revisions."""
        self.translated_print, self.translated_from_id = page.translated_print, page.translated_from_id
        self.follows_twin = False

    def can_move_to(self, parent: Page) -> bool:
        """Whether it may hang below ``parent``: never on another institution's site."""
        return super().can_move_to(parent) and getattr(parent.specific, "institution_id", None) == self.institution_id

    @property
    def language(self) -> str:
        """The page's own language, ``sw`` or ``en``."""
        return self.locale.language_code

    @property
    def label(self) -> str:
        """What the page is called in the menu and on the way to it."""
        return self.menu_label or self.title

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

    def published(self) -> datetime:
        """The instant at which visitors could read it first."""
        return self.first_published_at or timezone.now()

    def entry(self) -> Entry:
        """The page as search and feeds show it, in its own language whoever publishes it."""
        with translation.override(self.language):
            return Entry(
                language=self.language,
                title=self.title,
                url=origin(self.institution.host) + self.path_on_site(),
                summary=self.description(),
                text=self.words(),
                institution_id=self.institution_id,
                dated=self.dated(),
                published_at=self.published(),
                changed_at=self.last_published_at or self.published(),
            )

    def paths(self, site: SiteMap) -> list[str]:
        """Every address that it answers."""
        return [self.path_on_site()]

    def draw(self, site: SiteMap, known: Mapping[str, str] | None = None) -> list[RenderedPage]:
        """The page as its visitors get it, in its own language: one document for each address it answers.

        Those that would be drawn from the same as they were, by ``known``, fingerprints by path, are left out.
        """
        with translation.override(self.language):
            return self._documents(site, known or {})

    def _documents(self, site: SiteMap, known: Mapping[str, str]) -> list[RenderedPage]:
        return [self._draw(site, self.path_on_site(), self.own_context(site))]

    def _draw(self, site: SiteMap, path: str, context: dict[str, Any], drawn_from: str = "") -> RenderedPage:
        kept = {"chrome": "slots", "views_url": visits.PATH, "helpful": self._question(path)}
        html = get_template(self.template).render({**self._context(site, path), **context, **kept})
        return RenderedPage(
            language=self.language,
            path=path,
            title=self.title[:300],
            description=self.description(),
            html=html,
            modified_at=self.last_published_at or timezone.now(),
            source=source_of(self),
            drawn_from=drawn_from,
        )

    def _question(self, path: str) -> dict[str, str] | None:
        """What the foot of the page needs to ask whether it was helpful."""
        return {"action": reverse("page-feedback", urlconf=settings.SITE_URLCONF), "page": path} if self.asks_readers else None

    def _context(self, site: SiteMap, path: str) -> dict[str, Any]:
        return {
            **site.frame(self.language),
            "page": self,
            "title": self.seo_title or self.title,
            "description": self.description(),
            "canonical": site.origin + path,
            "share": self.share(site),
            "languages": site.languages(self.language, path, site.others(self)),
            "breadcrumbs": site.breadcrumbs(self),
            "updated_at": self.last_published_at,
            "origin": site.origin,
            "site_map": site,
            "language": self.language,
        }

    def share(self, site: SiteMap) -> dict[str, Any]:
        """What those see of it, beside its description, to whom its address is sent."""
        alt = str(getattr(self, "picture_alt", self.title))
        picture = site.shared_picture(getattr(self, "picture_id", None), alt, self.language)
        return {"title": self.title, "kind": self.shared_as, "image": picture}

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """The page as it would look, for those who edit it; also one that has never been saved."""
        self._belong()
        site = SiteMap(self.institution)
        with translation.override(self.language):
            context = {**self._context(site, self.path_on_site()), **self.own_context(site)}
            html = get_template(self.template).render(context, request)
        return HttpResponse(with_checker(html, self, request))


def menu_panel() -> MultiFieldPanel:
    """The panel of the editor's second tab on pages that may stand in the menu."""
    return MultiFieldPanel([FieldPanel("show_in_menus"), FieldPanel("menu_label")], _("Menu"))


def search_panels() -> list[Any]:
    """The panels of the editor's second tab: the address, what search engines are told, and how often the page is read."""
    return [
        MultiFieldPanel([FieldPanel("slug"), FieldPanel("seo_title"), FieldPanel("search_description")], _("Address and search engines")),
        ReadersPanel(),
    ]
