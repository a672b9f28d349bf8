"""The few dynamic addresses on the hosts of institutions; their pages are rows that delivery answers with before Django is asked."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, include, path

from huduma.systems.websites import urls as websites

handler400 = "huduma.platform.portal.views.errors.bad_request"
handler403 = "huduma.platform.portal.views.errors.forbidden"
handler404 = "huduma.platform.portal.views.errors.not_found"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("huduma.platform.portal.machines")),
    path("", include("huduma.systems.websites.urls")),
    *i18n_patterns(
        path("", include("huduma.platform.portal.site_urls")),
        path("", include(websites.in_both_languages)),
        prefix_default_language=False,
    ),
]
