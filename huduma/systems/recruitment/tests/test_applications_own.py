"""Following an application: its own page, and nobody else's; taking it back, appealing, the interview, the offer, the receipt."""

from datetime import timedelta

import pytest
from django.utils import timezone
from icalendar import Calendar

from huduma.platform.accounts import actions as accounts
from huduma.platform.contributions.dialogue import Caller
from huduma.platform.institutions.scoping import whole_nation
from huduma.platform.institutions.tests.factories import make_institution, make_person
from huduma.platform.jobs.models import database_now
from huduma.platform.portal.actions import answer_sms
from huduma.systems.recruitment.actions.advertising import withdraw_vacancy
from huduma.systems.recruitment.actions.moving import Step, move
from huduma.systems.recruitment.models import Appeal, Application, Call, Centre, Offer, Stage

from .applying import apply_url, closes_in, make_applicant, make_open_vacancy, receipt_in, send, stored
from .factories import make_application

pytestmark = pytest.mark.django_db
WHY = {"reason_sw": "Shahada si ya fani iliyotajwa.", "reason_en": "The degree is in another field."}


@pytest.fixture
def vacancy(db):
    return make_open_vacancy()


@pytest.fixture
def mine(client, vacancy) -> str:
    """The receipt number of what the signed-in person has sent."""
    client.force_login(make_applicant().person)
    return receipt_in(send(client, vacancy))


def move_to(*verbs: str, **why) -> Application:
    """Take the one application by ``verbs``."""
    (application,) = stored()
    with whole_nation():
        for verb in verbs:
            move(steps=[Step(application, **why)], verb=verb, by=None)
    return application


def came_to(client, vacancy, state: str, **fields) -> str:
    """The receipt number of an application of the signed-in person that has come to ``state``."""
    seeker = make_applicant()
    client.force_login(seeker.person)
    return str(make_application(vacancy, seeker, state=state, **fields).number)


def text(response) -> str:
    return " ".join(response.content.decode().split())


def page(client, number: str, tail: str = "") -> str:
    return text(client.get(f"/ajira/maombi/{number}/{tail}"))


def test_what_is_another_persons_does_not_exist(client, mine):
    client.force_login(make_applicant("juma").person)
    for tail in ("", "stakabadhi.pdf", "usaili.ics"):
        assert client.get(f"/ajira/maombi/{mine}/{tail}").status_code == 404
    for tail in ("ondoa/", "rufaa/", "jibu/"):
        assert client.post(f"/ajira/maombi/{mine}/{tail}", {"text": "x", "answer": "accept"}).status_code == 404
    assert mine not in text(client.get("/ajira/maombi/"))
    assert stored()[0].state == "submitted"


def test_the_profile_and_the_list_of_applications_lead_to_each_other(client, vacancy):
    client.force_login(make_applicant().person)
    assert 'href="/ajira/maombi/"' in text(client.get("/ajira/wasifu/"))
    listed = text(client.get("/ajira/maombi/"))
    assert 'href="/ajira/wasifu/"' in listed
    assert 'href="/ajira/"' in listed.partition("<main")[2], "whoever has none finds where to begin"
    send(client, vacancy)
    assert 'href="/ajira/wasifu/"' in text(client.get("/ajira/maombi/"))


def test_the_list_and_the_page_say_every_step_with_its_reason_in_the_readers_language(client, mine):
    assert mine in text(client.get("/ajira/maombi/"))
    move_to("find_ineligible", **WHY)
    said = page(client, mine)
    assert "Sababu: Shahada si ya fani iliyotajwa." in said
    assert said.count("<time datetime=") == 2
    assert "The degree is in another field." in text(client.get(f"/en/jobs/applications/{mine}/"))


def test_it_can_be_taken_back_and_sent_again_with_the_same_number_until_the_closing(client, vacancy, mine):
    client.post(f"/ajira/maombi/{mine}/ondoa/")
    assert stored()[0].state == "withdrawn"
    seeker = stored()[0].seeker
    seeker.full_name = "Asha Mpya"
    seeker.save()
    assert "Tuma ombi tena" in text(client.get(apply_url(vacancy)))
    assert receipt_in(send(client, vacancy, key=stored()[0].key)) == mine, "also by the page that was open: it is sent, not shown"
    (application,) = stored()
    assert (application.state, application.snapshot["name"]) == ("submitted", "Asha Mpya")
    with whole_nation():
        assert [event.verb for event in application.events.all()] == ["submit", "withdraw", "submit_again"]
    client.post(f"/ajira/maombi/{mine}/ondoa/")
    closes_in(vacancy, -1)
    assert send(client, vacancy).status_code == 409
    assert stored()[0].state == "withdrawn"


def test_after_the_closing_it_stays(client, vacancy, mine):
    closes_in(vacancy, -1)
    assert "Ondoa ombi" not in page(client, mine)
    said = text(client.post(f"/ajira/maombi/{mine}/ondoa/", follow=True))
    assert "Mwisho wa kutuma maombi ulikuwa" in said
    assert stored()[0].state == "submitted"


def test_whoever_was_not_found_eligible_may_appeal_once(client, mine):
    assert "Tuma rufaa" not in page(client, mine)
    assert "Hakuna uamuzi" in text(client.post(f"/ajira/maombi/{mine}/rufaa/", {"text": "Nina shahada."}, follow=True))
    move_to("find_ineligible", **WHY)
    assert "Tuma rufaa" in page(client, mine)
    assert client.post(f"/ajira/maombi/{mine}/rufaa/", {"text": " "}).status_code == 422
    assert "Rufaa yako imepokelewa." in text(client.post(f"/ajira/maombi/{mine}/rufaa/", {"text": "Nina shahada."}, follow=True))
    assert "Umeshakata rufaa." in text(client.post(f"/ajira/maombi/{mine}/rufaa/", {"text": "Tena."}, follow=True))
    assert Appeal.objects.get().text == "Nina shahada."
    assert "Nina shahada." in page(client, mine)


def test_the_window_of_appeals_is_counted_from_the_decision(client, vacancy, mine):
    with whole_nation():
        vacancy.appeal_days = 0
        vacancy.save()
    move_to("find_ineligible", **WHY)
    assert "Tuma rufaa" not in page(client, mine)
    assert "Muda wa kukata rufaa uliisha" in text(client.post(f"/ajira/maombi/{mine}/rufaa/", {"text": "Nina shahada."}, follow=True))
    assert not Appeal.objects.exists()


@pytest.mark.parametrize("appealed", [False, True])
def test_nobody_appeals_once_the_vacancy_is_withdrawn(client, vacancy, mine, appealed):
    appeal = f"/ajira/maombi/{mine}/rufaa/"
    move_to("find_ineligible", **WHY)
    if appealed:
        client.post(appeal, {"text": "Nina shahada."})
    with whole_nation():
        withdraw_vacancy(vacancy=vacancy, reason_sw="Bajeti imefutwa", reason_en="No budget", by=None)
    seen = page(client, mine)
    assert "Bajeti imefutwa" in seen
    assert "Tuma rufaa" not in seen
    assert ("haitaamuliwa tena" in seen) is appealed
    assert "hakuna tena cha kukatia rufaa" in text(client.post(appeal, {"text": "Nina shahada."}, follow=True))
    assert Appeal.objects.count() == appealed


def test_an_interview_is_seen_and_goes_into_a_calendar(client, vacancy):
    mine = came_to(client, vacancy, "shortlisted", exam_number="TMA/26/00017")
    assert client.get(f"/ajira/maombi/{mine}/usaili.ics").status_code == 404
    (application,) = stored()
    at = timezone.now() + timedelta(days=9)
    with whole_nation():
        region = make_institution("dar")
        centre = Centre.objects.create(name="Ukumbi wa Nkrumah", region=region, address="Mlimani, Dar es Salaam", capacity=300)
        stage = Stage.objects.create(vacancy=vacancy, order=1, kind="written", weight=100, pass_mark=50, minutes=90, called_at=at)
        Call.objects.create(stage=stage, application=application, centre=centre, at=at, seat=41)
    move_to("call")
    said = page(client, mine)
    for word in ("TMA/26/00017", "Ukumbi wa Nkrumah, Mlimani, Dar es Salaam", "41"):
        assert word in said
    response = client.get(f"/ajira/maombi/{mine}/usaili.ics")
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    (event,) = Calendar.from_ical(response.content).walk("VEVENT")
    assert event.decoded("dtstart") == at.replace(microsecond=0)
    assert event.decoded("dtend") - event.decoded("dtstart") == timedelta(minutes=90)
    assert event["location"] == "Ukumbi wa Nkrumah, Mlimani, Dar es Salaam"
    assert "TMA/26/00017" in event["description"]


@pytest.mark.parametrize(("answer", "state"), [("accept", "accepted"), ("decline", "declined"), ("", "placed")])
def test_an_offer_is_accepted_or_declined(client, vacancy, answer, state):
    mine = came_to(client, vacancy, "recommended")
    (application,) = stored()
    with whole_nation():
        later = database_now() + timedelta(days=7)
        Offer.objects.create(
            application=application,
            institution=application.institution,
            station="Dodoma",
            answer_by=later,
            report_by=later + timedelta(days=30),
        )
    move_to("place")
    assert "Dodoma" in page(client, mine)
    client.post(f"/ajira/maombi/{mine}/jibu/", {"answer": answer, "reason": "Nimepata kazi nyingine."})
    assert stored()[0].state == state
    shown = page(client, mine)
    assert ("Naikubali nafasi" in shown) == (state == "placed")
    assert ("barua-ya-ajira" in shown) == (state != "declined"), "the letter stays with who accepted"
    client.post(f"/ajira/maombi/{mine}/jibu/", {"answer": "accept"})
    assert stored()[0].state == ("accepted" if state == "placed" else state)


def test_the_receipt_is_a_pdf_whose_code_leads_to_a_page_that_tells_nothing_of_the_person(client, mine):
    response = client.get(f"/ajira/maombi/{mine}/stakabadhi.pdf")
    assert response["Content-Type"] == "application/pdf"
    assert response.content.startswith(b"%PDF-")
    client.logout()
    for address in (f"/ajira/stakabadhi/{mine}/", f"/ajira/stakabadhi/{mine.lower()}/"):
        said = text(client.get(address))
        assert "Stakabadhi hii ni halali." in said
        assert "Afisa TEHAMA Daraja la II" in said
        assert "Asha" not in said
    response = client.get("/ajira/stakabadhi/AAAA-BBBB-CCCC/")
    assert response.status_code == 404
    assert "Hatukutoa stakabadhi yenye namba hii." in text(response)


def test_of_whoever_closed_the_account_nothing_is_told_but_that_the_receipt_is_genuine(client, mine):
    person = stored()[0].seeker.person
    accounts.erase(person=person, by=person)
    assert client.get(f"/ajira/maombi/{mine}/").status_code == 302, "nobody is signed in any more"
    assert "Hakuna ombi" in answer_sms(text=f"OMBI {mine}", caller=Caller("", "sms:1"), language="sw")
    client.force_login(make_person("mgeni"))
    assert client.get(f"/ajira/maombi/{mine}/").status_code == 404
    assert client.get(f"/ajira/stakabadhi/{mine}/").status_code == 200
