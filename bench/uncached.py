"""A web process that keeps no page: it reads every page from its row, or, asked with the header ``X-Draw``, draws it from its record."""

from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

from huduma.project import wsgi as platform  # first, for it readies Django

# isort: split
from django.conf import settings
from wagtail.models import Locale

from huduma.platform.asking.plans import by_name
from huduma.platform.delivery import headers
from huduma.platform.delivery.cache import Kept
from huduma.platform.delivery.models import LiveSite
from huduma.platform.delivery.negotiation import encoding_for
from huduma.platform.delivery.pages import Chrome, assemble
from huduma.platform.delivery.wsgi import Delivery
from huduma.systems.websites.drawing import draw_parts
from huduma.systems.websites.models import NewsPage, SiteMap

settings.PAGE_CACHE_BYTES = 0
read = Delivery(platform.django_application)


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    return (draw if "HTTP_X_DRAW" in environ else read)(environ, start_response)


@cache
def locales() -> dict[int, Locale]:
    """The nation's languages by their primary key."""
    return dict(Locale.objects.in_bulk())


def draw(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """What publishing does for one page, and what serving does with it."""
    path = environ["PATH_INFO"]
    # As publishing does it: the site is known first, its page is one record, and the languages are read once for all that is drawn.
    with by_name():
        site = LiveSite.objects.select_related("institution__parent").get(host=environ["HTTP_HOST"])
        news = NewsPage.objects.get(institution=site.institution_id, live=True, slug=path.rstrip("/").rpartition("/")[2])
    news.locale = locales()[news.locale_id]
    site_map = SiteMap(site.institution)
    [page] = news.draw(site_map)
    plain = assemble(page.html, path, Chrome(site.generation, **draw_parts(site_map, page.language))).encode()
    answer = Kept(plain, headers.for_page(page.language, site.styles), 0, 0).add(encoding_for(environ.get("HTTP_ACCEPT_ENCODING", "")))
    start_response("200 OK", answer.headers)
    return answer.body
