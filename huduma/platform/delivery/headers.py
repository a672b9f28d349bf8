"""The headers of kept answers: the very ones that Django's middleware puts on all others, with inline styles named by hash.

A nonce is good for one answer only, so a kept one cannot have it: its Content-Security-Policy lists the SHA-256 of each inline block.
"""

import base64
import hashlib
import re
from collections.abc import Iterable
from functools import cache, lru_cache

from csp.utils import build_policy
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.clickjacking import XFrameOptionsMiddleware
from django.middleware.security import SecurityMiddleware

from .cache import Headers

CSP = "Content-Security-Policy"
REVALIDATE = ("Cache-Control", "no-cache")  # a browser may keep a page but asks whether it still holds: one 304
VARY = ("Vary", "Accept-Encoding")
_STYLE = re.compile(r"<style[^>]*>(.*?)</style>", re.DOTALL)
_NONCE = re.compile(r"'nonce-([^']+)'")


def for_page(language: str, styles: str) -> Headers:
    """The headers of a rendered page in ``language`` with the inline ``styles``."""
    return list(_for_page(language, styles))


@lru_cache(maxsize=1000)  # sites of one look share them: what is sent all the time stays near the processor
def _for_page(language: str, styles: str) -> tuple[tuple[str, str], ...]:
    return (
        ("Content-Type", "text/html; charset=utf-8"),
        ("Content-Language", language),
        REVALIDATE,
        VARY,
        (CSP, policy(styles)),
        *security(),
    )


@cache
def security() -> tuple[tuple[str, str], ...]:
    """What Django's security middleware adds to every answer, by asking it."""
    request = HttpRequest()
    request.META = {"wsgi.url_scheme": settings.SCHEME, "SERVER_NAME": settings.HOST, "SERVER_PORT": "443"}
    if settings.SCHEME == "https" and settings.SECURE_PROXY_SSL_HEADER:
        request.META[settings.SECURE_PROXY_SSL_HEADER[0]] = settings.SECURE_PROXY_SSL_HEADER[1]
    response: HttpResponse = HttpResponse()
    for middleware in (SecurityMiddleware, XFrameOptionsMiddleware):
        response = middleware(lambda _: HttpResponse()).process_response(request, response)
    return tuple((name, value) for name, value in response.items() if name != "Content-Type")


@lru_cache(maxsize=1000)
def policy(styles: str) -> str:
    """The Content-Security-Policy of pages with the inline ``styles``, in a fixed order."""
    return "; ".join(sorted(build_policy(update={"style-src": styles.split()}).split("; ")))


def styles_of(heads: Iterable[str]) -> str:
    """The inline styles in ``heads``, which must be our own and no editor's, as sources of a Content-Security-Policy."""
    return " ".join(sorted({source_of(style) for head in heads for style in _STYLE.findall(head)}))


def source_of(text: str) -> str:
    """``text`` as a source of a Content-Security-Policy: ``'sha256-…'`` (CSP level 3, section 2.3.1)."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def without_nonce(html: str, nonced: str) -> tuple[str, str]:
    """``html`` and its Content-Security-Policy with the blocks that carried the nonce named by hash instead."""
    found = _NONCE.search(nonced)
    if not found:
        return html, nonced
    attribute = f' nonce="{found[1]}"'
    sources = {}
    for tag in ("style", "script"):
        blocks = re.findall(rf"<{tag}[^>]*{re.escape(attribute)}[^>]*>(.*?)</{tag}>", html, re.DOTALL)
        sources[tag] = " ".join(dict.fromkeys(source_of(block) for block in blocks if block))
    directives = [_replaced(directive, found[0], sources) for directive in nonced.split("; ")]
    return html.replace(attribute, ""), "; ".join(directives)


def _replaced(directive: str, nonce: str, sources: dict[str, str]) -> str:
    name = directive.partition("-")[0]
    return " ".join(directive.replace(nonce, sources.get(name, "")).split())
