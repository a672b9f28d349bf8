"""What websites add to the surfaces of the platform."""

from datetime import timedelta
from functools import partial
from typing import Any

from django.conf import settings
from django.db.models import Model, QuerySet
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from huduma.platform.contributions.figure import Figure, figures
from huduma.platform.contributions.listing import Entry, Listing, Watcher, listings, watchers
from huduma.platform.contributions.notice import Notice, notices
from huduma.platform.contributions.personal_data import PersonalData, personal_data
from huduma.platform.contributions.role import Role, roles
from huduma.platform.institutions.models import Institution
from huduma.platform.institutions.models.institution import PLURALS
from huduma.platform.institutions.scoping import whole_nation
from huduma.platform.jobs.schedule import Schedule, schedules
from huduma.platform.jobs.sweep import Sweep, sweeps

from . import actions, jobs
from .actions import approvals
from .agency import jobs as agency
from .agency.actions import OWED_NOTICES
from .agency.domains import jobs as domains
from .agency.domains.actions import OWED_CHECKS
from .agency.domains.telling import LOST
from .agency.exports import jobs as exports
from .agency.exports.actions import OWED_EXPORTS
from .agency.invitations import jobs as invitations
from .agency.invitations import personal as invited
from .agency.invitations.actions import LETTER, OWED_SITES
from .answers import jobs as answers
from .answers import personal
from .models import (
    EventPage,
    FormAnswer,
    InstitutionSite,
    NewsPage,
    PublicationPage,
    ServicePage,
    SiteDomain,
    SiteExport,
    SiteNotice,
    SitePage,
    TenderPage,
    traffic,
)
from .models.invitation import GOOD_FOR
from .quality import jobs as quality
from .visitors import jobs as visitors

_FILES = (
    *(f"wagtailimages.{action}_image" for action in ("add", "change", "choose")),
    *(f"wagtaildocs.{action}_document" for action in ("add", "change", "choose")),
)
_VISITORS = ("delivery.view_siteviews", "websites.view_pagecomment", "websites.change_pagecomment")
_CONTENT = ("websites.tend_sitepage", "simple_translation.submit_translation")  # looking after content, and translating it

_DOMAINS = ("websites.view_sitedomain", "websites.add_sitedomain", "websites.change_sitedomain")

roles.add(
    Role(
        key="websites.editor",
        label=_("Editor of the website"),
        permissions=(*_CONTENT, *_VISITORS),
        page_permissions=("add_page", "change_page"),
        collection_permissions=_FILES,
    )
)
roles.add(
    Role(
        key="websites.moderator",
        label=_("Moderator of the website"),
        permissions=(
            *("websites.moderate_sitepage", "websites.view_sitenotice", "websites.add_sitenotice", "websites.change_sitenotice"),
            *("websites.view_formanswer", "websites.change_formanswer"),
            *_VISITORS,
            *_CONTENT,
            *_DOMAINS,
        ),
        page_permissions=("add_page", "change_page", "publish_page", "lock_page", "unlock_page"),
        collection_permissions=_FILES,
    )
)
roles.add(
    Role(
        key="websites.correspondent",
        label=_("Officer who answers the public"),
        permissions=("websites.view_formanswer", "websites.change_formanswer"),
    )
)
roles.add(
    Role(
        key="websites.agency",
        label=_("Keeper of all websites"),
        permissions=(
            "websites.view_institutionsite",
            "websites.freeze_institutionsite",
            "websites.order_institutionsite",
            "websites.invite_institutionsite",
            "websites.proclaim_sitenotice",
            "websites.add_siteexport",
            "websites.view_siteexport",
            *_DOMAINS,
            "institutions.rehost_institution",
            "delivery.view_siteviews",
        ),
        national=True,
    )
)


def describe(page: Model) -> list[Entry]:
    """A page as search and feeds show it: one entry, for every language has pages of its own."""
    assert isinstance(page, SitePage)  # noqa: S101  what our listings hold
    return [page.entry()]


def _forms_sent() -> int:
    with whole_nation():
        return FormAnswer.objects.count()  # type: ignore[no-any-return]


def _live(model: Any) -> QuerySet[Any]:
    return model.objects.live().order_by("pk")  # type: ignore[no-any-return]


notices.add(Notice(approvals.SUBMITTED, _("A page waits for approval"), ("email",)))
notices.add(Notice(approvals.APPROVED, _("A page was approved"), ("email",)))
notices.add(Notice(approvals.RETURNED, _("A page was returned for changes"), ("email",)))
notices.add(Notice("websites.review", _("Pages that their keeper should look at"), channels=("email",)))

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

figures.add(
    Figure(
        "websites.answers",
        _("Forms sent by the public"),
        definition=_("Forms that visitors have sent on all institutions’ websites since the platform began, also those erased since."),
        unit=_("forms"),
        count=_forms_sent,
    )
)
figures.add(
    Figure(
        "websites.views",
        _("Views of institutions’ websites"),
        definition=_(
            "How often a page of any institution’s website was opened in the last thirty whole days, as browsers that may be counted say."
        ),
        unit=_("views"),
        count=traffic.nationwide,
    )
)

notices.add(Notice("websites.form_receipt", _("A form that somebody sent was received"), ("email",)))
notices.add(Notice("websites.form_answered", _("A new answer to a form has come"), ("email",)))
personal_data.add(PersonalData("websites.answers", _("Forms you sent"), personal.export_answers, personal.erase_answers))
schedules.add(
    Schedule(
        "websites.erase_due",
        _("Erase answers that were kept long enough"),
        job=answers.erase_due,
        every=timedelta(hours=1),
        offset=timedelta(minutes=25),
    )
)

sweeps.add(Sweep(OWED_SITES, _("Websites to be made"), owed=lambda: InstitutionSite.objects.owed(), job=jobs.make_site))
sweeps.add(Sweep("websites.behind", _("Websites to be drawn anew"), owed=lambda: InstitutionSite.objects.behind(), job=jobs.redraw_site))
sweeps.add(Sweep("websites.due", _("Pages whose hour has come"), owed=lambda: SitePage.objects.due(), job=jobs.redraw_due))
sweeps.add(Sweep(OWED_NOTICES, _("Notices to be shown or taken down"), owed=lambda: SiteNotice.objects.owed(), job=agency.carry_out_notice))
personal_data.add(
    PersonalData("websites.invitations", _("Invitations to work on websites"), invited.export_invitations, invited.erase_invitations)
)
schedules.add(
    Schedule(
        "websites.forget_invitations",
        _("Forget invitations that nobody accepted"),
        job=invitations.forget_old_invitations,
        every=timedelta(days=1),
        offset=timedelta(hours=3, minutes=40),
    )
)
notices.add(Notice(LETTER, _("Invitation to work on a website"), ("email",), secret=True, good_for=GOOD_FOR))
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
        "websites.reviews",
        _("Remind the keepers of pages"),
        job=quality.send_review_reminders,
        every=timedelta(days=1),
        offset=timedelta(hours=7),
    )
)
if settings.LINK_CHECKS:
    sweeps.add(
        Sweep(
            "websites.links",
            _("Websites whose links are to be looked at"),
            owed=lambda: InstitutionSite.objects.links_due(),
            job=quality.check_links,
        )
    )
    schedules.add(
        Schedule(
            "websites.outside_links",
            _("Ask the websites to which pages link"),
            job=quality.check_outside_links,
            every=timedelta(hours=1),
            offset=timedelta(minutes=13),
        )
    )
schedules.add(
    Schedule(
        "websites.scheduled", _("Publish what is due"), job=jobs.publish_scheduled, every=timedelta(minutes=1), offset=timedelta(seconds=20)
    )
)

watchers.add(Watcher("websites", changed=lambda listing, theirs: actions.owe_lists(listing=listing, institutions=theirs)))
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

schedules.add(
    Schedule(
        "websites.forget_comments",
        _("Forget old comments of readers"),
        job=visitors.forget_old_comments,
        every=timedelta(days=1),
        offset=timedelta(hours=3, minutes=50),
    )
)
