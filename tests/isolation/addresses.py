"""Every address of the platform, with the ids of somebody else's things in it.

The addresses come from the URLconfs themselves. What fills a parameter is decided by its name and, for ``pk``, by the namespace; a
parameter for which nothing is decided raises ``Unknown``, so that a new view cannot escape the walk.
"""

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, resolve, reverse

from huduma.project import site_urls, urls

Things = dict[str, Any]


class Unknown(Exception):
    """The walk does not know what to put into this address."""


@dataclass(frozen=True)
class View:
    """A named pattern of a URLconf: ``parameters`` are names, or positions where the pattern does not name its groups."""

    name: str
    route: str
    parameters: tuple[str | int, ...]
    urlconf: str
    constants: dict[str, Any] = field(default_factory=dict)

    @property
    def namespace(self) -> str:
        return self.name.rpartition(":")[0]


# Parameters that name something of an institution: the thing that fills them.
OWNED: dict[str, str] = {
    **dict.fromkeys(["page_id", "page_to_move_id", "page_pk"], "page"),
    **dict.fromkeys(["parent_page_id", "destination_id"], "parent"),
    **dict.fromkeys(["image_id"], "image"),
    **dict.fromkeys(["document_id", "doc_id"], "document"),
    "collection_id": "collection",
    "revision_id": "revision",
    "task_state_id": "task_state",
    "workflow_pk": "workflow",
    "workflow_state_id": "workflow_state",
    "uploaded_file_id": "upload",
    "session_id": "session",
    "object_id": "page",
    "certificate": "certificate",
    "search": "saved_search",
    "receipt": "receipt",
    "call": "call",
}
PK: dict[str, str] = {
    "wagtailadmin_api:pages": "page",
    "wagtailadmin_api:images": "image",
    "wagtailadmin_api:documents": "document",
    "wagtailadmin_collections": "collection",
    "wagtailadmin_workflows": "workflow",
    "wagtaildocs_chooser": "document",
    "wagtailimages_chooser": "image",
    "wagtaillocales": "locale",
    "wagtailsites": "site",
    "wagtailusers_groups": "group",
    "wagtailusers_users": "person",
    "simple_translation": "appointment",
    "appointments": "appointment",
    "people": "person",
    "my-institution": "institution",
    "register": "institution",
    "all-websites": "institution",
    "answers": "answer",
    "banners": "banner",
    "domains": "domain",
    "invitations": "invitation",
    "site-exports": "export",
    "page-comments": "comment",
    "translations": "page",
    "visits": "page",
    "findings": "page",
    "broken-links": "link",
    "pages-to-review": "page",
    "national-notices": "notice",
    "requisitions": "requisition",
    "vacancies": "vacancy",
    **dict.fromkeys(["sift-vacancies", "recruitment-figures"], "sifted_vacancy"),
    **dict.fromkeys(["sift", "received-applications"], "application"),
    "appeals": "appeal",
    "sift-work": "sift_work",
    "interviewed-vacancies": "interviewed_vacancy",
    "interview-centres": "centre",
    "interview-stages": "stage",
    "interview-panels": "panel",
    "my-panels": "panel_member",
    "stage-works": "stage_work",
    "offers": "offer",
}
# The platform's own records, which belong to no institution; what matters is that the page fails for nobody and tells nothing.
NATIONAL = {"jobs": uuid.UUID(int=7), "outbox": 7, "accounts": 7, "": 7}
# What all institutions share.
SHARED = {"task_id": "task"}
# Parameters that name no record.
PLAIN: dict[str, list[Any]] = {
    "content_type_app_name": ["websites"],
    "content_type_model_name": ["newspage"],
    "action_name": ["approve", "reject", "copy", "move", "delete"],
    "filter_spec": ["max-100x100"],
    "purpose": ["mail"],
    "key": ["websites.news", "no.such"],
    "number": [1],
    "code": ["bbb", "no-such"],
    "paper": [uuid.UUID(int=7)],
    "uidb36": ["1"],
    "uidb64": ["MQ"],
    "token": ["x-y"],
    "restriction_id": [1],
    "section": ["education", "personal", "documents", "no-such"],
    "mark": ["0123456789abcdef"],
    "language": ["sw", "xx"],
}
KINDS: dict[str, list[dict[str, str]]] = {
    "wagtail_bulk_action": [
        *[{"app_label": "wagtailcore", "model_name": "page", "action": a} for a in ("delete", "move", "publish", "unpublish")],
        *[{"app_label": "wagtailimages", "model_name": "image", "action": a} for a in ("delete", "add_to_collection", "add_tags")],
        *[{"app_label": "wagtaildocs", "model_name": "document", "action": a} for a in ("delete", "add_to_collection", "add_tags")],
        {"app_label": "institutions", "model_name": "appointment", "action": "end"},
        *[{"app_label": "websites", "model_name": "formanswer", "action": a} for a in ("answered", "erase")],
        {"app_label": "websites", "model_name": "pagecomment", "action": "settle"},
        {"app_label": "recruitment", "model_name": "requisition", "action": "approve"},
        *[{"app_label": "recruitment", "model_name": "vacancy", "action": a} for a in ("submit", "approve")],
        *[
            {"app_label": "recruitment", "model_name": "candidate", "action": a}
            for a in ("shortlist", "leave_out", "confirm", "drop", "undo")
        ],
        {"app_label": "recruitment", "model_name": "offer", "action": "report"},
        {"app_label": "jobs", "model_name": "queuedjob", "action": "discard"},
        {"app_label": "accounts", "model_name": "person", "action": "assign_role"},
    ],
    "account_confirm_email": [{"key": "x:y:z"}],
    "recruitment:apply": [{"number": "2026-bbb"}],
    **{key: [{"number": "2026-bbb"}] for key in ["recruitment:vacancy", "recruitment-api:vacancy"]},
    "wagtailadmin_editing_sessions:ping": [{"app_label": "websites", "model_name": "newspage"}],
    "wagtailadmin_pages:choose_parent": [{"app_label": "websites", "model_name": "newspage"}],
    "simple_translation:submit_snippet_translation": [{"app_label": "institutions", "model_name": "appointment"}],
    "wagtailadmin_workflows:add_task": [{"app_label": "websites", "model_name": "institutionapproval"}],
    "wagtailadmin_tag_model_autocomplete": [{"app_name": "taggit", "model_name": "tag"}],
}
UNNAMED: dict[str, Callable[[Things], tuple[Any, ...]]] = {
    "wagtailadmin_pages:revisions_compare": lambda t: (t["page"], t["first_revision"], "latest"),
}
# Nameless catch-alls of Wagtail, which answer 404 to whatever they catch.
NAMELESS = ["/office/test404/", "/office/no/such/page/"]


def views() -> Iterator[View]:
    """Every named pattern of every URLconf."""
    for urlconf in (urls.__name__, site_urls.__name__):
        yield from _views(get_resolver(urlconf), urlconf)


def _views(
    resolver: URLResolver, urlconf: str, route: str = "", namespaces: tuple[str, ...] = (), outer: tuple[str, ...] = ()
) -> Iterator[View]:
    for pattern in resolver.url_patterns:
        here = route + str(pattern.pattern)
        regex = pattern.pattern.regex
        named = (*outer, *sorted(regex.groupindex))
        if isinstance(pattern, URLResolver):
            yield from _views(pattern, urlconf, here, (*namespaces, *filter(None, [pattern.namespace])), named)
        elif isinstance(pattern, URLPattern) and pattern.name:
            yield View(":".join([*namespaces, pattern.name]), here, named or tuple(range(regex.groups)), urlconf)


def filled(view: View, things: Things) -> list[str]:
    """The addresses of ``view`` with the ids of ``things``. Raises ``Unknown``."""
    if view.parameters and isinstance(view.parameters[0], int):
        if view.name not in UNNAMED:
            raise Unknown(f"{view.name} ({view.route}): say in UNNAMED what fills it")
        return [_reverse(view, args=UNNAMED[view.name](things))]
    choices: list[dict[str, Any]] = KINDS.get(view.name, [{}])
    for name in view.parameters:
        if not any(name in choice for choice in choices):
            choices = [{**choice, str(name): value} for choice in choices for value in _values(view, str(name), things)]
    return [_reverse(view, kwargs=choice) for choice in choices]


def names_something_owned(view: View) -> bool:
    """Whether an id in the address is of something that belongs to an institution."""
    if view.name in UNNAMED:
        return True
    return any(name in OWNED or (name == "pk" and view.namespace in PK) for name in view.parameters)


def with_ids(view: View, address: str, things: Things) -> str:
    """``address``, with ``things`` in its query where it takes its ids from there."""
    if view.name == "wagtail_bulk_action":
        model = resolve(address).kwargs["model_name"]
        return f"{address}?{urlencode({'id': things.get(model, 7), 'next': '/office/'})}"
    if view.name.endswith("chosen_multiple"):
        kind = "image" if "images" in view.name else "document" if "docs" in view.name else "page"
        return f"{address}?id={things[kind]}"
    return address


def form_naming(things: Things, own_institution: int) -> Things:
    """A form that names ``things`` wherever one can name anything, and the own institution where a register would merge one into it."""
    return {
        "title": "Imebadilishwa",
        "name": "Imebadilishwa",
        "new_parent_page": things["parent"],
        "chooser": things["parent"],
        "parent_page": things["parent"],
        "destination_page_id": things["parent"],
        "collection": things["collection"],
        "collections": things["collection"],
        "institution": things["institution"],
        "into": own_institution,
        "action-publish": "1",
    }


def _values(view: View, name: str, things: Things) -> list[Any]:
    if name in OWNED | SHARED:
        return [things[(OWNED | SHARED)[name]]]
    if name == "pk" and view.namespace in PK:
        return [things[PK[view.namespace]]]
    if name == "pk" and view.namespace in NATIONAL:
        return [NATIONAL[view.namespace]]
    if name in PLAIN:
        return PLAIN[name]
    raise Unknown(f"{view.name} ({view.route}): say what fills {name!r}")


def _reverse(view: View, **parameters: Any) -> str:
    try:
        return reverse(view.name, urlconf=view.urlconf, **parameters)
    except NoReverseMatch as error:
        raise Unknown(f"{view.name} ({view.route}): {error}") from error
