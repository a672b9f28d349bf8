"""What websites add to the surfaces of the platform."""

from datetime import timedelta
from functools import partial
from typing import Any

from django.db.models import Model, QuerySet
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from huduma.platform.contributions.figure import Figure, figures
from huduma.platform.contributions.listing import Entry, Listing, listings
from huduma.platform.contributions.notice import Notice, notices
from huduma.platform.contributions.role import Role, roles
from huduma.platform.institutions.models import Institution
from huduma.platform.institutions.models.institution import PLURALS
from huduma.platform.jobs.schedule import Schedule, schedules
from huduma.platform.jobs.sweep import Sweep, sweeps

from . import actions, jobs
from .agency import jobs as agency
from .agency.actions import OWED_NOTICES
from .agency.domains import jobs as domains
from .agency.domains.actions import OWED_CHECKS
from .agency.domains.telling import LOST
from .agency.exports import jobs as exports
from .agency.exports.actions import OWED_EXPORTS
from .models import (
    EventPage,
    InstitutionSite,
    NewsPage,
    PublicationPage,
    ServicePage,
    SiteDomain,
    SiteExport,
    SiteNotice,
    SitePage,
    TenderPage,
)

_FILES = (
    *(f"wagtailimages.{action}_image" for action in ("add", "change", "choose")),
    *(f"wagtaildocs.{action}_document" for action in ("add", "change", "choose")),
)

_DOMAINS = ("websites.view_sitedomain", "websites.add_sitedomain", "websites.change_sitedomain")

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
        permissions=(
            "websites.moderate_sitepage",
            "websites.view_sitenotice",
            "websites.add_sitenotice",
            "websites.change_sitenotice",
            *_DOMAINS,
        ),
        page_permissions=("add_page", "change_page", "publish_page", "lock_page", "unlock_page"),
        collection_permissions=_FILES,
    )
)
roles.add(
    Role(
        key="websites.agency",
        label=_("Keeper of all websites"),
        permissions=(
            "websites.view_institutionsite",
            "websites.freeze_institutionsite",
            "websites.proclaim_sitenotice",
            "websites.add_siteexport",
            "websites.view_siteexport",
            *_DOMAINS,
            "institutions.rehost_institution",
        ),
        national=True,
    )
)


def describe(page: Model) -> list[Entry]:
    """A page as search and feeds show it: one entry, for every language has pages of its own."""
    assert isinstance(page, SitePage)  # noqa: S101  what our listings hold
    return [page.entry()]


def _live(model: Any) -> QuerySet[Any]:
    return model.objects.live().order_by("pk")  # type: ignore[no-any-return]


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

figures.add(
    Figure(
        "websites.tenders_open",
        _("Open tenders"),
        definition=_("Tenders on all institutions’ websites that take bids now, each counted once though it stands in both languages."),
        unit=_("tenders"),
        count=lambda: TenderPage.objects.live().open().values("translation_key").distinct().count(),
    )
)

sweeps.add(Sweep("websites.owed", _("Websites to be made"), owed=lambda: InstitutionSite.objects.owed(), job=jobs.make_site))
sweeps.add(Sweep("websites.behind", _("Websites to be drawn anew"), owed=lambda: InstitutionSite.objects.behind(), job=jobs.redraw_site))
sweeps.add(Sweep("websites.due", _("Pages whose hour has come"), owed=lambda: SitePage.objects.due(), job=jobs.redraw_due))
sweeps.add(Sweep(OWED_NOTICES, _("Notices to be shown or taken down"), owed=lambda: SiteNotice.objects.owed(), job=agency.carry_out_notice))
notices.add(Notice(LOST, _("The proof for the domain name of a website is missing"), ("email",)))
sweeps.add(Sweep(OWED_CHECKS, _("Domain names to be looked up"), owed=lambda: SiteDomain.objects.due(), job=domains.check_domain))
sweeps.add(Sweep(OWED_EXPORTS, _("Archives of websites to be made"), owed=lambda: SiteExport.objects.owed(), job=exports.make_export))
sweeps.add(
    Sweep(
        "websites.exports_over", _("Archives of websites to be removed"), owed=lambda: SiteExport.objects.over(), job=exports.discard_export
    )
)
schedules.add(
    Schedule(
        "websites.scheduled", _("Publish what is due"), job=jobs.publish_scheduled, every=timedelta(minutes=1), offset=timedelta(seconds=20)
    )
)

# Every listing but the last is of one type of page; the last is of all other types.
_LISTINGS: dict[type[SitePage], Any] = {
    NewsPage: _("News"),
    EventPage: _("Events"),
    TenderPage: _("Tenders"),
    PublicationPage: _("Publications"),
    ServicePage: _("Services of institutions"),
}
for _type, _label in _LISTINGS.items():
    listings.add(
        Listing(
            actions.LISTINGS[_type],
            _label,
            records=partial(_live, _type),
            describe=describe,
            is_news=_type is NewsPage,
        )
    )
listings.add(
    Listing(
        actions.OTHERS,
        _("Pages of institutions"),
        records=lambda: SitePage.objects.without(*(model._meta.model_name for model in _LISTINGS)).specific(),
        describe=describe,
    )
)
