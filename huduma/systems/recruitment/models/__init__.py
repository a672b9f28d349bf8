"""Records of recruitment: who seeks, what is offered, who applied, and what became of it."""

from .alert import Alert, SavedSearch
from .application import Appeal, Application, ApplicationEvent
from .interview import Call, Centre, Panel, PanelMember, Score, ScoreSheet, Stage
from .offer import Offer
from .requisition import Post, Requisition
from .seeker import Seeker, SeekerDocument
from .sift import Interest, Proposal
from .stage_work import StageWork
from .vacancy import CriteriaVersion, Vacancy, VacancyChange

__all__ = [
    "Alert",
    "Appeal",
    "Application",
    "ApplicationEvent",
    "Call",
    "Centre",
    "CriteriaVersion",
    "Interest",
    "Offer",
    "Panel",
    "PanelMember",
    "Post",
    "Proposal",
    "Requisition",
    "SavedSearch",
    "Score",
    "ScoreSheet",
    "Seeker",
    "SeekerDocument",
    "Stage",
    "StageWork",
    "Vacancy",
    "VacancyChange",
]
