"""What Wagtail's own publishing sets off: the page, and all that shows it, is drawn anew in the same transaction.

Wagtail publishes, unpublishes, moves and copies outside a transaction and sends its signals on the way. Here each becomes one
transaction, so a page is never live without being served, nor served without being live.
"""

from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.signals import post_delete, post_save, pre_delete, pre_save
from wagtail.actions.copy_page import CopyPageAction
from wagtail.actions.move_page import MovePageAction
from wagtail.actions.publish_page_revision import PublishPageRevisionAction
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.admin import signal_handlers
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page
from wagtail.signals import (
    copy_for_translation_done,
    page_published,
    page_slug_changed,
    page_unpublished,
    post_page_move,
    task_submitted,
    workflow_approved,
    workflow_rejected,
)

from . import actions
from .actions import approvals, findings, links, reviews, translations
from .models import SitePage
from .rendering.pictures import FILTERS
from .visitors import actions as visitors


def listen() -> None:
    """Connect to Wagtail; called once, when Django is ready."""
    for action in (PublishPageRevisionAction, UnpublishPageAction, MovePageAction, CopyPageAction):
        action.execute = transaction.atomic(action.execute)
    page_published.connect(_published)
    copy_for_translation_done.connect(_begun)
    page_unpublished.connect(_unpublished)
    page_slug_changed.connect(_moved)
    post_page_move.connect(_moved)
    pre_delete.connect(_about_to_go, sender=Page)
    post_delete.connect(_deleted, sender=Page)
    for model in (get_image_model(), get_document_model()):
        post_save.connect(_replaced, sender=model)
        pre_delete.connect(_about_to_go, sender=model)
        post_delete.connect(_gone, sender=model)
    task_submitted.connect(_submitted)
    for decided in (workflow_approved, workflow_rejected):
        decided.connect(_decided)
    _silence_wagtail()
    pre_save.connect(_about_to_be_saved, sender=get_image_model())
    post_delete.connect(_sizes_gone, sender=get_image_model().get_rendition_model())


def _silence_wagtail() -> None:
    """Let Wagtail's own notifiers handle nothing.

    They write to no moderator of ours, but to every superuser for each page that is submitted on any site; what is sent here is in the
    outbox, and in the language of who reads it.
    """
    for notifier in (
        signal_handlers.task_submission_email_notifier,
        signal_handlers.workflow_submission_email_notifier,
        signal_handlers.workflow_approval_email_notifier,
        signal_handlers.workflow_rejection_email_notifier,
    ):
        notifier.valid_classes = ()


def _published(instance: Page, **kwargs: Any) -> None:
    if isinstance(instance, SitePage) and instance.live:  # not live: its time to go live is still to come
        translations.note_translation(page=instance, by=getattr(kwargs.get("revision"), "user", None))
        actions.show_page(page=instance)
        links.note_links(page=instance, by=None)
        findings.note_findings(page=instance)
        reviews.note_due(institution=instance.institution)


def _begun(source_obj: Any, target_obj: Any, **kwargs: Any) -> None:
    source = SitePage.objects.filter(pk=source_obj.pk).first()
    if isinstance(target_obj, SitePage) and source:
        translations.begin_translation(page=target_obj, source=source, by=None)


def _unpublished(instance: Page, **kwargs: Any) -> None:
    if isinstance(instance, SitePage):
        actions.hide_page(page=instance)
        links.note_gone(page=instance, by=None)
        reviews.note_due(institution=instance.institution)


def _moved(instance: Page, **kwargs: Any) -> None:
    page = instance.specific
    if isinstance(page, SitePage):
        actions.show_moved(page=page)


def _deleted(instance: Page, **kwargs: Any) -> None:
    actions.hide_page(page=instance, shown_on=instance.shown_on)
    visitors.forget_feedback(page=instance.pk)
    links.note_gone(page=instance, by=None)
    links.forget_links(page=instance.pk)
    reviews.forget_keeper(page=instance.pk)


def _about_to_be_saved(instance: Any, **kwargs: Any) -> None:
    """Whether another picture is put in its place, of which the sizes that pages show are still to be made."""
    instance.waits_for_sizes = not instance._state.adding and not instance.file._committed


def _replaced(instance: Any, created: bool, **kwargs: Any) -> None:
    if not created and not getattr(instance, "waits_for_sizes", False) and (pages := actions.referrers([instance])):
        actions.redraw_pages(pages=pages)


def _sizes_gone(instance: Any, origin: Any = None, **kwargs: Any) -> None:
    """Wagtail throws away all sizes of a picture after it has told that another one was put in its place, and not while it is deleted."""
    if isinstance(origin, QuerySet) and origin.model is type(instance) and instance.filter_spec == FILTERS[0]:
        actions.redraw_pages(pages=actions.referrers([instance.image]))


def _about_to_go(instance: Any, **kwargs: Any) -> None:
    """Wagtail forgets what showed it before it tells that it is gone."""
    instance.shown_on = actions.referrers([instance])


def _gone(instance: Any, **kwargs: Any) -> None:
    if instance.shown_on:
        actions.redraw_pages(pages=instance.shown_on)


def _submitted(instance: Any, user: Any = None, **kwargs: Any) -> None:
    approvals.tell_moderators(waiting=instance, by=user)


def _decided(instance: Any, user: Any = None, **kwargs: Any) -> None:
    approvals.tell_submitter(decided=instance, by=user)
