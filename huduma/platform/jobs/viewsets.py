"""The operator's page: what waits, runs, has failed or is dead; with retry and discard, for one job or many."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

import django_filters
from django.contrib.admin.utils import quote
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import BulkActionsCheckboxColumn, Column, DateColumn, StatusTagColumn
from wagtail.admin.views import generic
from wagtail.admin.views.bulk_action import BulkAction
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets import Button
from wagtail.permissions import ModelPermissionPolicy

from . import actions
from .models import QueuedJob, State, WorkerLease, database_now
from .schedule import upcoming
from .sweep import sweeps

SEARCHED = ["task_path", "args_kwargs", "traceback"]


class QueueFilterSet(WagtailFilterSet):
    state = django_filters.ChoiceFilter(label=_("State"), choices=State.choices, method="in_state", empty_label=_("All but done"))

    class Meta:
        model = QueuedJob
        fields: list[str] = []

    def in_state(self, queryset: Any, name: str, state: str) -> QuerySet[QueuedJob]:
        """The jobs in the state that was chosen."""
        return queryset.in_state(state)

    def filter_queryset(self, queryset: Any) -> QuerySet[QueuedJob]:
        """What is done is shown only when it is asked for."""
        if not self.form.cleaned_data["state"]:
            queryset = queryset.in_state(*(s for s in State if s != State.DONE))
        return super().filter_queryset(queryset)


def operate_url(action: str, job: QueuedJob) -> str:
    """The address of the page that asks whether to do ``action`` (retry or discard) with ``job``, and does it."""
    where = reverse("wagtail_bulk_action", args=(QueuedJob._meta.app_label, QueuedJob._meta.model_name, action))
    return f"{where}?{urlencode({'id': quote(job.pk), 'next': reverse('jobs:index')})}"


class QueueView(generic.IndexView):
    """The listing, with the state of the queue above it."""

    narrows_itself = True  # the queue is the platform's own: the permission is given to national roles only
    any_permission_required = ["view", "operate"]
    template_name = "jobs/queue.html"
    default_ordering = "-enqueued_at"
    filterset_class = QueueFilterSet

    @cached_property
    def columns(self) -> list[Any]:
        return [
            BulkActionsCheckboxColumn("bulk_actions", obj_type="queuedjob"),
            self._get_title_column("__str__", get_title_id=lambda job: f"queuedjob_{quote(job.pk)}_title"),
            StatusTagColumn("state", label=_("State"), accessor="state.label", primary=lambda job: job.state == State.DEAD),
            Column("attempts", label=_("Attempts")),
            DateColumn("enqueued_at", label=_("Queued"), sort_key="enqueued_at"),
            DateColumn("next_try_at", label=_("Next try")),
            Column("error", label=_("Error")),
        ]

    def get_list_more_buttons(self, instance: QueuedJob) -> list[Any]:
        buttons = super().get_list_more_buttons(instance)
        if self.user_has_permission("operate"):
            buttons += [Button(label, url=url, icon_name=icon) for label, url, icon in possible_operations(instance)]
        return buttons

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        depth = QueuedJob.objects.depth()
        return super().get_context_data(
            *args,
            depth=[(state, state.label, depth[state]) for state in State if state in depth],
            oldest_waiting_seconds=round(QueuedJob.objects.oldest_waiting_seconds()),
            owed=[(sweep.label, sweep.count()) for sweep in sweeps],
            schedule=upcoming(),
            workers=WorkerLease.objects.filter(alive_until__gt=database_now()).count(),
            **kwargs,
        )


def possible_operations(job: QueuedJob) -> list[tuple[str, str, str]]:
    """What may be done with ``job`` now: label, address and icon of each."""
    operations = []
    if job.state in actions.RETRIED:
        operations.append((gettext("Try again"), operate_url("retry", job), "rotate"))
    if job.state in actions.DISCARDED:
        operations.append((gettext("Discard"), operate_url("discard", job), "bin"))
    return operations


class JobView(generic.InspectView):
    """One job, with the whole of its last error."""

    narrows_itself = True
    any_permission_required = ["view", "operate"]
    LABELS = {
        "state": _("State"),
        "name": _("Job"),
        "arguments": _("Arguments"),
        "attempts": _("Attempts"),
        "enqueued_at": _("Queued"),
        "started_at": _("Last started"),
        "next_try_at": _("Next try"),
        "finished_at": _("Finished"),
        "worker": _("Last worker"),
        "traceback": _("Last error"),
    }
    fields = [*LABELS]

    page_title = _("Job")

    def get_field_label(self, field_name: str, field: Any) -> Any:
        return self.LABELS[field_name]

    def get_field_display_value(self, field_name: str, field: Any) -> Any:
        value = super().get_field_display_value(field_name, field)
        return (timezone.localtime(value) if isinstance(value, datetime) else value) or "–"

    def get_state_display_value(self) -> Any:
        return self.object.state.label

    def get_arguments_display_value(self) -> str:
        return ", ".join(map(str, self.object.arguments))

    def get_traceback_display_value(self) -> Any:
        return format_html("<pre>{}</pre>", self.object.traceback) if self.object.traceback else ""

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        if not self.permission_policy.user_has_permission(self.request.user, "operate"):
            return []
        return [Button(label, url=url, icon_name=icon) for label, url, icon in possible_operations(self.object)]


class QueueViewSet(ModelViewSet):
    model = QueuedJob
    name = "jobs"
    icon = "tasks"
    menu_order = 850
    add_to_admin_menu = True
    add_to_reference_index = False
    copy_view_enabled = False
    inspect_view_enabled = True
    form_fields: list[str] = []
    index_view_class = QueueView
    inspect_view_class = JobView
    inspect_view_fields = JobView.fields
    search_fields = SEARCHED
    search_backend_name = None

    def get_urlpatterns(self) -> list[Any]:
        """Jobs are made by the platform and never edited by hand: only the listing and the single job have addresses."""
        return [pattern for pattern in super().get_urlpatterns() if pattern.name in {"index", "index_results", "inspect"}]

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        nowhere = dict.fromkeys(["add_url_name", "edit_url_name", "delete_url_name", "history_url_name", "usage_url_name"])
        return super().get_common_view_kwargs(**{**nowhere, **kwargs})

    def register_admin_url_finder(self) -> None:
        """There is no editor to point to."""


class Operation(PermissionCheckedMixin, BulkAction):
    """Asks whether to do something with the chosen jobs, and does it; one job is chosen like many."""

    models = [QueuedJob]
    narrows_itself = True
    permission_policy = ModelPermissionPolicy(QueuedJob)
    permission_required = "operate"
    template_name = "jobs/confirm.html"
    states: tuple[State, ...] = ()
    question: Any = ""

    def check_perm(self, obj: QueuedJob) -> bool:
        return obj.state in self.states

    def get_all_objects_in_listing_query(self, parent_id: Any) -> QuerySet:
        """*All* means all that the listing shows under its filter and search."""
        filters = QueueFilterSet(self.request.GET, queryset=QueuedJob.objects.all(), request=self.request)
        jobs = filters.qs if filters.is_valid() else QueuedJob.objects.none()
        words = self.request.GET.get("q", "")
        matching = Q()
        for field in SEARCHED if words else []:
            matching |= Q(**{f"{field}__icontains": words})
        return jobs.filter(matching).values_list("pk", flat=True)

    def get_execution_context(self) -> dict[str, Any]:
        return {"by": self.request.user}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(question=self.question, display_name=self.display_name, **kwargs)


class Retry(Operation):
    display_name = _("Try again")
    aria_label = _("Try the chosen jobs again")
    action_type = "retry"
    action_priority = 10
    states = actions.RETRIED
    question = _("Try these jobs again now? Each gets all its attempts anew.")

    @classmethod
    def execute_action(cls, objects: list[QueuedJob], by: Any = None, **kwargs: Any) -> tuple[int, int]:
        return actions.retry(jobs=objects, by=by), 0

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str:
        return ngettext("%(n)d job will be tried again.", "%(n)d jobs will be tried again.", num_parent_objects) % {"n": num_parent_objects}


class Discard(Operation):
    display_name = _("Discard")
    aria_label = _("Discard the chosen jobs")
    action_type = "discard"
    action_priority = 20
    classes = {"serious"}
    states = actions.DISCARDED
    question = _("Take these jobs out of the queue? Work that is still owed comes back with the next sweep.")

    @classmethod
    def execute_action(cls, objects: list[QueuedJob], by: Any = None, **kwargs: Any) -> tuple[int, int]:
        return actions.discard(jobs=objects, by=by), 0

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str:
        return ngettext("%(n)d job was discarded.", "%(n)d jobs were discarded.", num_parent_objects) % {"n": num_parent_objects}
