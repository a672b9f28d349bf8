"""What applicants are told: by the texts that go out, and by phone when they ask."""

import re
from collections import Counter
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from huduma.platform.contributions.dialogue import USSD_BUDGET, Caller
from huduma.platform.contributions.gsm7 import plain, septets
from huduma.platform.contributions.service import services
from huduma.platform.institutions.scoping import whole_nation
from huduma.platform.jobs.models import QueuedJob
from huduma.platform.jobs.testing import work_off
from huduma.platform.messaging.models import Message
from huduma.platform.portal.actions import answer_sms, converse
from huduma.platform.portal.tests.phone import Phone
from huduma.systems.recruitment.actions import telling
from huduma.systems.recruitment.actions.advertising import withdraw_vacancy
from huduma.systems.recruitment.actions.call_letters import token_of
from huduma.systems.recruitment.actions.moving import Step, move
from huduma.systems.recruitment.jobs import applications as jobs
from huduma.systems.recruitment.models import Application, Call, Centre, Offer, Stage, VacancyChange

from .applying import make_applicant, make_open_vacancy
from .factories import make_application

pytestmark = pytest.mark.django_db
NOTICES = [
    telling.RECEIPT,
    telling.ELIGIBLE,
    telling.INELIGIBLE,
    telling.UPHELD,
    telling.DISMISSED,
    telling.SHORTLISTED,
    telling.NOT_SHORTLISTED,
    telling.UNDONE,
    telling.CALLED,
    telling.OFFERED,
    telling.REVOKED,
    telling.CHANGED,
    telling.WITHDRAWN,
]
LONG = "Mkaguzi Mkuu Msaidizi wa Hesabu za Serikali za Mitaa na Mashirika ya Umma Daraja la Kwanza"


@pytest.fixture
def vacancy(db):
    return make_open_vacancy(title_sw=LONG, title_en=LONG)


@pytest.fixture
def applications(vacancy) -> list[Application]:
    return [make_application(vacancy, make_applicant(name)) for name in ("asha", "juma", "neema")]


def messages(**wanted) -> list[Message]:
    with whole_nation():
        return list(Message.objects.filter(**wanted).order_by("pk"))


def screens(*answers: str, msisdn: str = "") -> list[str]:
    """Every screen to the end, each of which fits a phone."""
    found, said = [], list(answers)
    for _turn in range(9):
        screen = converse(dialogue=services["recruitment.status"].dialogue, answers=said, caller=Caller(msisdn, "ussd:1"), language="sw")
        assert septets(plain(screen.text)) <= USSD_BUDGET
        found.append(screen.text)
        if screen.ended or "98 Zaidi" not in screen.text:
            return found
        said.append("98")
    raise AssertionError(found)


@pytest.mark.parametrize("notice", NOTICES)
def test_every_text_fits_one_sms_and_says_what_it_is_about(applications, notice):
    application, later = applications[0], timezone.now() + timedelta(days=9)
    with whole_nation():
        Application.objects.filter(pk=application.pk).update(exam_number="TMA/26/00017")
        stage = Stage.objects.create(vacancy=application.vacancy, order=1, kind="written", weight=100, pass_mark=50)
        centre = Centre.objects.create(name="Ukumbi wa Nkrumah", region=application.institution, address="Dodoma", capacity=300)
        Call.objects.create(stage=stage, application=application, centre=centre, at=later)
        offer = {"application": application, "institution": application.institution, "station": "Dodoma"}
        Offer.objects.create(**offer, answer_by=later, report_by=later)
    for language in ("sw", "en"):
        person = applications[0].seeker.person
        person.language = language
        person.save()
        telling.tell_many(applications=applications[:1], notice=notice, by=None)
        with whole_nation():
            sms, email = Message.objects.filter(language=language).order_by("-channel")
            assert septets(plain(sms.body)) <= 160, (septets(plain(sms.body)), sms.body)
            assert sms.body == plain(sms.body), "a sign outside the alphabet of phones would halve its room"
            Message.objects.all().delete()
        assert LONG in email.body
        assert ("/ajira/maombi/" if language == "sw" else "/en/jobs/applications/") in email.body
        assert applications[0].number in email.subject
        if notice in (telling.CALLED, telling.OFFERED):
            assert "Dodoma" in email.body


def test_many_are_told_once_however_often_it_is_said_and_each_step_anew(applications):
    with whole_nation():
        steps = [Step(application) for application in applications]
        move(steps=steps, verb="find_eligible", by=None)
        assert telling.tell_many(applications=applications, notice=telling.ELIGIBLE, by=None) == 6
        assert telling.tell_many(applications=applications, notice=telling.ELIGIBLE, by=None) == 0
        assert QueuedJob.objects.unfinished().filter(task_path__endswith="jobs.carry").count() == 6
    assert {m.address for m in messages(channel="sms")} == {a.seeker.person.phone for a in applications}
    work_off()
    assert {m.status for m in messages(channel="sms")} == {Message.Status.SENT}


def test_whoever_has_no_proved_phone_or_has_closed_the_account_gets_no_sms(applications):
    first, second, _third = [application.seeker.person for application in applications]
    first.phone_verified = False
    first.save()
    second.is_active = False
    second.save()
    telling.tell_many(applications=applications, notice=telling.SHORTLISTED, by=None)
    assert [m.channel for m in messages(person=first)] == ["email"]
    assert messages(person=second) == []


def test_the_state_is_told_by_number_without_any_name(applications):
    number = applications[0].number
    for written in (number, number.lower().replace("-", " "), number.replace("-", "")):
        (answer,) = screens(written)
        assert answer.startswith(f"{number}\nMkaguzi Mkuu")
        assert "Hali: limepokelewa, " in answer
        assert "Asha" not in answer
    assert screens("AAAA-BBBB-CCCC")[0].startswith("Hakuna ombi lenye namba hiyo.")


def test_whose_phone_is_proved_chooses_among_the_own_ones(applications):
    phone = applications[0].seeker.person.phone
    first = screens(msisdn=phone)
    assert "1. Mkaguzi Mkuu" in first[-1]
    assert applications[0].number in screens("1", msisdn=phone)[0]
    assert applications[1].number in screens(applications[1].number, msisdn=phone)[0]
    assert "1. " not in screens(msisdn="+255799999999")[0]


def test_it_is_told_by_sms_too_and_in_english(applications):
    number = applications[0].number
    answer = answer_sms(text=f"ombi {number}", caller=Caller("", "sms:1"), language="sw")
    assert "Hali: limepokelewa" in answer
    with translation.override("en"):
        assert "received, on " in answer_sms(text=f"OMBI {number}", caller=Caller("", "sms:2"), language="en")
    phone = applications[1].seeker.person.phone
    assert applications[1].number in answer_sms(text="OMBI 1", caller=Caller(phone, "sms:3"), language="sw")


def test_the_simulator_tells_the_state_and_the_latest_vacancies(client, applications):
    number = applications[0].number
    for service, answers, said in (("Job application status", [number], "received, on "), ("Government jobs", ["1"], LONG[:12])):
        phone = Phone(client)
        phone.send(answer="2")  # English
        while f". {service}" not in phone.screen():
            phone.send(answer="98")
        phone.send(answer=re.search(rf"(\d+)\. {service}", phone.screen())[1])
        for answer in answers:
            assert phone.send(answer=answer) == 200
        assert said in phone.screen()
    texts = Phone(client, "/en/simulator/sms/")
    assert texts.send(text=f"OMBI {number}") == 200
    assert "received, on " in texts.page


def test_applicants_hear_once_of_what_became_of_them_and_never_of_what_was_undone(applications):
    asha, juma, neema = applications
    with whole_nation():
        move(steps=[Step(asha)], verb="find_eligible", by=None)
        move(steps=[Step(juma, "Umri", "Age"), Step(neema, "Umri", "Age")], verb="find_ineligible", by=None)
        move(steps=[Step(neema, "Kosa letu", "Our mistake")], verb="uphold_appeal", by=None)
    assert telling.tell_owed() == 4
    assert telling.tell_owed() == 0
    heard = {(message.person_id, message.notice) for message in messages(channel="sms")}
    assert heard == {
        (asha.seeker.person_id, telling.ELIGIBLE),
        (juma.seeker.person_id, telling.INELIGIBLE),
        (neema.seeker.person_id, telling.UPHELD),
    }
    assert not [message for message in messages(channel="sms") if "Umri" in message.body]


def test_whoever_applied_hears_once_that_the_vacancy_was_withdrawn_and_of_no_interview_that_is_not_held(client, vacancy, applications):
    called = make_application(vacancy, make_applicant("rehema"), "called", exam_number="2026-00001/00001")
    stage = Stage.objects.create(vacancy=vacancy, order=1, kind="oral", weight=100, pass_mark=50, called_at=timezone.now())
    with whole_nation():
        move(steps=[Step(applications[2])], verb="withdraw", by=None)
        called.events.create(verb="call", before="shortlisted", after=called.state, untold=True)  # called just now
        call = Call.objects.create(stage=stage, application=called, at=timezone.now() + timedelta(days=3))
        withdraw_vacancy(vacancy=vacancy, reason_sw="Bajeti imefutwa", reason_en="No budget", by=None)
    assert messages() == [], "not in the request"
    stand = [*applications[:2], called]
    for _turn in range(2):
        jobs.tell_owed.func()
        heard = Counter((message.person_id, message.notice) for message in messages(channel="sms"))
        assert heard == Counter((application.seeker.person_id, telling.WITHDRAWN) for application in stand), "each once, in whatever order"
        VacancyChange.objects.update(untold=True)  # somebody was killed before writing that all were told
    client.force_login(called.seeker.person)
    page = client.get(f"/ajira/maombi/{called.number}/").text
    assert "Bajeti imefutwa" in page
    assert "usaili.ics" not in page
    assert client.get(reverse("recruitment:call-letter", args=[called.number])).status_code == 404
    assert "haufanyiki" in client.get(reverse("recruitment:verify-letter", args=[token_of(call)])).text
    assert "Nafasi ya kazi imeondolewa." in screens(called.number)[0]
