"""The portal's pages that are the same for everyone and take no input."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from huduma.platform.contributions.listing import listings, news
from huduma.platform.contributions.service import services
from huduma.platform.delivery.caching import same_for_everyone
from huduma.platform.institutions.models import Institution
from huduma.platform.portal.figures import published
from huduma.platform.search.models import SearchEntry

LATEST = 6
AT_HOME = ("institutions.active", "websites.sites", "accounts.people", "messaging.sent")  # the figures that say most in one glance


@same_for_everyone()
def home(request: HttpRequest) -> HttpResponse:
    """What the nation offers: its services, the latest, a few figures, and the way to every institution."""
    language = get_language() or settings.LANGUAGE_CODE
    latest = SearchEntry.objects.filter(listing__in=news(), language=language).select_related("institution").newest_first()[:LATEST]
    context = {
        "services": service_tiles(),
        "latest": latest,
        "figures": [one for one in published() if one.figure.key in AT_HOME],
        "kinds": [kind for kind in Institution.Kind if kind != Institution.Kind.OTHER],
    }
    return render(request, "portal/home.html", context)


@same_for_everyone()
def service_list(request: HttpRequest) -> HttpResponse:
    """Every public service: on the web, by USSD, by SMS."""
    return render(request, "portal/services.html", {"services": service_tiles(), "keywords": [s for s in services if s.keyword]})


def service_tiles() -> list[dict[str, object]]:
    """Every service as a tile: those with a page lead there, the others to the telephone."""
    return [{"service": service, "url": service.url() if service.url else None} for service in services]


@same_for_everyone()
def contact(request: HttpRequest) -> HttpResponse:
    """Whom to write to: the institution concerned, and for the platform itself its keeper."""
    keeper = Institution.objects.active().filter(code=settings.KEEPER).first()
    return render(request, "portal/contact.html", {"keeper": keeper})


@same_for_everyone()
def feeds(request: HttpRequest) -> HttpResponse:
    """The feeds that there are, and what a feed is."""
    return render(request, "portal/feeds.html", {"listings": listings})


def _written(name: str) -> Callable[[HttpRequest], HttpResponse]:
    """A page that is written whole in each language: ``portal/written/<name>.<language>.html``."""

    @same_for_everyone()
    def page(request: HttpRequest) -> HttpResponse:
        return render(request, f"portal/written/{name}.{get_language()}.html")

    return page


accessibility, privacy, help_page = _written("accessibility"), _written("privacy"), _written("help")
