"""Keeping count of what the checker says of published pages, for those who look after many."""

from collections import defaultdict
from collections.abc import Sequence

from django.db import transaction

from huduma.systems.websites.models import SitePage
from huduma.systems.websites.models.content import count_findings, findings_of


@transaction.atomic
def note_findings(*, page: SitePage) -> None:
    """Write down how much the checker says of ``page``, just published."""
    _keep({page.pk: len(findings_of(page))})


@transaction.atomic
def note_all_findings(*, pages: Sequence[SitePage]) -> None:
    """Write down how much the checker says of all ``pages`` of one site: what they link to or show may have gone since."""
    _keep(count_findings(pages))


def _keep(counted: dict[int, int]) -> None:
    by_count: dict[int, list[int]] = defaultdict(list)
    for pk, count in counted.items():
        by_count[min(count, 32_767)].append(pk)  # the most that the column holds
    for count, pks in by_count.items():
        for start in range(0, len(pks), 500):
            SitePage.objects.filter(pk__in=pks[start : start + 500]).exclude(findings=count).update(findings=count)
