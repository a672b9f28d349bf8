"""Carrying what is owed."""

from huduma.platform.jobs.job import job

from . import actions


@job(priority=-10, atomic=False)
def carry(message_id: int) -> None:
    """Try to send one message; what became of it stands in its row.

    After all other work: ten thousand letters take their time, and an officer waits for a long-list. What somebody waits for, as a
    sign-in code, is queued as urgent.
    """
    actions.carry(message_id=message_id)


@job()
def recover() -> None:
    """Settle what killed senders left behind."""
    actions.recover()


@job()
def expunge() -> None:
    """Remove texts and addresses that have been kept long enough."""
    actions.expunge()
