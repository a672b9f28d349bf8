"""A whole conversation in one SMS: the keyword, then the answers."""

from django.utils.translation import gettext as _

from huduma.platform.contributions.dialogue import MOST_ANSWERS, SMS_BUDGET, Ask, Caller, Conversation, Dialogue

SEPARATOR = "*"


def spoken_by_sms(dialogue: Dialogue, answers: str, caller: Caller, language: str) -> tuple[Conversation, list[str]]:
    """The conversation after the ``answers`` of one message, and those of them that were heard, as they would be sent again.

    Each word answers one choice; an open question takes the rest of the message, or what stands before the next ``*``. Listening stops
    at the first answer that is none, because those after it were meant for other questions.
    """
    conversation = Conversation(dialogue, caller, language, budget=SMS_BUDGET, offers_back=False)
    heard: list[str] = []
    rest = _trimmed(answers)
    while rest and conversation.question is not None and len(heard) < MOST_ANSWERS:
        is_open = isinstance(conversation.question, Ask)
        answer, _separator, rest = rest.partition(SEPARATOR if is_open else " ")
        answer, rest = _trimmed(answer), _trimmed(rest)
        conversation.answer(answer)
        if conversation.complaint:
            break
        heard.append(f"{answer} {SEPARATOR}" if is_open else answer)
    return conversation, heard


def _trimmed(text: str) -> str:
    return " ".join(text.split()).strip(f"{SEPARATOR} ")


def how_to_go_on(keyword: str, heard: list[str]) -> str:
    """The line that says how to answer the next question: the whole message again with one answer more."""
    return _("To answer, send: %(message)s <your answer>") % {"message": " ".join([keyword, *heard])}
