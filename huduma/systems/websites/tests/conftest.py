"""The worlds in which most tests of websites begin, made once for all of them (tests/peers/worlds.py)."""

from typing import Any

import pytest

from huduma.platform.institutions.groups import sync_groups
from huduma.platform.institutions.models import Institution
from tests.peers.worlds import made_once

from .factories import make_institution_with_site
from .officers import officer


@made_once
def nemc() -> Institution:
    """An institution with its site, as it comes."""
    sync_groups()
    return make_institution_with_site("nemc")


@made_once
def tra() -> Institution:
    """Another one."""
    sync_groups()
    return make_institution_with_site("tra")


@made_once
def nation() -> dict[str, Institution]:
    """Two agencies and a ministry, each with its site."""
    sync_groups()
    made = {code: make_institution_with_site(code) for code in ("tra", "nida")}
    return made | {"moha": make_institution_with_site("moha", kind=Institution.Kind.MINISTRY)}


@pytest.fixture
def moderator(nemc: Institution) -> Any:
    """Who publishes at nemc, signed in."""
    return officer("moderator", nemc, "websites.moderator")


@pytest.fixture
def editor(nemc: Institution) -> Any:
    """Who writes at nemc, signed in."""
    return officer("editor", nemc, "websites.editor")
