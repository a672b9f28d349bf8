"""People at work in the office, for tests."""

from typing import Any

from huduma.platform.accounts.testing import ProvenClient
from huduma.platform.institutions.models import Institution
from huduma.platform.institutions.tests.factories import appoint, make_person


def officer(name: str, institution: Institution, role: str) -> Any:
    """The client of somebody who is appointed and signed in with both factors; ``person`` says who."""
    person = make_person(name, language="en")
    appoint(person, institution, role)
    client = ProvenClient()
    client.force_login(person)
    client.person = person  # type: ignore[attr-defined]
    return client
