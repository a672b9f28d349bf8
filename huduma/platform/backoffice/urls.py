"""Addresses of the office that answer in place of Wagtail's own."""

from django.urls import path
from django.views.generic import RedirectView

from . import media, views

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
]
