"""The characters of phones: the GSM 7-bit default alphabet and its extension (3GPP TS 23.038)."""

import re
import unicodedata

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENSION = frozenset("^{}\\[~]|€")
_IS_PLAIN = re.compile(f"[{re.escape(''.join(sorted(_BASIC | _EXTENSION)))}]*")
_NEAREST = str.maketrans(
    {"‘": "'", "’": "'", "ʼ": "'", "`": "'", "“": '"', "”": '"', "–": "-", "—": "-", "−": "-", "…": "...", "·": "-", "•": "-"}
)


def septets(text: str) -> int:
    """The length of ``text`` on the wire: one septet a character, two for one of the extension. ``text`` is already plain."""
    return len(text) + sum(map(text.count, _EXTENSION))


def plain(text: str) -> str:
    """``text`` in the GSM alphabet: typographic signs and accents become their nearest, what has none becomes a question mark.

    One character outside the alphabet would turn the whole message into UCS-2 and cut its room from 160 characters to 70.
    """
    if _IS_PLAIN.fullmatch(text):
        return text
    return "".join(map(_nearest, unicodedata.normalize("NFC", text).translate(_NEAREST)))


def _nearest(character: str) -> str:
    if character in _BASIC or character in _EXTENSION:
        return character
    if character.isspace():
        return " "
    if unicodedata.category(character) in {"Cc", "Cf", "Cs", "Mn"}:
        return ""
    simpler = [c for c in unicodedata.normalize("NFKD", character) if c in _BASIC]
    return "".join(simpler) or "?"
