"""Recruitment of one institution, with marks wherever somebody else could read one."""

from datetime import timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone

from huduma.platform.accounts.models import Person
from huduma.platform.institutions.models import Institution
from huduma.platform.institutions.tests.factories import make_person
from huduma.systems.recruitment.actions.requisitions import PostLine, write_requisition
from huduma.systems.recruitment.actions.vacancies import write_vacancy
from huduma.systems.recruitment.models import (
    Appeal,
    Application,
    Call,
    Offer,
    Requisition,
    SavedSearch,
    Score,
    Seeker,
    SeekerDocument,
    SiftWork,
    Vacancy,
)
from huduma.systems.recruitment.states import ApplicationState, VacancyState
from huduma.systems.recruitment.tests.factories import make_application, make_seeker, make_vacancy

from .interviews import interview

YEAR = timedelta(days=365)


def furnish_jobs(institution: Institution, posts_mark: str, people_mark: str, applied_mark: str, interviews_mark: str) -> dict[str, Any]:
    """Give ``institution`` one of everything of recruitment: what is asked for, who seeks, who applied, and who is judged."""
    person = make_person(f"{people_mark}.ajira.{institution.code}", full_name=f"Chungwa {people_mark}", language="en")
    return {
        **_advertise(institution, posts_mark),
        **_seeking(institution, people_mark, person),
        **_sift(institution, applied_mark),
        **interview(institution, interviews_mark),
        "receipt": _placed(institution, applied_mark),
    }


def jobs_of(institution: Institution) -> dict[str, Any]:
    """Everything of recruitment of ``institution`` that somebody else could have changed."""
    owned = {"requisitions": Requisition, "vacancies": Vacancy, "applications": Application, "offers": Offer}
    rows = {name: list(model.objects.filter(institution=institution).order_by("pk").values()) for name, model in owned.items()}
    appeals = Appeal.objects.filter(application__institution=institution)
    return rows | {
        "appeals": list(appeals.order_by("pk").values()),
        "seekers": list(Seeker.objects.filter(employer=institution).values()),
        "certificates": list(SeekerDocument.objects.order_by("pk").values()),
        "calls": list(Call.objects.order_by("pk").values()),
        "scores": list(Score.objects.order_by("pk").values()),
        "searches": list(SavedSearch.objects.order_by("pk").values()),
    }


def _seeking(institution: Institution, mark: str, person: Person) -> dict[str, Any]:
    """A job seeker who serves at ``institution``, with a certificate and a saved search."""
    seeker = Seeker.objects.create(person=person, full_name=f"Chungwa {mark}", ward=mark, employer=institution)
    certificate = SeekerDocument.objects.create(
        seeker=seeker, kind="award", name=f"{mark}.pdf", file=ContentFile(b"%PDF", f"{mark}.pdf"), size=4, digest="0" * 64
    )
    search = SavedSearch.objects.create(seeker=seeker, query={"q": mark}, channel="email")
    return {"certificate": certificate.public_id, "saved_search": search.pk}


def _advertise(institution: Institution, mark: str) -> dict[str, int]:
    """A requisition and a vacancy that nobody else has read yet."""
    about = {"institution": institution, "occupation": "25", "salary_scale": "TGS D"}
    titles = {f"title_{language}": f"Chungwa {mark}" for language in ("sw", "en")}
    requisition = Requisition(**about, **titles, permit=mark, needs=mark)
    write_requisition(requisition=requisition, posts=[PostLine(mark, None, 1, mark)], by=None)
    texts = {f"{name}_{language}": mark for name in ("summary", "duties", "assessment") for language in ("sw", "en")}
    make_vacancy(institution, f"2026-{institution.code}", **titles, state=VacancyState.APPROVED)  # whose number is in the walk's addresses
    opens_at = timezone.now() + YEAR
    when = {"opens_at": opens_at, "closes_at": opens_at + YEAR}
    vacancy = Vacancy(**about, **titles, **texts, **when, posts=1, criteria=[{"kind": "referees", "number": 3}])
    return {"requisition": requisition.pk, "vacancy": write_vacancy(vacancy=vacancy, by=None).pk}


def _placed(institution: Institution, mark: str) -> str:
    """The receipt number of an application with everything that it can have; its vacancy is public, and bears no mark."""
    vacancy = make_vacancy(institution, number=f"2026-1{institution.pk:04}")
    seeker = make_seeker(f"mwombaji.{mark}.{institution.code}", full_name=f"Chungwa {mark}")
    application = make_application(vacancy, seeker, state="placed")
    application.events.create(verb="place", before="recommended", after="placed", reason_sw=mark, reason_en=mark)
    Appeal.objects.create(application=application, text=mark)
    later = application.submitted_at + YEAR
    Offer.objects.create(application=application, institution=institution, station=mark, answer_by=later, report_by=later)
    return str(application.number)


def _sift(institution: Institution, mark: str) -> dict[str, int]:
    """A vacancy that is being sifted, an application for it, an appeal, and work that is done."""
    vacancy = make_vacancy(institution, f"2026-2{institution.pk:04}", state=VacancyState.SHORTLISTING)
    application = make_application(
        vacancy, make_seeker(f"anayesubiri.{mark}.{institution.code}", full_name=mark), ApplicationState.INELIGIBLE, passes=False
    )
    officer = application.seeker.person
    appeal = Appeal.objects.create(application=application, text=mark)
    work = SiftWork.objects.create(vacancy=vacancy, kind="longlist", status="done", said=mark, ordered_by=officer)
    things = {"sifted_vacancy": vacancy, "application": application, "candidate": application, "appeal": appeal, "sift_work": work}
    return {name: thing.pk for name, thing in things.items()}
