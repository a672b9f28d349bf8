"""How long applications are kept: what those say that came to nothing goes, some time after their vacancy was over."""

from typing import Any

from django.db import transaction

from huduma.platform.audit.actions import record
from huduma.platform.institutions.scoping import whole_nation
from huduma.systems.recruitment.models import Application, Seeker, Vacancy

from .certificates import remove_unnamed
from .leaving import empty, held

AT_ONCE = 500  # applications in one transaction
MOST = 50_000  # in one night: the rest waits for the next


def erase_due(*, by: Any) -> int:
    """Empty the applications that were kept for as long as their senders were told, as closing the account does; returns how many.

    Not one transaction: each chunk is one, with the certificates that it leaves without a name, so whoever is killed leaves whole chunks,
    and the next goes on. Certificates of a profile stay.
    """
    erased = 0
    with whole_nation():
        due = Application.objects.due_to_be_erased().order_by("vacancy_id").values_list("vacancy_id", flat=True).distinct()
        for vacancy in list(due):
            while erased < MOST and (count := _erase_chunk(vacancy, by)):
                erased += count
    return erased


@transaction.atomic
def _erase_chunk(vacancy: int, by: Any) -> int:
    due = held(Application.objects.due_to_be_erased().filter(vacancy=vacancy).order_by("pk")[:AT_ONCE])
    if not due:
        return 0
    seekers = set(due.values())
    # Whoever removes a certificate just now is through before us, so that we see that it is hidden, or sees what we did.
    list(Seeker.objects.select_for_update(no_key=True).filter(pk__in=seekers).order_by("pk").values_list("pk", flat=True))
    empty(keys=list(due))
    remove_unnamed(seekers=seekers)
    subject = Vacancy.objects.select_related("institution").get(pk=vacancy)
    record(subject=subject, verb="recruitment.erase_due", by=by, data={"applications": len(due)})
    return len(due)
