"""The questions of a form, put together by an editor."""

import re
from collections.abc import Iterable
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError

MOST_QUESTIONS, MOST_OPTIONS, LONGEST_OPTION = 40, 50, 150
_IDENTITY = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class Question(NamedTuple):
    """One question. ``key`` stays the same when an editor writes its words anew or moves it; ``kind`` is a name in ``QuestionsBlock``."""

    key: str
    kind: str
    label: str
    help: str
    required: bool
    options: tuple[str, ...] = ()


class QuestionBlock(blocks.StructBlock):
    """What every question has."""

    label = blocks.CharBlock(label=_("question"), max_length=200)
    help = blocks.CharBlock(label=_("help"), max_length=300, required=False, help_text=_("How to answer; shown below the question."))
    required = blocks.BooleanBlock(label=_("must be answered"), required=False, default=True)


class LineBlock(QuestionBlock):
    class Meta:
        icon = "minus"
        label = _("One line")


class LinesBlock(QuestionBlock):
    class Meta:
        icon = "pilcrow"
        label = _("Several lines")


class EmailBlock(QuestionBlock):
    class Meta:
        icon = "mail"
        label = _("E-mail address")


class TelephoneBlock(QuestionBlock):
    class Meta:
        icon = "mobile-alt"
        label = _("Telephone number")


class NumberBlock(QuestionBlock):
    class Meta:
        icon = "order"
        label = _("Number")


class DateBlock(QuestionBlock):
    class Meta:
        icon = "date"
        label = _("Date")


class TickBlock(QuestionBlock):
    required = blocks.BooleanBlock(label=_("must be ticked"), required=False, default=False)

    class Meta:
        icon = "check"
        label = _("Tick box")


class ChoiceBlock(QuestionBlock):
    """A question with answers to choose from."""

    options = blocks.TextBlock(label=_("answers to choose from"), rows=5, help_text=_("One on each line."))

    def clean(self, value: Any) -> Any:
        """There is something to choose from."""
        cleaned = super().clean(value)
        options = options_in(cleaned["options"])
        if len(options) < 2:
            raise StructBlockValidationError({"options": ValidationError(_("Write at least two answers, one on each line."))})
        if len(options) > MOST_OPTIONS or any(len(option) > LONGEST_OPTION for option in options):
            raise StructBlockValidationError({"options": ValidationError(_("At most 50 answers, none longer than 150 letters."))})
        return cleaned

    class Meta:
        icon = "radio-full"
        label = _("Choice of one")


class ChoicesBlock(ChoiceBlock):
    class Meta:
        icon = "tick-inverse"
        label = _("Choice of several")


class QuestionsBlock(blocks.StreamBlock):
    """The questions, in their order. An answer is found by its sender's contacts, so there is one question for each of them."""

    line = LineBlock()
    lines = LinesBlock()
    email = EmailBlock()
    telephone = TelephoneBlock()
    number = NumberBlock()
    date = DateBlock()
    choice = ChoiceBlock()
    choices = ChoicesBlock()
    tick = TickBlock()

    class Meta:
        min_num = 1
        max_num = MOST_QUESTIONS
        block_counts = {"email": {"max_num": 1}, "telephone": {"max_num": 1}}


def options_in(text: str) -> tuple[str, ...]:
    """The answers to choose from that an editor wrote, one on each line: each once, without what surrounds it."""
    return tuple(dict.fromkeys(option for line in text.splitlines() if (option := " ".join(line.replace("\0", "").split()))))


def questions_in(stream: Iterable[Any]) -> list[Question]:
    """The questions of a page's stream, each with a key of its own whatever a browser sent as identity."""
    found: dict[str, Question] = {}
    for number, block in enumerate(stream):
        identity = str(block.id or "")
        key = f"q{identity.replace('-', '')[:16]}" if _IDENTITY.fullmatch(identity) else f"n{number}"
        key = key if key not in found else f"n{number}"
        value = block.value
        options = options_in(value["options"]) if "options" in value else ()
        found[key] = Question(key, block.block_type, value["label"], value["help"] or "", bool(value["required"]), options)
    return list(found.values())
