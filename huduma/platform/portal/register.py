"""The register as search sees it: what of it can be found, and what has changed since search last looked."""

from datetime import datetime, time

from django.db.models import CharField, F, Max, Model, OuterRef, Q, Subquery
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils import timezone, translation

from huduma.platform.contributions.listing import Entry
from huduma.platform.institutions.models import Institution
from huduma.platform.institutions.models.institution import InstitutionQuerySet
from huduma.platform.portal.addresses import portal_url
from huduma.platform.search.models import SearchEntry

LISTING = "institutions.register"


def describe(institution: Model) -> list[Entry]:
    """An institution's entries: its page on the portal, in both languages."""
    assert isinstance(institution, Institution)  # noqa: S101  the listing has no other records
    return [_describe_in(language, institution) for language in ("sw", "en")]


def _describe_in(language: str, institution: Institution) -> Entry:
    with translation.override(language):
        other = institution.name_in("en" if language == "sw" else "sw")
        found_by = [other, institution.short_name_in(language), institution.code, institution.host, institution.email, institution.phone]
        return Entry(
            language=language,
            title=institution.name,
            url=portal_url(reverse("portal:institution", args=[institution.code])),
            summary=" · ".join(filter(None, [institution.get_kind_display(), institution.physical_address])),
            text="\n".join(filter(None, found_by)),
            institution_id=institution.pk,
            dated=timezone.make_aware(datetime.combine(institution.status_date, time())),
        )


def out_of_step() -> InstitutionQuerySet:
    """The institutions that changed after they were last indexed, and those no longer active that are still found."""
    entries = SearchEntry.objects.filter(listing=LISTING, object_id=Cast(OuterRef("pk"), CharField()))
    known = Institution.objects.annotate(changed_at=Max("changes__recorded_at"), indexed_at=Subquery(entries.values("indexed_at")[:1]))
    active = Q(status=Institution.Status.ACTIVE)
    return known.filter(active & (Q(indexed_at__isnull=True) | Q(indexed_at__lt=F("changed_at"))) | ~active & Q(indexed_at__isnull=False))
