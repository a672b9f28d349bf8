"""The deadline: the database's clock decides, the arrival counts, however slow the answer."""

import time
import uuid

import pytest

from huduma.platform.delivery.arrival import ARRIVED
from huduma.platform.institutions.scoping import whole_nation
from huduma.systems.recruitment.actions.applying import submit
from huduma.systems.recruitment.actions.deadline import NotOpen
from huduma.systems.recruitment.models import Vacancy

from .applying import apply_url, closes_in, make_applicant, make_open_vacancy, receipt_in, send, stored

pytestmark = pytest.mark.django_db


@pytest.fixture
def vacancy(db) -> Vacancy:
    return make_open_vacancy()


@pytest.fixture
def applicant(client):
    seeker = make_applicant()
    client.force_login(seeker.person)
    return seeker


def waited(seconds: float) -> dict:
    """A request that has been with us for so long."""
    return {ARRIVED: time.monotonic() - seconds}


def test_a_moment_before_the_closing_is_in_time_and_the_instant_itself_is_not(client, vacancy, applicant):
    with whole_nation():
        stale = Vacancy.objects.get(pk=vacancy.pk)
    given = {"vacancy": stale, "person": applicant.person, "key": uuid.uuid4(), "by": applicant.person}
    with pytest.raises(NotOpen):
        submit(**given, arrived_at=lambda _now: stale.closes_at)
    submit(**given, arrived_at=lambda _now: stale.closes_at - stale.closes_at.resolution)
    assert stored()[0].submitted_at == stale.closes_at - stale.closes_at.resolution


def test_too_late_is_said_with_both_instants(client, vacancy, applicant):
    closes_in(vacancy, -1)
    response = send(client, vacancy)
    assert response.status_code == 409
    said = response.content.decode()
    assert "Mwisho wa kutuma maombi ulikuwa" in said
    assert "Ombi lako limefika" in said
    assert "Tuma ombi" not in client.get(apply_url(vacancy)).content.decode()
    assert stored() == []


def test_too_early_is_refused(client, vacancy, applicant):
    with whole_nation():
        Vacancy.objects.filter(pk=vacancy.pk).update(opens_at=vacancy.closes_at - vacancy.closes_at.resolution)
    response = send(client, vacancy)
    assert response.status_code == 409
    assert "Maombi yatapokelewa kuanzia" in response.content.decode()


def test_a_slow_answer_to_a_request_that_came_in_time_accepts_it(client, vacancy, applicant):
    closes_in(vacancy, -30)
    assert send(client, vacancy, **waited(25)).status_code == 409
    with whole_nation():
        Vacancy.objects.filter(pk=vacancy.pk).update(state="closed")  # by the job that closes, meanwhile
    receipt_in(send(client, vacancy, **waited(35)))
    (application,) = stored()
    with whole_nation():
        assert application.submitted_at < Vacancy.objects.get(pk=vacancy.pk).closes_at


def test_nothing_comes_in_any_more_once_the_long_list_is_made(client, vacancy, applicant):
    with whole_nation():
        for state in ("closed", "shortlisting"):
            Vacancy.objects.filter(pk=vacancy.pk).update(state=state)
    assert send(client, vacancy).status_code == 409


def test_an_extension_counts_for_whoever_is_on_the_way(vacancy, applicant):
    closes_in(vacancy, -10)
    with whole_nation():
        stale = Vacancy.objects.get(pk=vacancy.pk)
    closes_in(vacancy, 3600)
    submit(vacancy=stale, person=applicant.person, key=uuid.uuid4(), arrived_at=lambda now: now, by=applicant.person)
    assert len(stored()) == 1


@pytest.mark.parametrize(
    ("trusted", "closed_before", "started_before", "status"),
    [
        (["127.0.0.1/32"], 10, 20, 303),
        (["127.0.0.1/32"], 10, 5, 409),
        ([], 10, 20, 409),  # anybody could write such a header
        (["127.0.0.1/32"], 90, 100_000, 409),  # a proxy waits a minute at most
    ],
)
def test_what_a_request_waited_in_nginx_is_believed_of_a_trusted_proxy_alone(
    client, vacancy, applicant, settings, trusted, closed_before, started_before, status
):
    settings.TRUSTED_PROXIES = trusted
    closes_in(vacancy, -closed_before)
    response = send(client, vacancy, headers={"X-Request-Start": f"t={time.time() - started_before:.3f}"})
    assert response.status_code == status


@pytest.mark.parametrize("nonsense", ["", "t=", "t=nan", "t=inf", "t=-1e400", "kesho", "t=99999999999999999"])
def test_nonsense_in_the_header_changes_nothing(client, vacancy, applicant, settings, nonsense):
    settings.TRUSTED_PROXIES = ["127.0.0.1/32"]
    closes_in(vacancy, -1)
    assert send(client, vacancy, headers={"X-Request-Start": nonsense}).status_code == 409
