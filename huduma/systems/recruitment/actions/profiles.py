"""Changing a job seeker's profile: one section, or one entry of a section, at a time."""

import hashlib
import json
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from huduma.platform.audit.actions import record
from huduma.platform.institutions.models import Institution
from huduma.systems.recruitment.models import Seeker

MOST = {"education": 15, "registrations": 10, "languages": 6, "experience": 30, "training": 30, "referees": 3}  # entries of a section
ONCE = {"registrations": "board", "languages": "language"}  # what only one entry of a section may say
_LONGEST_ENTRY = 2_000  # characters, as JSON
Entry = dict[str, Any]


class Unfit(ValidationError):
    """What was given cannot be kept; the text says why to the reader."""


class Gone(ValueError):
    """The entry that was to be changed is no more what it was: it was changed or removed meanwhile."""


def mark_of(entry: Entry) -> str:
    """A short name for an entry as it stands: it changes with it, so that nobody changes what they have not seen."""
    text = json.dumps(entry, sort_keys=True, ensure_ascii=False)
    return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()


def entries_of(seeker: Seeker, section: str) -> list[Entry]:
    """The entries of one section, in their order."""
    return list(seeker.profile.get(section) or [])


def find_entry(seeker: Seeker, section: str, mark: str) -> Entry:
    """The entry that ``mark_of`` gave this name. Raises ``Gone``."""
    return _entries_but(seeker, section, mark)[1]


def locked(person: Any) -> Seeker:
    """The person's profile, made where there is none, and locked to the end of the transaction."""
    Seeker.objects.get_or_create(person=person, defaults={"full_name": person.full_name})
    return Seeker.objects.select_for_update().get(person=person)


@transaction.atomic
def put_entry(*, person: Any, section: str, entry: Entry, by: Any, replaces: str = "") -> Seeker:
    """Add ``entry`` to a section (a key of ``MOST``), or put it where the one with the mark ``replaces`` stands.

    An entry that stands there already, word for word, is not added again. Raises ``Unfit`` when the section is full or says
    the same thing of something twice, and ``Gone``.
    """
    seeker = locked(person)
    if len(json.dumps(entry)) > _LONGEST_ENTRY:
        raise Unfit(_("This is too long."), code="too_long")
    others = entries_of(seeker, section)
    place = len(others)
    if replaces:
        place, _old, others = _entries_but(seeker, section, replaces)
    others = [other for other in others if other != entry]
    _check(section, entry, others)
    return _keep(seeker, section, [*others[:place], entry, *others[place:]], by)


@transaction.atomic
def remove_entry(*, person: Any, section: str, mark: str, by: Any) -> Seeker:
    """Take the entry with this mark out of a section. Raises ``Gone``."""
    seeker = locked(person)
    _place, _old, others = _entries_but(seeker, section, mark)
    return _keep(seeker, section, others, by)


@transaction.atomic
def set_residence(*, person: Any, region: Institution, district: str, ward: str, by: Any) -> Seeker:
    """Say where the person lives; interviews are held near it."""
    seeker = locked(person)
    seeker.region, seeker.district, seeker.ward = region, district, ward
    return _save(seeker, ["region", "district", "ward"], "residence", by)


@transaction.atomic
def set_employer(*, person: Any, employer: Institution | None, by: Any) -> Seeker:
    """Say in which public institution the person serves; ``None`` for who serves in none."""
    seeker = locked(person)
    seeker.employer = employer
    return _save(seeker, ["employer"], "service", by)


def _entries_but(seeker: Seeker, section: str, mark: str) -> tuple[int, Entry, list[Entry]]:
    """The place of the entry with this mark, the entry, and the others."""
    entries = entries_of(seeker, section)
    for place, entry in enumerate(entries):
        if mark_of(entry) == mark:
            return place, entry, [*entries[:place], *entries[place + 1 :]]
    raise Gone(mark)


def _check(section: str, entry: Entry, others: list[Entry]) -> None:
    if len(others) >= MOST[section]:
        raise Unfit(_("No more than %(most)s can be kept here. Remove one first.") % {"most": MOST[section]}, code="full")
    once = ONCE.get(section)
    if once and any(other.get(once) == entry.get(once) for other in others):
        raise Unfit({once: Unfit(_("Your profile names this already. Change it there."), code="twice")})


def _keep(seeker: Seeker, section: str, entries: list[Entry], by: Any) -> Seeker:
    seeker.profile = {**seeker.profile, section: entries}
    return _save(seeker, ["profile"], section, by)


def _save(seeker: Seeker, fields: list[str], section: str, by: Any) -> Seeker:
    seeker.changed_at = seeker.active_at = Now()
    seeker.save(update_fields=[*fields, "changed_at", "active_at"])
    record(subject=seeker, verb="recruitment.change_profile", by=by, data={"section": section})  # which, and not a word of what
    return seeker
