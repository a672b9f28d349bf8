"""The door at which every change of a page, a picture or a document passes: a frozen site lets none through, whichever way it came.

Wagtail asks for permissions view by view; this asks where things are written. What was scheduled before the site was frozen waits.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.db.models.signals import pre_delete, pre_save
from wagtail.actions.copy_page import CopyPageAction
from wagtail.actions.move_page import MovePageAction
from wagtail.actions.publish_page_revision import PublishPageRevisionAction
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page, WorkflowState

from huduma.systems.websites.models.freezing import frozen_places, why_frozen

TIMED = {"wagtail.publish.scheduled", "wagtail.unpublish.scheduled"}
# Wagtail's actions, and the page or pages of each that it changes.
CHANGES: dict[type[Any], Callable[[Any], list[Page]]] = {
    PublishPageRevisionAction: lambda action: [action.object],
    UnpublishPageAction: lambda action: [action.object],
    MovePageAction: lambda action: [action.page, action.target],
    CopyPageAction: lambda action: [action.to or action.page],
}


def listen() -> None:
    """Stand at the door; called once, when Django is ready."""
    for action, changed in CHANGES.items():
        action.execute = _guarded(action.execute, changed)
    kept = (Page, get_image_model(), get_document_model())
    for model in apps.get_models():
        if issubclass(model, kept):
            pre_save.connect(_about_to_change, sender=model)
            pre_delete.connect(_about_to_change, sender=model)
    pre_save.connect(_about_to_decide, sender=WorkflowState)


def _guarded(execute: Callable[..., Any], changed: Callable[[Any], list[Page]]) -> Callable[..., Any]:
    @wraps(execute)
    def guarded(self: Any, *args: Any, **kwargs: Any) -> Any:
        frozen = frozen_places()
        reasons = [reason for page in changed(self) if (reason := frozen.reason(page))]
        if not reasons:
            return execute(self, *args, **kwargs)
        if getattr(self, "log_action", None) in TIMED:
            return None  # still due when the site is free again
        raise PermissionDenied(why_frozen(reasons[0]))

    return guarded


def _about_to_change(instance: Model, raw: bool = False, **kwargs: Any) -> None:
    if not raw and (reason := frozen_places().reason(instance)):
        raise PermissionDenied(why_frozen(reason))


def _about_to_decide(instance: WorkflowState, raw: bool = False, **kwargs: Any) -> None:
    frozen = frozen_places()
    if not raw and frozen.pages and (reason := frozen.reason(instance.content_object)):
        raise PermissionDenied(why_frozen(reason))
