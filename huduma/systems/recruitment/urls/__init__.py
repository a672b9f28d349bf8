"""Addresses of recruitment on the portal: ``/ajira/`` and ``/en/jobs/``."""

from django.urls import URLPattern, URLResolver

from . import seekers

app_name = "recruitment"
urlpatterns: list[URLPattern | URLResolver] = [*seekers.urlpatterns]
