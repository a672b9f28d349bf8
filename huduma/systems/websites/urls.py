"""Addresses on the hosts of institutions."""

from django.urls import path

from . import views

urlpatterns = [
    path("kalenda/<int:page_id>.ics", views.one_event, name="event-calendar"),
    path("kalenda/<str:language>.ics", views.all_events, name="events-calendar"),
]
