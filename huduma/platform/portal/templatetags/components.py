"""Template tags of the component set: ``{% load components %}``."""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

import phonenumbers
from django import forms, template
from django.utils.choices import flatten_choices
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from huduma.platform.contributions.clock import spoken

register = template.Library()

# Words that carry no weight in a name, in both languages.
_SMALL_WORDS = {"ya", "wa", "za", "la", "cha", "vya", "na", "kwa", "of", "the", "and", "for", "in", "to"}
# The largest letters that fit on the shield, in its own units, by how many there are.
_SIZES = {1: "26", 2: "20", 3: "15", 4: "11", 5: "9"}


@register.simple_tag
def monogram(name: str) -> dict[str, str]:
    """The letters for the emblem of an institution without one: ``{text, size}``.

    A short abbreviation stands as it is (NEMC); of a longer name, the first letters of up to three words that carry weight.
    """
    words = [word for word in re.split(r"[^\w]+", name) if word and word.lower() not in _SMALL_WORDS]
    if len(words) == 1 and words[0].isupper() and len(words[0]) <= max(_SIZES):
        letters = words[0]
    else:
        letters = "".join(word[0] for word in words[:3]).upper() or "T"
    return {"text": letters, "size": _SIZES[len(letters)]}


@register.simple_tag
def menu_items(menu: Iterable[Mapping[str, Any]]) -> SafeString:
    """The entries of a menu, ``{label, url, current}``, as list items.

    They stand twice in every page that is drawn, in the row and in what a phone unfolds, so they are written here once.
    """
    entry = '<li><a class="hd-menu__link" href="{}" {}>{}</a></li>'
    return format_html_join("", entry, ((item["url"], _whether_current(item), item["label"]) for item in menu))


@register.simple_tag
def in_words(form: forms.BaseForm) -> list[str]:
    """What was chosen in ``form`` in the reader's words, a field after the other; nothing of a form that is empty or has an error."""
    given = form.cleaned_data if form.is_valid() else {}
    return [_answer_in_words(bound, given[bound.name]) for bound in form.visible_fields() if given.get(bound.name)]


def _answer_in_words(bound: forms.BoundField, answer: Any) -> str:
    if answer is True:
        return str(bound.label)
    if isinstance(bound.field, forms.ModelChoiceField):
        return bound.field.label_from_instance(answer)
    choices: Any = flatten_choices(getattr(bound.field.widget, "choices", ()))
    offered = {str(value): label for value, label in choices}
    return str(offered.get(str(answer), answer))


def _whether_current(item: Mapping[str, Any]) -> SafeString:
    return mark_safe('aria-current="page"') if item.get("current") else format_html('data-hd-menu="{}"', item["url"])


register.filter("spoken", spoken)


@register.filter
def spaced(phone: str) -> str:
    """A phone number in E.164 with the spaces by which people read it, ``+255 26 555 0109``; anything else as it is."""
    return _international(phone) or phone


@lru_cache(maxsize=1024)  # an institution's number stands on every page of its site
def _international(phone: str) -> str:
    try:
        number = phonenumbers.parse(phone)
    except phonenumbers.NumberParseException:
        return ""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
