"""Applying by the web: what is seen before anything is sent, the one small request, and what cannot happen."""

import re
import threading
import uuid
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from huduma.platform.delivery.forgetting import Reconciler
from huduma.platform.institutions.scoping import whole_nation
from huduma.platform.institutions.tests.factories import make_institution, make_person
from huduma.platform.jobs import schedule
from huduma.platform.jobs.models import QueuedJob
from huduma.platform.jobs.sweep import run_sweeps
from huduma.platform.jobs.testing import work_off
from huduma.platform.jobs.worker import Worker
from huduma.platform.messaging.models import Message
from huduma.platform.portal.addresses import portal_url
from huduma.systems.recruitment.actions.announcing import announce
from huduma.systems.recruitment.jobs.applications import tell_owed
from huduma.systems.recruitment.models import Application, ApplicationEvent, Interest, Seeker, Vacancy
from huduma.systems.recruitment.models.wording import instant

from .applying import apply_url, make_applicant, make_open_vacancy, receipt_in, send, stored
from .factories import PROFILE, make_application, make_seeker
from .sifters import make_sifter

pytestmark = pytest.mark.django_db
DIPLOMA = {**PROFILE, "education": [{**PROFILE["education"][0], "level": "55", "programme": "Stashahada ya TEHAMA"}]}
MOST_QUERIES = 14  # of the request that applies, from the session to the commit


@pytest.fixture
def vacancy(db) -> Vacancy:
    return make_open_vacancy()


def text(response) -> str:
    return " ".join(response.content.decode().split())


def test_whoever_is_not_signed_in_comes_back_after_signing_in(client, vacancy):
    response = client.get(apply_url(vacancy))
    assert response.status_code == 302
    assert response["Location"] == f"/account/login/?next={apply_url(vacancy)}"
    assert send(client, vacancy).status_code == 302
    assert stored() == []


def test_somebody_without_a_profile_is_led_to_it(client, vacancy):
    client.force_login(make_person("juma"))
    for response in (client.get(apply_url(vacancy)), send(client, vacancy)):
        assert response.status_code == 302
        assert response["Location"].startswith("/ajira/wasifu/")


def test_every_criterion_is_shown_with_what_decided_it_and_where_to_mend_it(client, vacancy):
    client.force_login(make_applicant(profile=DIPLOMA).person)
    said = text(client.get(apply_url(vacancy)))
    assert said.count("Imetimizwa") == 2
    assert said.count("Haijatimizwa") == 1
    assert "Stashahada (NTA 6) – Stashahada ya TEHAMA" in said
    assert "Raia wa Tanzania" in said
    assert 'href="/ajira/wasifu/education/"' in said
    assert "Tuma ombi" not in said


@pytest.mark.django_db(transaction=True)
def test_in_a_rush_the_vacancy_is_read_once_and_an_extension_is_seen_at_once(client):
    vacancy, reconciler = make_open_vacancy(), Reconciler()
    for _look in range(2):  # a database that another test emptied is behind the counters
        reconciler.look()
    client.force_login(make_applicant().person)

    def asked_for_vacancies() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(apply_url(vacancy)).status_code == 200
        return sum('FROM "recruitment_vacancy"' in query["sql"] for query in captured)

    assert [asked_for_vacancies(), asked_for_vacancies()] == [1, 0]
    later = vacancy.closes_at + timedelta(days=40)
    with whole_nation():
        Vacancy.objects.filter(pk=vacancy.pk).update(closes_at=later)
        announce(vacancy=Vacancy.objects.get(pk=vacancy.pk))
    assert instant(later) in text(client.get(apply_url(vacancy)))
    with whole_nation():
        Vacancy.objects.filter(pk=vacancy.pk).update(closes_at=vacancy.opens_at + timedelta(minutes=1))
        announce(vacancy=Vacancy.objects.get(pk=vacancy.pk))
    assert "Tuma ombi" not in text(client.get(apply_url(vacancy)))
    assert send(client, vacancy).status_code == 409


def test_a_failing_application_is_refused_with_exactly_what_is_not_met(client, vacancy):
    client.force_login(make_applicant(profile=DIPLOMA).person)
    response = send(client, vacancy)
    assert response.status_code == 422
    assert "Hujatimiza sifa hii: Elimu: Shahada ya kwanza (NTA 8) au zaidi, katika fani ya: TEHAMA." in text(response)
    assert stored() == []


@pytest.mark.django_db(transaction=True)
def test_the_page_is_drawn_once_for_all_and_shows_nobody_what_is_anothers(client):
    """What differs between two readers are the findings, the key and the token; a message is seen by whom it is meant for."""
    vacancy, reconciler = make_open_vacancy(), Reconciler()
    for _look in range(2):  # a database that another test emptied is behind the counters
        reconciler.look()
    zoology = {**PROFILE, "education": [{**PROFILE["education"][0], "programme": "BSc Zoology"}]}
    client.defaults["HTTP_HOST"] = urlsplit(portal_url()).netloc
    client.force_login(make_applicant("asha", profile=zoology).person)
    first = client.get(apply_url(vacancy)).text
    client.force_login(make_applicant("juma").person)
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(apply_url(vacancy))
    second = answer.text
    assert answer.templates == [], "drawn for the first one"
    assert not [query for query in captured if 'FROM "recruitment_vacancy"' in query["sql"]], "what the first one saw is kept"
    assert "BSc Zoology" in first
    assert "BSc Zoology" not in second
    assert _without_own(first).replace("BSc Zoology", "BSc Computer Science") == _without_own(second)
    assert len({re.search(r'name="key" value="([^"]+)"', page)[1] for page in (first, second)}) == 2
    assert not {"\x02", "\x03"} & set(first + second)
    english = client.get(f"/en/jobs/{vacancy.number}/apply/").text
    assert "What is asked for, and what your profile says" in english
    assert "Kinachotakiwa" not in english
    newcomer, person = type(client)(HTTP_HOST=client.defaults["HTTP_HOST"]), make_person("neema")
    newcomer.force_login(person)
    newcomer.get(apply_url(vacancy))  # without a profile: that is said on the next page
    make_seeker("neema", person=person)
    assert "Jaza wasifu wako kwanza" in newcomer.get(apply_url(vacancy)).text
    assert "Jaza wasifu wako kwanza" not in client.get(apply_url(vacancy)).text


@pytest.mark.django_db(transaction=True)
def test_the_address_by_which_one_reader_asked_stands_in_nobody_elses_page(client):
    vacancy, reconciler = make_open_vacancy(), Reconciler()
    for _look in range(2):
        reconciler.look()
    client.force_login(make_applicant().person)
    own = urlsplit(portal_url())
    for query, port in (("?q=wizi", own.port or 80), ("", 4321)):
        strange = client.get(apply_url(vacancy) + query, SERVER_PORT=str(port), HTTP_HOST=f"{own.hostname}:{port}").text
        assert "wizi" in strange or "4321" in strange, "it leads back to where this reader came from"
    for _look in range(2):
        page = client.get(apply_url(vacancy), SERVER_PORT=str(own.port or 80), HTTP_HOST=own.netloc).text
        assert portal_url(f"/en/jobs/{vacancy.number}/apply/") in page
        assert "wizi" not in page
        assert "4321" not in page


def _without_own(page: str) -> str:
    return re.sub(r'name="(key|csrfmiddlewaretoken)" value="[^"]+"', "", page)


def test_a_failing_application_is_taken_where_the_vacancy_takes_it(client):
    vacancy = make_open_vacancy(takes_failing=True)
    client.force_login(make_applicant(profile=DIPLOMA).person)
    assert "Tuma ombi" in text(client.get(apply_url(vacancy)))
    receipt_in(send(client, vacancy))
    (application,) = stored()
    assert not application.passes
    assert [finding["passed"] for finding in application.findings] == [False, True, True]


def test_what_was_sent_is_frozen_and_its_receipt_goes_out_at_once(client, vacancy, monkeypatch):
    monkeypatch.setattr(schedule, "_hastened", {})  # nobody has sent anything for a while
    seeker = make_applicant()
    client.force_login(seeker.person)
    client.get("/ajira/maombi/")  # the session notes its use once a minute
    with CaptureQueriesContext(connection) as captured:
        number = receipt_in(send(client, vacancy))
    said = "\n".join(query["sql"][:150] for query in captured)
    assert len(captured) <= MOST_QUERIES, said
    assert "chainedrecord" not in said, "the audit chain has one writer at a time"
    seeker.profile = {}
    seeker.full_name = "Mwingine"
    seeker.save()
    (application,) = stored()
    assert (application.number, application.state, application.passes) == (number, "submitted", True)
    assert application.snapshot["education"] == PROFILE["education"]
    assert application.snapshot["name"] == "Asha Asha"
    assert application.snapshot["contact"] == {"phone": seeker.person.phone, "email": seeker.person.email}
    assert (application.sex, application.level, application.version) == ("F", "66", vacancy.version)
    assert list(ApplicationEvent.objects.values_list("verb", "before", "after", "by")) == [
        ("submit", "draft", "submitted", seeker.person.pk)
    ]
    work_off()
    with whole_nation():
        messages = {m.channel: m for m in Message.objects.all()}
    assert set(messages) == {"sms", "email"}
    assert messages["sms"].status == Message.Status.SENT
    assert number in messages["sms"].body
    assert f"/ajira/maombi/{number}/" in messages["email"].body
    assert "Afisa TEHAMA Daraja la II" in messages["email"].body
    page = text(client.get(f"/ajira/maombi/{number}/"))
    assert "BSc Computer Science" in page


def test_a_receipt_does_not_wait_until_a_whole_register_is_found_by_search(client, vacancy, monkeypatch):
    monkeypatch.setattr(schedule, "_hastened", {})
    for number in range(5):
        make_institution(f"mpya{number}")
    assert run_sweeps()["portal.register"] >= 5
    waiting = QueuedJob.objects.unfinished().filter(task_path__endswith="index_institution")
    before = waiting.count()
    client.force_login(make_applicant().person)
    receipt_in(send(client, vacancy))
    worker = Worker()
    with whole_nation():
        while not Message.objects.filter(channel="sms", status=Message.Status.SENT).exists():
            row = DBTaskResult.objects.ready().first()
            row.claim(worker.worker_id)
            worker.run_task(row)
    assert waiting.count() == before


def test_where_somebody_lives_and_serves_and_whether_they_proved_who_they_are_is_frozen_too(client, vacancy):
    employer = make_institution("mwajiri")
    seeker = make_applicant(employer=employer, district="Chamwino", ward="Msalato")
    client.force_login(seeker.person)
    receipt_in(send(client, vacancy))
    Seeker.objects.filter(pk=seeker.pk).update(employer=None, district="", ward="", nin_checked_at=None)
    (application,) = stored()
    officer = make_sifter("katibu", vacancy.institution)
    with whole_nation():
        Interest.objects.create(vacancy=vacancy, officer=officer, conflicted=False)
    client.force_login(officer)
    page = client.get(reverse("received-applications:inspect", args=[application.pk])).text
    for said in ("Chamwino, Msalato", employer.name_in("en"), "Confirmed by the authority"):
        assert said in page


def test_sending_twice_gives_the_first_receipt_even_after_the_closing(client, vacancy):
    client.force_login(make_applicant().person)
    key = uuid.uuid4()
    number = receipt_in(send(client, vacancy, key))
    assert receipt_in(send(client, vacancy, key)) == number
    with whole_nation():
        Vacancy.objects.filter(pk=vacancy.pk).update(
            state="closed", closes_at=vacancy.opens_at + (vacancy.closes_at - vacancy.opens_at) / 4
        )
    assert receipt_in(send(client, vacancy, key)) == number
    assert len(stored()) == 1
    assert ApplicationEvent.objects.count() == 1


def test_a_second_application_is_told_of_the_first_ones_receipt(client, vacancy):
    client.force_login(make_applicant().person)
    number = receipt_in(send(client, vacancy))
    response = send(client, vacancy)
    assert receipt_in(response) == number
    assert f"Umeshaomba nafasi hii. Namba yako ya stakabadhi ni {number}." in text(client.get(response["Location"]))
    assert number in text(client.get(apply_url(vacancy)))
    assert len(stored()) == 1


def test_the_database_refuses_a_second_application_of_one_person(vacancy):
    seeker = make_applicant()
    make_application(vacancy, seeker)
    with pytest.raises(IntegrityError):
        make_application(vacancy, seeker)


def test_somebody_elses_key_gives_nothing_away(client, vacancy):
    key = uuid.uuid4()
    client.force_login(make_applicant().person)
    number = receipt_in(send(client, vacancy, key))
    client.force_login(make_applicant("juma").person)
    response = send(client, vacancy, key)
    assert response.status_code == 422
    assert number not in text(response)
    assert len(stored()) == 1


@pytest.mark.parametrize("data", [{}, {"key": "x"}, {"key": "\0"}])
def test_a_request_without_a_key_is_asked_again(client, vacancy, data):
    client.force_login(make_applicant().person)
    assert client.post(apply_url(vacancy), data).status_code == 400
    assert stored() == []


@pytest.mark.parametrize("state", ["draft", "approved", "withdrawn"])
def test_a_vacancy_that_is_not_public_does_not_exist(client, state):
    vacancy = make_open_vacancy(state=state)
    client.force_login(make_applicant().person)
    assert client.get(apply_url(vacancy)).status_code == 404
    assert send(client, vacancy).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_sending_it_several_times_at_once_stores_it_once(client):
    vacancy = make_open_vacancy()
    seeker = make_applicant()
    client.force_login(seeker.person)
    key, other = uuid.uuid4(), uuid.uuid4()
    keys = [key, key, key, other, other, key]
    start, numbers = threading.Barrier(len(keys)), []

    def post(one: uuid.UUID) -> None:
        own = type(client)()
        own.cookies = client.cookies
        start.wait(20)
        try:
            numbers.append(receipt_in(send(own, vacancy, one)))
        finally:
            connection.close()

    threads = [threading.Thread(target=post, args=[one]) for one in keys]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(numbers) == len(keys)
    assert len(set(numbers)) == 1
    assert [application.number for application in stored()] == numbers[:1]
    assert ApplicationEvent.objects.count() == 1
    with whole_nation():
        assert Application.objects.get().key in (key, other)
        tell_owed.func()
        assert Message.objects.count() == 2


def test_of_many_who_send_at_once_all_hear_with_the_next_run(client, monkeypatch):
    monkeypatch.setattr(schedule, "_hastened", {})
    vacancy = make_open_vacancy()
    for number in range(4):
        client.force_login(make_applicant(f"mwombaji{number}").person)
        receipt_in(send(client, vacancy))
        if not number:
            work_off()
    runs = QueuedJob.objects.filter(task_path__endswith="tell_owed")
    assert runs.count() == 2, "one at once, and one for all who came soon after"
    (later,) = runs.unfinished()
    assert later.next_try_at - timezone.now() <= timedelta(seconds=5)
    with whole_nation():
        assert Message.objects.count() == 2
        runs.unfinished().update(run_after=timezone.now())  # that time is over
        work_off()
        assert Message.objects.count() == 8
