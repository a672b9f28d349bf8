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
    refusals: tuple[type[Exception], ...] = ()


class OperationForm(forms.Form):
    """A form that knows the record and the person."""

    def __init__(self, *args: Any, record: Any, person: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.record, self.person = record, person
