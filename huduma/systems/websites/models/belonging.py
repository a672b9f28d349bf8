"""What a page refers to, and whose it is."""

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import CollectionMember, Page, ReferenceIndex

from huduma.platform.institutions.models.workspace import owner_of_collection, owner_of_page


def foreign_references(page: Page, institution: int) -> dict[str, set[tuple[type[Model], str]]]:
    """The fields of ``page``, saved or not, that refer to pictures, documents or pages of others than ``institution``, each with the
    records (model and primary key) that it refers to.

    Whatever is the nation's own may be shown by everybody. What does not exist is nobody's, and counts as another's.
    """
    found: dict[str, set[tuple[type[Model], str]]] = {}
    kinds = ContentType.objects.get_for_models(get_image_model(), get_document_model(), Page)
    models = {kind.pk: model for model, kind in kinds.items()}
    for kind, record, model_path, _content_path in ReferenceIndex._extract_references_from_object(page):
        if kind in models and _owner(models[kind], record) not in {institution, NATION}:
            found.setdefault(model_path.partition(".")[0], set()).add((models[kind], str(record)))
    return found


NATION, NOBODY = 0, -1


def _owner(model: type, record: str) -> int:
    try:
        found = model.objects.filter(pk=record).first()  # type: ignore[attr-defined]
    except ValueError:  # no number at all: rich text keeps whatever a browser sent
        found = None
    if found is None:
        return NOBODY
    owner = owner_of_collection(found.collection) if isinstance(found, CollectionMember) else owner_of_page(found)
    return NATION if owner is None else owner
