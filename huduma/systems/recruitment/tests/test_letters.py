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


def drawn(content):
    """What stands on each page."""
    return [zlib.decompress(part).decode("latin-1") for part in re.findall(rb"FlateDecode>>stream\n(.*?)\nendstream", content, re.DOTALL)]


def test_every_object_is_where_the_table_says():
    content = pdf([letter(qr="https://ajira.go.tz/ajira/barua/1-ab/"), letter()], "Barua (zote)")
    start = int(re.search(rb"startxref\n(\d+)\n%%EOF", content)[1])
    entries = re.findall(rb"(\d{10}) 00000 n ", content[start:])
    assert len(entries) == 9  # five that there is one of, and two for each page
    assert all(content[int(place) :].startswith(b"%d 0 obj" % number) for number, place in enumerate(entries, start=1))
    assert rb"(Barua \(zote\))" in content


def test_a_long_letter_goes_on_and_no_word_of_it_is_lost():
    words = [f"neno{number}" for number in range(1500)]
    pages = drawn(pdf([letter(paragraphs=(" ".join(words), "x" * 300), to="Ng’ombe – (Đặng) 漢\\")], "Barua"))
    assert len(pages) > 1
    text = " ".join(pages)
    assert all(re.search(rf"\b{word}\b", text) for word in words)
    assert text.count("x") == 300
    assert r"(Ng'ombe - \(?ang\) ?\\)" in text


def test_the_code_is_on_the_page_and_a_letter_without_one_has_none():
    with_code, without = drawn(pdf([letter(qr="https://ajira.go.tz/"), letter()], "Barua"))
    assert with_code.count(" re") > 100
    assert " re" not in without
