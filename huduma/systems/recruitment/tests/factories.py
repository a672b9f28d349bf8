"""Vacancies, seekers and applications for tests."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from huduma.platform.institutions.models import Institution
from huduma.platform.institutions.scoping import whole_nation
from huduma.platform.institutions.tests.factories import make_person
from huduma.systems.recruitment.criteria import digest, read
from huduma.systems.recruitment.models import Application, CriteriaVersion, Seeker, Vacancy
from huduma.systems.recruitment.states import VACANCY, ApplicationState, VacancyState

CRITERIA = [
    {"kind": "education", "level": "66", "fields": ["06"]},
    {"kind": "age", "least": 18, "most": 45},
    {"kind": "citizenship", "countries": ["TZ"]},
]
PROFILE = {
    "born": "1995-03-02",
    "citizenship": "TZ",
    "education": [
        {
            "level": "66",
            "field": "0613",
            "programme": "BSc Computer Science",
            "institution": "Chuo Kikuu cha Dodoma",
            "year": 2018,
            "award": "",
        }
    ],
    "registrations": [],
    "languages": [{"language": "sw", "speaking": 3, "reading": 3, "writing": 3}],
    "experience": [{"occupation": "2512", "from": "2019-01-01", "to": "2022-12-31", "employer": "Kampuni", "post": "Msanidi programu"}],
    "training": [],
    "referees": [{"name": f"Mdhamini {number}", "phone": "+255712345678", "email": "", "post": "Meneja"} for number in range(3)],
}


def make_vacancy(institution: Institution, number: str = "2026-00001", **fields: Any) -> Vacancy:
    """A vacancy that is open, with ``CRITERIA`` frozen as its first version; say ``state=...`` for another standing."""
    now = timezone.now()
    texts = {f"{name}_{language}": f"{name} {language}" for name in ("summary", "duties", "assessment") for language in ("sw", "en")}
    given = {
        "title_sw": "Afisa TEHAMA Daraja la II",
        "title_en": "ICT Officer Grade II",
        "occupation": "2512",
        "salary_scale": "TGS D",
        "posts": 3,
        "opens_at": now - timedelta(days=7),
        "closes_at": now + timedelta(days=7),
        "criteria": CRITERIA,
        "level": "66",
        **texts,
        **fields,
    }
    state = given.pop("state", VacancyState.PUBLISHED)
    with whole_nation():
        vacancy = Vacancy.objects.create(institution=institution, number=number, **given)
        if state not in (VacancyState.DRAFT, VacancyState.SUBMITTED, VacancyState.APPROVED):
            frozen = {"criteria": given["criteria"], "judged_on": vacancy.closing_day}
            seal = digest(read(given["criteria"]), vacancy.closing_day)
            vacancy.version = CriteriaVersion.objects.create(vacancy=vacancy, number=1, digest=seal, **frozen)
            vacancy.published_at = given["opens_at"]
        for step in _steps_to(state):  # the database allows no jump
            vacancy.state = step
            vacancy.save()
    return vacancy


def _steps_to(state: str) -> list[str]:
    """The states of a vacancy on its way to ``state``, as the table leads there."""
    found, queue = {str(VacancyState.DRAFT): []}, [str(VacancyState.DRAFT)]
    for before in queue:
        for source, target in VACANCY.steps():
            if source == before and target not in found:
                found[target] = [*found[before], target]
                queue.append(target)
    return found[str(state)]


def make_seeker(name: str, **fields: Any) -> Seeker:
    """A job seeker with a whole profile, confirmed by the national id authority; ``person`` may be given."""
    person = fields.pop("person", None) or make_person(name)
    given = {"full_name": f"Asha {name.title()}", "sex": "F", "district": "Ilala", "ward": "Kariakoo", "profile": PROFILE}
    return Seeker.objects.create(person=person, **given | {"nin_checked_at": timezone.now()} | fields)


def make_application(vacancy: Vacancy, seeker: Seeker, state: str = ApplicationState.SUBMITTED, **fields: Any) -> Application:
    """An application as it would be had it come to ``state``."""
    given = {
        "version": vacancy.version,
        "snapshot": {
            **seeker.as_profile(),
            "name": seeker.full_name,
            "contact": {"phone": seeker.person.phone, "email": seeker.person.email},
        },
        "submitted_at": timezone.now(),
        "sex": seeker.sex,
        "region": seeker.region,
        "passes": True,
        **fields,
    }
    with whole_nation():
        return Application.objects.create(vacancy=vacancy, seeker=seeker, institution=vacancy.institution, state=state, **given)
