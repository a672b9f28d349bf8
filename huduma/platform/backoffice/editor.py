"""Wagtail's page editor, asking once for what it tells of a page; Wagtail's own asks again in every corner of the screen."""

from collections.abc import Iterator
from functools import cached_property
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Prefetch, prefetch_related_objects
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from wagtail.admin.views.pages.edit import EditView
from wagtail.admin.views.pages.revisions import RevisionsRevertView
from wagtail.models import COMMENTS_RELATION_NAME, Comment, CommentReply, Page, Revision, Task, TaskState, WorkflowState, WorkflowTask

DONE = {TaskState.STATUS_APPROVED, TaskState.STATUS_SKIPPED}


class KnownState(SimpleLazyObject):
    """A ``WorkflowState`` that reads once which steps the approval has and how far each is.

    Says what Wagtail says as long as ``WAGTAIL_WORKFLOW_REQUIRE_REAPPROVAL_ON_EDIT`` is off, as it is here.
    """

    def __init__(self, state: WorkflowState) -> None:
        super().__init__(lambda: state)

    @cached_property
    def _steps(self) -> list[Task]:
        states = sorted(self.task_states.all(), key=lambda state: (state.started_at, state.pk))
        entered = WorkflowTask.objects.filter(workflow=self.workflow_id).select_related("workflow", "task").order_by("sort_order")
        steps: list[Task] = []
        for entry in entered:
            self.workflow = entry.workflow
            steps.append(entry.task)
        labels = dict(TaskState.STATUS_CHOICES)
        for step in steps:
            taken = [state for state in states if state.task_id == step.pk]
            step.task_state = taken[-1] if taken else None
            step.status = step.task_state.status if step.task_state else None
            step.status_display = labels.get(step.status, _("Not started"))
            step.is_done = any(state.status in DONE for state in taken)
        return steps

    def all_tasks_with_status(self) -> list[Task]:
        """The steps, each with its ``status`` and ``status_display``."""
        return self._steps

    def all_tasks_with_state(self) -> list[Task]:
        """The steps, each with its latest ``task_state``."""
        return self._steps

    @property
    def is_at_final_task(self) -> bool:
        """Whether approving what waits now ends the approval."""
        return len([step for step in self._steps if step.active and not step.is_done]) <= 1


class _AsksOnce:
    """A screen that only shows draws on what it read at its beginning. What is sent to it runs as Wagtail's own, and remembers nothing."""

    request: HttpRequest
    real_page_record: Page
    latest_revision: Revision | None
    scheduled_revision: Revision | None
    previous_revision: Revision | None
    page: Page

    def get_object(self) -> Page:
        """The page as a revision has it, which knows already what the rest of the screen will ask of it."""
        if self.request.method != "GET":
            return super().get_object()  # type: ignore[misc, no-any-return]
        record = self.real_page_record
        known = record.specific_class._default_manager.select_related("locale", "owner__wagtail_userprofile").get(pk=record.pk)
        record.specific = record.specific_deferred = known
        for revision in filter(None, (self.latest_revision, self.scheduled_revision, self.previous_revision)):
            revision.content_object = known
        page: Page = super().get_object()  # type: ignore[misc]
        page.as_stored = known
        states = list(self._approvals(record, self._people(record, known)))
        for shown in (record, known, page):
            shown.locale, shown.owner, shown.latest_revision = known.locale, known.owner, self.latest_revision
            shown.scheduled_revision = self.scheduled_revision
            shown._cached_parent_obj = known.get_parent()  # where get_parent() looks first
            shown._current_workflow_states = states  # where Wagtail's prefetch_workflow_states() puts them
        if page is not known:
            _complete(getattr(page, COMMENTS_RELATION_NAME).get_object_list())
        self.request.all_page_view_restriction_paths = []  # type: ignore[attr-defined]  # Wagtail looks here first; none can be private
        return page

    def _people(self, record: Page, known: Page) -> dict[int | None, Any]:
        """Whom the screen names beside those who comment."""
        people: dict[int | None, Any] = {None: None, self.request.user.pk: self.request.user, known.owner_id: known.owner}
        named = {state.requested_by_id for state in record._current_workflow_states}
        if self.previous_revision:
            named.add(self.previous_revision.user_id)
        if missing := named - people.keys():
            people |= get_user_model()._default_manager.select_related("wagtail_userprofile").in_bulk(missing)
        if self.previous_revision:
            self.previous_revision.user = people[self.previous_revision.user_id]
        return people

    def _approvals(self, record: Page, people: dict[int | None, Any]) -> Iterator[KnownState]:
        """The approval that ``record`` waits for, if any, with all that it leads to."""
        for state in record._current_workflow_states:
            state.content_object = record
            state.requested_by = people[state.requested_by_id]
            if state.current_task_state:
                state.current_task_state = state.current_task_state.specific
                state.current_task_state.task = state.current_task_state.task.specific
            yield KnownState(state)

    def get_translations(self) -> list[dict[str, Any]]:
        """As Wagtail's; the page keeps the pages in its other languages, of which its form asks too."""
        others = list(self.page.get_translations().select_related("locale"))
        if self.request.method == "GET":
            self.page.other_languages = others
        return [
            {"locale": other.locale, "url": reverse("wagtailadmin_pages:edit", args=[other.pk])}
            for other in others
            if other.permissions_for_user(self.request.user).can_edit()
        ]


def _complete(comments: list[Comment]) -> None:
    """Read for all ``comments`` at once their replies, and where they stand if the revision did not say it."""
    if comments:
        prefetch_related_objects(comments, Prefetch("replies", CommentReply.objects.order_by("pk")))
    unplaced = {comment.pk: comment for comment in comments if "position" in comment.get_deferred_fields()}
    if unplaced:
        for pk, position in Comment.objects.filter(pk__in=unplaced).values_list("pk", "position"):
            unplaced[pk].position = position


class OfficeEditView(_AsksOnce, EditView):
    """The editor of a page."""


class OfficeRevertView(_AsksOnce, RevisionsRevertView):
    """The editor of a page, begun from an earlier revision."""
