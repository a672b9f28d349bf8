"""Cutting a text and its options into screens that fit a phone."""

from collections.abc import Iterator, Sequence

from huduma.platform.contributions.gsm7 import plain, septets


def pages(lines: Sequence[str], *, budget: int, more: str, back: str, first_goes_back: bool) -> list[str]:
    """``lines`` as screens of at most ``budget`` septets each, their navigation included; at least one screen.

    ``more`` stands at the foot of every screen but the last, ``back`` at the foot of every screen but the first, and of the first too
    where ``first_goes_back``. A line that does not fit is broken between words.
    """
    texts = [plain(line) for line in lines if line]
    alone = "\n".join([*texts, back] if first_goes_back else texts)
    if septets(alone) <= budget:
        return [alone]
    room = budget - septets(f"\n{more}\n{back}")
    bodies = list(_filled(texts, room))
    last = len(bodies) - 1
    return [
        "\n".join([body, *([more] if number < last else []), *([back] if number or first_goes_back else [])])
        for number, body in enumerate(bodies)
    ]


def shortened(text: str, limit: int) -> str:
    """``text`` in the GSM alphabet, cut with two dots where it is longer than ``limit`` septets."""
    text = plain(text)
    if septets(text) <= limit:
        return text
    while septets(text) > limit - 2:
        text = text[:-1]
    return text.rstrip() + ".."


def _filled(texts: Sequence[str], room: int) -> Iterator[str]:
    """Screens without navigation, each with as many lines as fit into ``room``."""
    screen = ""
    for line in (part for text in texts for part in _broken(text, room)):
        longer = f"{screen}\n{line}" if screen else line
        if septets(longer) > room:
            yield screen
            longer = line
        screen = longer
    if screen:
        yield screen


def _broken(text: str, room: int) -> Iterator[str]:
    """``text`` in lines of at most ``room`` septets, broken between words where there are any."""
    for paragraph in text.split("\n"):
        line = ""
        for word in (piece for whole in paragraph.split() for piece in _pieces(whole, room)):
            longer = f"{line} {word}" if line else word
            if septets(longer) > room:
                yield line
                longer = word
            line = longer
        if line:
            yield line


def _pieces(word: str, room: int) -> Iterator[str]:
    while septets(word) > room:
        yield word[: room // 2]
        word = word[room // 2 :]
    yield word
