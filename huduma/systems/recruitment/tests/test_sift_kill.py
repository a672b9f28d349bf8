"""``kill -9`` of the worker in the midst of a long-list: nobody is judged twice, nobody is forgotten."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from huduma.platform.accounts.models import Person
from huduma.platform.audit.models import ChainedRecord
from huduma.platform.institutions.scoping import whole_nation
from huduma.platform.institutions.tests.factories import make_institution, make_person
from huduma.systems.recruitment.actions.longlist import owe_work
from huduma.systems.recruitment.models import Application, ApplicationEvent, Seeker, SiftWork, Vacancy
from huduma.systems.recruitment.states import ApplicationState, VacancyState

from .factories import PROFILE, make_vacancy
from .killing import finish_after_two_kills

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
MANY = 3000


def test_a_killed_long_list_goes_on_where_it_was(capsys):
    now = timezone.now()
    vacancy = make_vacancy(
        make_institution("aaa"), state=VacancyState.CLOSED, opens_at=now - timedelta(days=9), closes_at=now - timedelta(days=1)
    )
    officer = make_person("katibu")
    apply_many(vacancy, now)
    with whole_nation():
        work = owe_work(SiftWork(vacancy=vacancy, kind=SiftWork.Kind.LONGLIST, total=MANY, ordered_by=officer))
    finish_after_two_kills(work, MANY)
    assert ApplicationEvent.objects.count() == MANY
    assert ChainedRecord.objects.filter(verb="recruitment.find_eligible").count() == MANY
    with whole_nation():
        assert Application.objects.filter(state=ApplicationState.ELIGIBLE).count() == MANY
        assert sorted(Application.objects.values_list("sift_number", flat=True)) == list(range(1, MANY + 1))
        assert Vacancy.objects.get().state == VacancyState.SHORTLISTING
    call_command("replay_shortlist", vacancy.number)
    assert f"identical: {MANY}" in capsys.readouterr().out


def apply_many(vacancy, now):
    people = Person.objects.bulk_create(Person(email=f"m{n}@example.go.tz", full_name="M", password="!") for n in range(MANY))
    seekers = Seeker.objects.bulk_create(Seeker(person=person, full_name="M") for person in people)
    sent = {"state": ApplicationState.SUBMITTED, "version": vacancy.version, "submitted_at": now, "snapshot": PROFILE}
    with whole_nation():
        Application.objects.bulk_create(
            Application(vacancy=vacancy, institution=vacancy.institution, seeker=seeker, **sent) for seeker in seekers
        )
