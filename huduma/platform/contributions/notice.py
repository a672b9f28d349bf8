"""``Notice``: a text that the platform may send; its templates are ``notices/<key>.<sw|en>.<txt|sms>``."""

from dataclasses import dataclass

from django.utils.functional import Promise

from .registry import Registry


@dataclass(frozen=True)
class Notice:
    """A text that messaging may send.

    ``channels`` is some of ``email`` and ``sms``. A ``txt`` template carries the subject on its first line. The text of a
    ``secret`` notice (a sign-in code) is shown to no officer and is not kept once it was sent.
    """

    key: str
    label: str | Promise
    channels: tuple[str, ...]
    secret: bool = False


notices: Registry[Notice] = Registry()
