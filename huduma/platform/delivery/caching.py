"""Views whose answer is the same for everyone: how they are marked, and what of their answers may be kept."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeVar

from django.conf import settings
from django.conf.urls.i18n import is_language_prefix_patterns_used
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import TooManyFieldsSent
from django.db import connection
from django.http import HttpRequest, HttpResponse, QueryDict

from . import headers
from .cache import Headers, Kept
from .forgetting import generation_of_everything
from .generations import ANYTHING, NEVER, slot_of
from .models import LiveSite
from .negotiation import canonical_query

logger = logging.getLogger(__name__)
View = TypeVar("View", bound=Callable[..., HttpResponse])


@dataclass(frozen=True)
class Keep:
    """How long an answer may be kept, and on which query keys it depends."""

    query: tuple[str, ...]
    slot: int
    generation: int
    language_by_path: bool


def same_for_everyone(query: Sequence[str] = ()) -> Callable[[View], View]:
    """Let the page cache keep the view's answers, by host, path and the query keys named in ``query``.

    The view sees a request of nobody in particular: anonymous, without messages, and with no other query keys than those named. On an
    institution's host its answer is forgotten when anything of that site changes, on the portal's when anything of any site does. Text
    (HTML, XML, JSON, CSV) with status 200 is kept, unless it sets a cookie or depends on one.
    """

    def decorate(view: View) -> View:
        keys = tuple(sorted(query))

        @wraps(view)
        def marked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            keep = Keep(keys, *_until(request), language_by_path=_language_by_path(request))  # before the view reads anything
            _depersonalise(request, keys)
            response = view(request, *args, **kwargs)
            response.same_for_everyone = keep  # type: ignore[attr-defined]
            return response

        return marked  # type: ignore[return-value]

    return decorate


def _until(request: HttpRequest) -> tuple[int, int]:
    """The slot and the value its counter must have for the answer to this request to hold."""
    site: LiveSite = request.live_site  # type: ignore[attr-defined]
    slot = slot_of(site.pk) if site.institution_id else ANYTHING
    # An answer with absolute addresses that somebody else's port or scheme went into is for them alone.
    addressed = (request.scheme, request.get_host()) == (settings.SCHEME, _address_of(site))
    if connection.in_atomic_block or not addressed:
        return slot, NEVER
    return slot, site.generation if site.institution_id else generation_of_everything()


def _address_of(site: LiveSite) -> str:
    return site.host if settings.PUBLIC_PORT in {"80", "443"} else f"{site.host}:{settings.PUBLIC_PORT}"


def _language_by_path(request: HttpRequest) -> bool:
    """Whether the address alone decides the language, so that ``Vary: Accept-Language`` says nothing."""
    used, default_prefixed = is_language_prefix_patterns_used(getattr(request, "urlconf", settings.ROOT_URLCONF))
    return used and not default_prefixed


def _depersonalise(request: HttpRequest, keys: tuple[str, ...]) -> None:
    """Take from the request what only its sender has, so that no view can put it into an answer for all."""
    request.user = AnonymousUser()
    if hasattr(request, "_messages"):
        del request._messages  # they stay in their storage, for a page of the person's own
    try:
        query = canonical_query(request.META.get("QUERY_STRING", ""), keys)
    except ValueError as problem:
        raise TooManyFieldsSent from problem  # Django answers 400
    request.META["QUERY_STRING"] = query
    request.GET = QueryDict(query)  # type: ignore[assignment]


def kept_from(keep: Keep, status: str, sent: Headers, response: HttpResponse) -> Kept | None:
    """``response`` as it may be kept, or ``None`` when it may not."""
    if not status.startswith("200"):
        return None
    personal = _personal(keep, sent)
    if personal:
        logger.warning("An answer that should be the same for everyone is not kept: %s", personal)
        return None
    given = {name.title(): value for name, value in sent}
    if not given.get("Content-Type", "").startswith(("text/", "application/")):
        return None
    html, policy = headers.without_nonce(response.content.decode(response.charset), given.get(headers.CSP, ""))
    dropped = {"Content-Length", "Etag", "Vary", headers.CSP}
    common = [(name, value) for name, value in sent if name.title() not in dropped]
    common += [(headers.CSP, policy)] if policy else []
    common += [] if "Cache-Control" in given else [headers.REVALIDATE]
    return Kept(html.encode(response.charset), [*common, headers.VARY], keep.slot, keep.generation)


def _personal(keep: Keep, sent: Headers) -> str:
    """The header that says that an answer is not for everyone, or nothing."""
    harmless = {"", "accept-encoding"} | ({"accept-language"} if keep.language_by_path else set())
    for name, value in sent:
        words = {word.strip() for word in value.lower().split(",")}
        match name.lower():
            case "set-cookie" | "content-encoding":
                return name
            case "vary" if words - harmless:
                return f"{name}: {value}"
            case "cache-control" if words & {"private", "no-store"}:
                return f"{name}: {value}"
    return ""
