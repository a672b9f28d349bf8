"""Institutions and people for tests."""

from datetime import date
from typing import Any

from django.contrib.auth import get_user_model

from huduma.platform.institutions import actions
from huduma.platform.institutions.models import Appointment, Institution
from huduma.platform.institutions.scoping import whole_nation


def make_institution(code: str, **fields: Any) -> Institution:
    """An active agency on the register, with ``code`` in its names."""
    fields = {
        "kind": Institution.Kind.AGENCY,
        "name_sw": f"Wakala wa {code}",
        "name_en": f"{code} Agency",
        "host": f"{code}.localhost",
        "status_date": date(2020, 7, 1),
        **fields,
    }
    return actions.register(institution=Institution(code=code, **fields), by=None)


def make_person(name: str, **fields: Any) -> Any:
    """A person with the e-mail address ``<name>@example.go.tz``."""
    return get_user_model().objects.create_user(f"{name}@example.go.tz", **{"full_name": name.title(), **fields})


def appoint(person: Any, institution: Institution, role: str, **dates: date) -> Appointment:
    """Appoint as the platform itself does, over all institutions."""
    with whole_nation():
        return actions.appoint(person=person, institution=institution, role=role, by=None, **dates)
