"""``/statusz``: how the platform is, for its operators, as a page and as JSON.

Unlike ``/livez`` and ``/readyz`` it asks the database, so it is for people and dashboards and not for load balancers.
"""

import platform
import shutil
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from importlib.metadata import version

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache

from huduma.platform.institutions.scoping import whole_nation
from huduma.platform.jobs.models import QueuedJob, State, WorkerLease, database_now
from huduma.platform.messaging.models import Message

OVERDUE = timedelta(minutes=10)  # what is owed and due for longer than this wants a look
BACKUP_EVERY = timedelta(hours=36)
LEAST_DISK = 0.1  # of the disk


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at: a stable ``key``, its name, whether it is well, the measured ``value`` and what it means in words."""

    key: str
    label: str
    well: bool
    value: float | str
    said: str


@never_cache
def statusz(request: HttpRequest) -> HttpResponse:
    """All findings. For operators only: others get 404, who is not signed in is asked to be."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    if not request.user.has_perm("jobs.view_queuedjob"):
        raise Http404
    with whole_nation():
        findings = [look() for look in LOOKS]
    well = all(finding.well for finding in findings)
    if request.GET.get("format") == "json" or "application/json" in request.headers.get("Accept", ""):
        return JsonResponse({"well": well, "at": timezone.now().isoformat(), "findings": [asdict(finding) for finding in findings]})
    return render(request, "project/statusz.html", {"findings": findings, "well": well, "versions": _versions()})


def _database() -> Finding:
    started = time.perf_counter()
    database_now()
    milliseconds = round((time.perf_counter() - started) * 1000, 2)
    return Finding(
        "database", _("Database"), True, milliseconds, _("%(name)s answers in %(ms)s ms") % {"name": connection.vendor, "ms": milliseconds}
    )


def _migrations() -> Finding:
    executor = MigrationExecutor(connection)
    missing = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    said = (
        ngettext("%(count)s migration is missing", "%(count)s migrations are missing", missing) % {"count": missing}
        if missing
        else _("complete")
    )
    return Finding("migrations", _("Database schema"), not missing, missing, said)


def _workers() -> Finding:
    alive = WorkerLease.objects.filter(alive_until__gt=database_now()).count()
    said = ngettext("%(count)s is running", "%(count)s are running", alive) % {"count": alive} if alive else _("none is running")
    return Finding("workers", _("Workers"), alive > 0, alive, said)


def _queue() -> Finding:
    seconds = QueuedJob.objects.oldest_waiting_seconds()
    waiting = QueuedJob.objects.depth()[State.WAITING]
    said = _("%(count)s waiting, the oldest for %(minutes)s minutes") % {"count": waiting, "minutes": int(seconds // 60)}
    return Finding("queue", _("Background jobs"), seconds < OVERDUE.total_seconds(), round(seconds), said)


def _dead_jobs() -> Finding:
    dead = QueuedJob.objects.depth()[State.DEAD]
    return Finding("dead_jobs", _("Dead jobs"), not dead, dead, _("%(count)s to be looked at") % {"count": dead} if dead else _("none"))


def _outbox() -> Finding:
    now = database_now()
    owed = Message.objects.owed(now)
    late = owed.filter(next_attempt_at__lt=now - OVERDUE).count()
    said = _("%(count)s to be sent now, %(late)s of them late") % {"count": owed.count(), "late": late}
    return Finding("outbox", _("Messages"), not late, late, said)


def _disk() -> Finding:
    usage = shutil.disk_usage(settings.STATE)
    free = usage.free / usage.total
    said = _("%(free)s free of %(total)s") % {"free": filesizeformat(usage.free), "total": filesizeformat(usage.total)}
    return Finding("disk", _("Disk of the state folder"), free >= LEAST_DISK, round(free, 3), said)


def _backup() -> Finding:
    """When a backup was last restored and found whole (``manage.py restore --verify``)."""
    label = _("Last proven backup")
    try:
        proven_at = datetime.fromisoformat((settings.STATE / "last_verified_backup").read_text().split()[0])
    except (OSError, ValueError, IndexError):
        return Finding("backup", label, settings.DEMONSTRATION, "", _("no backup has been proven yet"))
    said = timezone.localtime(proven_at).strftime("%d/%m/%Y %H:%M")
    return Finding("backup", label, timezone.now() - proven_at < BACKUP_EVERY, proven_at.isoformat(), said)


LOOKS: list[Callable[[], Finding]] = [_database, _migrations, _workers, _queue, _dead_jobs, _outbox, _disk, _backup]


def _versions() -> list[tuple[str, str]]:
    database = ".".join(map(str, connection.get_database_version()))
    libraries = [(name, version(name)) for name in ("Django", "wagtail", "granian")]
    return [("Python", platform.python_version()), (connection.display_name, database), *libraries]
