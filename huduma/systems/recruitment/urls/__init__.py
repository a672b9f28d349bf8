"""Addresses of recruitment on the portal: ``/ajira/`` and ``/en/jobs/``."""

from django.urls import URLPattern, URLResolver

from . import applications, interviews, seekers, sift, vacancies

app_name = "recruitment"
# Those that begin with a word of their own come before those that begin with a vacancy's number.
urlpatterns: list[URLPattern | URLResolver] = [
    *seekers.urlpatterns,
    *applications.urlpatterns,
    *interviews.urlpatterns,
    *sift.urlpatterns,
    *vacancies.urlpatterns,
]
