"""Addresses of interviews: lists by exam number, letters, and whether one is genuine."""

from django.urls import URLPattern, URLResolver, path
from django.utils.translation import gettext_lazy as _

from huduma.systems.recruitment.views import interviews

urlpatterns: list[URLPattern | URLResolver] = [
    path(_("applications/<slug:receipt>/letter/"), interviews.own_call_letter, name="call-letter"),
    path(_("applications/<slug:receipt>/offer-letter/"), interviews.own_offer_letter, name="offer-letter"),
    path(_("letters/<slug:token>/"), interviews.verify_letter, name="verify-letter"),
    path(_("<slug:number>/interviews/"), interviews.interview_lists, name="interview-lists"),
]
