"""Carrying what is owed."""

from huduma.platform.jobs.job import job

from . import actions


@job(priority=50, atomic=False)
def carry(message_id: int) -> None:
    """Try to send one message; what became of it stands in its row."""
    actions.carry(message_id=message_id)


@job()
def recover() -> None:
    """Settle what killed senders left behind."""
    actions.recover()


@job()
def expunge() -> None:
    """Remove texts and addresses that have been kept long enough."""
    actions.expunge()
