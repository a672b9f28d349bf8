"""Pictures at the sizes shown, in a format that slow links bear."""

from typing import Any, TypedDict
from urllib.parse import urljoin

WIDTHS = (400, 800)
FILTERS = [f"max-{width}x{width * 2}|format-webp" for width in WIDTHS]
# For other websites, of which not all know WebP, and WhatsApp shows nothing of more than 300 kB; whole, for nobody knows where faces are.
SHARED = "max-1200x630|format-jpeg|jpegquality-75"


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


class SharedPicture(TypedDict):
    """What is told of the one picture that other websites show of a page; its address is absolute."""

    url: str
    width: int
    height: int
    alt: str
    is_large: bool


def shared_picture(image: Any, alt: str, origin: str) -> SharedPicture:
    """``image``, one of Wagtail's, as other websites may show it of a page of the site at ``origin``."""
    rendition = image.get_rendition(SHARED)
    return SharedPicture(url=urljoin(origin, rendition.url), width=rendition.width, height=rendition.height, alt=alt, is_large=True)


def shared_emblem(emblem: dict[str, Any], alt: str, origin: str) -> SharedPicture:
    """An institution's own sign, in the place of a picture."""
    return SharedPicture(url=urljoin(origin, emblem["url"]), width=emblem["width"], height=emblem["height"], alt=alt, is_large=False)
