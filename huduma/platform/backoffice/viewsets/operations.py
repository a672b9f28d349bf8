"""What can be done to a record besides editing it: one form, one action."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.functional import Promise


@dataclass(frozen=True)
class Operation:
    """One thing to do to one record, or with ``bulk`` to many.

    ``run(record, form, by)`` calls the action; ``form`` is a valid instance of ``form_class``, which takes ``record`` and ``person``
    as further keyword arguments when it derives from ``OperationForm``. ``permission`` is the policy's action that it needs,
    ``offered(record)`` whether it makes sense now, ``question`` what to consider before confirming.

    With ``bulk`` the same form is asked once for all records, unless it is an ``OperationForm``. ``run_many(records, form, by)`` is for
    operations that do thousands at once: it is called once, and what it returns, if anything, is told instead of how many were done.
    """

    name: str
    label: str | Promise
    done: str | Promise
    run: Callable[[Any, Any, Any], object]
    question: str | Promise = ""
    form_class: type[forms.Form] = forms.Form
    icon: str = "cog"
    permission: str = "change"
    offered: Callable[[Any], bool] = lambda record: True
    bulk: bool = False
    run_many: Callable[[list[Any], Any, Any], str | None] | None = None
    refusals: tuple[type[Exception], ...] = ()


class OperationForm(forms.Form):
    """A form that knows the record and the person."""

    def __init__(self, *args: Any, record: Any, person: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.record, self.person = record, person
