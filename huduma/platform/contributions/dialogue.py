"""The dialogue engine: one generator serves USSD, SMS keywords and the web simulator.

A dialogue is a generator function that takes a ``Caller``, yields ``Ask``, ``Choose`` or ``Speak``, receives the answer, and returns a
``Finish``. It is *replayed* from the answers so far on every turn, so there is no state machine to keep; it may read while it
runs, and changes anything only in ``Finish.act``, which ``portal.actions.converse`` calls once for a session.

Going back ("0") and turning pages ("98") are the engine's: a dialogue never sees them.
"""

import re
import unicodedata
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass

from django.utils import translation
from django.utils.translation import gettext as _

from huduma.platform.contributions.paging import pages, shortened

USSD_BUDGET = 160  # septets of one screen; networks allow 182, some gateways only 160
SMS_BUDGET = 306  # septets of an answer by SMS: two parts of 153

MORE, BACK = "98", "0"
MOST_ANSWERS = 100  # of one session; a longer one is no conversation
_LONGEST_ANSWER = 160  # characters
_LONGEST_OPTION = 60  # septets of an option's label
_NUMBER = re.compile(r"(\d{1,4})[.)]?")

Answer = str


@dataclass(frozen=True)
class Caller:
    """Who speaks: MSISDN in E.164 (empty when not known, as in the simulator), and a key that every try of one session shares."""

    msisdn: str
    session: str


@dataclass(frozen=True)
class Ask:
    """A question answered in free text of at most 160 characters; "0" alone goes back and so is no answer."""

    text: str


@dataclass(frozen=True)
class Choose:
    """A numbered choice; ``options`` are (value, label) pairs and the answer that the dialogue receives is the value."""

    text: str
    options: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Speak:
    """From here on the dialogue speaks ``language`` (``sw`` or ``en``). It asks nothing; the answer it receives is empty."""

    language: str


@dataclass(frozen=True)
class Finish:
    """The end. ``act``, when given, performs the change with the session's key as idempotency key and returns the final text."""

    text: str = ""
    act: Callable[[str], str] | None = None


Dialogue = Callable[[Caller], Generator[Ask | Choose | Speak, Answer, Finish]]


@dataclass(frozen=True)
class Screen:
    """What the citizen sees: the text, and whether the session goes on."""

    text: str
    ended: bool


class Conversation:
    """A dialogue and the answers that it has been given.

    ``language`` is spoken until the dialogue chooses another; ``budget`` is the room of one screen in septets; ``offers_back`` says
    whether screens show the way back, which an SMS has no use for. ``question`` is what is asked now, or ``finish`` how it ended;
    ``complaint`` says what was wrong with the last answer, ``turned`` holds the answers that came after the end.
    """

    def __init__(self, dialogue: Dialogue, caller: Caller, language: str, *, budget: int = USSD_BUDGET, offers_back: bool = True) -> None:
        self.language = language
        self.finish: Finish | None = None
        self.question: Ask | Choose | None = None
        self._dialogue, self._caller, self._first_language = dialogue, caller, language
        self._budget, self._offers_back = budget, offers_back
        self.complaint = ""
        self.turned: list[str] = []
        self._page = 0
        self._screens: list[str] = []
        self._values: list[str] = []
        self._begin()

    def answer(self, answer: str) -> None:
        """Take the next answer: a page turned, a step back, a value for the dialogue, or something to ask again for."""
        answer = _cleaned(answer)
        if self.question is None:
            self.turned.append(answer)
        elif answer == MORE and self._page < len(self._screens) - 1:
            self._page += 1
        elif answer == BACK and self._page > 0:
            self._page -= 1
        elif answer == BACK and self._values:
            remaining = self._values[:-1]
            self._begin()
            for value in remaining:
                self._hear(value)
        else:
            self._take(self.question, answer)

    def screen(self) -> Screen:
        """What the citizen sees now. A ``finish`` with an ``act`` has no text yet: see ``closing``."""
        if self.finish is not None:
            return closing(self.finish.text, self.turned, self.language, budget=self._budget)
        return Screen(self._screens[self._page], ended=False)

    def _take(self, question: Ask | Choose, answer: str) -> None:
        value = _value(question, answer)
        if value is not None:
            self._hear(value)
            return
        with translation.override(self.language):
            self.complaint = _("Please write an answer.") if isinstance(question, Ask) else _("Please answer with one of the numbers.")
        self._draw(question)

    def _begin(self) -> None:
        """Start over: nothing has been answered yet."""
        self.language, self._values = self._first_language, []
        self._spoken = self._dialogue(self._caller)
        self._listen(None)

    def _hear(self, value: str) -> None:
        self._values.append(value)
        self._listen(value)

    def _listen(self, value: str | None) -> None:
        """Give ``value`` to the dialogue and keep what it asks next, or how it ends."""
        self.complaint, self.question = "", None
        try:
            said = self._send(value)
            while isinstance(said, Speak):
                self.language = said.language
                said = self._send("")
            self.question = said
            self._draw(said)
        except StopIteration as stop:
            self.finish = stop.value

    def _send(self, value: str | None) -> Ask | Choose | Speak:
        with translation.override(self.language):
            return self._spoken.send(value)  # type: ignore[arg-type]  # None begins a generator

    def _draw(self, question: Ask | Choose) -> None:
        """Put ``question``, and what was wrong with the last answer, on screens and show the first."""
        lines = [self.complaint, question.text]
        if isinstance(question, Choose):
            lines += [f"{number}. {shortened(label, _LONGEST_OPTION)}" for number, _value, label in _numbered(question)]
        self._screens = _paged(lines, self.language, self._budget, first_goes_back=self._offers_back and bool(self._values))
        self._page = 0


def replay(dialogue: Dialogue, answers: Sequence[str], caller: Caller, language: str) -> Conversation:
    """The conversation as it stands after ``answers``, of which at most ``MOST_ANSWERS`` are heard. Changes nothing."""
    conversation = Conversation(dialogue, caller, language)
    for answer in answers[:MOST_ANSWERS]:
        conversation.answer(answer)
    return conversation


def closing(text: str, turned: Sequence[str], language: str, *, budget: int = USSD_BUDGET) -> Screen:
    """The final ``text`` after the page turns ``turned``; the session ends with its last screen."""
    screens = _paged(text.split("\n"), language, budget, first_goes_back=False)
    page = 0
    for answer in turned:
        step = {MORE: 1, BACK: -1}.get(answer, 0)
        page = min(max(page + step, 0), len(screens) - 1)
    return Screen(screens[page], ended=page == len(screens) - 1)


def _paged(lines: Sequence[str], language: str, budget: int, *, first_goes_back: bool) -> list[str]:
    with translation.override(language):
        more, back = f"{MORE} {_('More')}", f"{BACK} {_('Back')}"
    return pages(lines, budget=budget, more=more, back=back, first_goes_back=first_goes_back)


def _numbered(question: Choose) -> list[tuple[int, str, str]]:
    """The options with their numbers, which leave out the one that turns the page."""
    more = int(MORE)
    return [(n if n < more else n + 1, value, label) for n, (value, label) in enumerate(question.options, 1)]


def _value(question: Ask | Choose, answer: str) -> str | None:
    """The value that ``answer`` gives to the dialogue, or ``None`` when it gives none."""
    if isinstance(question, Ask):
        return answer if answer not in {"", BACK} else None
    number = _NUMBER.fullmatch(answer)
    options = {n: value for n, value, _label in _numbered(question)}
    return options.get(int(number[1])) if number else None


def _cleaned(answer: str) -> str:
    """``answer`` without what no keypad types: control characters and lone surrogates, which a database refuses."""
    kept = (c if unicodedata.category(c) not in {"Cc", "Cs"} else " " for c in answer[:_LONGEST_ANSWER])
    return " ".join("".join(kept).split())
