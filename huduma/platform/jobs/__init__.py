"""Work outside a request: the queue, the sweeps that find what is owed, and the schedule.

*The row is the truth, the queue is disposable.* A system that owes work keeps a row with a status and declares it once in its
``contributions.py``::

    sweeps.add(Sweep("messaging.outbox", _("Messages to be sent"), owed=Message.objects.owed, job=jobs.deliver))
    schedules.add(Schedule("portal.snapshot", _("Daily figures"), job=jobs.snapshot, every=timedelta(days=1), offset=timedelta(hours=2)))

The action that writes the row says ``owe("messaging.outbox", message.pk)`` in the same transaction, so that a worker takes it up at
once; should that job ever be lost, the sweep, once a minute, puts it back. The job itself (``jobs.py``) makes one action call.
"""
