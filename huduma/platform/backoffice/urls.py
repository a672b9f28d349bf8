"""Addresses of the office that answer in place of Wagtail's own."""

from django.urls import path
from django.views.generic import RedirectView

from . import views

app_name = "backoffice"
urlpatterns = [
    path("account/", RedirectView.as_view(pattern_name="account_email"), name="account"),
    path("login/", RedirectView.as_view(pattern_name="account_login"), name="login"),
    path("choose-page/", views.choose_page, name="choose_page"),
    path("tag-autocomplete/", views.suggest_tags, name="tags"),
]
