"""``Notice``: a text that the platform may send; its templates are ``notices/<key>.<sw|en>.<txt|sms>``."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils.functional import Promise

from .registry import Registry


@dataclass(frozen=True)
class Notice:
    """A text that messaging may send.

    ``channels`` is some of ``email`` and ``sms``. A ``txt`` template carries the subject on its first line. The text of a
    ``secret`` notice (a sign-in code) is shown to no officer, is not kept once it was sent, and is not sent any more when it has waited
    for longer than it is ``good_for``.
    """

    key: str
    label: str | Promise
    channels: tuple[str, ...]
    secret: bool = False
    good_for: timedelta = timedelta(minutes=15)  # as long as a code


notices: Registry[Notice] = Registry()
