"""Addresses of sign-in, sign-up and a person's own account, below ``/account/``."""

from django.urls import URLPattern, URLResolver, include, path

from . import views

own = [
    path("", views.home, name="home"),
    path("details/", views.describe, name="describe"),
    path("sessions/<int:pk>/end/", views.end_session, name="end_session"),
    path("consents/", views.consents, name="consents"),
    path("consents/<slug:purpose>/", views.consent_text, name="consent_text"),
    path("my-data/", views.my_data, name="my_data"),
    path("close/", views.close, name="close"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include((own, "accounts"))),
    path("", include("allauth.urls")),
]
