"""/statusz: what it tells whom."""

from datetime import timedelta

import pytest
from django.utils import timezone

from huduma.platform.institutions.groups import sync_groups
from huduma.platform.institutions.scoping import whole_nation
from huduma.platform.institutions.tests.factories import appoint, make_institution, make_person
from huduma.platform.jobs.models import WorkerLease
from huduma.platform.messaging.models import Message

pytestmark = pytest.mark.django_db


@pytest.fixture
def operator(client):
    sync_groups()
    person = make_person("operator", language="sw")
    appoint(person, make_institution("ega"), "jobs.operator")
    client.force_login(person)
    return client


@pytest.fixture(autouse=True)
def _state(settings, tmp_path):
    settings.STATE = tmp_path


def findings(client) -> dict[str, dict]:
    answer = client.get("/statusz?format=json").json()
    assert answer["well"] == all(finding["well"] for finding in answer["findings"])
    return {finding["key"]: finding for finding in answer["findings"]}


def test_it_is_for_operators_only(client):
    assert client.get("/statusz").url.startswith("/account/login/")
    client.force_login(make_person("raia"))
    assert client.get("/statusz").status_code == 404


def test_it_says_what_is_well_and_what_is_not(operator, settings):
    now = timezone.now()
    found = findings(operator)
    assert found["database"]["well"]
    assert found["migrations"]["well"]
    assert [key for key, finding in found.items() if not finding["well"]] == ["workers", "backup"]
    WorkerLease.objects.create(worker_id="w", started_at=now, alive_until=now + timedelta(minutes=1))
    (settings.STATE / "last_verified_backup").write_text(f"{now.isoformat()} {now.isoformat()}\n")
    assert all(finding["well"] for finding in findings(operator).values())


def test_it_tells_of_messages_that_are_late(operator):
    late = timezone.now() - timedelta(hours=1)
    with whole_nation():
        Message.objects.create(key="k", notice="n", channel="sms", address="+255712000001", language="sw", body="x", next_attempt_at=late)
    found = findings(operator)["outbox"]
    assert (found["well"], found["value"]) == (False, 1)


def test_an_old_backup_wants_a_look(operator, settings):
    old = timezone.now() - timedelta(days=3)
    (settings.STATE / "last_verified_backup").write_text(f"{old.isoformat()} {old.isoformat()}\n")
    assert not findings(operator)["backup"]["well"]


def test_people_read_it_in_their_language(operator):
    page = operator.get("/statusz")
    assert "Hali ya mfumo" in page.text
    assert page["Cache-Control"].count("no-store")
    assert "State of the platform" in operator.get("/en/statusz").text
