"""Telling officers by mail what others decided on what they wrote: on a requisition of theirs, or on a vacancy."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from huduma.platform.institutions.policy import reach
from huduma.platform.messaging.actions import Outgoing, send_many
from huduma.systems.recruitment.models import Requisition, Vacancy
from huduma.systems.recruitment.models.wording import in_language

# The notices, by the verb of the table of states: each has templates notices/<key>.<sw|en>.txt.
OF_REQUISITION = {
    "approve": "recruitment.requisition_approved",
    "return": "recruitment.requisition_returned",
    "cancel": "recruitment.requisition_cancelled",
}
OF_VACANCY = {"approve": "recruitment.vacancy_approved", "return": "recruitment.vacancy_returned"}
_SCREENS = {"requisition": "requisitions:inspect", "vacancy": "vacancies:inspect"}


@transaction.atomic
def tell_filer(*, requisition: Requisition, verb: str, by: Any) -> int:
    """Owe a mail to whoever filed ``requisition``, when ``verb``, which ``by`` has just done, is a decision on it; returns how many.

    One for each decision, however often this is called. Whoever has no e-mail address reads it in the office.
    """
    return _tell(requisition, OF_REQUISITION.get(verb), requisition.filed_by, requisition.decided_at, by)


@transaction.atomic
def tell_writer(*, vacancy: Vacancy, verb: str, by: Any) -> int:
    """Owe a mail to whoever wrote ``vacancy`` last, when ``verb``, which ``by`` has just done, is a decision on it; see ``tell_filer``."""
    return _tell(vacancy, OF_VACANCY.get(verb), vacancy.written_by, vacancy.changed_at, by)


def _tell(record: Requisition | Vacancy, notice: str | None, person: Any, at: datetime | None, by: Any) -> int:
    """None to whoever decided it, nor to who may no longer read it in the office."""
    if notice is None or person is None or person == by or not person.is_active:
        return 0
    kind, institution = str(record._meta.model_name), record.institution
    if not reach(person, f"recruitment.view_{kind}").covers(institution.pk):
        return 0
    screen = reverse(_SCREENS[kind], args=[record.pk], urlconf=settings.ROOT_URLCONF)
    said = {
        "title": in_language(record, "title", person.language),
        "institution": institution.name_in(person.language),
        "remark": record.remark,
        "url": settings.WAGTAILADMIN_BASE_URL + screen,
    }
    letter = Outgoing(notice, "email", person.language, said, f"{notice}:{record.pk}:{at}", person, institution)
    return send_many(messages=[letter], by=by)
