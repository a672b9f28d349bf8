"""``Notice``: a text that the platform may send; its templates are ``notices/<key>.<sw|en>.<txt|sms>``."""

from dataclasses import dataclass

from django.utils.functional import Promise

from .registry import Registry


@dataclass(frozen=True)
class Notice:
    """A text that messaging may send.

    ``channels`` is some of ``email`` and ``sms``. A ``txt`` template carries the subject on its first line.
    """

    key: str
    label: str | Promise
    channels: tuple[str, ...]


notices: Registry[Notice] = Registry()
