"""What WordPress replaces in a post before a browser sees it: ``[caption]``, ``[gallery]`` and whatever its plugins brought."""

import re
from collections.abc import Callable
from html import escape

_SHORTCODE = re.compile(r"\[(\[?)(/?)([a-zA-Z][\w-]{1,60})((?:\s[^\[\]]{0,2000})?)/?\](\]?)")
_ATTRIBUTE = re.compile(r"""([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"']+))""")
_CAPTION = re.compile(r"\[(wp_)?caption\b([^\]]*)\](.*?)\[/(wp_)?caption\]", re.DOTALL)
_EMBED = re.compile(r"\[embed\b[^\]]*\]\s*(\S{1,2000}?)\s*\[/embed\]", re.DOTALL)
_PICTURE = re.compile(r"\s*((?:<a\b[^>]*>\s*)?<img\b[^>]*>(?:\s*</a>)?)(.*)", re.DOTALL)
_FILES = {"audio", "video", "playlist"}
_FORMATS = ("src", "mp3", "m4a", "ogg", "wav", "mp4", "m4v", "webm", "ogv", "flv", "wmv", "youtube", "url", "href")


def expand(html: str, gallery: Callable[[str], str], dropped: Callable[[str], None]) -> str:
    """``html`` with its shortcodes as HTML.

    ``gallery`` is asked for the address of the picture with a number; ``dropped`` is told the name of every shortcode that is left out.
    """
    if "[" not in html:
        return html
    html = _EMBED.sub(lambda found: f'<iframe src="{escape(found[1])}"></iframe>', _CAPTION.sub(_captioned, html))
    closed = {found[3].lower() for found in _SHORTCODE.finditer(html) if found[2]}

    def replace(found: re.Match[str]) -> str:
        literal, closing, name, about, after = found.groups()
        if literal and after:  # [[name]] is how an author shows a shortcode
            return found[0][1:-1]
        attributes = {a[0].lower(): a[1] or a[2] or a[3] for a in _ATTRIBUTE.findall(about)}
        kind = name.lower()
        if kind == "gallery":
            numbers = re.findall(r"\d+", attributes.get("ids") or attributes.get("include") or "")
            if not numbers:
                dropped(kind)
            pictures = "".join(f'<img class="wp-image-{number}" src="{escape(gallery(number))}">' for number in numbers[:200])
            return f'<figure class="wp-block-gallery">{pictures}</figure>'
        if kind in _FILES:
            address = next((attributes[given] for given in _FORMATS if given in attributes), "")
            return f'<iframe src="{escape(address)}"></iframe>' if address else ""
        if not (attributes or kind in closed or "_" in kind or "-" in kind):
            return found[0]  # brackets that an author wrote
        if not closing:
            dropped(kind)
        return ""

    return _SHORTCODE.sub(replace, html)


def _captioned(found: re.Match[str]) -> str:
    attributes = {a[0].lower(): a[1] or a[2] or a[3] for a in _ATTRIBUTE.findall(found[2])}
    inside = _PICTURE.fullmatch(found[3])
    picture, words = (inside[1], inside[2]) if inside else (found[3], "")
    return f"<figure>{picture}<figcaption>{words.strip() or escape(attributes.get('caption', ''))}</figcaption></figure>"
