"""Publishing and closing vacancies at their instants, and archiving them long after."""

from huduma.platform.jobs.job import job
from huduma.systems.recruitment.actions import advertising


@job(priority=60)  # an instant that was promised goes before other work
def publish_vacancy(vacancy: int) -> None:
    """Publish the vacancy with this primary key, if that is due."""
    advertising.publish_vacancy(vacancy=vacancy, by=None)


@job(priority=60)
def close_vacancy(vacancy: int) -> None:
    """Close the vacancy with this primary key, if that is due."""
    advertising.close_vacancy(vacancy=vacancy, by=None)


@job(atomic=False)
def archive_vacancies() -> None:
    """Archive what was decided long ago."""
    advertising.archive_vacancies(by=None)
