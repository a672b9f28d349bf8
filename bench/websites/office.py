"""``python -m bench.websites.office [TIMES]``: what the screens of a council's editor, and the agency's overview, take in a nation at size."""

import json
import os
import sys
import tempfile
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huduma.project.settings")
SEARCHED = "Chungwa"


def main(times: int = 3) -> None:
    django.setup()
    from django.conf import settings

    from huduma.platform.accounts.testing import ProvenClient
    from huduma.platform.institutions.models import Institution
    from huduma.platform.institutions.scoping import whole_nation
    from huduma.platform.institutions.tests.factories import appoint, make_person
    from tests.isolation.nation import furnish
    from tests.isolation.screens import screens

    settings.MEDIA_ROOT = tempfile.mkdtemp(dir=settings.STATE)
    client = ProvenClient(SERVER_NAME=settings.HOST)
    with whole_nation():
        council = Institution.objects.filter(kind=Institution.Kind.LOCAL_AUTHORITY).order_by("pk").first()
        assert council
        own = furnish(council, "yangu", "yetu") | {"notice": 0}
        people = {}
        for role in ("websites.editor", "websites.moderator", "websites.agency"):
            people[role] = make_person(role.replace(".", "-"), language="en")
            appoint(people[role], council, role)
    found = {role: screens(client, people[role], own, SEARCHED, times) for role in ("websites.editor", "websites.moderator")}
    overview = [screen for screen in screens(client, people["websites.agency"], own, SEARCHED, times) if screen.name.startswith("all-websites:")]
    print(json.dumps({**{role: list(map(_told, all_)) for role, all_ in found.items()}, "overview": list(map(_told, overview))}))


def _told(screen: Any) -> list[Any]:
    return [screen.name, screen.address, screen.queries, screen.seconds * 1000]


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
