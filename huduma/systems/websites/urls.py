"""Addresses on the hosts of institutions."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from . import views
from .answers import views as answers
from .visitors.views import page_feedback

urlpatterns = [
    path("kalenda/<int:page_id>.ics", views.one_event, name="event-calendar"),
    path("kalenda/<str:language>.ics", views.all_events, name="events-calendar"),
    path("fomu/<int:page_id>/", answers.receive, name="form"),
    path("fomu/<int:page_id>/asante/<str:token>/", answers.thank, name="form-thanks"),
]

in_both_languages = [path(_("page-feedback/"), page_feedback, name="page-feedback")]
