"""Rich text as a visitor may get it."""

import html
import re

import nh3
from django.utils.safestring import SafeString, mark_safe
from wagtail.rich_text import expand_db_html

TAGS = {"p", "br", "hr", "h2", "h3", "h4", "b", "strong", "i", "em", "sup", "sub", "ul", "ol", "li", "a", "blockquote"}
ATTRIBUTES = {"a": {"href"}}
SCHEMES = {"http", "https", "mailto", "tel"}


def clean(source: str) -> str:
    """Only what our editor can write, whatever is in the database: no script, style, frame, handler or strange link."""
    return nh3.clean(source, tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES, link_rel=None)


def expand(source: str, origin: str = "") -> SafeString:
    """Stored rich text as HTML: links to pages and documents, kept by id, become addresses; then it is cleaned.

    Addresses that begin with ``origin``, those of the reader's own site, become paths, so that a site that moves takes them along.
    """
    expanded = clean(expand_db_html(source))
    return mark_safe(expanded.replace(f'href="{origin}/', 'href="/') if origin else expanded)  # noqa: S308  cleaned on the line above


def plain(source: str) -> str:
    """The words of ``source``, HTML or stored rich text, in one line."""
    spaced = source.replace("<", " <")
    return re.sub(r"\s+", " ", html.unescape(nh3.clean(spaced, tags=set()))).strip()
