"""Wagtail's page editor, asking once for what it tells of a page; Wagtail's own asks again in every corner of the screen."""

from collections.abc import Iterator
from functools import cached_property
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Model, Prefetch, prefetch_related_objects
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from wagtail.admin.views.pages.edit import EditView
from wagtail.admin.views.pages.revisions import RevisionsRevertView
from wagtail.blocks import StreamValue, StructValue
from wagtail.blocks.list_block import ListValue
from wagtail.fields import StreamField
from wagtail.images import get_image_model
from wagtail.images.models import AbstractImage
from wagtail.models import COMMENTS_RELATION_NAME, Comment, CommentReply, Page, Revision, Task, TaskState, WorkflowState, WorkflowTask

THUMBNAIL = "max-165x165"  # of a picture in Wagtail's chooser
DONE = {TaskState.STATUS_APPROVED, TaskState.STATUS_SKIPPED}


class KnownState(SimpleLazyObject):
    """A ``WorkflowState`` that reads once which steps the approval has and how far each is.

    Says what Wagtail says as long as ``WAGTAIL_WORKFLOW_REQUIRE_REAPPROVAL_ON_EDIT`` is off, as it is here.
    """

    def __init__(self, state: WorkflowState) -> None:
        super().__init__(lambda: state)

    @cached_property
    def _steps(self) -> list[Task]:
        entered = WorkflowTask.objects.filter(workflow=self.workflow_id).select_related("workflow", "task").order_by("sort_order")
        steps: list[Task] = []
        for entry in entered:
            self.workflow = entry.workflow
            steps.append(entry.task)
        states, labels = self._states(steps), dict(TaskState.STATUS_CHOICES)
        for step in steps:
            taken = [state for state in states if state.task_id == step.pk]
            step.task_state = taken[-1] if taken else None
            step.status = step.task_state.status if step.task_state else None
            step.status_display = labels.get(step.status, _("Not started"))
            step.is_done = any(state.status in DONE for state in taken)
        return steps

    def _states(self, steps: list[Task]) -> list[TaskState]:
        """What became of the steps, the latest last; of an only step that is waiting the approval knows it."""
        latest = self.current_task_state
        if self.is_active and latest and [step.pk for step in steps] == [latest.task_id]:
            return [latest]
        return sorted(self.task_states.all(), key=lambda state: (state.started_at, state.pk))

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
        known = record.specific_class._default_manager.select_related("locale", "owner__wagtail_userprofile", "live_revision").get(
            pk=record.pk
        )
        record.specific = record.specific_deferred = known
        for revision in filter(None, (self.latest_revision, self.scheduled_revision, self.previous_revision)):
            revision.content_object = known
        page: Page = super().get_object()  # type: ignore[misc]
        page.as_stored = known
        states = list(self._approvals(record, self._people(record, known)))
        for shown in (record, known, page):
            self._tell(shown, known, states)
        if page is not known:
            _complete(getattr(page, COMMENTS_RELATION_NAME).get_object_list())
        streams = [getattr(page, field.name) for field in page._meta.concrete_fields if isinstance(field, StreamField)]
        _prepare([chosen for value in streams for chosen in _chosen(value)], known.get_parent())
        self.request.all_page_view_restriction_paths = []  # type: ignore[attr-defined]  # Wagtail looks here first; none can be private
        return page

    def _tell(self, shown: Page, known: Page, states: list[KnownState]) -> None:
        """Let ``shown`` know what is the same in all its revisions."""
        shown.locale, shown.owner, shown.latest_revision = known.locale, known.owner, self.latest_revision
        shown.scheduled_revision = self.scheduled_revision
        if shown.live_revision_id == known.live_revision_id:
            shown.live_revision = known.live_revision
        shown._cached_parent_obj = known.get_parent()  # where get_parent() looks first
        shown._current_workflow_states = states  # where Wagtail's prefetch_workflow_states() puts them

    def _people(self, record: Page, known: Page) -> dict[int | None, Any]:
        """Whom the screen names beside those who comment; its revisions know theirs."""
        people: dict[int | None, Any] = {None: None, self.request.user.pk: self.request.user, known.owner_id: known.owner}
        revisions = [revision for revision in (self.latest_revision, self.previous_revision, known.live_revision) if revision]
        named = {asked.requested_by_id for asked in record._current_workflow_states} | {revision.user_id for revision in revisions}
        if missing := named - people.keys():
            people |= get_user_model()._default_manager.select_related("wagtail_userprofile").in_bulk(missing)
        for revision in revisions:
            revision.user = people[revision.user_id]
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


def _chosen(value: Any) -> Iterator[Model]:
    """The records that blocks of a ``value`` of a ``StreamField`` show, at any depth."""
    if isinstance(value, Model):
        yield value
    elif isinstance(value, StreamValue | ListValue):
        children = value if isinstance(value, StreamValue) else value.bound_blocks
        for child in children:
            yield from _chosen(child.value)
    elif isinstance(value, StructValue):
        for held in value.values():
            yield from _chosen(held)


def _prepare(chosen: list[Model], beside: Page | None) -> None:
    """Read at once what the choosers of the editor tell of pictures and pages, of which many stand below the page ``beside``."""
    pictures = [record for record in chosen if isinstance(record, AbstractImage)]
    if pictures:
        small = get_image_model().get_rendition_model().objects.filter(filter_spec=THUMBNAIL)
        prefetch_related_objects(pictures, Prefetch("renditions", small, to_attr="prefetched_renditions"))
    pages = [record for record in chosen if isinstance(record, Page)]
    if pages:
        above = {beside.path: beside} if beside else {}
        missing = {page.path[: -page.steplen] for page in pages} - above.keys()
        above |= {page.path: page for page in Page.objects.filter(path__in=missing)} if missing else {}
        for page in pages:
            page._cached_parent_obj = above.get(page.path[: -page.steplen])
            page.specific = page.specific_deferred  # a title needs no more


class OfficeEditView(_AsksOnce, EditView):
    """The editor of a page."""


class OfficeRevertView(_AsksOnce, RevisionsRevertView):
    """The editor of a page, begun from an earlier revision."""
