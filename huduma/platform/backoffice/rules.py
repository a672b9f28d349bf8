"""The vocabulary of the guard: what has to be true of the ids in an address before its view may run."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db.models import Exists, F, Model, OuterRef, QuerySet
from django.db.models.functions import Left, Length
from django.http import HttpRequest
from wagtail.admin.views.bulk_action.registry import bulk_action_registry
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Collection, Page, Task, TaskState, WorkflowState

from huduma.platform.asking.ready import Ready
from huduma.platform.institutions.models import Workspace
from huduma.platform.institutions.policy import collections_reach, pages_reach


@dataclass(frozen=True)
class Visit:
    """A request for an address of the office: who, and the parameters of the address by name or position."""

    request: HttpRequest
    parameters: dict[Any, Any]

    def ids(self, name: str | int) -> list[str]:
        """The ids that the address carries as ``name``, else those of that name in query and form."""
        if name in self.parameters:
            return [str(self.parameters[name])]
        return [*self.request.GET.getlist(str(name)), *self.request.POST.getlist(str(name))]


Rule = Callable[[Visit], bool]


def anyone(visit: Visit) -> bool:
    """The address names no record; what it shows is narrowed by permissions and hooks."""
    return True


def nobody(visit: Visit) -> bool:
    """Closed: what it does is done by an action of our own, or by nobody."""
    return False


def nation(visit: Visit) -> bool:
    """Only those who work on the pages of every institution."""
    return pages_reach(visit.request.user).everywhere


def pages(*names: str | int) -> Rule:
    """Only pages of the person's own institutions."""

    def rule(visit: Visit) -> bool:
        return owns_pages(visit.request.user, [pk for name in names for pk in visit.ids(name)])

    return rule


def explorable(name: str) -> Rule:
    """Pages of the person's own institutions, and those above them on the way there."""

    def rule(visit: Visit) -> bool:
        reach = pages_reach(visit.request.user)
        if reach.everywhere:
            return True
        roots = page_paths(reach.institutions)
        paths = Page.objects.filter(pk__in=_numbers(visit.ids(name))).values_list("path", flat=True)
        return all(any(path.startswith(root) or root.startswith(path) for root in roots) for path in paths)

    return rule


def images(name: str) -> Rule:
    """Only pictures in the collections of the person's own institutions."""
    return _collected(get_image_model, name)


def documents(name: str) -> Rule:
    """Only documents in the collections of the person's own institutions."""
    return _collected(get_document_model, name)


def _collected(model: Callable[[], Any], name: str) -> Rule:
    def rule(visit: Visit) -> bool:
        paths = model().objects.filter(pk__in=_numbers(visit.ids(name))).values_list("collection__path", flat=True)
        return _in_own_collections(visit.request.user, paths)

    return rule


def collections(name: str) -> Rule:
    """Only collections of the person's own institutions."""

    def rule(visit: Visit) -> bool:
        paths = Collection.objects.filter(pk__in=_numbers(visit.ids(name))).values_list("path", flat=True)
        return _in_own_collections(visit.request.user, paths)

    return rule


def task_states(name: str) -> Rule:
    """Only approvals of pages of the person's own institutions."""

    def rule(visit: Visit) -> bool:
        states = WorkflowState.objects.filter(task_states__in=TaskState.objects.filter(pk__in=_numbers(visit.ids(name))))
        return all(owns(visit.request.user, state.content_object) for state in states)

    return rule


def mine(model: type[Model], name: str, owner: str) -> Rule:
    """Only records that the person made, such as an upload in waiting; ``owner`` is the field that says who."""

    def rule(visit: Visit) -> bool:
        return not model._default_manager.filter(pk__in=_numbers(visit.ids(name))).exclude(**{owner: visit.request.user}).exists()

    return rule


def objects(app_label: str, model_name: str, *ids: str) -> Rule:
    """Only records, of the model that the address names, of the person's own institutions."""

    def rule(visit: Visit) -> bool:
        try:
            model = apps.get_model(visit.parameters[app_label], visit.parameters[model_name])
        except LookupError:
            return False
        if not issubclass(model, Page | get_image_model() | get_document_model()):
            return False
        found = model._default_manager.filter(pk__in=_numbers(pk for name in ids for pk in visit.ids(name)))
        return all(owns(visit.request.user, record) for record in found)

    return rule


def bulk(visit: Visit) -> bool:
    """The records of a bulk action; "all" of a listing of pages means all below ``childOf``, permitted or not."""
    action = bulk_action_registry.get_bulk_action_class(*(visit.parameters[name] for name in ("app_label", "model_name", "action")))
    if action is None or not all(pk == "all" or _can_be_key(action, pk) for pk in visit.ids("id")):
        return False
    if getattr(action, "narrows_itself", False):
        return True
    named = objects("app_label", "model_name", "id")(visit)
    if "all" in visit.ids("id") and visit.parameters["model_name"] == "page":
        return named and bool(visit.ids("childOf")) and pages("childOf")(visit)
    return named


def _can_be_key(action: Any, pk: str) -> bool:
    try:
        key = action.get_default_model()._meta.pk.to_python(pk)
    except ValidationError:
        return False
    return not isinstance(key, int) or 0 < key < 2**63  # what a database column holds


def both(*rules: Rule) -> Rule:
    """All of the rules."""
    return lambda visit: all(rule(visit) for rule in rules)


def owns(person: Any, record: Model) -> bool:
    """Whether ``record`` — a page, picture, document or collection — belongs to an institution whose ones ``person`` works on."""
    if isinstance(record, Page):
        return owns_pages(person, [record.pk])
    if isinstance(record, Collection):
        return _in_own_collections(person, [record.path])
    if isinstance(record, get_image_model() | get_document_model()):
        return _in_own_collections(person, [record.collection.path])
    return isinstance(record, Task) and pages_reach(person).everywhere


def owns_pages(person: Any, page_ids: Iterable[Any]) -> bool:
    """Whether all of these pages that exist hang under the institutions whose pages ``person`` works on (one query)."""
    reach = pages_reach(person)
    if reach.everywhere:
        return True
    keys = _numbers(page_ids)
    if len(keys) == len(reach.institutions) == 1:
        return not _FOREIGN.ask(*reach.institutions, *keys)
    return not Page.objects.filter(~Exists(_above(workspace_id__in=reach.institutions)), pk__in=keys).exists()


def _above(**whose: Any) -> QuerySet[Any]:
    """The roots above a page of the outer query that are someone's."""
    homes = Workspace.pages.through.objects.filter(**whose)
    return homes.annotate(path=F("page__path")).filter(path=Left(OuterRef("path"), Length("path")))


# One page and one institution, as nearly every address of the office asks; compiling it takes Django longer than the answer.
_FOREIGN = Ready(lambda institution, page: Page.objects.filter(~Exists(_above(workspace_id=institution)), pk=page).only("pk"), -1, -2)


def page_paths(institutions: Iterable[int]) -> list[str]:
    """The tree paths of the pages under which the sites of these institutions hang."""
    return list(Workspace.objects.filter(pk__in=list(institutions), pages__isnull=False).values_list("pages__path", flat=True))


def collection_paths(institutions: Iterable[int]) -> list[str]:
    """The tree paths of the collections of these institutions."""
    return list(Workspace.objects.filter(pk__in=list(institutions)).values_list("collection__path", flat=True))


def _in_own_collections(person: Any, paths: Iterable[str]) -> bool:
    reach = collections_reach(person)
    if reach.everywhere:
        return True
    roots = tuple(collection_paths(reach.institutions))
    return all(path.startswith(roots) for path in paths)


def _numbers(ids: Iterable[Any]) -> list[int]:
    """Those of ``ids`` that can be a primary key; the view answers for the rest."""
    return [int(pk) for pk in ids if str(pk).isdecimal() and len(str(pk)) < 19]
