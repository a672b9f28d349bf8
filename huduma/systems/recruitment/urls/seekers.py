"""Addresses of a job seeker's own side: ``/ajira/wasifu/`` and ``/en/jobs/profile/``."""

from django.urls import URLPattern, URLResolver, include, path
from django.utils.translation import gettext_lazy as _

from huduma.systems.recruitment.views import certificates, profiles, searches, sections

own = [
    path("", profiles.profile, name="profile"),
    path("searches/", searches.searches, name="searches"),
    path("searches/save/", searches.save, name="save-search"),
    path("searches/<int:search>/remove/", searches.remove, name="remove-search"),
    path("documents/<uuid:certificate>/", certificates.certificate, name="certificate"),
    path("documents/<uuid:certificate>/remove/", certificates.remove, name="remove-certificate"),
    path("<slug:section>/", sections.section, name="profile-section"),
    path("<slug:section>/add/", profiles.entry, name="add-entry"),
    path("<slug:section>/<slug:mark>/", profiles.entry, name="change-entry"),
    path("<slug:section>/<slug:mark>/remove/", profiles.remove_entry, name="remove-entry"),
]
urlpatterns: list[URLPattern | URLResolver] = [path(_("profile/"), include(own))]
