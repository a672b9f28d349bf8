"""Saying that two languages say the same."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from huduma.platform.audit.actions import record
from huduma.systems.websites.models import SitePage
from huduma.systems.websites.models.freezing import frozen_places, why_frozen
from huduma.systems.websites.models.translations import agree, agreed_by_publishing


@transaction.atomic
def confirm_translation(*, page: SitePage, by: Any) -> None:
    """Say that ``page`` and its twin in the other language, as visitors read them now, say the same.

    Raises ``ValidationError`` when there is no twin.
    """
    page = SitePage.objects.select_for_update(of=("self",)).get(pk=page.pk)
    twin = SitePage.objects.filter(translation_key=page.translation_key, live=True).exclude(pk=page.pk).first()
    if twin is None or not page.live:
        raise ValidationError(_("There are not both languages to be compared."))
    if reason := frozen_places().reason(page):
        raise ValidationError(why_frozen(reason))
    agree(page, twin)
    _record(page, by)


@transaction.atomic
def begin_translation(*, page: SitePage, source: SitePage, by: Any) -> None:
    """Write down that ``page`` is new and made from ``source`` as visitors read it now. Wagtail records who made it."""
    page.follow(source)
    SitePage.objects.filter(pk=page.pk).update(translated_print=page.translated_print, translated_from=page.translated_from_id)


@transaction.atomic
def note_translation(*, page: SitePage, by: Any) -> None:
    """Take in what the author of the revision of ``page`` that was just published says of the other language."""
    if agreed_by_publishing(page):
        _record(page, by)


def _record(page: SitePage, by: Any) -> None:
    record(subject=page, verb="websites.confirm_translation", by=by, data={"from_revision": page.translated_from_id})
