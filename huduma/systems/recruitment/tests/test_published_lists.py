"""What is published of a shortlist: exam numbers, given with the first list and kept, by which nobody can follow an application."""

import re

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import translation

from huduma.platform.contributions.dialogue import Caller
from huduma.platform.institutions.scoping import whole_nation
from huduma.platform.portal.actions import answer_sms
from huduma.systems.recruitment.actions import interviews, leaving, sifting
from huduma.systems.recruitment.models import Application, Proposal, SiftWork
from huduma.systems.recruitment.states import ApplicationState, Refused

from .factories import make_application, make_seeker
from .interviewing import O, make_round, plan
from .sifters import declare, make_sifter

pytestmark = pytest.mark.django_db
REASONS = {"reason_sw": "Usaili utafanyika.", "reason_en": "Interviews follow."}


@pytest.fixture
def round_(client):
    """Three on the shortlist, and an officer of the secretariat who has declared and signed in."""
    made = make_round(people=3, posts=1)
    declare(made.vacancy, made.secretary)
    client.force_login(made.secretary)
    return made


def publish(client, vacancy):
    return client.post(reverse("sift-vacancies:publish_list", args=[vacancy.pk]), REASONS)


def published(client, vacancy):
    """The numbers of the list that everybody reads; and no receipt number in it."""
    page = client.get(reverse("recruitment:shortlist", args=[vacancy.number])).text
    with whole_nation():
        assert not [number for number in Application.objects.values_list("number", flat=True) if number in page]
    return re.findall(r'<li id="([^"]+)">', page)


def numbers():
    """Exam numbers by application."""
    with whole_nation():
        return dict(Application.objects.filter(exam_number__isnull=False).values_list("pk", "exam_number"))


def test_whoever_closed_the_account_is_sifted_numbered_and_published_no_more(client, round_):
    vacancy, gone = round_.vacancy, round_.applications[0]
    waiting = make_application(vacancy, make_seeker("anayesubiri"), ApplicationState.ELIGIBLE, sift_number=4)
    proposer = make_sifter("mwingine", vacancy.institution)
    declare(vacancy, proposer)
    proposed = Proposal.objects.create(application=waiting, verdict="shortlisted", by=proposer)
    page = reverse("sift:index")
    assert f"/{waiting.pk}/" in client.get(page).text
    for application in (gone, waiting):
        leaving.erase_applications(person=application.seeker.person, by=None)
    proposed.refresh_from_db()
    assert proposed.undone_at, "nobody has to confirm it before a list is published"
    assert f"/{waiting.pk}/" not in client.get(page).text
    with whole_nation(), pytest.raises(Refused):
        sifting.sift(vacancy=vacancy, kind=SiftWork.Kind.SHORTLIST, keys=[waiting.pk], by=round_.secretary)
    assert publish(client, vacancy).status_code == 302
    assert numbers().keys() == {application.pk for application in round_.applications[1:]}
    assert len(published(client, vacancy)) == 2


def test_the_shortlisted_get_their_exam_numbers_with_the_list_and_keep_them_at_the_call(client, round_):
    vacancy = round_.vacancy
    left_out = make_application(vacancy, make_seeker("mwingine"), ApplicationState.ELIGIBLE)
    assert publish(client, vacancy).status_code == 302
    given = numbers()
    assert given.keys() == {application.pk for application in round_.applications}
    assert published(client, vacancy) == sorted(given.values()) == [f"2026-00017/{n:05d}" for n in (1, 2, 3)]
    late = make_application(vacancy, make_seeker("aliyechelewa"), ApplicationState.SHORTLISTED)
    assert publish(client, vacancy).status_code == 302
    given[late.pk] = "2026-00017/00004"
    assert numbers() == given
    assert published(client, vacancy) == sorted(given.values())
    later = make_application(vacancy, make_seeker("wa-mwisho"), ApplicationState.SHORTLISTED)
    (stage,) = plan(vacancy, (O, 100, 50))
    with whole_nation():
        interviews.call_to_stage(stage=stage, by=None)
    assert numbers() == {**given, later.pk: "2026-00017/00005"}
    assert left_out.pk not in numbers()


def test_the_numbers_are_the_same_whether_they_are_given_with_the_list_or_at_the_call(client, round_):
    (stage,) = plan(round_.vacancy, (O, 100, 50))
    with whole_nation(), transaction.atomic():
        interviews.call_to_stage(stage=stage, by=None)
        at_the_call = numbers()
        transaction.set_rollback(True)
    assert numbers() == {}
    publish(client, round_.vacancy)
    assert numbers() == at_the_call


def test_an_applicant_finds_the_own_number_and_nobody_follows_anybody_by_it(client, round_):
    publish(client, round_.vacancy)
    mine = round_.applications[0]
    with translation.override("en"):
        client.force_login(mine.seeker.person)
        assert numbers()[mine.pk] in client.get(reverse("recruitment:application", args=[mine.number])).text
        for number in numbers().values():
            said = answer_sms(text=f"OMBI {number}", caller=Caller("", f"sms:{number}"), language="en")
            assert "There is no application with that number" in said
            assert client.get(f"/en/jobs/receipts/{number.replace('/', '-')}/").status_code == 404
