"""Addresses of the office that answer in place of Wagtail's own."""

from typing import Any

from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.generic import RedirectView
from wagtail.admin.auth import require_admin_access

from . import editor, media, views


def _office(view: Any) -> Any:
    """``view`` as Wagtail wraps its own: in the person's time zone, kept by no cache, refused by a message."""
    return never_cache(require_admin_access(view))


app_name = "backoffice"
urlpatterns = [
    path("account/", RedirectView.as_view(pattern_name="accounts:home"), name="account"),
    path("login/", RedirectView.as_view(pattern_name="account_login"), name="login"),
    path("pages/", views.explore, name="explore"),
    path("choose-external-link/", views.ExternalLinkView.as_view(), name="external_link"),
    path("choose-page/", views.choose_page, name="choose_page"),
    path("tag-autocomplete/", views.suggest_tags, name="tags"),
    path("images/", media.OwnImageIndexView.as_view(), name="images"),
    path("images/results/", media.OwnImageIndexView.as_view(results_only=True), name="images_results"),
    path("images/chooser/", media.choose_image, name="choose_image"),
    path("documents/", media.OwnDocumentIndexView.as_view(), name="documents"),
    path("documents/results/", media.OwnDocumentIndexView.as_view(results_only=True), name="documents_results"),
    path("pages/<int:page_id>/edit/", _office(editor.OfficeEditView.as_view()), name="edit_page"),
    path("pages/<int:page_id>/revisions/<int:revision_id>/revert/", _office(editor.OfficeRevertView.as_view()), name="revert_page"),
]
