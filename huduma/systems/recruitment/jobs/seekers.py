"""Telling those who saved a search of what was published since, and clearing away files that nobody names."""

from huduma.platform.jobs.job import job
from huduma.systems.recruitment.actions.certificates import clear_orphans
from huduma.systems.recruitment.actions.searches import tell_of


@job(atomic=False)
def tell(vacancy_id: int) -> None:
    """Owe the messages about one vacancy."""
    tell_of(vacancy_id=vacancy_id)


@job(atomic=False)
def clear() -> None:
    """Remove files of certificates that no row names."""
    clear_orphans()
