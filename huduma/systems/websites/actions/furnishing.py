"""Adding many pages to sites at once: what a machine wrote or brought, not what an editor publishes."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from wagtail.models import Page

from huduma.platform.audit.actions import record
from huduma.platform.institutions.models import Institution
from huduma.systems.websites.addresses import HOME_PATH
from huduma.systems.websites.drawing import draw_pages, specific, take_sites
from huduma.systems.websites.models import InstitutionSite, SiteMap, SitePage
from huduma.systems.websites.models.freezing import why_frozen
from huduma.systems.websites.tree import add_children, note_references

from . import index_pages


@transaction.atomic
def add_pages(*, institution: Institution, places: Sequence[tuple[SitePage, SitePage]], by: Any) -> None:
    """Put new pages, each given as (parent, page), on the site of ``institution``: live, drawn, and found by search.

    Each page has its ``institution``, and its parent is a page of the site already. Parents, and the home page of each language, are drawn
    anew. Raises ``PermissionDenied`` for a frozen site, and does nothing where there is no page to add.
    """
    if not places:
        return
    row = InstitutionSite.objects.get(institution=institution)
    if row.frozen_at:
        raise PermissionDenied(why_frozen(row.frozen_reason))
    parents = {parent.pk for parent, _page in places if parent.pk}
    list(Page.objects.select_for_update().filter(pk__in=parents).order_by("pk").values_list("pk"))  # before the site, as who publishes one
    [site] = take_sites([institution.pk])
    add_children(places)
    pages = [page for _parent, page in places]
    note_references(pages)
    homes, parents = {parent.path[:HOME_PATH] for parent, _page in places}, {parent.translation_key for parent, _page in places}
    listing = specific(SitePage.objects.live().filter(Q(path__in=sorted(homes)) | Q(translation_key__in=parents)))
    draw_pages(site, SiteMap(institution), [*pages, *listing])
    index_pages(pages)
    record(subject=institution, verb="websites.add_pages", by=by, data={"pages": len(pages)})
