"""Addresses of the portal's host. The sites of institutions have their own in ``site_urls.py``."""

from allauth.account.views import logout as sign_out
from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, include, path
from django.utils.translation import gettext_lazy as _
from wagtail.admin import urls as wagtailadmin_urls

from huduma.platform.messaging.views import sent_texts
from huduma.project.demonstration.views import accounts
from huduma.project.statusz import statusz
from huduma.systems.websites.agency.invitations.views import invitation

handler404 = "huduma.platform.backoffice.errors.not_found"
urlpatterns: list[URLPattern | URLResolver] = [
    path("office/logout/", sign_out, name="wagtailadmin_logout"),  # before Wagtail's: there is one way out, as there is one way in
    path("office/", include("huduma.platform.backoffice.urls")),  # before Wagtail's: some answer at the same address
    path("office/", include(wagtailadmin_urls)),
    path("api/v1/recruitment/", include("huduma.systems.recruitment.urls.sift_api")),
    path("api/v1/", include("huduma.platform.portal.api_urls")),
    path("api/v1/", include("huduma.systems.recruitment.urls.api")),
    path("", include("huduma.platform.portal.machines")),
]
urlpatterns += i18n_patterns(
    path("account/invitation/<str:token>/", invitation, name="invitation"),
    path("account/", include("huduma.platform.accounts.urls")),
    path("demonstration/accounts/", accounts, name="demonstration_accounts"),
    path("demonstration/texts/", sent_texts, name="sent_texts"),
    path("statusz", statusz, name="statusz"),
    path(_("jobs/"), include("huduma.systems.recruitment.urls")),
    path("", include("huduma.platform.portal.style_page")),
    path("", include("huduma.platform.portal.urls")),
    prefix_default_language=False,
)
