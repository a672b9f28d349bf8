"""A vacancy that is withdrawn while its applicants are called: the work stops, and the office reads why."""

import pytest
from django.urls import reverse

from huduma.platform.institutions.scoping import whole_nation
from huduma.platform.jobs.testing import work_off
from huduma.systems.recruitment.actions import advertising, interviews, stage_work
from huduma.systems.recruitment.models import Application, Call, StageWork, Vacancy
from huduma.systems.recruitment.states import ApplicationState, Refused, VacancyState

from .interviewing import W, make_round, plan, reached

pytestmark = pytest.mark.django_db


def test_a_withdrawal_stops_the_call_and_the_office_reads_so(client, monkeypatch):
    round_ = make_round(people=11, seats=2)
    (stage,) = plan(round_.vacancy, (W, 100, 50))
    monkeypatch.setattr(interviews, "AT_ONCE", 3)
    client.force_login(round_.secretary)
    call, details = (reverse(f"interview-stages:{name}", args=[stage.pk]) for name in ("call", "inspect"))
    call_to_stage = interviews.call_to_stage

    def withdraw(done, total):
        if done == 3:
            said = {"reason_sw": "Bajeti imefutwa.", "reason_en": "There is no budget."}
            assert client.post(reverse("vacancies:withdraw", args=[round_.vacancy.pk]), said).status_code == 302

    def call_while_somebody_withdraws(*, progress, **given):
        call_to_stage(**given, progress=lambda done, total: (progress(done, total), withdraw(done, total)))

    monkeypatch.setattr(stage_work, "call_to_stage", call_while_somebody_withdraws)
    assert client.post(call).status_code == 302
    work_off()
    with whole_nation():
        assert Vacancy.objects.get().state == VacancyState.WITHDRAWN
    assert Call.objects.count() == len(reached(round_.vacancy, ApplicationState.CALLED)) == 3
    stage.refresh_from_db()
    assert stage.called_at is None
    seen = client.get(details).text
    assert "kazi hii ilisimamishwa" in seen
    assert "3 kati ya 11" in seen
    assert "Bajeti imefutwa." in seen
    assert call not in seen, "it is not offered any more"
    assert client.post(call).status_code == 200
    work_off()
    assert Call.objects.count() == 3


def test_a_withdrawal_before_the_work_begins_calls_nobody():
    round_ = make_round(people=2)
    (stage,) = plan(round_.vacancy, (W, 100, 50))
    with whole_nation():
        work = stage_work.order_work(stage=stage, kind=StageWork.Kind.CALL, by=None)
        stale = StageWork.objects.select_related("stage__vacancy").get(pk=work.pk).stage  # as a worker has read it
        advertising.withdraw_vacancy(vacancy=round_.vacancy, reason_sw="Basi", reason_en="No more", by=None)
        with pytest.raises(Refused):
            interviews.call_to_stage(stage=stale, by=None)
        assert Vacancy.objects.get().state == VacancyState.WITHDRAWN
        assert not Application.objects.filter(exam_number__isnull=False).exists()
    work_off()
    work.refresh_from_db()
    assert work.status == "refused"
    assert not Call.objects.exists()
