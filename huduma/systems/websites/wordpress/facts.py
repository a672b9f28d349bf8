"""What an item says of itself, in our terms: title, dates, language, slug, and the addresses it had."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import unquote, urlsplit

from django.utils import timezone
from django.utils.text import slugify

from huduma.systems.websites.addresses import old_address
from huduma.systems.websites.rendering.richtext import plain

from .reader import Brief, Item, Term

LONGEST_TITLE, LONGEST_SUMMARY = 255, 300
_LONGEST_SLUG = 90  # bytes, so that several of them make an address
_FIRST_YEAR = 1970
_MORE = re.compile(r"<!--\s*(more|nextpage)\b.*?-->", re.DOTALL)


def title_of(item: Item) -> str:
    """The title in plain text; empty when it has none."""
    return plain(item.title)[:LONGEST_TITLE].strip()


def summary_of(item: Item, text: str) -> str:
    """The excerpt, or the first words of ``text``."""
    words = plain(item.excerpt) or text
    if len(words) <= LONGEST_SUMMARY:
        return words
    return (
        words[: LONGEST_SUMMARY - 1].rpartition(" ")[0].rstrip(",;:–- ") + "…"
        if " " in words[:LONGEST_SUMMARY]
        else words[:LONGEST_SUMMARY]
    )


def published_at(item: Item) -> datetime | None:
    """When it was published; ``None`` when no date in it makes sense."""
    return _instant(item.date) or _instant_of_feed(item.published)


def modified_at(item: Item) -> datetime | None:
    """When it was last changed, if it says so."""
    return _instant(item.modified)


def _instant(given: str) -> datetime | None:
    try:
        found = datetime.strptime(given, "%Y-%m-%d %H:%M:%S")
        return timezone.make_aware(found) if _makes_sense(found) else None
    except ValueError:
        return None


def _instant_of_feed(given: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(given)
    except (ValueError, TypeError, IndexError):
        return None
    return (found if found.tzinfo else found.replace(tzinfo=UTC)) if _makes_sense(found) else None


def _makes_sense(found: datetime) -> bool:
    return _FIRST_YEAR <= found.year <= timezone.now().year + 1


def language_of(item: Item, usual: str, languages: Iterable[str]) -> str:
    """The language that the item names, else the ``usual`` one."""
    return item.language if item.language in languages else usual


def translations_of(item: Item) -> str:
    """The group that the item shares with its translations; empty when it has none."""
    return next((short for domain, short, _name in item.terms if domain == "post_translations"), "")


def slug_of(item: Item, title: str) -> str:
    """The slug it had, or one made of its title, as one of our addresses can have it."""
    made = slugify(unquote(item.slug), allow_unicode=True) or slugify(title, allow_unicode=True)
    cut = made.encode()[:_LONGEST_SLUG].decode(errors="ignore").strip("-_")
    return cut or f"{item.kind}-{item.post_id or item.number}"


def unique_slug(wanted: str, taken: set[str]) -> str:
    """``wanted``, or with the first number behind it that makes it a slug nobody has. Four digits would be a year of news."""
    slug, number = wanted, 1
    while slug in taken or (slug.isdecimal() and len(slug) == 4):
        number += 1
        slug = f"{wanted}-{number}"
    return slug


def old_addresses_of(item: Brief | Item, folder: str) -> list[str]:
    """The addresses it answered, as ``addresses.old_address`` gives them; ``folder`` is the path at which the website stood."""
    found = [address_of(address) for address in (item.link, item.attachment) if address]
    if item.post_id.isdecimal() and int(item.post_id):
        found.append(old_address(folder, f"p={item.post_id}"))
    front = old_address(folder)
    return list(dict.fromkeys(address for address in found if address not in {"/", front}))


def addresses_of_term(term: Term, terms: Mapping[tuple[str, str], Term], folder: str) -> list[str]:
    """The addresses at which WordPress listed the items of ``term``, as ``addresses.old_address`` gives them."""
    base = {"category": "category", "post_tag": "tag"}[term.domain]
    way, above = [term.slug], term
    while (above := terms.get((term.domain, above.parent), term)).slug not in way:
        way.insert(0, above.slug)
    found = [old_address(f"{folder}/{base}/{unquote(path)}") for path in (term.slug, "/".join(way)) if path]
    if term.domain == "category" and term.number.isdecimal() and int(term.number):
        found.append(old_address(folder, f"cat={term.number}"))
    return list(dict.fromkeys(found))


def address_of(address: str) -> str:
    """A whole address as ``addresses.old_address`` gives it; ``/`` when it is none."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return "/"
    return old_address(unquote(parts.path), parts.query)


def parents_first(pages: Sequence[Brief]) -> tuple[list[Brief], set[int]]:
    """``pages``, each after the one above it, and the numbers of those at which a circle was cut: nothing is above them."""
    by_id = {page.post_id: page for page in pages}
    ordered: dict[int, Brief] = {}
    circular: set[int] = set()
    for page in pages:
        above: list[Brief] = []
        seen: set[int] = set()
        current: Brief | None = page
        while current and current.number not in ordered and current.number not in seen:
            above.append(current)
            seen.add(current.number)
            current = by_id.get(current.parent) if current.parent not in {"", "0"} else None
        if current and current.number not in ordered:  # round again: the last one's way upwards is cut
            circular.add(above[-1].number)
        ordered.update((step.number, step) for step in reversed(above))
    return list(ordered.values()), circular
