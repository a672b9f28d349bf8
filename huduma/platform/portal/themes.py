"""The colours of a site: an officer picks two, and every pair that the stylesheet sets on one another stays readable.

The stylesheet (assets/sass/_tokens.scss) knows four colours of an institution: ``primary`` for links and buttons,
``primary-deep`` for the menu and the opening of a home page, ``primary-tint`` for pale surfaces and ``accent`` for thin lines
and the one call to action on a dark surface. They are derived here, as near to what was picked as WCAG 2.2 allows.
"""

import colorsys
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

# Surfaces that no theme changes, as in assets/sass/_tokens.scss.
WHITE, SAND, NIGHT, INK, MUTED, GOLD = "#ffffff", "#f7f5ef", "#0f1713", "#17211c", "#4d5851", "#fcd116"

TEXT, LARGE, COMFORT = 4.5, 3.0, 7.0  # WCAG 2.2, 1.4.3 and 1.4.11; 1.4.6 for the menu, where letters are small and the sun is bright


class NotAColour(ValueError):
    """The text is not a colour written as #rrggbb."""


@dataclass(frozen=True)
class Theme:
    """The four colours of one site, each ``#rrggbb``; made by :func:`theme`, which keeps the pairs of :meth:`pairs` readable."""

    primary: str
    primary_deep: str
    primary_tint: str
    accent: str

    def pairs(self) -> Iterator[tuple[str, str, float]]:
        """Every pair that the stylesheet sets on one another: in front, behind, and the contrast it needs."""
        for surface in (WHITE, SAND, self.primary_tint):
            yield self.primary, surface, TEXT
            yield self.primary_deep, surface, TEXT
            yield INK, surface, COMFORT
            yield MUTED, surface, TEXT
        yield WHITE, self.primary, TEXT
        yield WHITE, self.primary_deep, COMFORT
        yield self.primary_tint, self.primary_deep, TEXT
        yield GOLD, self.primary_deep, LARGE  # the ring of focus in the menu
        yield self.accent, self.primary_deep, LARGE
        yield self.accent, NIGHT, LARGE
        yield NIGHT, self.accent, TEXT

    def css(self) -> str:
        """The ``:root`` block for the page's head."""
        return (
            f":root{{--hd-primary:{self.primary};--hd-primary-deep:{self.primary_deep};"
            f"--hd-primary-tint:{self.primary_tint};--hd-accent:{self.accent}}}"
        )


# What a site starts with, by the kind of its institution: (primary, accent). "national" is the portal's own.
PALETTES: dict[str, tuple[str, str]] = {
    "national": ("#0b6b3f", "#fcd116"),
    "ministry": ("#0b5c6b", "#fcd116"),
    "independent_department": ("#3f3a86", "#f7c843"),
    "agency": ("#0a5aa0", "#5fd0f5"),
    "region": ("#8a3d12", "#ffc24b"),
    "local_authority": ("#2f6b1f", "#ffd54a"),
    "other": ("#6b2c5c", "#f5c451"),
}


def theme(primary: str, accent: str) -> Theme:
    """The theme nearest to two picked colours, each ``#rrggbb``. Raises :class:`NotAColour` for anything else."""
    tint = _at_lightness(primary, 0.955, most_saturation=0.55)
    picked = _shades(primary, darker=True)
    readable = next(shade for shade in picked if contrast(shade, tint) >= TEXT and contrast(shade, SAND) >= TEXT)
    deep = next(shade for shade in _shades(_scaled(readable, 0.74), darker=True) if contrast(WHITE, shade) >= COMFORT)
    bright = next(shade for shade in _shades(accent, darker=False) if contrast(shade, deep) >= LARGE and contrast(shade, NIGHT) >= TEXT)
    return Theme(readable, deep, tint, bright)


@lru_cache(maxsize=64)  # a nation has a handful of palettes, and every page that is drawn asks for its own
def theme_css(primary: str, accent: str) -> str:
    """The ``:root`` block of the theme nearest to two picked colours, each ``#rrggbb``. Raises :class:`NotAColour`."""
    return theme(primary, accent).css()


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours ``#rrggbb``, from 1 to 21 (WCAG 2.2, "contrast ratio")."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    """The relative luminance of ``#rrggbb``, 0 for black to 1 for white (WCAG 2.2, "relative luminance")."""
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _channels(colour: str) -> tuple[float, float, float]:
    """Red, green and blue of ``#rrggbb``, each from 0 to 1."""
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", colour):
        raise NotAColour(f"{colour!r} is not a colour written as #rrggbb")
    red, green, blue = bytes.fromhex(colour[1:])
    return red / 255, green / 255, blue / 255


def _hex(hue: float, lightness: float, saturation: float) -> str:
    """``#rrggbb`` of a hue, lightness and saturation, each from 0 to 1."""
    return "#" + bytes(round(part * 255) for part in colorsys.hls_to_rgb(hue, lightness, saturation)).hex()


def _at_lightness(colour: str, lightness: float, most_saturation: float) -> str:
    """The same hue at another lightness, no more colourful than ``most_saturation``."""
    hue, _, saturation = colorsys.rgb_to_hls(*_channels(colour))
    return _hex(hue, lightness, min(saturation, most_saturation))


def _scaled(colour: str, factor: float) -> str:
    """The same hue and saturation at ``factor`` times the lightness."""
    hue, lightness, saturation = colorsys.rgb_to_hls(*_channels(colour))
    return _hex(hue, lightness * factor, saturation)


def _shades(colour: str, *, darker: bool) -> Iterator[str]:
    """The colour itself, then step by step darker to black, or lighter to white."""
    hue, lightness, saturation = colorsys.rgb_to_hls(*_channels(colour))
    yield colour.lower()
    for step in range(1, 129):
        yield _hex(hue, lightness * (1 - step / 128) if darker else lightness + (1 - lightness) * step / 128, saturation)
