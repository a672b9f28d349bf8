"""A published figure is what a recount gives, on the page, for machines and on the command line."""

import csv
import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from huduma.platform.contributions.figure import figures
from huduma.platform.delivery.models import LiveSite
from huduma.platform.institutions.scoping import whole_nation
from huduma.platform.institutions.tests.factories import make_institution
from huduma.platform.jobs.schedule import schedules
from huduma.platform.jobs.testing import work_off
from huduma.platform.portal.actions import count_figures
from huduma.platform.portal.models import FigureCount, FigureSnapshot

pytestmark = pytest.mark.django_db


def recounted() -> dict[str, int]:
    with whole_nation():
        return {figure.key: figure.count() for figure in figures}


def for_machines(client) -> dict[str, int]:
    return {one["key"]: one["value"] for one in client.get("/api/v1/figures/").json()["figures"]}


def test_the_page_shows_what_a_recount_gives(client, nation):
    count_figures()
    page = client.get("/takwimu/").content.decode()
    for key, value in recounted().items():
        row = page.split(f'<tr id="{key}">')[1].split("</tr>")[0]
        assert f'<td class="hd-table__number">{value:,}<br>' in row.replace("\xa0", ",").replace(".", ",") or f">{value}<br>" in row
    assert recounted()["institutions.active"] == 5
    assert recounted()["institutions.ministry"] == 2


def test_machines_get_the_same_as_json_and_csv_in_both_languages(client, nation):
    count_figures()
    assert for_machines(client) == recounted()
    one = next(one for one in client.get("/api/v1/figures/").json()["figures"] if one["key"] == "institutions.ministry")
    assert one["label"] == {"sw": "Wizara", "en": "Ministries"}
    assert one["definition"]["en"] == "Institutions of this kind that are active on the register."
    assert one["instant"].endswith("+03:00")
    rows = list(csv.DictReader(StringIO(client.get("/api/v1/figures.csv").content.decode())))
    assert {row["key"]: int(row["value"]) for row in rows} == recounted()
    assert next(row["unit_sw"] for row in rows if row["key"] == "institutions.ministry") == "taasisi"


def test_before_the_first_count_the_page_counts_itself(client, nation):
    assert not FigureCount.objects.exists()
    assert for_machines(client) == recounted()


def test_the_command_counts_anew_and_prints_every_figure_whole(client, nation):
    count_figures()
    make_institution("new")
    out = StringIO()
    call_command("figures", "--json", stdout=out)
    printed = json.loads(out.getvalue())
    assert {row["key"]: row["value"] for row in printed} == recounted() == for_machines(client)
    assert all(row.keys() == {"key", "value", "unit", "definition", "instant"} and all(str(v) for v in row.values()) for row in printed)

    out = StringIO()
    call_command("figures", stdout=out)
    assert [line.split("\t")[0] for line in out.getvalue().splitlines()] == [figure.key for figure in figures]


def test_every_day_keeps_its_first_count(client, nation):
    yesterday = timezone.localdate() - timedelta(days=1)
    FigureSnapshot.objects.create(key="institutions.active", date=yesterday, value=3, counted_at=timezone.now())
    count_figures()
    make_institution("new")
    count_figures()

    history = client.get("/api/v1/figures/institutions.active/").json()
    assert history["value"] == 6
    assert history["days"] == [
        {"date": yesterday.isoformat(), "value": 3},
        {"date": timezone.localdate().isoformat(), "value": 5},
    ]
    assert client.get("/api/v1/figures/no.such/").status_code == 404


def test_a_changed_figure_makes_the_portals_kept_pages_old(nation):
    def generation() -> int:
        return LiveSite.objects.get(institution=None).generation

    count_figures()
    before = generation()
    count_figures()
    assert generation() == before
    make_institution("new")
    count_figures()
    assert generation() > before


def test_the_figures_are_counted_every_five_minutes(nation):
    schedule = schedules["portal.figures"]
    assert schedule.every == timedelta(minutes=5)
    schedule.job.enqueue()
    work_off()
    assert FigureCount.objects.count() == len(figures)
