"""The page types of Huduma's websites, made and drawn as Wagtail's documentation shows it: ``get_context``, ``get_url``, tree queries."""

from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext as _
from wagtail import blocks
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.fields import RichTextField, StreamField
from wagtail.images.blocks import ImageChooserBlock
from wagtail.models import Page, Site
from wagtail.templatetags.wagtailcore_tags import richtext

LATEST_ON_HOME = 3


@register_setting
class SiteDetails(BaseSiteSetting):
    """What the header and footer of a site say."""

    name_sw = models.CharField(max_length=250)
    name_en = models.CharField(max_length=250)
    short_name = models.CharField(max_length=60)
    theme_css = models.TextField()
    physical_address = models.CharField(max_length=250)
    postal_address = models.CharField(max_length=250)
    phone = models.CharField(max_length=20)
    email = models.EmailField()

    def contact(self) -> dict[str, str]:
        return {"address": self.physical_address, "postal_address": self.postal_address, "phone": self.phone, "email": self.email}


class SectorPage(Page):
    kind = models.CharField(max_length=30)


class SitePage(Page):
    """The frame of every page."""

    shared_as = "website"

    class Meta:
        abstract = True

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        details = SiteDetails.for_request(request)
        home = Site.find_for_request(request).root_page.localized
        language = self.locale.language_code
        menu = [{"label": _("Home"), "url": home.get_url(request)}]
        menu += [{"label": page.title, "url": page.get_url(request)} for page in home.get_children().live().in_menu()]
        portal = "http://localhost"
        context |= {
            "site": {
                "name": details.name_en if language == "en" else details.name_sw,
                "short_name": details.short_name,
                "home_url": home.get_url(request),
                "search_url": "/en/search/" if language == "en" else "/tafuta/",
                "theme_css": details.theme_css,
                "owner": "",
            },
            "menu": menu,
            "footer": {
                "contact": details.contact(),
                "links": menu,
                "national_links": [{"label": _("All public services"), "url": portal + ("/en/" if language == "en" else "/")}],
            },
            "title": self.seo_title or self.title,
            "description": self.description(),
            "canonical": self.full_url,
            "share": {"title": self.title, "kind": self.shared_as},
            "languages": self.languages(),
            "breadcrumbs": self.breadcrumbs(request, home),
            "updated_at": self.last_published_at,
            "views_url": "/hesabu",
            "helpful": {"action": "/en/page-feedback/" if language == "en" else "/maoni-ya-ukurasa/", "page": request.path},
        }
        return context

    def description(self) -> str:
        return self.search_description

    def languages(self) -> list[dict[str, Any]]:
        translations = self.get_translations(inclusive=True).live().select_related("locale").order_by("-locale__language_code")
        return [
            {
                "code": page.locale.language_code,
                "label": page.locale.get_display_name(),
                "url": page.full_url,
                "current": page.pk == self.pk,
            }
            for page in translations
        ]

    def breadcrumbs(self, request: HttpRequest, home: Page) -> list[dict[str, str]]:
        above = self.get_ancestors().filter(depth__gt=home.depth)
        way = [{"label": _("Home"), "url": home.get_url(request)}]
        return [*way, *({"label": page.title, "url": page.get_url(request)} for page in above), {"label": self.title, "url": ""}]


class BodyBlock(blocks.StreamBlock):
    paragraph = blocks.RichTextBlock()
    picture = blocks.StructBlock(
        [("image", ImageChooserBlock()), ("alt", blocks.CharBlock()), ("caption", blocks.CharBlock(required=False))]
    )


class HomePage(SitePage):
    introduction = models.TextField(max_length=400)
    body = StreamField(BodyBlock(), blank=True)

    template = "websites/home_page.html"

    def description(self) -> str:
        return self.search_description or self.introduction

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        news = NewsPage.objects.live().descendant_of(self).order_by("-date")[:LATEST_ON_HOME]
        index = NewsIndexPage.objects.live().child_of(self).first()
        context |= {
            "news": [{"title": n.title, "url": n.get_url(request), "date": n.date, "text": n.summary} for n in news],
            "news_url": index.get_url(request) if index else "",
            "contact": SiteDetails.for_request(request).contact(),
        }
        return context


class StandardPage(SitePage):
    summary = models.TextField(max_length=400, blank=True)
    body = StreamField(BodyBlock(), blank=True)

    template = "websites/standard_page.html"


class NewsIndexPage(SitePage):
    introduction = models.TextField(max_length=400, blank=True)

    template = "websites/list_page.html"
    component = "components/media_list.html"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        news = NewsPage.objects.live().child_of(self).order_by("-date")
        items = [{"title": n.title, "url": n.get_url(request), "date": n.date, "text": n.summary} for n in news]
        context["groups"] = [{"title": "", "items": items}]
        return context


class NewsPage(SitePage):
    date = models.DateField()
    summary = models.TextField(max_length=300)
    picture = models.ForeignKey("wagtailimages.Image", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    picture_alt = models.CharField(max_length=200, blank=True)
    body = StreamField(BodyBlock())

    template = "websites/news_page.html"
    shared_as = "article"

    def description(self) -> str:
        return self.search_description or self.summary


class ContactPage(SitePage):
    introduction = RichTextField(blank=True)

    template = "websites/contact_page.html"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        context |= {"body": richtext(self.introduction), "contact": SiteDetails.for_request(request).contact()}
        return context
