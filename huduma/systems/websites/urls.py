"""Addresses on the hosts of institutions."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from . import views
from .visitors.views import page_feedback

urlpatterns = [
    path("kalenda/<int:page_id>.ics", views.one_event, name="event-calendar"),
    path("kalenda/<str:language>.ics", views.all_events, name="events-calendar"),
]

in_both_languages = [path(_("page-feedback/"), page_feedback, name="page-feedback")]
