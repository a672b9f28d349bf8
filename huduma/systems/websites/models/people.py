"""The people who lead an institution, now and before."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page, PageManager

from huduma.systems.websites.blocks import BodyBlock, words_of

from .lists import Groups, ListedPage, ListPage
from .page import SitePageQuerySet, search_panels
from .site_map import Listed, SiteMap


class LeadershipPage(ListPage):
    """The leaders of an institution in the order of the tree, and those who led it before."""

    objects = PageManager.from_queryset(SitePageQuerySet)()

    template = "websites/list_page.html"
    kind = "personpage"
    nothing = _("The leaders are not listed yet.")
    component = "websites/people.html"
    subpage_types: ClassVar[list[str]] = ["websites.PersonPage"]

    class Meta:
        verbose_name = _("list of leaders")
        verbose_name_plural = _("lists of leaders")

    def groups(self, site: SiteMap, now: datetime) -> Groups:
        items = site.listed(self.kind, self.language)
        past = [item for item in items if is_past(item, now)]
        return [
            ("", PersonPage.current(items, now)),
            (_("Past leaders"), sorted(past, key=lambda item: item.until, reverse=True)),
        ]


class PersonPage(ListedPage):
    """One leader; the page's title is the person's name."""

    position = models.CharField(_("position"), max_length=200)
    picture = models.ForeignKey(
        "wagtailimages.Image", verbose_name=_("picture"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    since = models.DateField(_("in office since"), null=True, blank=True)
    until = models.DateField(_("in office until"), null=True, blank=True, help_text=_("From then on the person is among past leaders."))
    phone = models.CharField(_("telephone"), max_length=30, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    body = StreamField(BodyBlock(), verbose_name=_("biography"), blank=True)

    objects = PageManager.from_queryset(SitePageQuerySet)()

    listed = ("position", "picture_id", "picture__file", "since", "until")
    parent_page_types: ClassVar[list[str]] = ["websites.LeadershipPage"]
    content_panels: ClassVar[list[Any]] = [
        *Page.content_panels,
        FieldPanel("position"),
        FieldPanel("picture"),
        MultiFieldPanel([FieldRowPanel([FieldPanel("since"), FieldPanel("until")])], _("In office")),
        MultiFieldPanel([FieldRowPanel([FieldPanel("phone"), FieldPanel("email")])], _("Contact us")),
        FieldPanel("body"),
    ]
    promote_panels = search_panels()

    class Meta:
        verbose_name = _("leader")
        verbose_name_plural = _("leaders")

    @classmethod
    def day(cls, item: "ListedPage | Listed") -> None:
        """Leaders stand in the order of the tree."""
        return None

    @classmethod
    def current(cls, items: Sequence[Listed], now: datetime) -> list[Listed]:
        """Those in office."""
        return [item for item in items if not is_past(item, now)]

    @classmethod
    def item(cls, item: Listed, site: SiteMap, now: datetime) -> dict[str, Any]:
        """The picture shows the person whose name stands below it, so it is silent."""
        years = "–".join(str(day.year) if day else "" for day in (item.since, item.until)) if is_past(item, now) else ""
        return {
            "title": item.title,
            "url": item.url,
            "text": item.position,
            "meta": years,
            "image": site.picture(item.picture_id, ""),
        }

    def clean(self) -> None:
        """A term ends after it began."""
        super().clean()
        if self.since and self.until and self.until < self.since:
            raise ValidationError({"until": _("The end must be after the beginning.")})

    def next_change(self, now: datetime) -> datetime | None:
        """The morning on which the person becomes a past leader."""
        if self.until is None:
            return None
        ends = timezone.make_aware(datetime.combine(self.until, datetime.min.time()))
        return ends if ends > now else None

    def description(self) -> str:
        return self.search_description or self.position

    def words(self) -> str:
        return f"{self.position} {words_of(self.body)}"

    def own_context(self, site: SiteMap) -> dict[str, Any]:
        contact = {"phone": self.phone, "email": self.email}
        return {"picture": site.picture(self.picture_id, self.title), "contact": contact if self.phone or self.email else None}


def is_past(person: "PersonPage | Listed", now: datetime) -> bool:
    """Whether ``person`` has left office."""
    return person.until is not None and person.until <= timezone.localtime(now).date()
