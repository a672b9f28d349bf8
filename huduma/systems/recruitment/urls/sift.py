"""Addresses of what is published of the sift."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from huduma.systems.recruitment.views import sift

urlpatterns = [path(_("<slug:number>/list/"), sift.shortlist, name="shortlist")]
