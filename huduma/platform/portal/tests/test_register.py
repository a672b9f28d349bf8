"""What the register says is found by search soon after it changed, and by nobody asking."""

from datetime import date

import pytest

from huduma.platform.delivery.models import LiveSite
from huduma.platform.institutions.actions import amend, change_status
from huduma.platform.institutions.models import Institution
from huduma.platform.institutions.scoping import whole_nation
from huduma.platform.institutions.tests.factories import make_institution
from huduma.platform.jobs.sweep import run_sweeps
from huduma.platform.jobs.testing import work_off
from huduma.platform.search.models import SearchEntry

pytestmark = pytest.mark.django_db


def swept() -> int:
    added = run_sweeps()["portal.register"]
    work_off()
    return added


def found(words: str) -> list[str]:
    return [entry.title for entry in SearchEntry.objects.search(words, language="sw")]


def test_the_sweep_brings_search_in_step_with_the_register(nation):
    assert swept() == 0
    make_institution("new", name_sw="Wakala wa Barabara")
    water = nation["mow"]
    water.name_sw = "Wizara ya Visima"
    with whole_nation():
        amend(institution=water, by=None)
        change_status(institution=nation["gcla"], status=Institution.Status.DORMANT, by=None, effective_date=date(2026, 7, 1))

    assert swept() == 3
    assert found("barabara") == ["Wakala wa Barabara"]
    assert found("visima") == ["Wizara ya Visima"]
    assert found("maji") == found("maabara") == []
    assert swept() == 0


def test_the_portals_kept_pages_grow_old_with_it(nation):
    before = LiveSite.objects.get(institution=None).generation
    make_institution("new")
    swept()
    assert LiveSite.objects.get(institution=None).generation > before
