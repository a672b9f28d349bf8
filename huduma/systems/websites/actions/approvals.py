"""Telling people by mail that a page waits for them, and what became of the one that they submitted."""

from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from wagtail.models import PageLogEntry, TaskState, WorkflowState

from huduma.platform.accounts.models import Person
from huduma.platform.institutions.policy import reach
from huduma.platform.messaging.actions import Outgoing, send_many
from huduma.platform.portal.addresses import origin
from huduma.systems.websites.models import SitePage

from .people import MODERATE, TEND, holders

SUBMITTED, APPROVED, RETURNED = "websites.submitted", "websites.approved", "websites.returned"  # the texts
_SUBMITTED_BY = ("wagtail.workflow.start", "wagtail.workflow.resume")  # as the history of a page has it


@transaction.atomic
def tell_moderators(*, waiting: TaskState, by: Any) -> int:
    """Owe a mail to whoever may approve the page that ``by`` has just submitted; returns how many.

    One for each person and submission, however often this is called. Whoever has no e-mail address finds the page in the office.
    """
    page = _page_of(waiting.workflow_state)
    if page is None:
        return 0
    people = Person.objects.filter(pk__in=holders(page.institution, MODERATE)).order_by("pk")
    messages = [_letter(SUBMITTED, page, person, waiting, by) for person in people if person != by]
    return send_many(messages=messages, by=by)


@transaction.atomic
def tell_submitter(*, decided: WorkflowState, by: Any) -> int:
    """Owe a mail to whoever submitted the page that ``by`` has just approved or returned; returns how many.

    None to who no longer works on the site.
    """
    page, step = _page_of(decided), decided.current_task_state
    person = _submitter_of(page) if page else None
    if page is None or step is None or person is None or person == by or not reach(person, TEND).covers(page.institution_id):
        return 0
    if decided.status == WorkflowState.STATUS_APPROVED:
        is_shown = page.live and page.live_revision_id == step.revision_id
        address = origin(page.institution.host) + page.path_on_site() if is_shown else ""
        letter = _letter(APPROVED, page, person, step, by, address=address)
    else:
        letter = _letter(RETURNED, page, person, step, by, comment=step.comment.strip())
    return send_many(messages=[letter], by=by)


def _page_of(state: WorkflowState) -> SitePage | None:
    """The page as it is now; what else may have a workflow is none of ours."""
    found: SitePage | None = SitePage.objects.select_related("institution", "locale").filter(pk=state.object_id).first()
    return found


def _submitter_of(page: SitePage) -> Person | None:
    """Who submitted ``page`` last: Wagtail knows of a workflow only who began it, and a page that was returned may be mended by another."""
    entry = PageLogEntry.objects.filter(page=page.pk, action__in=_SUBMITTED_BY).order_by("-timestamp", "-pk").first()
    return Person.objects.filter(pk=entry.user_id).first() if entry else None


def _letter(notice: str, page: SitePage, person: Person, step: TaskState, by: Any, **more: str) -> Outgoing:
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk], urlconf=settings.ROOT_URLCONF)
    said = {
        "institution": page.institution.name_in(person.language),
        "page": page.draft_title or page.title,
        "by": by.full_name if by else "",
        "office_url": settings.WAGTAILADMIN_BASE_URL + edit,
    }
    return Outgoing(notice, "email", person.language, said | more, f"{notice}:{step.pk}:{person.pk}", person, page.institution)
