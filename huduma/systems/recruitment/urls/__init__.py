"""Addresses of recruitment on the portal: ``/ajira/`` and ``/en/jobs/``."""

from django.urls import URLPattern, URLResolver

from . import seekers, vacancies

app_name = "recruitment"
# What is somebody's own comes first: a vacancy's number stands where a word of ours does.
urlpatterns: list[URLPattern | URLResolver] = [*seekers.urlpatterns, *vacancies.urlpatterns]
