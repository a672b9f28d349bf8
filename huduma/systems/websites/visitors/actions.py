"""What readers say of a page, and what its editors do about it. Readers are nobody: what they say is in no audit trail."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from huduma.platform.audit.actions import record
from huduma.platform.institutions.scoping import of_institution, whole_nation
from huduma.systems.websites.models import PageComment, PageVotes, SitePage


@transaction.atomic
def vote(*, page: SitePage, helpful: bool) -> None:
    """Count one reader's answer to whether ``page`` was helpful."""
    column = "yes" if helpful else "no"
    with of_institution(page.institution):
        PageVotes.objects.bulk_create([PageVotes(institution=page.institution, page=page)], ignore_conflicts=True)
        PageVotes.objects.filter(page=page).update(**{column: F(column) + 1})


@transaction.atomic
def comment(*, page: SitePage, text: str) -> PageComment:
    """Keep what a reader missed on ``page``. Raises ``ValidationError`` for what is empty or too long."""
    with of_institution(page.institution):
        written = PageComment(institution=page.institution, page=page, text=text.strip())
        written.full_clean()
        written.save(force_insert=True)
    return written


@transaction.atomic
def settle_comment(*, comment: PageComment, by: Any) -> None:
    """Say that ``comment`` is dealt with. Raises ``ValidationError`` when it is already."""
    current = PageComment.objects.select_for_update().get(pk=comment.pk)
    if current.is_settled:
        raise ValidationError(_("Somebody has dealt with this already."))
    PageComment.objects.filter(pk=comment.pk).update(settled_at=timezone.now(), settled_by=by)
    record(subject=current, verb="websites.settle_comment", by=by)


@transaction.atomic
def forget_feedback(*, page: int) -> None:
    """Forget what was said of a page that is deleted."""
    with whole_nation():
        PageVotes.objects.filter(page=page).delete()
        PageComment.objects.filter(page=page).delete()


@transaction.atomic
def forget_old_comments() -> int:
    """Forget comments that have been kept long enough; the counts stay. Returns how many."""
    with whole_nation():
        return PageComment.objects.old().delete()[0]  # type: ignore[no-any-return]
