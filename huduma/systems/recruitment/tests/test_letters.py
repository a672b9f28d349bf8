"""Letters: a PDF that every reader opens, with all that was to be said on it."""

import re
import zlib

from huduma.systems.recruitment.letters import Letter, pdf


def letter(**said):
    given = {
        "sender": "Wizara ya Afya",
        "heading": "Wito",
        "number": "2026-00017",
        "dated": "26/11/2026",
        "to": "Asha",
        "paragraphs": ("Njoo.",),
    }
    return Letter(**(given | said))


def drawn(content: bytes) -> list[str]:
    """What is drawn on each page."""
    return [zlib.decompress(part).decode("latin-1") for part in re.findall(rb"stream\n(.*?)\nendstream", content, re.DOTALL)]


def said(page: str) -> str:
    """The text on a page."""
    return " ".join(re.findall(r"\((.*?)(?<!\\)\)", page))


def test_a_letter_each_page():
    content = pdf([letter(qr="https://ajira.go.tz/ajira/barua/1-ab/"), letter(to="Juma")], "Barua")
    assert content.startswith(b"%PDF-")
    assert content.rstrip().endswith(b"%%EOF")
    first, second = map(said, drawn(content))
    assert "Asha" in first
    assert "https://ajira.go.tz/ajira/barua/1-ab/" in first
    assert "Juma" in second


def test_a_long_letter_goes_on_and_no_word_of_it_is_lost():
    words = [f"neno{number}" for number in range(1500)]
    pages = drawn(pdf([letter(paragraphs=(" ".join(words), "x" * 300), to="Ng’ombe – (Đặng) 漢\\")], "Barua"))
    assert len(pages) > 1
    text = " ".join(pages)
    assert all(re.search(rf"\b{word}\b", text) for word in words)
    assert "x" * 30 in text
    assert "Ng'ombe - " in text
    assert "?ang" in text


def test_the_code_is_on_the_page_and_a_letter_without_one_has_none():
    with_code, without = drawn(pdf([letter(qr="https://ajira.go.tz/"), letter()], "Barua"))
    assert with_code.count(" re ") > 100
    assert " re " not in without
