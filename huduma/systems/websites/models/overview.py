"""What the agency looks at when it looks at all sites: one query, however many sites there are."""

from typing import Any

from django.db.models import Count, DateTimeField, F, Func, IntegerField, Max, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from huduma.platform.jobs.models import database_now

from .form_answer import FormAnswer
from .notice import SiteNotice
from .page import SitePage
from .page_link import PageLink
from .site import InstitutionSite
from .traffic import with_traffic
from .translations import behind_twin, without_twin


def with_content_due(sites: QuerySet[Any]) -> QuerySet[Any]:
    """``sites`` with what their editors have to look after: ``findings`` of the checker, ``stale`` pages and ``broken`` links."""
    own = SitePage.objects.filter(institution=OuterRef("pk"), live=True).order_by()
    findings = own.filter(findings__gt=0).values("institution").annotate(n=Sum("findings")).values("n")
    return sites.select_related("institution").annotate(
        findings=Coalesce(Subquery(findings, output_field=IntegerField()), 0),
        stale=_count(own.filter(behind_twin())),
        broken=_count(PageLink.objects.filter(institution=OuterRef("pk")).broken().order_by()),
    )


def with_overview(sites: QuerySet[Any]) -> QuerySet[Any]:
    """``sites`` with all that their lines in the overview say.

    ``changed_at`` is when a page was last edited or published; ``pages`` counts those that visitors read, ``untranslated`` those of them
    that are in one language only, ``stale`` those that are behind their other language, ``waiting`` those with changes that nobody has
    published yet, ``broken`` the links that lead nowhere, ``notices`` what is in force now, ``unanswered`` the forms that visitors sent and
    nobody has seen to, ``findings`` what the checker says of them, ``views`` how often its pages were read in the last thirty days.
    """
    own = SitePage.objects.filter(institution=OuterRef("pk")).order_by()
    changed = own.values("institution").annotate(last=Max(Coalesce("latest_revision_created_at", "last_published_at"))).values("last")
    return (
        with_content_due(with_traffic(sites))
        .select_related("frozen_by")
        .annotate(
            changed_at=Subquery(changed, output_field=DateTimeField()),
            pages=_count(own.filter(live=True)),
            waiting=_count(own.filter(has_unpublished_changes=True)),
            untranslated=_count(own.filter(without_twin(), live=True)),
            notices=_count(_notices()),
            unanswered=_count(FormAnswer.objects.unanswered().filter(institution=OuterRef("pk")).order_by()),
        )
    )


def _notices() -> QuerySet[Any]:
    """The notices in force on the site of the outer query."""
    to_kind = Q(institution_kind="") | Q(institution_kind=OuterRef("institution__kind"))
    theirs = Q(institution=OuterRef("pk")) | (Q(institution__isnull=True) & to_kind)
    return SiteNotice.objects.in_force(database_now()).filter(theirs).order_by()


def _count(rows: QuerySet[Any]) -> Subquery:
    return Subquery(rows.annotate(n=Func(F("pk"), function="COUNT")).values("n"), output_field=IntegerField())


def totals() -> dict[str, int]:
    """How many sites there are, how many are still to be made, and how many are frozen (one query)."""
    return InstitutionSite.objects.aggregate(
        sites=Count("pk"),
        owed=Count("pk", filter=Q(status=InstitutionSite.Status.OWED)),
        frozen=Count("pk", filter=Q(frozen_at__isnull=False)),
    )
