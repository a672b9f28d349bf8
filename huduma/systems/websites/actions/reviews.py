"""Keeping pages right: who does it, saying that a page still is, and reminding."""

from collections import defaultdict
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from huduma.platform.accounts.models import Person
from huduma.platform.audit.actions import record
from huduma.platform.institutions.models import Institution
from huduma.platform.institutions.scoping import of_institution, whole_nation
from huduma.platform.jobs.models import database_now
from huduma.platform.messaging.actions import send
from huduma.systems.websites.models import InstitutionSite, SitePage
from huduma.systems.websites.models.page_review import PageReview, due, due_on, with_review

from .people import MODERATE, TEND, holders

MOST_IN_A_LETTER = 30  # pages named in one reminder; the screen has all


@transaction.atomic
def keep_page(*, page: SitePage, keeper: Person | None, days: int | None, by: Any) -> None:
    """Say who keeps ``page`` and all below it right and how often it is looked at; what is left empty is inherited.

    Raises ``ValidationError`` when ``keeper`` has no appointment at the page's institution that looks after its content.
    """
    if keeper and keeper.pk not in holders(page.institution, TEND):
        raise ValidationError({"keeper": _("Choose somebody who works on the website of this institution.")})
    PageReview.objects.update_or_create(page=page, defaults={"institution": page.institution, "keeper": keeper, "days": days})
    note_due(institution=page.institution)
    record(subject=page, verb="websites.keep_page", by=by, data={"keeper": keeper.pk if keeper else None, "days": days})


@transaction.atomic
def review_page(*, page: SitePage, by: Any) -> None:
    """Say that ``page`` was looked at and is still right; it is due again after as long as it is looked at every time."""
    said = {"institution": page.institution, "reviewed_at": database_now(), "reviewed_by": by, "reminded_at": None}
    PageReview.objects.update_or_create(page=page, defaults=said)
    note_due(institution=page.institution)
    record(subject=page, verb="websites.review_page", by=by)


@transaction.atomic
def forget_keeper(*, page: int) -> None:
    """Forget who kept a page that is deleted."""
    with whole_nation():
        PageReview.objects.filter(page=page).delete()


@transaction.atomic
def note_due(*, institution: Institution) -> None:
    """Write down at how many pages of ``institution`` somebody should look now. Costs next to nothing where nobody said how often."""
    with of_institution(institution):
        asked = PageReview.objects.filter(institution=institution, days__isnull=False).exists()
        count = due(with_review(SitePage.objects.of(institution))).count() if asked else 0
    InstitutionSite.objects.filter(pk=institution.pk).exclude(reviews_due=count).update(reviews_due=count)


def send_reminders(*, by: Any) -> int:
    """Remind the keepers of all pages that are due and of which they were not reminded, and count what is due; returns how many letters are
    owed.

    One letter for each person and institution, in the person's language; each institution is one transaction. A page whose keeper is
    no longer appointed there falls to the site's moderators.
    """
    with whole_nation():
        asked = PageReview.objects.filter(days__isnull=False).values("institution")
        counted = InstitutionSite.objects.filter(reviews_due__gt=0).values("pk")
        institutions = list(Institution.objects.filter(Q(pk__in=asked) | Q(pk__in=counted)).order_by("pk"))
    return sum(_remind(institution) for institution in institutions)


@transaction.atomic
def _remind(institution: Institution) -> int:
    note_due(institution=institution)
    with of_institution(institution):
        pages = [page for page in due(with_review(SitePage.objects.of(institution))) if not _was_reminded(page)]
        if not pages:
            return 0
        by_person = _shared_out(institution, pages)
        people = Person.objects.in_bulk(by_person)
        for pk, own in by_person.items():
            _write(people[pk], institution, own)
        now = database_now()
        for page in pages:
            PageReview.objects.update_or_create(page=page, defaults={"institution": institution, "reminded_at": now})
    return len(by_person)


def _was_reminded(page: Any) -> bool:
    """Whether its keeper heard of it since it became due: once is enough, until it was found right again."""
    day = due_on(page)
    return bool(day and page.reminded_at and timezone.localtime(page.reminded_at).date() >= day)


def _shared_out(institution: Institution, pages: list[Any]) -> dict[int, list[Any]]:
    """The pages by the primary key of the person who is to look at them."""
    keepers, moderators = holders(institution, TEND), holders(institution, MODERATE)
    shared: dict[int, list[Any]] = defaultdict(list)
    for page in pages:
        for pk in [page.keeper_id] if page.keeper_id in keepers else moderators:
            shared[pk].append(page)
    return shared


def keepers_of(institution: Institution) -> list[int]:
    """The people (primary keys) who may keep pages of ``institution``."""
    return holders(institution, TEND)


def _write(person: Person, institution: Institution, pages: list[Any]) -> None:
    """Owe ``person`` one letter; who has no e-mail address finds the pages on the screen."""
    if not person.email:
        return
    send(
        notice="websites.review",
        channel="email",
        language=person.language,
        context={
            "institution": institution.name_in(person.language),
            "pages": [{"title": page.title, "day": due_on(page)} for page in pages[:MOST_IN_A_LETTER]],
            "more": max(0, len(pages) - MOST_IN_A_LETTER),
            "url": settings.WAGTAILADMIN_BASE_URL + reverse("pages-to-review:index", urlconf=settings.ROOT_URLCONF),
        },
        key=f"websites.review:{institution.pk}:{person.pk}:{timezone.localdate()}",
        by=None,
        to=person,
        institution=institution,
    )
