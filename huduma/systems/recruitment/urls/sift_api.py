"""Figures of recruitment for machines, at ``/api/v1/recruitment/``: one address for both languages."""

from django.urls import path

from huduma.systems.recruitment.views import sift

app_name = "recruitment-api"
urlpatterns = [
    path("figures/", sift.figures_as_json, name="figures"),
    path("figures.csv", sift.figures_as_csv, name="figures-csv"),
]
