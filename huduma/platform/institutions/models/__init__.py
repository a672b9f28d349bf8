from .appointment import Appointment
from .institution import Institution, InstitutionChange
from .owned import OwnedManager, OwnedModel, OwnedQuerySet
from .workspace import Workspace, owner_of_collection, owner_of_page, pages_of

__all__ = [
    "Appointment",
    "Institution",
    "InstitutionChange",
    "OwnedManager",
    "OwnedModel",
    "OwnedQuerySet",
    "Workspace",
    "owner_of_collection",
    "owner_of_page",
    "pages_of",
]
