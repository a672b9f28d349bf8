"""``python -m bench.websites.office [TIMES]``: what a council's officers and the agency wait for in a nation at size."""

import gc
import json
import os
import sys
import tempfile
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huduma.project.settings")
SEARCHED = "Chungwa"


def main(times: int = 7) -> None:
    django.setup()
    from django.conf import settings

    from huduma.platform.accounts.testing import ProvenClient
    from huduma.platform.institutions.models import Institution
    from huduma.platform.institutions.scoping import whole_nation
    from huduma.platform.institutions.tests.factories import appoint, make_person
    from tests.isolation.nation import furnish_own
    from tests.isolation.screens import screens

    settings.MEDIA_ROOT = tempfile.mkdtemp(dir=settings.STATE)
    client = ProvenClient(SERVER_NAME=settings.HOST)
    with whole_nation():
        council = Institution.objects.filter(kind=Institution.Kind.LOCAL_AUTHORITY).order_by("pk").first()
        assert council
        own = furnish_own(council) | {"notice": 0}
        people = {}
        for role in ("websites.editor", "websites.agency"):
            people[role] = make_person(role.replace(".", "-"), language="en")
            appoint(people[role], council, role)
    gc.collect()  # as a process of the server does (huduma/project/wsgi.py)
    gc.freeze()
    gc.set_threshold(10_000, 20, 50)
    found = {role: screens(client, person, own, SEARCHED, times) for role, person in people.items()}
    found["overview"] = [screen for screen in found.pop("websites.agency") if screen.name.startswith("all-websites:")]
    print(json.dumps({whose: list(map(_told, seen)) for whose, seen in found.items()}))


def _told(screen: Any) -> list[Any]:
    return [screen.name, screen.address, screen.queries, screen.seconds * 1000]


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
