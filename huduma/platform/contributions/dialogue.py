"""The dialogue engine: one generator serves USSD, SMS keywords and the web simulator.

A dialogue is a generator function that takes a ``Caller``, yields ``Ask`` or ``Choose``, receives the answer, and returns a
``Finish``. It is *replayed* from the answers so far on every turn, so there is no state machine to keep; it may read while it
runs, and changes anything only in ``Finish.act``, which the engine calls once, at the end.
"""

from collections.abc import Callable, Generator
from dataclasses import dataclass

from django.utils.translation import gettext as _

Answer = str


@dataclass(frozen=True)
class Caller:
    """Who is speaking: MSISDN in E.164 (empty in the simulator when not given) and a key that is the same for every try of one session."""

    msisdn: str
    session: str


@dataclass(frozen=True)
class Ask:
    """A question answered in free text."""

    text: str


@dataclass(frozen=True)
class Choose:
    """A numbered choice; ``options`` are (value, label) pairs and the answer that the dialogue receives is the value."""

    text: str
    options: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Finish:
    """The end. ``act``, when given, performs the change with the session's key as idempotency key and returns the final text."""

    text: str = ""
    act: Callable[[str], str] | None = None


Dialogue = Callable[[Caller], Generator[Ask | Choose, Answer, Finish]]


@dataclass(frozen=True)
class Screen:
    """What the citizen sees: the text, and whether the session goes on."""

    text: str
    ended: bool


def replay(dialogue: Dialogue, answers: list[str], caller: Caller) -> Screen:
    """Run ``dialogue`` over ``answers`` and return the screen that follows the last of them.

    An answer that is not one of the offered numbers repeats the question with a word of help. The action at the end runs only
    when the last answer reaches it; answers beyond the end are ignored.
    """
    conversation = dialogue(caller)
    try:
        question = next(conversation)
        complaint = ""
        for answer in answers:
            value = _value(question, answer.strip())
            if value is None:
                complaint = _("Please answer with one of the numbers.")
                continue
            complaint = ""
            question = conversation.send(value)
    except StopIteration as stop:
        finish: Finish = stop.value
        return Screen(finish.act(caller.session) if finish.act else finish.text, ended=True)
    finally:
        conversation.close()
    return Screen("\n".join(filter(None, [complaint, _draw(question)])), ended=False)


def _value(question: Ask | Choose, answer: str) -> str | None:
    if isinstance(question, Ask):
        return answer or None
    if answer.isdecimal() and 1 <= int(answer) <= len(question.options):
        return question.options[int(answer) - 1][0]
    return None


def _draw(question: Ask | Choose) -> str:
    if isinstance(question, Ask):
        return question.text
    return "\n".join([question.text, *(f"{n}. {label}" for n, (_value, label) in enumerate(question.options, 1))])
