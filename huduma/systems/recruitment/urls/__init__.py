"""Addresses of recruitment on the portal: ``/ajira/`` and ``/en/jobs/``."""

from django.urls import URLPattern, URLResolver

from . import sift

app_name = "recruitment"
urlpatterns: list[URLPattern | URLResolver] = [*sift.urlpatterns]
