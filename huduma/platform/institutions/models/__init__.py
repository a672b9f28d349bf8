from .appointment import Appointment
from .institution import Institution, InstitutionChange
from .owned import OwnedModel

__all__ = ["Appointment", "Institution", "InstitutionChange", "OwnedModel"]
