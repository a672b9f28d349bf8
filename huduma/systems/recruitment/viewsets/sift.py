"""The screens from a closed vacancy to its shortlist."""

from .appeals import AppealViewSet
from .candidates import CandidateViewSet
from .funnel import FunnelViewSet
from .received import ReceivedViewSet
from .sift_vacancies import SiftVacancyViewSet, SiftWorkViewSet

SCREENS = (SiftVacancyViewSet, CandidateViewSet, ReceivedViewSet, AppealViewSet, SiftWorkViewSet, FunnelViewSet)

__all__ = ["SCREENS"]
