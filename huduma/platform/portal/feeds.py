"""News feeds: the newest records of each listing, as RSS 2.0 and as Atom (RFC 4287)."""

from typing import Any

from django.contrib.syndication.views import Feed
from django.http import Http404, HttpRequest
from django.urls import path
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed, SyndicationFeed
from django.utils.translation import get_language

from huduma.platform.contributions.listing import Listing, listings
from huduma.platform.delivery.caching import same_for_everyone
from huduma.platform.portal.addresses import origin, portal_url
from huduma.platform.search.models import SearchEntry

NEWEST = 30


class ListingFeed(Feed):
    """The newest records of one listing in the language of the address; on an institution's host only its own."""

    feed_type: type[SyndicationFeed] = Rss201rev2Feed

    def get_object(self, request: HttpRequest, key: str) -> tuple[Listing, Any]:  # type: ignore[override]
        """The listing that the address names and the site that is asked. Raises ``Http404`` for a listing that nobody declared."""
        if key not in listings:
            raise Http404
        site = getattr(request, "live_site", None)
        return listings[key], site if site is not None and site.institution_id else None

    def title(self, asked: tuple[Listing, Any]) -> str:
        listing, site = asked
        return " – ".join(filter(None, [str(listing.label), site.institution.name if site else "Huduma"]))

    def description(self, asked: tuple[Listing, Any]) -> str:
        return self.title(asked)

    subtitle = description

    def link(self, asked: tuple[Listing, Any]) -> str:
        """The site that the feed is of."""
        return origin(asked[1].host) + "/" if asked[1] else portal_url()

    def items(self, asked: tuple[Listing, Any]) -> Any:
        listing, site = asked
        found = SearchEntry.objects.filter(listing=listing.key, language=get_language())
        if site:
            found = found.filter(institution=site.institution_id)
        return found.defer("text").select_related("institution").last_published_first()[:NEWEST]

    def item_title(self, item: SearchEntry) -> str:  # type: ignore[override]
        return item.title

    def item_description(self, item: SearchEntry) -> str:  # type: ignore[override]
        return item.summary

    def item_link(self, item: SearchEntry) -> str:
        return item.url

    def item_pubdate(self, item: SearchEntry) -> Any:
        """Never in the future, which readers take for a fault or hide until then."""
        return min(item.published_at, timezone.now())

    def item_author_name(self, item: SearchEntry) -> str | None:
        return item.institution.name if item.institution else None


class AtomListingFeed(ListingFeed):
    """The same as Atom."""

    feed_type = Atom1Feed

    def item_updateddate(self, item: SearchEntry) -> Any:
        return min(item.changed_at, timezone.now())


urlpatterns = [
    path("feeds/<str:key>.rss", same_for_everyone()(ListingFeed()), name="rss"),
    path("feeds/<str:key>.atom", same_for_everyone()(AtomListingFeed()), name="atom"),
]
