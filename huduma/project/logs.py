"""Structured logs, one event a line, with what belongs to people taken out before anything is written.

Phone numbers, e-mail addresses, codes, message bodies and the query part of addresses never reach a log: not as a field, and not
inside another text.
"""

import logging
import re
from collections.abc import MutableMapping
from typing import Any

import structlog

REMOVED = "[removed]"
PRIVATE_FIELDS = frozenset(
    {
        "phone",
        "msisdn",
        "email",
        "address",
        "to",
        "recipient",
        "password",
        "token",
        "code",
        "otp",
        "secret",
        "body",
        "text",
        "nin",
        "cookie",
    }
)
_PHONE = re.compile(r"(?<![\w.:-])(?:\+?255|0)[ -]?[67]\d{2}[ -]?\d{3}[ -]?\d{3}(?!\d)")
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_QUERY = re.compile(r"\?\S*")


def redact(_logger: Any, _name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """A structlog processor: remove private fields, and mask phone numbers and e-mail addresses inside every other text."""
    for key, value in event.items():
        if key in PRIVATE_FIELDS and not (key == "code" and isinstance(value, int)):  # an HTTP status is an int
            event[key] = REMOVED
        elif isinstance(value, str):
            event[key] = _mask(_QUERY.sub("?…", value) if key == "request" else value)
        elif key == "positional_args":
            event[key] = tuple(_mask(str(item)) if isinstance(item, str) else item for item in value)
    return event


def _mask(text: str) -> str:
    return _EMAIL.sub("[e-mail]", _PHONE.sub("[phone]", text))


_SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.format_exc_info,
    structlog.stdlib.PositionalArgumentsFormatter(),
    redact,
]


def _for_a_terminal(_logger: Any, _name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """A structlog processor: leave out what the supervisor or the journal writes itself, and what only machines can use."""
    for field in ("timestamp", "logger", "request_id"):
        event.pop(field, None)
    return event


def configure(style: str) -> dict[str, Any]:
    """Set structlog up and return Django's ``LOGGING``. ``style`` is ``json`` for machines or ``plain`` for a terminal."""
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *_SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    ending: list[Any] = [_for_a_terminal, structlog.dev.ConsoleRenderer(colors=False, pad_event_to=0)]
    if style == "json":
        ending = [structlog.processors.JSONRenderer()]
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "house": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": _SHARED,
                "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, redact, *ending],
            },
        },
        "handlers": {"stream": {"class": "logging.StreamHandler", "formatter": "house"}},
        "root": {"handlers": ["stream"], "level": "INFO"},
        "loggers": {
            "django_tasks": {"level": "WARNING"},  # the jobs' own log says more, once
            "wagtail": {"level": "WARNING"},  # the audit trail has it
            "django.server": {"level": "WARNING"},
            "mail.log": {"level": "WARNING"},  # the demonstration's mail server names everyone it hears of
            "django.request": {"level": "ERROR"},  # the request log has them, with the request's id
            "django_structlog": {"level": logging.INFO},
        },
    }
