"""Interviews of one institution, with its mark wherever somebody else could read one."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from huduma.platform.institutions.models import Institution
from huduma.platform.institutions.tests.factories import make_person
from huduma.systems.recruitment.models import (
    Call,
    Centre,
    Interest,
    Offer,
    Panel,
    PanelMember,
    Score,
    ScoreSheet,
    Stage,
    StageWork,
)
from huduma.systems.recruitment.states import ApplicationState, VacancyState
from huduma.systems.recruitment.tests.factories import make_application, make_seeker, make_vacancy


def interview(institution: Institution, mark: str) -> dict[str, Any]:
    """A vacancy that is being interviewed for: a stage, a centre, a panel with a marked sheet, and an offer.

    What everybody may read of it, the vacancy's own words and the exam number, carries no mark.
    """
    person = make_person(f"jaji.{mark}.{institution.code}", full_name=mark, language="en")
    vacancy = make_vacancy(institution, number=f"2026-3{institution.pk:04}", state=VacancyState.INTERVIEWING)
    seeker = make_seeker(f"anayehojiwa.{mark}.{institution.code}", full_name=mark)
    application = make_application(vacancy, seeker, ApplicationState.PLACED, exam_number=f"{vacancy.number}/00001")
    centre = Centre.objects.create(name=f"Kituo {institution.code}", region=institution, address=mark, capacity=9)
    now = timezone.now()
    stage = Stage.objects.create(vacancy=vacancy, order=1, kind="oral", weight=100, pass_mark=50, starts_at=now, called_at=now)
    panel = Panel.objects.create(stage=stage, name=mark)
    call = Call.objects.create(stage=stage, application=application, centre=centre, panel=panel, at=now, seat=1, attended=True)
    Interest.objects.create(vacancy=vacancy, officer=person, conflicted=False)
    member = PanelMember.objects.create(panel=panel, officer=person)
    Score.objects.create(sheet=ScoreSheet.objects.create(member=member), call=call, mark=61, note=mark)
    offer = Offer.objects.create(
        application=application,
        institution=institution,
        station=mark,
        answer_by=now + timedelta(days=9),
        report_by=now + timedelta(days=19),
    )
    work = StageWork.objects.create(stage=stage, kind="letters", status="refused", said=mark)
    return {
        "interviewed_vacancy": vacancy.pk,
        "centre": centre.pk,
        "stage": stage.pk,
        "panel": panel.pk,
        "call": call.pk,
        "panel_member": member.pk,
        "offer": offer.pk,
        "stage_work": work.pk,
        "receipt": application.number,
    }
