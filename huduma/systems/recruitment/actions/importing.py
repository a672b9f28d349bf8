"""Many vacancies at once, from a sheet that somebody filled in."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from huduma.platform.institutions.policy import reach
from huduma.systems.recruitment.models import Vacancy
from huduma.systems.recruitment.states import Refused

from .vacancies import write_vacancy

ADD = "recruitment.add_vacancy"


@dataclass(frozen=True)
class Imported:
    """How many drafts were made, and how many lines had been imported before and were left alone."""

    made: int
    known: int


@transaction.atomic
def import_vacancies(*, vacancies: Sequence[Vacancy], by: Any) -> Imported:
    """Keep every one of ``vacancies`` as a draft, or none; one whose institution and reference are there already is left as it is.

    Raises ``ValidationError`` and ``Refused``, and ``PermissionDenied`` for an institution out of reach.
    """
    may = reach(by, ADD)
    if not all(may.covers(vacancy.institution_id) for vacancy in vacancies):
        raise PermissionDenied
    references = [vacancy.reference for vacancy in vacancies]
    known = set(Vacancy.objects.filter(reference__in=references).values_list("institution", "reference"))
    new = [vacancy for vacancy in vacancies if (vacancy.institution_id, vacancy.reference) not in known]
    try:
        with transaction.atomic():
            for vacancy in new:
                write_vacancy(vacancy=vacancy, by=by)
    except IntegrityError as error:
        raise Refused(_("Somebody is importing the same lines right now. Try again.")) from error
    return Imported(len(new), len(vacancies) - len(new))
