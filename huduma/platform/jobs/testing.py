"""For the tests of every room that queues jobs."""

from django_tasks_db.models import DBTaskResult

from .job import QUEUE
from .worker import Worker


def work_off() -> None:
    """Run every job that is due, in this process and inside the test's transaction, until none is left.

    Failed jobs stay in the queue for their next try. It is the worker's own way of running a job, without lease and schedule.
    """
    worker = Worker()
    while row := DBTaskResult.objects.ready().filter(backend_name=QUEUE).first():
        row.claim(worker.worker_id)
        worker.run_task(row)
