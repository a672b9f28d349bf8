"""Two languages that should say the same: what a page knows of the page it is a translation of, and that one of it.

Neither language is the source: whichever was published later with other words leaves the other behind. Each page keeps a fingerprint of
the words that visitors read (``text_print``) and of those that its twin had when somebody last said that both say the same
(``translated_print``); it is *stale* where its twin reads differently now. A page that was put in the tree in bulk has no fingerprint until
it first changes.
"""

from typing import Any

from django.db import models
from django.db.models import DateTimeField, Exists, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _

from .page import SitePage


def live_twins() -> QuerySet[Any]:
    """The live page in the other language, for a subquery on pages of sites."""
    same = SitePage.objects.filter(translation_key=OuterRef("translation_key"), live=True)
    return same.exclude(pk=OuterRef("pk")).order_by()


def without_twin() -> Any:
    """The condition on pages of sites: there is no other language to be read."""
    return ~Exists(live_twins())


def behind_twin() -> Any:
    """The condition on pages of sites: the other language reads differently from what this one was made from.

    Pages that were never compared came together, and neither has changed since.
    """
    reads_differently = Exists(live_twins().exclude(text_print=OuterRef("translated_print")))
    return ~Q(translated_print="") & Q(reads_differently)


def out_of_step(pages: QuerySet[Any]) -> QuerySet[Any]:
    """Those live ones of ``pages`` that are behind their twin or have none, with ``stale`` and when the other was published (``since``)."""
    published = Subquery(live_twins().values("last_published_at")[:1], output_field=DateTimeField())
    found = pages.filter(Q(without_twin()) | Q(behind_twin()), live=True)
    return found.annotate(stale=Exists(live_twins()), since=published)


class Standing(models.TextChoices):
    """How a page stands to its other language."""

    MISSING = "missing", _("The other language is missing")
    STALE = "stale", _("The other language changed since")
    IN_STEP = "", _("Both languages say the same")


def standing_of(page: SitePage) -> Standing:
    """How ``page``, as visitors read it, stands to its twin (two queries; none in the editor, which has read both)."""
    stored = getattr(page, "as_stored", None)
    kept = stored.translated_print if stored else SitePage.objects.filter(pk=page.pk).values_list("translated_print", flat=True).first()
    twin = page.twin()
    if twin is None:
        return Standing.MISSING
    return Standing.STALE if kept and twin.text_print != kept else Standing.IN_STEP


def agree(page: SitePage, twin: SitePage) -> None:
    """Write down that both say the same as they stand now."""
    for one, other in ((page, twin), (twin, page)):
        one.follow(other)
        _keep(one)


def agreed_by_publishing(page: SitePage) -> bool:
    """Bring what is known of ``page``, just published, and its twin in step; returns whether its author said that both say the same.

    A page that was never compared with its twin was made from the twin as it is now, and the twin is not behind what is new.
    """
    twin = page.twin()
    says_so, page.follows_twin = page.follows_twin, False
    SitePage.objects.filter(pk=page.pk, follows_twin=True).update(follows_twin=False)
    if twin is None:
        return False
    if says_so or not twin.translated_print:
        if not says_so and not page.translated_print:
            page.follow(twin)
            _keep(page)
        twin.follow(page)
        _keep(twin)
    return says_so


def _keep(page: SitePage) -> None:
    SitePage.objects.filter(pk=page.pk).update(translated_print=page.translated_print, translated_from=page.translated_from_id)
