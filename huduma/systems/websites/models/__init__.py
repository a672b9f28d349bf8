from .approval import InstitutionApproval
from .domain import SiteDomain
from .events import EventIndexPage, EventPage
from .home import HomePage
from .imported_item import ImportedItem
from .lists import ListedPage, ListPage
from .news import NewsIndexPage, NewsPage
from .notice import SiteNotice
from .old_address import OldAddress
from .page import SectorPage, SitePage, source_of
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
    "EventIndexPage",
    "EventPage",
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
