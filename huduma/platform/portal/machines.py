"""What robots read: the sitemap (sitemaps.org 0.9), robots.txt (RFC 9309), security.txt (RFC 9116). On every host of the platform."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from math import ceil

from django.conf import settings
from django.db.models import Count, Max
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import path, reverse
from django.utils import timezone, translation
from django.utils.html import escape

from huduma.platform.contributions.listing import listings
from huduma.platform.delivery.caching import same_for_everyone
from huduma.platform.portal.addresses import origin, portal_url
from huduma.platform.search.models import SearchEntry, SearchEntryQuerySet

FILE = 50_000  # addresses in one file, the protocol's limit
_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
_XML = "application/xml; charset=utf-8"
_PAGES = "portal"  # the portal's own pages, which are in no listing
_OWN_PAGES = ["home", "services", "institutions", "statistics", "help", "contact", "accessibility", "privacy", "feeds", "simulator"]


@same_for_everyone()
def sitemap_index(request: HttpRequest) -> HttpResponse:
    """The files that there are: for each listing as many as it needs."""
    counts = _entries(request).values_list("listing").annotate(count=Count("pk"), newest=Max("indexed_at")).order_by("listing")
    lines = [f'<?xml version="1.0" encoding="UTF-8"?>\n<sitemapindex xmlns="{_NAMESPACE}">\n']
    if not _institution_id(request):
        lines.append(f"<sitemap><loc>{_here(request)}/sitemaps/{_PAGES}-1.xml</loc></sitemap>\n")
    for key, count, newest in counts:
        for number in range(1, ceil(count / FILE) + 1):
            address = escape(f"{_here(request)}/sitemaps/{key}-{number}.xml")
            lines.append(f"<sitemap><loc>{address}</loc><lastmod>{_instant(newest)}</lastmod></sitemap>\n")
    return HttpResponse("".join([*lines, "</sitemapindex>\n"]), content_type=_XML)


def sitemap(request: HttpRequest, key: str, number: int) -> StreamingHttpResponse:
    """One file of a listing's addresses, sent while it is read. 404 for a file that the index does not name."""
    if key == _PAGES and number == 1 and not _institution_id(request):
        return StreamingHttpResponse(_urlset((url, None) for url in _portal_pages()), content_type=_XML)
    if key not in listings:
        raise Http404
    entries = _entries(request).filter(listing=key).order_by("pk")[FILE * max(number - 1, 0) : FILE * number]
    if not entries.exists():
        raise Http404
    return StreamingHttpResponse(_urlset(entries.values_list("url", "changed_at").iterator(chunk_size=2000)), content_type=_XML)


@same_for_everyone()
def robots(request: HttpRequest) -> HttpResponse:
    """Everything public may be read by robots but results of searches; on the portal the office and accounts are not public."""
    closed = ["/tafuta/", "/en/search/"]
    if not _institution_id(request):
        closed += ["/office/", "/account/", "/en/account/", "/simulator/", "/en/simulator/"]
    maps = {f"{_here(request)}/sitemap.xml", portal_url("/sitemap.xml")}  # naming the nation's is what lets it list this host
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed), *(f"Sitemap: {address}" for address in sorted(maps))]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@same_for_everyone()
def security(request: HttpRequest) -> HttpResponse:
    """Whom to tell of a weakness."""
    lines = [
        f"Contact: {settings.SECURITY_CONTACT}",
        f"Expires: {_instant(timezone.now() + timedelta(days=180))}",
        "Preferred-Languages: sw, en",
        f"Canonical: {_here(request)}/.well-known/security.txt",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


def _institution_id(request: HttpRequest) -> int | None:
    """The institution whose host is asked, ``None`` on the portal."""
    return getattr(getattr(request, "live_site", None), "institution_id", None)


def _here(request: HttpRequest) -> str:
    site = getattr(request, "live_site", None)
    return origin(site.host if site is not None else settings.HOST)


def _entries(request: HttpRequest) -> SearchEntryQuerySet:
    institution = _institution_id(request)
    entries = SearchEntry.objects.order_by()
    return entries.filter(institution=institution) if institution else entries


def _portal_pages() -> Iterator[str]:
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            addresses = [portal_url(reverse(f"portal:{name}")) for name in _OWN_PAGES]
        yield from addresses


def _urlset(addresses: Iterable[tuple[str, datetime | None]]) -> Iterator[str]:
    yield f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="{_NAMESPACE}">\n'
    now = timezone.now()
    for url, changed in addresses:
        lastmod = f"<lastmod>{_instant(min(changed, now))}</lastmod>" if changed else ""
        yield f"<url><loc>{escape(url)}</loc>{lastmod}</url>\n"
    yield "</urlset>\n"


def _instant(at: datetime) -> str:
    """A W3C date and time in UTC, to the second."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


urlpatterns = [
    path("sitemap.xml", sitemap_index, name="sitemap"),
    path("sitemaps/<str:key>-<int:number>.xml", sitemap, name="sitemap-file"),
    path("robots.txt", robots, name="robots"),
    path(".well-known/security.txt", security, name="security"),
]
