"""The portal's numbers for machines, at ``/api/v1/``: one address for both languages."""

from django.urls import path

from huduma.platform.portal.views import figures

app_name = "portal-api"
urlpatterns = [
    path("figures/", figures.as_json, name="figures"),
    path("figures.csv", figures.as_csv, name="figures-csv"),
    path("figures/<str:key>/", figures.history, name="figure"),
]
