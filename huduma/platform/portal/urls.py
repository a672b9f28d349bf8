"""Addresses of the portal's pages, in both languages: ``/taasisi/`` and ``/en/institutions/``."""

from django.urls import include, path
from django.utils.translation import gettext_lazy as _

from huduma.platform.portal.views import figures as figure_views
from huduma.platform.portal.views import institutions, pages, search, simulator

app_name = "portal"
urlpatterns = [
    path("", pages.home, name="home"),
    path(_("services/"), pages.service_list, name="services"),
    path(_("institutions/"), institutions.directory, name="institutions"),
    path(_("institutions/<slug:code>/"), institutions.institution, name="institution"),
    path(_("search/"), search.search, name="search"),
    path(_("statistics/"), figure_views.statistics, name="statistics"),
    path(_("help/"), pages.help_page, name="help"),
    path(_("contact/"), pages.contact, name="contact"),
    path(_("accessibility/"), pages.accessibility, name="accessibility"),
    path(_("privacy/"), pages.privacy, name="privacy"),
    path("feeds/", pages.feeds, name="feeds"),
    path("", include("huduma.platform.portal.feeds")),
    path("simulator/", simulator.ussd, name="simulator"),
    path("simulator/sms/", simulator.sms, name="simulator-sms"),
]
