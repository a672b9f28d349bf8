"""The one step of the one workflow: approval by the moderators of the page's own institution."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import CharField, QuerySet
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, Task, TaskState

from huduma.platform.institutions.policy import reach

from .content import findings_of
from .freezing import frozen_places_for
from .page import SitePage

PERMISSION = "websites.moderate_sitepage"


class InstitutionApproval(Task):
    """Whoever moderates the site to which the page belongs approves it or sends it back with a comment."""

    class Meta:
        verbose_name = _("approval by the institution's moderators")
        verbose_name_plural = _("approvals by the institution's moderators")

    @classmethod
    def get_description(cls) -> str:
        """What the office says of this kind of step."""
        return str(_("The moderators of the institution to which the page belongs approve it."))

    def may_moderate(self, page: Page, person: Any) -> bool:
        """Whether ``person`` moderates the site to which ``page`` belongs, by an appointment in force today."""
        return reach(person, PERMISSION).covers(page.specific_deferred.institution_id)

    def user_can_access_editor(self, page: Page, user: Any) -> bool:
        return self.may_moderate(page, user)

    def locked_for_user(self, page: Page, user: Any) -> bool:
        return not self.may_moderate(page, user)

    def user_can_lock(self, page: Page, user: Any) -> bool:
        return self.may_moderate(page, user)

    def get_actions(self, page: Page, user: Any) -> list[tuple[str, Any, bool]]:
        if not self.may_moderate(page, user) or frozen_places_for(user).reason(page):
            return []
        return [("reject", _("Return for changes"), True), ("approve", _("Approve"), False)]  # Wagtail adds “and publish”

    def on_action(self, task_state: TaskState, user: Any, action_name: str, **kwargs: Any) -> str | None:
        """As Wagtail does; but what cannot be published is not approved: its moderator is led to the editor, which says why."""
        page: Any = task_state.revision.as_object()
        if action_name == "approve" and any(finding.is_refused for finding in findings_of(page)):
            return reverse("wagtailadmin_pages:edit", args=[page.pk])
        try:
            answer: str | None = super().on_action(task_state, user, action_name, **kwargs)
        except ValidationError:  # what was published since it was submitted, by which it is wrong now
            return reverse("wagtailadmin_pages:edit", args=[page.pk])
        return answer

    def get_task_states_user_can_moderate(self, user: Any, **kwargs: Any) -> QuerySet[TaskState]:
        waiting = TaskState.objects.filter(task=self, status=TaskState.STATUS_IN_PROGRESS)
        within = reach(user, PERMISSION)
        if within.everywhere:
            return waiting
        pages = SitePage.objects.filter(institution__in=within.institutions).values(key=Cast("pk", CharField()))
        return waiting.filter(workflow_state__object_id__in=pages)
