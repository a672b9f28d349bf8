"""Frozen sites: visitors go on reading, and nobody changes anything.

Whether a page, a picture or a document may be changed is asked here, whoever asks: Wagtail's permissions, its editor, and the door at
which every change has to pass (``agency.door``).
"""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.html import format_html
from django.utils.translation import gettext as _
from wagtail.locks import BaseLock
from wagtail.models import CollectionMember, Page

from huduma.platform.institutions.models import Institution

from .site import InstitutionSite


@dataclass(frozen=True)
class FrozenPlaces:
    """The tree paths below which nothing changes, of pages and of collections of files, each with the agency's reason."""

    pages: dict[str, str]
    collections: dict[str, str]

    def reason(self, record: Model) -> str | None:
        """Why ``record``, a page, picture or document, may not be changed; ``None`` where it may."""
        if isinstance(record, Page):
            return _below(self.pages, record.path)
        if isinstance(record, CollectionMember) and self.collections:
            return _below(self.collections, record.collection.path)
        return None


def _below(places: dict[str, str], path: str) -> str | None:
    return next((reason for place, reason in places.items() if path.startswith(place)), None)


def frozen_places() -> FrozenPlaces:
    """What is frozen now (one query)."""
    frozen = InstitutionSite.objects.frozen().values_list(
        "institution__workspace__pages__path", "institution__workspace__collection__path", "frozen_reason"
    )
    pages, collections = {}, {}
    for page, collection, reason in frozen:
        if page:
            pages[page], collections[collection] = reason, reason
    return FrozenPlaces(pages, collections)


def frozen_places_for(person: Any) -> FrozenPlaces:
    """``frozen_places``, asked once for the request of ``person``: a listing asks for every page it shows."""
    known: FrozenPlaces | None = getattr(person, "_frozen_places", None)
    if known is None:
        known = person._frozen_places = frozen_places()
    return known


def why_frozen(reason: str) -> str:
    """What whoever tries to change a frozen site is told."""
    return _("The agency has frozen this website: %(reason)s Nothing can be changed until it lifts this; visitors go on reading.") % {
        "reason": reason if reason.endswith((".", "!", "?")) else f"{reason}."
    }


def refuse_frozen(institution: Institution) -> None:
    """Raise ``ValidationError`` with the agency's reason where the site of ``institution`` is frozen: for what passes by the door."""
    frozen = InstitutionSite.objects.frozen().filter(pk=institution.pk).first()
    if frozen:
        raise ValidationError(why_frozen(frozen.frozen_reason))


class FreezeLock(BaseLock):
    """Wagtail's editor opens the page, shows why nothing can be changed, and takes nothing in."""

    def __init__(self, page: Page, reason: str) -> None:
        super().__init__(page)
        self.reason = reason

    def for_user(self, user: Any) -> bool:
        return True

    def get_message(self, user: Any) -> str:
        return format_html("{}", why_frozen(self.reason))

    def get_locked_by(self, user: Any) -> str:
        return _("Frozen by the agency")

    def get_description(self, user: Any) -> str:
        return why_frozen(self.reason)
