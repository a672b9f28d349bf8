"""Who may open which address of the back office: the fence around Wagtail's own views.

Wagtail serves many sites but knows no institutions: its choosers, histories and comparisons check permissions view by view, and
some do not. So every address of the office has a rule in ``RULES``, which finds the institution behind the ids in the address and
lets through only its own officers. An address without a rule is closed to everyone, so a new one in a later Wagtail starts closed;
``tests/test_isolation.py`` fails until somebody has decided.

Views built on ``backoffice.viewsets`` narrow themselves and need no rule.
"""

from django.http import HttpRequest
from django.urls import ResolverMatch
from wagtail.admin.models import EditingSession
from wagtail.models import UploadedFile

from .rules import (
    Rule,
    Visit,
    anyone,
    both,
    bulk,
    collections,
    documents,
    explorable,
    images,
    mine,
    nation,
    nobody,
    objects,
    pages,
    task_states,
)

_page = pages("page_id")
_own_upload = mine(UploadedFile, "uploaded_file_id", "uploaded_by_user")
_everything = ["add", "edit", "delete", "history", "history_results", "usage", "index", "index_results"]


def _of(namespace: str, rules: dict[str, Rule]) -> dict[str, Rule]:
    return {f"{namespace}:{name}": rule for name, rule in rules.items()}


RULES: dict[str, Rule] = {
    # The frame.
    "wagtailadmin_home": anyone,
    "wagtailadmin_sprite": anyone,
    "wagtailadmin_javascript_catalog": anyone,
    "wagtailadmin_dismissibles": anyone,
    "wagtailadmin_logout": anyone,
    "wagtailadmin_block_preview": anyone,
    # People sign in, change their details and recover their accounts in one place, and it is not here.
    "backoffice:account": anyone,
    "backoffice:login": anyone,
    "wagtailadmin_account": nobody,
    "wagtailadmin_login": nobody,
    "wagtailadmin_password_reset": nobody,
    "wagtailadmin_password_reset_done": nobody,
    "wagtailadmin_password_reset_confirm": nobody,
    "wagtailadmin_password_reset_complete": nobody,
    "wagtailadmin_error_test": nobody,
    # Pages.
    "backoffice:explore": anyone,
    "backoffice:edit_page": _page,
    "backoffice:revert_page": _page,
    "wagtailadmin_explore_root": nobody,
    "wagtailadmin_explore": explorable("parent_page_id"),
    "wagtailadmin_explore_results": explorable("parent_page_id"),
    "wagtail_bulk_action": bulk,
    **_of(
        "wagtailadmin_pages",
        {
            "add": pages("parent_page_id"),
            "preview_on_add": pages("parent_page_id"),
            "add_subpage": pages("parent_page_id"),
            "choose_parent": pages("parent_page"),
            "search": anyone,
            "search_results": anyone,
            "type_use": nation,
            "type_use_results": nation,
            "move": both(pages("page_to_move_id"), pages("new_parent_page")),
            "move_confirm": both(pages("page_to_move_id"), pages("destination_id")),
            "set_page_position": pages("page_to_move_id"),
            "copy": both(_page, pages("new_parent_page")),
            "workflow_action": both(_page, task_states("task_state_id")),
            "collect_workflow_action_data": both(_page, task_states("task_state_id")),
            "revisions_compare": pages(0),
            "set_privacy": nobody,  # the public pages are rendered ahead, so a page cannot be private to some
            **dict.fromkeys(
                [
                    *("usage", "edit", "preview_on_edit", "view_draft", "delete", "unpublish", "convert_alias"),
                    *("confirm_workflow_cancellation", "workflow_preview", "lock", "unlock", "history", "history_results"),
                    *("revisions_index", "revisions_view", "revisions_revert", "revisions_unschedule"),
                    *("workflow_history", "workflow_history_detail"),
                ],
                _page,
            ),
        },
    ),
    **_of("simple_translation", {"submit_page_translation": _page, "submit_snippet_translation": nobody}),
    **_of(
        "wagtailadmin_editing_sessions",
        {"ping": objects("app_label", "model_name", "object_id"), "release": mine(EditingSession, "session_id", "user")},
    ),
    # The explorer's side menu reads pages from this interface; nothing in the office uses the rest of it.
    **_of("wagtailadmin_api:pages", {"listing": explorable("child_of"), "detail": explorable("pk"), "find": nobody, "action": nobody}),
    **_of("wagtailadmin_api:images", {"listing": nobody, "detail": nobody, "find": nobody}),
    **_of("wagtailadmin_api:documents", {"listing": nobody, "detail": nobody, "find": nobody}),
    # Choosers.
    "backoffice:choose_page": anyone,
    "wagtailadmin_choose_page": nation,
    "wagtailadmin_choose_page_child": explorable("parent_page_id"),
    "wagtailadmin_choose_page_search": anyone,
    "wagtailadmin_choose_page_chosen_multiple": pages("id"),
    "backoffice:external_link": anyone,
    "wagtailadmin_choose_page_external_link": nobody,
    "wagtailadmin_choose_page_email_link": anyone,
    "wagtailadmin_choose_page_phone_link": anyone,
    "wagtailadmin_choose_page_anchor_link": anyone,
    "backoffice:tags": anyone,
    "wagtailadmin_tag_autocomplete": nobody,
    "wagtailadmin_tag_model_autocomplete": nobody,
    # Pictures and documents.
    **_of("backoffice", dict.fromkeys(["images", "images_results", "choose_image", "documents", "documents_results"], anyone)),
    **_of(
        "wagtailimages",
        {
            **dict.fromkeys(["index", "index_results"], nobody),
            **dict.fromkeys(["add", "add_multiple"], anyone),
            **dict.fromkeys(
                [
                    *("edit", "delete", "url_generator", "url_generator_output", "preview"),
                    *("image_usage", "edit_multiple", "delete_multiple"),
                ],
                images("image_id"),
            ),
            # A file whose form is wrong is chosen again: what was sent is never kept as it came (uploads/forms.py).
            "create_multiple_from_uploaded_image": nobody,
            "delete_upload_multiple": _own_upload,
        },
    ),
    **_of(
        "wagtaildocs",
        {
            **dict.fromkeys(["index", "index_results"], nobody),
            **dict.fromkeys(["add", "add_multiple"], anyone),
            **dict.fromkeys(["edit", "delete", "document_usage"], documents("document_id")),
            **dict.fromkeys(["edit_multiple", "delete_multiple"], documents("doc_id")),
            "create_multiple_from_uploaded_document": nobody,
            "delete_upload_multiple": _own_upload,
        },
    ),
    **_of(
        "wagtailimages_chooser",
        {
            "choose": nobody,
            **dict.fromkeys(["choose_results", "create"], anyone),
            "chosen": images("pk"),
            "chosen_multiple": images("id"),
            "select_format": images("image_id"),
        },
    ),
    **_of(
        "wagtaildocs_chooser",
        {
            **dict.fromkeys(["choose", "choose_results", "create"], anyone),
            "chosen": documents("pk"),
            "chosen_multiple": documents("id"),
        },
    ),
    **_of(
        "wagtailadmin_collections",
        {"index": anyone, "add": anyone, "edit": collections("pk"), "delete": collections("pk"), "set_privacy": nobody},
    ),
    # What stretches over all institutions.
    **_of(
        "wagtailadmin_workflows",
        dict.fromkeys(
            [
                *("index", "index_results", "add", "enable", "disable", "edit", "usage", "usage_results", "remove"),
                *("add_task", "select_task_type", "task_index", "task_index_results", "edit_task", "disable_task", "enable_task"),
                *("task_chooser", "task_chooser_results", "task_chooser_create", "task_chosen"),
            ],
            nation,
        ),
    ),
    **_of(
        "wagtailadmin_reports",
        {
            "aging_pages": anyone,
            "aging_pages_results": anyone,
            # Their filters offer the people and the sites of all institutions.
            **dict.fromkeys(
                [
                    *("locked_pages", "locked_pages_results", "workflow", "workflow_results", "workflow_tasks"),
                    *("workflow_tasks_results", "page_types_usage", "page_types_usage_results"),
                ],
                nation,
            ),
            # The audit trail of our own narrows by institution.
            **dict.fromkeys(["site_history", "site_history_results"], nobody),
        },
    ),
    # Changed by actions of our own only: people by appointments, sites by the register, languages by the code.
    "wagtailsnippets:index": nobody,
    **_of("wagtailusers_users", dict.fromkeys([*_everything, "copy"], nobody)),
    **_of("wagtailusers_groups", dict.fromkeys(_everything, nobody)),
    **_of("wagtaillocales", dict.fromkeys(_everything, nobody)),
    **_of("wagtailsites", dict.fromkeys([*_everything, "copy"], nobody)),
}


def lets_through(request: HttpRequest, match: ResolverMatch) -> bool:
    """Whether the person of ``request`` may open the address that resolved to ``match``."""
    if getattr(getattr(match.func, "view_class", None), "narrows_itself", False):
        return True
    rule = RULES.get(match.view_name, nobody)
    return rule(Visit(request, {**match.kwargs, **dict(enumerate(match.args))}))
