"""What the portal answers on the host of an institution: search of its site, and its feeds."""

from django.urls import include, path
from django.utils.translation import gettext_lazy as _

from huduma.platform.portal.views.search import search_site

urlpatterns = [
    path(_("search/"), search_site, name="site-search"),
    path("", include("huduma.platform.portal.feeds")),
]
