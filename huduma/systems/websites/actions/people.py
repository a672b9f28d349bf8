"""Who works on the site of an institution."""

from huduma.platform.contributions.role import roles
from huduma.platform.institutions.models import Appointment, Institution
from huduma.platform.institutions.scoping import of_institution

TEND, MODERATE = "websites.tend_sitepage", "websites.moderate_sitepage"


def holders(institution: Institution, permission: str) -> list[int]:
    """The people (primary keys) whose appointment in force at ``institution`` gives ``permission``."""
    giving = [role.key for role in roles if permission in role.permissions]
    with of_institution(institution):
        found = Appointment.objects.filter(institution=institution, role__in=giving, person__is_active=True).in_force()
        return sorted(set(found.values_list("person", flat=True)))
