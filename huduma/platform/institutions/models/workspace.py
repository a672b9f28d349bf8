"""An institution's own places in the editor."""

from django.db import models
from django.db.models import QuerySet
from wagtail.models import Collection, Page

from .institution import Institution


class Workspace(models.Model):
    """The pages under which an institution's site hangs, and the collection of its pictures and documents."""

    institution = models.OneToOneField(Institution, on_delete=models.CASCADE, primary_key=True, related_name="workspace")
    pages = models.ManyToManyField(Page, related_name="+")
    collection = models.OneToOneField(Collection, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return str(self.institution_id)


def _paths_above(path: str, steplen: int) -> list[str]:
    return [path[:end] for end in range(steplen, len(path) + 1, steplen)]


def owner_of_page(page: Page) -> int | None:
    """The primary key of the institution under whose pages ``page`` hangs; ``None`` for the nation's own (one query)."""
    paths = _paths_above(page.path, Page.steplen)
    return Workspace.objects.filter(pages__path__in=paths).values_list("institution_id", flat=True).first()


def owner_of_collection(collection: Collection) -> int | None:
    """The primary key of the institution to which ``collection`` or one above it belongs; ``None`` for the nation's own (one query)."""
    paths = _paths_above(collection.path, Collection.steplen)
    return Workspace.objects.filter(collection__path__in=paths).values_list("institution_id", flat=True).first()


def pages_of(institution_ids: list[int]) -> QuerySet[Page]:
    """All pages of these institutions, at any depth."""
    roots = Page.objects.filter(pk__in=Workspace.pages.through.objects.filter(workspace_id__in=institution_ids).values("page_id"))
    found = Page.objects.none()
    for root in roots:
        found = found | Page.objects.descendant_of(root, inclusive=True)
    return found
