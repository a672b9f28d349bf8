"""What an officer's screens ask of the database does not grow with the number of sites that the nation has."""

from difflib import unified_diff

import pytest
from django.test import Client

from huduma.platform.institutions.scoping import whole_nation
from huduma.platform.institutions.tests.factories import make_institution
from huduma.systems.websites.actions import make_sites

from .isolation.nation import SEARCHED, Nation, make_nation
from .isolation.screens import Screen, screens

# What an open transaction sees is kept by nobody; how often a screen asks is the same whatever is asked.
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow, pytest.mark.once]

MOST = 40  # queries of one screen
WHO = ["websites.editor", "websites.moderator", "institutions.manager", "websites.agency"]
MORE = 27  # sites beside the two or three that are there
NAMED = {
    "wagtailadmin_home",
    "wagtailadmin_explore",
    "wagtailadmin_pages:edit",
    "wagtailadmin_pages:history",
    "wagtailadmin_pages:usage",
    "wagtailadmin_choose_page_child",
    "wagtailadmin_choose_page_search",
    "wagtailadmin_api:pages:listing",
    "wagtailimages:index",
    "wagtailimages_chooser:choose",
    "wagtaildocs:index",
    "wagtaildocs_chooser:choose",
    "wagtailadmin_reports:aging_pages",
}


@pytest.fixture
def nation(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)
    return make_nation()


def grow() -> None:
    with whole_nation():
        make_sites(institutions=[make_institution(f"zz{number}") for number in range(MORE)], by=None)


def of_each(nation: Nation, client: Client, known: dict[str, dict[str, Screen]] | None = None) -> dict[str, dict[str, Screen]]:
    """The screens of everybody in ``WHO`` by their address."""
    own = nation.own | {"notice": nation.foreign["notice"]}
    found: dict[str, dict[str, Screen]] = {}
    for who in WHO:
        warm = {address for others in found.values() for address in others}
        theirs = screens(client, nation.people[who], own, SEARCHED, times=0, known=known and known[who], warm=warm)
        found[who] = {screen.address: screen for screen in theirs}
    return found


@pytest.mark.timeout(550)
def test_no_screen_asks_more_of_thirty_sites_than_of_three(nation, client):
    few = of_each(nation, client)
    assert all(len(theirs) > 20 for theirs in few.values())
    assert {screen.name for screen in few["websites.moderator"].values()} >= NAMED
    grow()
    many = of_each(nation, client, known=few)
    for who in WHO:
        assert few[who].keys() == many[who].keys()
        grown = [_tell(few[who][at], screen) for at, screen in many[who].items() if screen.queries > few[who][at].queries]
        assert not grown, "\n".join([who, *grown])
        dear = [f"{screen.queries} queries: {screen.address}" for screen in many[who].values() if screen.queries > MOST]
        assert not dear, "\n".join([who, *dear])


def _tell(few: Screen, many: Screen) -> str:
    more = [line for line in unified_diff(_plain(few), _plain(many), lineterm="", n=0) if line.startswith("+")]
    return "\n".join([f"{few.queries} queries have become {many.queries}: {many.address}", *(line[:300] for line in more[:8])])


def _plain(screen: Screen) -> list[str]:
    return ["".join(" " if c.isdigit() else c for c in statement) for statement in screen.statements]
