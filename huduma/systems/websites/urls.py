"""Addresses on the hosts of institutions."""

from django.urls import path

from . import views
from .answers import views as answers

urlpatterns = [
    path("kalenda/<int:page_id>.ics", views.one_event, name="event-calendar"),
    path("kalenda/<str:language>.ics", views.all_events, name="events-calendar"),
    path("fomu/<int:page_id>/", answers.receive, name="form"),
    path("fomu/<int:page_id>/asante/<str:token>/", answers.thank, name="form-thanks"),
]
