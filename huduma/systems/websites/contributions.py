"""What websites add to the surfaces of the platform."""

from datetime import timedelta
from functools import partial

from django.db.models import Model
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from huduma.platform.contributions.figure import Figure, figures
from huduma.platform.contributions.listing import Entry, Listing, listings
from huduma.platform.contributions.role import Role, roles
from huduma.platform.institutions.models import Institution
from huduma.platform.institutions.models.institution import PLURALS
from huduma.platform.jobs.schedule import Schedule, schedules
from huduma.platform.jobs.sweep import Sweep, sweeps

from . import jobs
from .models import InstitutionSite, NewsPage, SitePage

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


figures.add(
    Figure(
        "websites.sites",
        _("Websites of public institutions"),
        definition=_("Institutions whose website, in Swahili and English, is open to visitors."),
        unit=_("websites"),
        count=lambda: InstitutionSite.objects.made().count(),
    )
)
for _kind in Institution.Kind:
    figures.add(
        Figure(
            f"websites.sites_{_kind.value}",
            format_lazy(_("Websites: {kind}"), kind=PLURALS[_kind]),
            definition=_("Institutions of this kind whose website is open to visitors."),
            unit=_("websites"),
            count=partial(InstitutionSite.objects.made().filter(institution__kind=_kind.value).count),
        )
    )
figures.add(
    Figure(
        "websites.news",
        _("News items published"),
        definition=_("News items on all institutions’ websites that visitors can read now, each language counted by itself."),
        unit=_("news items"),
        count=lambda: NewsPage.objects.live().count(),
    )
)

sweeps.add(Sweep("websites.owed", _("Websites to be made"), owed=lambda: InstitutionSite.objects.owed(), job=jobs.make_site))
sweeps.add(Sweep("websites.behind", _("Websites to be drawn anew"), owed=lambda: InstitutionSite.objects.behind(), job=jobs.redraw_site))
schedules.add(
    Schedule(
        "websites.scheduled", _("Publish what is due"), job=jobs.publish_scheduled, every=timedelta(minutes=1), offset=timedelta(seconds=20)
    )
)

listings.add(Listing("websites.news", _("News"), records=lambda: NewsPage.objects.live().order_by("pk"), describe=describe, is_news=True))
listings.add(
    Listing("websites.pages", _("Pages of institutions"), records=lambda: SitePage.objects.other_than_news().specific(), describe=describe)
)
