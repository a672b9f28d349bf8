from .approval import InstitutionApproval
from .domain import SiteDomain
from .events import EventIndexPage, EventPage
from .feedback import PageComment, PageVotes
from .form_answer import FormAnswer
from .form_page import FormPage
from .home import HomePage
from .imported_item import ImportedItem
from .invitation import EditorInvitation
from .lists import ListedPage, ListPage
from .news import NewsIndexPage, NewsPage
from .notice import SiteNotice
from .old_address import OldAddress
from .page import SectorPage, SitePage, source_of
from .page_link import PageLink
from .page_review import PageReview
from .people import LeadershipPage, PersonPage
from .public_services import ServiceIndexPage, ServicePage
from .publications import PublicationIndexPage, PublicationPage
from .site import InstitutionSite
from .site_export import SiteExport
from .site_map import Headline, SiteMap
from .tenders import TenderIndexPage, TenderPage
from .texts import ContactPage, StandardPage

__all__ = [
    "ContactPage",
    "EditorInvitation",
    "EventIndexPage",
    "EventPage",
    "FormAnswer",
    "FormPage",
    "Headline",
    "HomePage",
    "ImportedItem",
    "InstitutionApproval",
    "InstitutionSite",
    "LeadershipPage",
    "ListPage",
    "ListedPage",
    "NewsIndexPage",
    "NewsPage",
    "OldAddress",
    "PageComment",
    "PageLink",
    "PageReview",
    "PageVotes",
    "PersonPage",
    "PublicationIndexPage",
    "PublicationPage",
    "SectorPage",
    "ServiceIndexPage",
    "ServicePage",
    "SiteDomain",
    "SiteExport",
    "SiteMap",
    "SiteNotice",
    "SitePage",
    "StandardPage",
    "TenderIndexPage",
    "TenderPage",
    "source_of",
]
