from .approval import InstitutionApproval
from .page import ContactPage, HomePage, NewsIndexPage, NewsPage, SectorPage, SitePage, StandardPage, source_of
from .site import InstitutionSite
from .site_map import Headline, SiteMap

__all__ = [
    "ContactPage",
    "Headline",
    "HomePage",
    "InstitutionApproval",
    "InstitutionSite",
    "NewsIndexPage",
    "NewsPage",
    "SectorPage",
    "SiteMap",
    "SitePage",
    "StandardPage",
    "source_of",
]
