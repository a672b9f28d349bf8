"""A vacancy with a shortlist, and the people who interview, for the tests of interviews."""

import io
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.db.models import F
from django.utils import timezone
from openpyxl import load_workbook

from huduma.platform.delivery.models import LiveSite
from huduma.platform.institutions.groups import sync_groups
from huduma.platform.institutions.models import Institution
from huduma.platform.institutions.scoping import whole_nation
from huduma.platform.institutions.tests.factories import appoint, make_institution, make_person
from huduma.systems.recruitment.actions import interviews, merit, panels
from huduma.systems.recruitment.models import Application, Call, Centre, Post, Requisition, Stage, Vacancy
from huduma.systems.recruitment.states import ApplicationState, RequisitionState, VacancyState

from .factories import make_application, make_seeker, make_vacancy

W, P, O = Stage.Kind.WRITTEN, Stage.Kind.PRACTICAL, Stage.Kind.ORAL  # noqa: E741


@dataclass
class Round:
    """What a story of interviews needs. ``seekers`` are the people who applied, by the order of their applications."""

    vacancy: Vacancy
    dodoma: Institution
    mwanza: Institution
    secretary: Any
    officer: Any
    applications: list[Application]


def call_and_attend(stage: Stage) -> list[int]:
    """Everybody is called to ``stage`` and comes; returns the primary keys of the calls. Under ``whole_nation``."""
    interviews.call_to_stage(stage=stage, by=None)
    let_it_come(stage)
    keys = list(Call.objects.order_by("pk").values_list("pk", flat=True))
    interviews.record_attendance(stage=stage, present=keys, absent=[], by=None)
    return keys


def make_round(people: int, posts: int = 2, seats: int = 3) -> Round:
    """A vacancy whose shortlist has so many ``people``, living by turns in Dodoma, Mwanza and nowhere known; a centre in each region."""
    body, secretariat = make_institution("afya"), make_institution("sekretarieti")
    dodoma, mwanza = (make_institution(code, kind=Institution.Kind.REGION, name_sw=code.title()) for code in ("dodoma", "mwanza"))
    sync_groups()
    secretary, officer = make_person("katibu", language="sw"), make_person("afisa", language="sw")
    appoint(secretary, secretariat, "recruitment.secretariat")
    appoint(officer, body, "recruitment.officer")
    with whole_nation():
        requisition = Requisition.objects.create(
            institution=body, title_sw="A", title_en="A", occupation="2512", salary_scale="TGS D", permit="1", needs="x"
        )
        for number, (station, region) in enumerate((("Dodoma Mjini", dodoma), ("Ilemela", mwanza))):
            if number < posts:
                Post.objects.create(requisition=requisition, station=station, region=region)
        for state in (RequisitionState.PENDING, RequisitionState.APPROVED):
            requisition.state = state
            requisition.save()
    vacancy = make_vacancy(body, number="2026-00017", posts=posts, requisition=requisition, state=VacancyState.SHORTLISTING)
    for region, name in ((dodoma, "Ukumbi wa Dodoma"), (mwanza, "Ukumbi wa Mwanza")):
        interviews.keep_centre(centre=Centre(name=name, region=region, address="Barabara ya Uhuru", capacity=seats), by=None)
    regions = [dodoma, mwanza, None]
    applications = [
        make_application(vacancy, make_seeker(f"mwombaji{n}", region=regions[n % 3]), ApplicationState.SHORTLISTED) for n in range(people)
    ]
    return Round(vacancy, dodoma, mwanza, secretary, officer, applications)


def make_member(name: str, institution: Institution) -> Any:
    """An officer who may sit on panels."""
    person = make_person(name, language="sw")
    appoint(person, institution, "recruitment.panel")
    return person


def plan(vacancy: Vacancy, *kinds: tuple[str, int, int]) -> list[Stage]:
    """Stages of kind, weight and pass mark, each beginning tomorrow, one after another."""
    with whole_nation():
        wanted = [interviews.Planned(kind, weight, Decimal(pass_mark)) for kind, weight, pass_mark in kinds]
        found = interviews.plan_stages(vacancy=vacancy, stages=wanted, by=None)
        for number, stage in enumerate(found, start=1):
            stage.starts_at = timezone.now().replace(microsecond=0) + timedelta(days=number)
            interviews.schedule_stage(stage=stage, centres=[], by=None)
    return found


def let_it_come(stage: Stage) -> None:
    """The day of the stage has passed."""
    Call.objects.filter(stage=stage).update(at=F("at") - timedelta(days=30))


def hold(stage: Stage, marks: dict[int, Any], member: Any) -> None:
    """Let the stage come, everybody in ``marks`` (by the primary key of the application) too, and a panel of one give and lock these."""
    let_it_come(stage)
    with whole_nation():
        calls = dict(Call.objects.filter(stage=stage).values_list("application", "pk"))
        present = {calls[key] for key in marks}
        interviews.record_attendance(stage=stage, present=present, absent=set(calls.values()) - present, by=None)
        panel = panels.make_panel(stage=stage, name="AB"[stage.panels.count()], centre=None, by=None)
        mine = panels.add_member(panel=panel, officer=member, by=None)
        if not panels.has_declared(mine):
            panels.declare_interest(member=mine, conflicted=False, text="", by=member)
        panels.mark(member=mine, marks={calls[key]: panels.Mark(Decimal(str(given))) for key, given in marks.items()}, by=member)
        panels.lock_sheet(member=mine, by=member)


def filled_in(content: bytes, column: str, values: dict[str, Any]) -> io.BytesIO:
    """The workbook with ``values`` in ``column``, by exam number, as an officer sends it back."""
    book = load_workbook(io.BytesIO(content))
    sheet = book.active
    heading = [cell.value for cell in sheet[1]]
    for row in sheet.iter_rows(min_row=2):
        if row[heading.index("exam number")].value in values:
            row[heading.index(column)].value = values[row[heading.index("exam number")].value]
    kept = io.BytesIO()
    book.save(kept)
    kept.seek(0)
    kept.name = "jedwali.xlsx"
    return kept


def state_of(application):
    with whole_nation():
        return Application.objects.values_list("state", flat=True).get(pk=application.pk)


def reached(vacancy, state):
    with whole_nation():
        return list(Application.objects.filter(vacancy=vacancy, state=state).order_by("rank", "pk"))


def decided(round_, marks):
    """Everybody marked in one oral stage, in the order of ``marks``, and recommended."""
    (stage,) = plan(round_.vacancy, (O, 100, 50))
    with whole_nation():
        interviews.call_to_stage(stage=stage, by=None)
        hold(stage, dict(zip([a.pk for a in round_.applications], marks, strict=True)), make_member("jaji", round_.vacancy.institution))
        merit.settle_stage(stage=stage, by=None)
        merit.recommend(vacancy=round_.vacancy, reserve_until=timezone.localdate() + timedelta(days=30), by=None)


def days():
    return {"answer_by": timezone.now() + timedelta(days=7), "report_by": timezone.now() + timedelta(days=30)}


def generation():
    return LiveSite.objects.get(institution=None).generation
