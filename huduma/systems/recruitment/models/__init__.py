"""Records of recruitment: who seeks, what is offered, who applied, and what became of it."""

from .alert import Alert, SavedSearch
from .application import Appeal, Application, ApplicationEvent
from .candidate import Candidate
from .counting import StageTime
from .interview import Call, Centre, Panel, PanelMember, Score, ScoreSheet, Stage
from .offer import Offer
from .requisition import Post, Requisition
from .seeker import Seeker, SeekerDocument
from .sift import Interest, Proposal
from .sift_work import PublishedList, SiftWork
from .vacancy import CriteriaVersion, Vacancy, VacancyChange

__all__ = [
    "Alert",
    "Appeal",
    "Application",
    "ApplicationEvent",
    "Call",
    "Candidate",
    "Centre",
    "CriteriaVersion",
    "Interest",
    "Offer",
    "Panel",
    "PanelMember",
    "Post",
    "Proposal",
    "PublishedList",
    "Requisition",
    "SavedSearch",
    "Score",
    "ScoreSheet",
    "Seeker",
    "SeekerDocument",
    "SiftWork",
    "Stage",
    "StageTime",
    "Vacancy",
    "VacancyChange",
]
