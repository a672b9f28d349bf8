"""What came from an institution's earlier website, so that it is known again when it comes once more."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.documents import get_document_model_string
from wagtail.images import get_image_model_string

from huduma.platform.institutions.models import Institution

from .page import SitePage


class ImportedItem(models.Model):
    """One item of a WordPress export and what was made of it; nothing of that is left when somebody has deleted it here since."""

    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=300, help_text="wordpress.reader.Item.key, or the address of a file that is no item.")
    page = models.ForeignKey(SitePage, null=True, on_delete=models.SET_NULL, related_name="+")
    image = models.ForeignKey(get_image_model_string(), null=True, on_delete=models.SET_NULL, related_name="+")
    document = models.ForeignKey(get_document_model_string(), null=True, on_delete=models.SET_NULL, related_name="+")
    fingerprint = models.CharField(max_length=32, blank=True, help_text="Of what was last written on the page.")
    imported_at = models.DateTimeField(auto_now_add=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("imported item")
        verbose_name_plural = _("imported items")
        constraints = [models.UniqueConstraint(fields=["institution", "key"], name="imported_item_once")]

    def __str__(self) -> str:
        return self.key

    @property
    def is_gone(self) -> bool:
        """Whether what was made of it has been deleted here."""
        return not (self.page_id or self.image_id or self.document_id)
