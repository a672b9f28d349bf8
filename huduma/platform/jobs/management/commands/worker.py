"""``manage.py worker``: run the queue's jobs and the schedule until told to stop."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from huduma.platform.jobs.worker import Worker


class Command(BaseCommand):
    help = "Run jobs and the schedule. Start as many as you like, on as many machines as you like; stop with SIGTERM."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--interval", type=float, default=1.0, help="seconds to wait before looking again into an empty queue")

    def handle(self, *, interval: float, **options: Any) -> None:
        worker = Worker(interval=interval)
        worker.configure_signals()
        worker.run()
