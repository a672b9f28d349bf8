"""Officers who sift, for tests."""

from typing import Any

from huduma.platform.contributions.role import Role, roles
from huduma.platform.institutions.groups import sync_groups
from huduma.platform.institutions.models import Institution
from huduma.platform.institutions.scoping import whole_nation
from huduma.platform.institutions.tests.factories import appoint, make_person
from huduma.systems.recruitment.actions.sifting import declare_interest
from huduma.systems.recruitment.models import Vacancy

ROLE = "recruitment.secretariat"
if ROLE not in roles:
    roles.add(Role(key=ROLE, label="Secretariat", permissions=("recruitment.sift_vacancy",), national=True))


def make_sifter(name: str, institution: Institution) -> Any:
    """An officer of the secretariat, who reads English."""
    sync_groups()
    person = make_person(name, language="en")
    appoint(person, institution, ROLE)
    return person


def declare(vacancy: Vacancy, *officers: Any, conflicted: bool = False) -> None:
    """Each of ``officers`` declares for ``vacancy``."""
    with whole_nation():
        for officer in officers:
            declare_interest(vacancy=vacancy, conflicted=conflicted, text="Ndugu yangu" if conflicted else "", by=officer)
