"""The tree in which all sites hang, and putting many pages in it at once.

Wagtail's ``add_child`` takes some 25 ms a page, which is seven minutes for the sites of a nation. Here a batch of pages is given its
places in memory and inserted with one statement for each table, which leaves the tree as ``add_child`` would have.
"""

import uuid
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone
from wagtail.models import Collection, Locale, Page, ReferenceIndex, Site, Task, Workflow, WorkflowPage, WorkflowTask
from wagtail.signal_handlers import disable_reference_index_auto_update

from huduma.platform.institutions.models import Institution

from .models import InstitutionApproval, SectorPage

WORKFLOW = "Idhini ya taasisi"

# kind: slug and title of the folder, in Swahili and in English
SECTORS: dict[str, dict[str, tuple[str, str]]] = {
    Institution.Kind.MINISTRY: {"sw": ("wizara", "Wizara"), "en": ("ministries", "Ministries")},
    Institution.Kind.INDEPENDENT_DEPARTMENT: {
        "sw": ("idara-huru", "Idara zinazojitegemea"),
        "en": ("departments", "Independent departments"),
    },
    Institution.Kind.AGENCY: {"sw": ("wakala", "Wakala na mashirika ya Serikali"), "en": ("agencies", "Agencies")},
    Institution.Kind.REGION: {"sw": ("mikoa", "Mikoa"), "en": ("regions", "Regions")},
    Institution.Kind.LOCAL_AUTHORITY: {
        "sw": ("halmashauri", "Mamlaka za serikali za mitaa"),
        "en": ("local-authorities", "Local authorities"),
    },
    Institution.Kind.OTHER: {"sw": ("taasisi-nyingine", "Taasisi nyingine"), "en": ("other-bodies", "Other public bodies")},
}


@transaction.atomic
def plant() -> None:
    """Make what every site hangs on: languages, root, folders of pages and of files, the workflow. What is there stays as it is."""
    with disable_reference_index_auto_update():
        root = Page.get_first_root_node() or Page.add_root(title="Root", slug="root", locale=_locale("sw"))
        _uproot_welcome_page()
        for kind, sectors in SECTORS.items():
            _plant_sector(root, kind, sectors)
        _plant_collections()
        _plant_workflow(root)


def _locale(language: str) -> Locale:
    return Locale.objects.get_or_create(language_code=language)[0]


def _uproot_welcome_page() -> None:
    """Remove the page, the site and the groups with which Wagtail greets a newcomer: an unknown host shall find nothing."""
    plain = ContentType.objects.get_for_model(Page)
    Site.objects.filter(root_page__depth=2, root_page__content_type=plain).delete()
    for page in Page.objects.filter(depth=2, content_type=plain):
        page.delete()
    Group.objects.filter(name__in=["Moderators", "Editors"]).delete()


def _plant_sector(root: Page, kind: str, sectors: dict[str, tuple[str, str]]) -> None:
    present = {sector.locale.language_code: sector for sector in SectorPage.objects.filter(kind=kind).select_related("locale")}
    key = next((sector.translation_key for sector in present.values()), uuid.uuid4())
    for language, (slug, title) in sectors.items():
        if language not in present:
            root.refresh_from_db()
            root.add_child(instance=SectorPage(kind=kind, slug=slug, title=title, locale=_locale(language), translation_key=key))


def _plant_collections() -> None:
    root = Collection.get_first_root_node() or Collection.add_root(name="Root")
    present = set(root.get_children().values_list("name", flat=True))
    for sectors in SECTORS.values():
        name = sectors["sw"][1]
        if name not in present:
            root.refresh_from_db()
            root.add_child(instance=Collection(name=name))


def _plant_workflow(root: Page) -> None:
    """One workflow with one step for all sites, in place of the one that Wagtail brings."""
    if not InstitutionApproval.objects.exists():
        Workflow.objects.all().delete()
        Task.objects.all().delete()
        workflow = Workflow.objects.create(name=WORKFLOW)
        WorkflowTask.objects.create(workflow=workflow, task=InstitutionApproval.objects.create(name=WORKFLOW))
        WorkflowPage.objects.update_or_create(page=root, defaults={"workflow": workflow})


def sector_pages() -> dict[tuple[str, str], SectorPage]:
    """The folders by kind of institution and language, locked until the transaction ends: who adds sites takes turns."""
    sectors = SectorPage.objects.select_for_update(of=("self",)).select_related("locale").order_by("pk")
    return {(sector.kind, sector.locale.language_code): sector for sector in sectors}


@transaction.atomic
def add_collections(institutions: Sequence[Institution]) -> dict[int, Collection]:
    """Add a folder of files for each institution, named by its code, to the one of its kind; returns them by primary key."""
    folders = {folder.name: folder for folder in Collection.get_first_root_node().get_children().select_for_update()}
    by_kind = {kind: folders[sectors["sw"][1]] for kind, sectors in SECTORS.items()}
    last_steps = {kind: _last_step(folder) for kind, folder in by_kind.items()}
    made = []
    for institution in institutions:
        folder = by_kind[institution.kind]
        last_steps[institution.kind] += 1
        path = Collection._get_path(folder.path, folder.depth + 1, last_steps[institution.kind])
        made.append(Collection(name=institution.code.upper(), path=path, depth=folder.depth + 1))
    Collection.objects.bulk_create(made)
    for kind, added in Counter(institution.kind for institution in institutions).items():
        Collection.objects.filter(pk=by_kind[kind].pk).update(numchild=F("numchild") + added)
    return {institution.pk: collection for institution, collection in zip(institutions, made, strict=True)}


@transaction.atomic
def add_children(places: Sequence[tuple[Page, Page]]) -> None:
    """Insert new live pages, each given as (parent, page), as ``parent.add_child(instance=page)`` would one after the other.

    A parent is in the tree already, or is a new page that comes earlier. ``slug``, ``title`` and ``locale`` are set on every page, and
    when it was published where that was not now.
    """
    rooted = {parent.pk: parent for parent, _page in places if parent.pk}
    last_steps = {id(parent): _last_step(parent) for parent in rooted.values()}
    now = timezone.now()
    for parent, page in places:
        step = last_steps[id(parent)] = last_steps.get(id(parent), 0) + 1
        page.depth, page.numchild = parent.depth + 1, 0
        page.path = Page._get_path(parent.path, page.depth, step)
        page.set_url_path(parent)
        page.live, page.has_unpublished_changes, page.draft_title = True, False, page.title
        page.first_published_at, page.last_published_at = page.first_published_at or now, page.last_published_at or now
        parent.numchild += 1
    _insert([page for _parent, page in places])
    for pk, added in Counter(parent.pk for parent, _page in places if parent.pk in rooted).items():
        Page.objects.filter(pk=pk).update(numchild=F("numchild") + added)


def note_references(pages: Iterable[Page]) -> None:
    """Note which records new ``pages``, put in the tree by ``add_children``, show or link to."""
    for page in pages:
        if any(ReferenceIndex._extract_references_from_object(page)):
            ReferenceIndex.create_or_update_for_object(page)


def _last_step(parent: Page | Collection) -> int:
    """The number of the last place taken below ``parent``, in either tree."""
    model = Page if isinstance(parent, Page) else Collection
    last = model.objects.filter(path__startswith=parent.path, depth=parent.depth + 1).aggregate(last=Max("path"))["last"]
    return model._str2int(last[-model.steplen :]) if last else 0


def _insert(pages: Sequence[Page]) -> None:
    """Insert the rows of all tables of ``pages``, which may be of several types: parent tables first."""
    bases = Page.objects.bulk_create([_as_page(page) for page in pages], batch_size=200)
    for page, base in zip(pages, bases, strict=True):
        page.pk = page.id = base.pk
        page._state.adding = False
    for model in _tables(pages):
        rows = [page for page in pages if isinstance(page, model)]
        for row in rows:
            setattr(row, model._meta.pk.attname, row.id)
        # Django's bulk_create refuses models that inherit from others; the insert below it does not.
        model._base_manager.get_queryset()._batched_insert(rows, model._meta.local_concrete_fields, batch_size=200)


def _as_page(page: Page) -> Page:
    return Page(**{field.attname: getattr(page, field.attname) for field in Page._meta.concrete_fields})


def _tables(pages: Iterable[Page]) -> list[type[Any]]:
    """The models below ``Page`` from which the types of ``pages`` are made, each after those it inherits from."""
    found: dict[type[Any], None] = {}
    for ancestors in sorted({type(page).__mro__ for page in pages}, key=str):
        pages_of_ours: list[Any] = [a for a in reversed(ancestors) if issubclass(a, Page) and a is not Page]
        found.update(dict.fromkeys(model for model in pages_of_ours if not model._meta.abstract))
    return list(found)
