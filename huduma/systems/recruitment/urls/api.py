"""Vacancies for machines, at ``/api/v1/``: one address for both languages."""

from django.urls import path

from huduma.systems.recruitment.api import vacancies
from huduma.systems.recruitment.api.document import document

from . import vacancies as pages  # noqa: F401  registers the form of a vacancy's number

app_name = "recruitment-api"
urlpatterns = [
    path("vacancies/", vacancies.listed, name="vacancies"),
    path("vacancies.csv", vacancies.as_csv, name="vacancies-csv"),
    path("vacancies/<vacancy:number>/", vacancies.one, name="vacancy"),
    path("openapi.json", document, name="openapi"),
]
