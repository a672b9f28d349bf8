"""The component set, through the living style page and through the frame that every page stands in."""

import gzip
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from django.utils.html import escape

from huduma.platform.portal.examples import EXAMPLES
from huduma.platform.portal.templatetags.components import monogram

COMPONENTS = Path(__file__).parents[1] / "templates" / "components"
PARTS = {"icon", "emblem", "notice_box", "field_notes", "date_parts", "field", "error_summary"}  # drawn by the others


@pytest.mark.parametrize("path", ["/components/", "/en/components/"])
def test_every_component_is_drawn_and_its_call_shown(client, path):
    page = client.get(path)
    assert page.status_code == 200
    text = page.content.decode()
    for example in EXAMPLES:
        assert f'id="{example.key}"' in text
    shown = set(re.findall(r"include &quot;components/(\w+)\.html&quot;", text)) | {"form", "hero"}
    assert {file.stem for file in COMPONENTS.glob("*.html")} - PARTS - shown == set()


def test_style_page_speaks_both_languages_and_leads_to_the_other(client):
    swahili, english = client.get("/components/").content.decode(), client.get("/en/components/").content.decode()
    assert '<html lang="sw">' in swahili
    assert '<html lang="en">' in english
    assert 'href="http://localhost/en/components/" lang="en"' in swahili
    assert 'href="http://localhost/components/" lang="sw"' in english
    for page in (swahili, english):
        assert '<link rel="alternate" hreflang="sw" href="http://localhost/components/">' in page
        assert '<link rel="alternate" hreflang="en" href="http://localhost/en/components/">' in page


def test_a_theme_can_be_tried_and_is_made_readable(client):
    page = client.get("/en/components/", {"primary": "#ffee00", "accent": "#000000"})
    assert page.status_code == 200
    assert "--hd-primary:#ffee00" not in page.content.decode()
    nonce = re.search(r'<style nonce="([^"]+)">:root\{', page.content.decode()).group(1)
    assert f"'nonce-{nonce}'" in page["Content-Security-Policy"]


def test_what_is_no_colour_is_refused_and_never_becomes_style(client):
    page = client.get("/en/components/", {"primary": "red;}</style><script>", "accent": "#fcd116"})
    assert page.status_code == 400
    assert b"<script>" not in page.content


def test_form_says_what_is_wrong_at_the_field_and_above(client):
    text = client.get("/en/components/").content.decode()
    assert '<a href="#id_wrong-full_name">Full name – This field is required.</a>' in text
    assert '<a href="#id_wrong-reply_0">How shall we answer you? – This field is required.</a>' in text
    assert '<a href="#id_wrong-born_day">Date of birth – Enter a valid date.</a>' in text
    for target in re.findall(r'<a href="#(id_wrong-[^"]+)"', text):
        assert f'id="{target}"' in text
    for described in re.findall(r'aria-describedby="([^"]+)"', text):
        for target in described.split():
            assert f'id="{target}"' in text


def test_menu_is_there_without_a_script(client):
    text = client.get("/en/components/").content.decode()
    menu = text[text.index('<nav class="hd-menu"') : text.index("</nav>", text.index('<nav class="hd-menu"'))]
    assert '<details class="hd-menu__toggle"' in menu
    assert menu.count('aria-current="page"') == 2
    assert menu.count('data-hd-menu="/"') == 2


def test_a_kept_page_leaves_slots_for_the_chrome():
    chrome = {"site": {"name": "Wizara ya Maji", "short_name": "Maji"}, "menu": [{"label": "Habari", "url": "/habari/"}]}
    page = {"title": "Maji safi", "canonical": "http://maji.localhost/maji-safi/"}
    kept = render_to_string("portal/base.html", {**chrome, **page, "chrome": "slots"})
    assert "/habari/" not in kept
    assert "stylesheet" not in kept
    for slot in ("head", "top", "bottom"):
        assert kept.count(f"<!--hd:{slot}-->") == 1
        kept = kept.replace(f"<!--hd:{slot}-->", render_to_string(f"portal/chrome_{slot}.html", chrome))
    assert kept == render_to_string("portal/base.html", {**chrome, **page})


def test_a_page_with_nothing_given_is_the_nations():
    text = render_to_string("portal/base.html", {"title": escape("Hujambo")})
    assert "<title>Hujambo – " in text


def test_names_become_letters():
    for name, letters in {
        "NEMC": "NEMC",
        "Wizara ya Afya": "WA",
        "Ministry of Finance and Planning": "MFP",
        "BARIADI-DC": "BD",
        "Halmashauri ya Wilaya ya Bariadi": "HWB",
        "TAMISEMI": "T",
        "ya": "T",
    }.items():
        assert monogram(name)["text"] == letters


@pytest.mark.parametrize(("file", "most"), [("huduma.css", 12_000), ("huduma.js", 3_000)])
def test_the_look_weighs_little(file, most):
    content = (Path(settings.BASE_DIR) / "assets" / "dist" / file).read_bytes()
    assert len(gzip.compress(content, 9)) <= most


def test_first_view_weighs_little(client):
    files = [(Path(settings.BASE_DIR) / "assets" / "dist" / name).read_bytes() for name in ("huduma.css", "huduma.js", "icon.svg")]
    parts = [client.get("/components/").content, *files]
    assert sum(len(gzip.compress(part, 6)) for part in parts) <= 60_000
