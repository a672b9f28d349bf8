"""What was published of a tender changes by an addendum, which tells bidders, and stays."""

from collections import Counter
from datetime import date, datetime
from typing import Any, NamedTuple

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from wagtail.models import PageLogEntry, Revision

PROMISED = ("reference", "closes_at", "where")  # by which bidders find their way
_PUBLISHED = ("wagtail.publish", "wagtail.publish.scheduled")  # as the history of a page has it


class Addendum(NamedTuple):
    """What an addendum says; the editor's browser has its own ends of lines."""

    day: date
    text: str
    document: int | None


def broken_promises(tender: Any) -> dict[str, str]:
    """By field, what is wrong with ``tender`` beside what bidders were told: something else without a new addendum, or an addendum gone."""
    published = _as_published(tender)
    if published is None:
        return {}
    told, now = Counter(_addenda(published)), Counter(_addenda(tender))
    wrong: dict[str, str] = {}
    if missing := told - now:
        day = date_format(min(addendum.day for addendum in missing), "j F Y")
        wrong["addenda"] = _("A published addendum stays as it is. Put back that of %(day)s, and say in a new one what has changed.") % {
            "day": day
        }
    if not now - told:
        unsaid = _("Bidders know this already. Say in a new addendum below that it changes, and publish both together.")
        wrong |= {name: unsaid for name in PROMISED if _exact(getattr(tender, name)) != _exact(getattr(published, name))}
    return wrong


def _as_published(tender: Any) -> Any:
    """The tender as visitors read it, or read it last; ``None`` where they never did."""
    row = type(tender).objects.filter(pk=tender.pk, first_published_at__isnull=False).first() if tender.pk else None
    if row is None or row.live:
        return row
    last = PageLogEntry.objects.filter(page=row.pk, action__in=_PUBLISHED, revision__isnull=False).order_by("-timestamp", "-pk")
    revision = Revision.objects.filter(pk__in=last.values("revision")[:1]).first()
    return revision.as_object() if revision else row


def _addenda(tender: Any) -> list[Addendum]:
    values = [block.value for block in tender.addenda]
    return [Addendum(v["date"], "\n".join((v["text"] or "").strip().splitlines()), v["document"] and v["document"].pk) for v in values]


def _exact(value: Any) -> Any:
    """A time to the minute, as it is shown and typed, and a text without the spaces that nobody sees."""
    return value.replace(second=0, microsecond=0) if isinstance(value, datetime) else " ".join(str(value or "").split())
