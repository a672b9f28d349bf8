"""The addresses of the portal, and the views of ``views`` in both languages as all addresses of a public host are."""

from importlib import import_module

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from huduma.platform.delivery.tests import views

urlpatterns = [
    *i18n_patterns(path("", include(views)), prefix_default_language=False),
    *import_module("huduma.project.urls").urlpatterns,
]
