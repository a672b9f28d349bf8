"""Addresses of recruitment on the portal: ``/ajira/`` and ``/en/jobs/``."""

from django.urls import URLPattern, URLResolver

from . import interviews

app_name = "recruitment"
# Those that begin with a word of their own come before those that begin with a vacancy's number.
urlpatterns: list[URLPattern | URLResolver] = [*interviews.urlpatterns]
