"""Records that a form names although its sender may not see them: the office shows the form again and tells nothing of them.

Wagtail's choosers and its editor of rich text look up whatever record a form holds, and show its title, picture or address. What a form
may name is for its own rules to say (``websites.models.page_form``); they hide here what they refuse, for the rest of the request.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any

from django.db.models import Model
from wagtail.admin.rich_text.converters.html_to_contentstate import PageLinkElementHandler
from wagtail.admin.widgets.chooser import BaseChooser
from wagtail.documents import get_document_model
from wagtail.documents.rich_text.contentstate import DocumentLinkElementHandler
from wagtail.models import Page

_hidden: ContextVar[frozenset[tuple[type[Model], str]]] = ContextVar("hidden", default=frozenset())


@contextmanager
def nothing_hidden() -> Iterator[None]:
    """Within it nothing is hidden at first, and nothing of it is after it: one request."""
    before = _hidden.set(frozenset())
    try:
        yield
    finally:
        _hidden.reset(before)


def hide(records: Iterable[tuple[type[Model], str]]) -> None:
    """Tell nothing of ``records`` (model and primary key, as text) in the rest of the request."""
    _hidden.set(_hidden.get() | frozenset(records))


def is_hidden(record: Model) -> bool:
    """Whether nothing is to be told of ``record``."""
    return any(isinstance(record, model) and str(record.pk) == key for model, key in _hidden.get())


def guard_choosers() -> None:
    """Let Wagtail's choosers, and the links of its rich text, tell nothing of what is hidden."""
    BaseChooser.get_instance = _unless_hidden(BaseChooser.get_instance)
    PageLinkElementHandler.get_attribute_data = _without_address(PageLinkElementHandler.get_attribute_data, Page)
    DocumentLinkElementHandler.get_attribute_data = _without_address(DocumentLinkElementHandler.get_attribute_data, get_document_model())


def _unless_hidden(get_instance: Callable[..., Model | None]) -> Callable[..., Model | None]:
    @wraps(get_instance)
    def found(self: BaseChooser, value: Any) -> Model | None:
        instance = get_instance(self, value)
        return None if instance is not None and is_hidden(instance) else instance

    return found


def _without_address(get_attribute_data: Callable[..., dict[str, Any]], model: type[Model]) -> Callable[..., dict[str, Any]]:
    @wraps(get_attribute_data)
    def told(self: Any, attrs: dict[str, str]) -> dict[str, Any]:
        if (model, str(attrs.get("id"))) in _hidden.get():
            return {"id": attrs["id"], "url": None, "parentId": None}  # as Wagtail tells of a record that is gone
        return get_attribute_data(self, attrs)

    return told
