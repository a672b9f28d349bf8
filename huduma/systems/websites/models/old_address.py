"""Addresses that a site answered once, or that its institution's earlier website did: visitors, links and search engines keep them."""

from collections.abc import Mapping
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.documents import get_document_model_string
from wagtail.images import get_image_model_string

from huduma.platform.institutions.models import Institution
from huduma.systems.websites.addresses import LONGEST_OLD_ADDRESS

from .page import SitePage


class OldAddressQuerySet(models.QuerySet["OldAddress"]):
    def leads_to(self, institution: int, address: str) -> str | None:
        """Where a visitor of the institution's site who asks for ``address`` is to go; ``None`` when nothing that can be seen is known.

        ``address`` is as ``addresses.old_address`` gives it. One query.
        """
        found = self.filter(institution=institution, address=address).select_related("page__locale", "image", "document").first()
        if found is None:
            return None
        if found.page:
            return found.page.path_on_site() if found.page.live else None
        file = found.image or found.document
        return file.file.url if file else None

    def remember(self, institution: int, pages: Mapping[str, int]) -> None:
        """Let each of these addresses lead to the page with that primary key, whatever it led to before."""
        rows = [OldAddress(institution_id=institution, address=address, page_id=page) for address, page in pages.items()]
        self._put([row for row in rows if len(row.address) <= LONGEST_OLD_ADDRESS])

    def remember_file(self, institution: int, addresses: list[str], *, image: int | None = None, document: int | None = None) -> None:
        """Let ``addresses`` lead to the picture or the document with that primary key."""
        rows = [OldAddress(institution_id=institution, address=address, image_id=image, document_id=document) for address in addresses]
        self._put([row for row in rows if len(row.address) <= LONGEST_OLD_ADDRESS])

    def _put(self, rows: list[Any]) -> None:
        targets = ["page", "image", "document"]
        self.bulk_create(
            rows, batch_size=150, update_conflicts=True, unique_fields=["institution", "address"], update_fields=targets
        )  # the limit of variables of older SQLites is 999


class OldAddress(models.Model):
    """One such address on the site of one institution, and the page or file that is there for it now. A page that has it goes before."""

    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    address = models.CharField(max_length=LONGEST_OLD_ADDRESS, help_text="As addresses.old_address() gives it.")
    page = models.ForeignKey(SitePage, null=True, on_delete=models.CASCADE, related_name="+")
    image = models.ForeignKey(get_image_model_string(), null=True, on_delete=models.CASCADE, related_name="+")
    document = models.ForeignKey(get_document_model_string(), null=True, on_delete=models.CASCADE, related_name="+")

    wagtail_reference_index_ignore = True  # nobody shows a picture because its old address is known
    objects = OldAddressQuerySet.as_manager()

    class Meta:
        verbose_name = _("old address")
        verbose_name_plural = _("old addresses")
        constraints = [
            models.UniqueConstraint(fields=["institution", "address"], name="old_address_once"),
            models.CheckConstraint(
                condition=Q(page__isnull=False, image__isnull=True, document__isnull=True)
                | Q(page__isnull=True, image__isnull=False, document__isnull=True)
                | Q(page__isnull=True, image__isnull=True, document__isnull=False),
                name="old_address_leads_to_one",
            ),
        ]

    def __str__(self) -> str:
        return self.address
