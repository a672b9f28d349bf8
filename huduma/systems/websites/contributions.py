"""What websites add to the surfaces of the platform."""

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from huduma.platform.contributions.listing import Entry, Listing, listings
from huduma.platform.contributions.role import Role, roles

from .models import NewsPage, SitePage

_FILES = (
    *(f"wagtailimages.{action}_image" for action in ("add", "change", "choose")),
    *(f"wagtaildocs.{action}_document" for action in ("add", "change", "choose")),
)

roles.add(
    Role(
        key="websites.editor",
        label=_("Editor of the website"),
        page_permissions=("add_page", "change_page"),
        collection_permissions=_FILES,
    )
)
roles.add(
    Role(
        key="websites.moderator",
        label=_("Moderator of the website"),
        permissions=("websites.moderate_sitepage",),
        page_permissions=("add_page", "change_page", "publish_page", "lock_page", "unlock_page"),
        collection_permissions=_FILES,
    )
)


def describe(page: Model) -> list[Entry]:
    """A page as search and feeds show it: one entry, for every language has pages of its own."""
    assert isinstance(page, SitePage)  # noqa: S101  what our listings hold
    return [page.entry()]


listings.add(Listing("websites.news", _("News"), records=lambda: NewsPage.objects.live().order_by("pk"), describe=describe))
listings.add(
    Listing("websites.pages", _("Pages of institutions"), records=lambda: SitePage.objects.other_than_news().specific(), describe=describe)
)
