"""Whatever an officer picks, a reader can read the site."""

import re
from itertools import product
from pathlib import Path

import pytest
from django.conf import settings
from hypothesis import example, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from huduma.platform.institutions.models import Institution
from huduma.platform.portal.themes import GOLD, INK, MUTED, NIGHT, PALETTES, SAND, WHITE, NotAColour, contrast, theme, theme_css

colours = st.integers(0, 0xFFFFFF).map("#{:06x}".format)
TOKENS = Path(settings.BASE_DIR) / "assets" / "sass" / "_tokens.scss"


def token(name: str) -> str:
    """The value of ``--hd-<name>`` in the stylesheet's source, as #rrggbb."""
    value = re.search(rf"--hd-{name}: (#[0-9a-f]+);", TOKENS.read_text()).group(1)
    return value if len(value) == 7 else "#" + "".join(2 * digit for digit in value[1:])


def test_contrast_is_that_of_wcag():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)  # the grey that WCAG's own notes call too pale


@pytest.mark.once
@pytest.mark.slow
@hypothesis_settings(max_examples=1500, deadline=None)
@given(colours, colours)
@example("#ffffff", "#000000")
@example("#000000", "#000000")
@example("#ffff00", "#00007f")
def test_every_pair_is_readable_whatever_is_picked(primary, accent):
    for front, behind, needed in theme(primary, accent).pairs():
        assert contrast(front, behind) >= needed, (front, behind)


def test_extremes_are_readable():
    for primary, accent in product((f"#{r:02x}{g:02x}{b:02x}" for r, g, b in product((0, 127, 255), repeat=3)), repeat=2):
        assert all(contrast(front, behind) >= needed for front, behind, needed in theme(primary, accent).pairs())


@given(colours)
def test_a_readable_choice_is_kept(primary):
    chosen = theme(primary, "#fcd116")
    if contrast(primary, chosen.primary_tint) >= 4.5 and contrast(primary, SAND) >= 4.5:
        assert chosen.primary == primary


@pytest.mark.parametrize("text", ["", "red", "#fff", "#12345g", "#1234567", "#123456\n", "#123456;}body{display:none"])
def test_only_a_colour_becomes_style(text):
    with pytest.raises(NotAColour):
        theme_css(text, "#fcd116")
    with pytest.raises(NotAColour):
        theme_css("#0b6b3f", text)


def test_every_kind_of_institution_has_a_palette():
    assert set(PALETTES) == {*Institution.Kind.values, "national"}


def test_stylesheet_and_themes_speak_of_the_same_colours():
    assert [token(name) for name in ("white", "sand", "night", "ink", "muted", "gold")] == [WHITE, SAND, NIGHT, INK, MUTED, GOLD]
    national = theme(*PALETTES["national"])
    assert token("primary") == national.primary
    assert token("primary-deep") == national.primary_deep
    assert token("primary-tint") == national.primary_tint
    assert token("accent") == national.accent


@pytest.mark.parametrize("kind", ["good", "warn", "bad", "info"])
def test_messages_are_readable(kind):
    assert contrast(token(kind), token(f"{kind}-tint")) >= 4.5
    assert contrast(INK, token(f"{kind}-tint")) >= 7


def test_fixed_colours_are_readable():
    assert contrast(WHITE, token("bad")) >= 4.5
    assert contrast(token("edge"), WHITE) >= 3
    assert contrast(token("edge"), SAND) >= 3
    assert contrast(token("gold"), NIGHT) >= 4.5
    assert contrast(INK, token("line")) >= 4.5
