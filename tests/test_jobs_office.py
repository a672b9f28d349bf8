"""The operator's page: what the queue holds, and retry and discard, over HTTP."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.urls import reverse
from wagtail.models import ModelLogEntry

from huduma.platform.institutions.groups import sync_groups
from huduma.platform.institutions.tests.factories import appoint, make_institution, make_person
from huduma.platform.jobs.models import QueuedJob, State, WorkerLease, database_now
from huduma.platform.jobs.testing import work_off
from huduma.platform.jobs.tests import work

pytestmark = pytest.mark.django_db


@pytest.fixture
def operator(client):
    """A person signed in who is appointed to operate the platform, and reads English."""
    sync_groups()
    person = make_person("opereta", language="en")
    appoint(person, make_institution("wakala"), "jobs.operator")
    client.force_login(person)
    return person


@pytest.fixture
def queue():
    """One job in each state."""
    jobs = {}
    for state, status, traceback in [
        (State.WAITING, "READY", ""),
        (State.RUNNING, "RUNNING", ""),
        (State.FAILED, "READY", "Traceback\nLookupError: failed once"),
        (State.DEAD, "FAILED", "Traceback\nLookupError: <b>dead</b>"),
        (State.DONE, "SUCCESSFUL", ""),
    ]:
        identifier = work.note.enqueue(len(jobs)).id
        QueuedJob.objects.filter(pk=identifier).update(status=status, traceback=traceback, worker_ids=["w"] if traceback else [])
        jobs[state] = QueuedJob.objects.get(pk=identifier)
    return jobs


def operate(client, action, *jobs):
    """What the office's own page does: opens the question, and answers it."""
    query = {"id": [str(job.pk) for job in jobs], "next": "/office/jobs/"}
    address = reverse("wagtail_bulk_action", args=["jobs", "queuedjob", action], query=query)
    asked = client.get(address)
    return asked, client.post(address, follow=True)


def state_of(job):
    return QueuedJob.objects.get(pk=job.pk).state


def test_the_page_shows_what_is_not_done_and_says_that_nobody_works(client, operator, queue):
    page = client.get("/office/jobs/").text
    assert [f"jobs.tests.work.note({n})" in page for n in range(5)] == [True, True, True, True, False]
    assert "Dead: 1" in page
    assert "No worker is running" in page
    assert "LookupError: &lt;b&gt;dead&lt;/b&gt;" in page

    WorkerLease.objects.create(worker_id="w", started_at=database_now(), alive_until=database_now().replace(year=2100))
    assert "1 worker is running" in client.get("/office/jobs/").text


def test_the_page_speaks_swahili_and_says_what_comes_next(client, operator, queue):
    type(operator).objects.filter(pk=operator.pk).update(language="sw")
    page = client.get("/office/jobs/").text
    assert "Imeshindikana kabisa: 1" in page
    assert "Hakuna programu ya kazi inayoendeshwa" in page
    assert "Rudisha kwenye foleni kazi ambazo hazijafanyika" in page


@pytest.mark.parametrize(("query", "shown"), [("state=dead", [3]), ("state=done", [4]), ("q=failed once", [2])])
def test_the_listing_is_filtered_and_searched(client, operator, queue, query, shown):
    page = client.get(f"/office/jobs/?{query}").text
    assert [n for n in range(5) if f"jobs.tests.work.note({n})" in page] == shown


def test_one_job_shows_its_whole_error(client, operator, queue):
    page = client.get(reverse("jobs:inspect", args=[queue[State.DEAD].pk])).text
    assert "Traceback\nLookupError: &lt;b&gt;dead&lt;/b&gt;" in page
    assert "/bulk/jobs/queuedjob/retry/" in page


def test_a_dead_job_is_tried_again_and_the_retry_is_written_down(client, operator, queue):
    dead = queue[State.DEAD]
    asked, answered = operate(client, "retry", dead)
    assert "Try these jobs again now?" in asked.text
    assert "1 job will be tried again." in answered.text
    assert state_of(dead) == State.WAITING
    entry = ModelLogEntry.objects.get(action="jobs.retry")
    assert (entry.user, entry.object_id, entry.data["state"]) == (operator, str(dead.pk), "dead")

    work_off()
    assert state_of(dead) == State.DONE


def test_many_are_tried_again_at_once_and_what_runs_or_is_done_is_left_alone(client, operator, queue):
    _, answered = operate(client, "retry", *queue.values())
    assert "2 jobs will be tried again." in answered.text
    states = {name: state_of(job) for name, job in queue.items()}
    assert states == {**{s: s for s in State}, State.FAILED: State.WAITING, State.DEAD: State.WAITING}


def test_all_of_a_filtered_listing_means_only_what_it_shows(client, operator, queue):
    address = reverse("wagtail_bulk_action", args=["jobs", "queuedjob", "retry"], query={"id": "all", "state": "dead"})
    client.post(address)
    assert state_of(queue[State.DEAD]) == State.WAITING
    assert state_of(queue[State.FAILED]) == State.FAILED


def test_a_discarded_job_leaves_the_queue_and_the_discard_is_written_down(client, operator, queue):
    asked, _ = operate(client, "discard", queue[State.WAITING], queue[State.RUNNING])
    assert "These are left alone" in asked.text
    assert not QueuedJob.objects.filter(pk=queue[State.WAITING].pk).exists()
    assert state_of(queue[State.RUNNING]) == State.RUNNING
    assert ModelLogEntry.objects.get(action="jobs.discard").data["job"] == "jobs.tests.work.note(0)"


def test_whoever_may_only_look_can_change_nothing(client, operator, queue):
    Group.objects.get(name="jobs.operator").permissions.remove(Permission.objects.get(codename="operate_queuedjob"))
    assert "/bulk/jobs/queuedjob/retry/?" not in client.get("/office/jobs/").text
    operate(client, "retry", queue[State.DEAD])
    assert state_of(queue[State.DEAD]) == State.DEAD


def test_an_officer_with_another_role_sees_nothing_of_it(client, operator, queue):
    officer = make_person("afisa", language="en")
    appoint(officer, make_institution("wizara"), "institutions.manager")
    client.force_login(officer)
    assert "note(" not in client.get("/office/jobs/", follow=True).text
    operate(client, "discard", queue[State.DEAD])
    assert state_of(queue[State.DEAD]) == State.DEAD
    assert "/office/jobs/" not in client.get("/office/", follow=True).text


def test_jobs_are_not_made_or_edited_by_hand(client, operator, queue):
    assert client.get("/office/jobs/new/").status_code == 404
    assert client.get(f"/office/jobs/edit/{queue[State.DEAD].pk}/").status_code == 404
