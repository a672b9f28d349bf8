"""Pages of errors say what happened and what one can do, in the reader's language, with nothing given to them."""

import pytest
from django.template.loader import render_to_string
from django.utils import translation

CODES = ["400", "403", "403_csrf", "404", "421", "429", "500", "503"]


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("language", ["sw", "en"])
def test_error_page_stands_alone(code, language):
    with translation.override(language):
        text = render_to_string(f"{code}.html")
    assert f'<html lang="{language}">' in text
    assert text.count("<h1>") == 1
    assert "<title> –" not in text


def test_swahili_and_english_differ():
    for code in CODES:
        pages = []
        for language in ("sw", "en"):
            with translation.override(language):
                pages.append(render_to_string(f"{code}.html").split("<main")[1].split("<h1>")[1].split("</h1>")[0])
        assert pages[0] != pages[1]


def test_unknown_address_is_answered_in_the_readers_language(client):
    swahili, english = client.get("/hakuna-hapa/"), client.get("/en/not-here/")
    assert (swahili.status_code, english.status_code) == (404, 404)
    assert "Ukurasa huu haupo hapa" in swahili.content.decode()
    assert "This page is not here" in english.content.decode()
    assert 'href="/en/"' in english.content.decode()
