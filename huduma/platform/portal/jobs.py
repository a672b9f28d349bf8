"""The portal's work outside a request."""

from huduma.platform.institutions.models import Institution
from huduma.platform.jobs.job import job
from huduma.platform.portal import actions


@job(attempts=1, atomic=False)
def count_figures() -> None:
    """Count the figures; the next run, five minutes later, is the retry."""
    actions.count_figures()


@job(priority=-30)
def index_institution(pk: int) -> None:
    """Bring one institution in step between the register and search. After letters: a new register is hundreds of these, one by one."""
    actions.index_institution(institution=Institution.objects.get(pk=pk))


@job(atomic=False)
def forget_sessions() -> None:
    """Remove old finished dialogues."""
    actions.forget_sessions()
