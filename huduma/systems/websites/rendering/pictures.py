"""Pictures at the sizes shown, in a format that slow links bear."""

from typing import Any, TypedDict

WIDTHS = (400, 800)
FILTERS = [f"max-{width}x{width * 2}|format-webp" for width in WIDTHS]


class Picture(TypedDict):
    """What a template needs of a picture: addresses, and the size that keeps the page from jumping."""

    url: str
    width: int
    height: int
    alt: str
    srcset: str


def picture(image: Any, alt: str) -> Picture | None:
    """``image``, one of Wagtail's, in WebP at up to 400 and 800 pixels wide; ``None`` where there is no image."""
    if image is None:
        return None
    renditions = sorted(image.get_renditions(*FILTERS).values(), key=lambda rendition: rendition.width)
    largest = renditions[-1]
    srcset = ", ".join(f"{r.url} {r.width}w" for r in {r.width: r for r in renditions}.values())
    return Picture(url=largest.url, width=largest.width, height=largest.height, alt=alt, srcset=srcset)
