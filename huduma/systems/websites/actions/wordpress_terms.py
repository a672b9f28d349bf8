"""The categories and tags of an earlier website: what they listed is in the list of news now, and their addresses lead there."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from huduma.platform.audit.actions import record
from huduma.platform.institutions.models import Institution
from huduma.systems.websites.models import NewsIndexPage, OldAddress
from huduma.systems.websites.rendering.richtext import plain
from huduma.systems.websites.wordpress import facts
from huduma.systems.websites.wordpress.reader import Term
from huduma.systems.websites.wordpress.report import Line

Terms = Mapping[tuple[str, str], Term]


def lists_at(terms: Terms, lists: Mapping[str, NewsIndexPage], language: str, folder: str) -> dict[str, int]:
    """For each address of one of ``terms`` the list of news (``lists``, by language) in which its items are, as a primary key."""
    return {
        address: lists[_language_of(term, language, lists)].pk
        for term in terms.values()
        for address in facts.addresses_of_term(term, terms, folder)
    }


@transaction.atomic
def lead_to_news(*, institution: Institution, terms: Terms, at: Mapping[str, int], folder: str, by: Any) -> list[Line]:
    """Let the addresses of ``terms`` lead where ``lists_at`` says (``at``); returns what became of each.

    An address that leads somewhere already goes on doing so.
    """
    owners = dict(OldAddress.objects.filter(institution=institution).values_list("address", "page"))
    new = {address: page for address, page in at.items() if address not in owners}
    OldAddress.objects.remember(institution.pk, new)
    if new:
        record(subject=institution, verb="websites.import_pages", by=by, data={"addresses": sorted(new)})
    owners |= new
    lines: list[Line] = []
    for term in sorted(terms.values(), key=lambda term: (term.domain, term.name, term.slug)):
        addresses = facts.addresses_of_term(term, terms, folder)
        reason = _("Sites here have no categories and tags: its address leads to the list of news. %(count)s items had it.")
        lines.append(_line(term, addresses[0], reason % {"count": term.items.total()}))
        for address in addresses:
            if owners[address] not in at.values():
                lines.append(_line(term, address, _("Its old address already leads elsewhere: %(address)s.") % {"address": address}))
    return lines


def _line(term: Term, address: str, reason: str) -> Line:
    return Line(False, term.domain, term.number, plain(term.name or term.slug), address, reason)


def _language_of(term: Term, usual: str, languages: Iterable[str]) -> str:
    """The language of most of the items that have ``term``."""
    found: Counter[str] = Counter()
    for named, count in term.items.items():
        found[named if named in languages else usual] += count
    return found.most_common(1)[0][0] if found else usual
