"""A page as visitors get it, with its links made to lead from file to file.

Whatever is not a link of the site's own is copied as it stands. Forms that a server would have to answer are left out.
"""

from html import escape
from html.parser import HTMLParser
from urllib.parse import urlsplit

from .places import Places, page_file, relative

_ADDRESSES = {"href", "src", "poster", "srcset"}
_COUNTED = "data-hd-views"  # where the page's script says that it is read; nobody counts on a disk

Attributes = list[tuple[str, str | None]]


def rewrite(html: str, path: str, places: Places) -> str:
    """The document ``html`` of the page at ``path``, for the archive."""
    writer = _Writer(path, places)
    writer.feed(html)
    writer.close()
    return "".join(writer.out)


class _Writer(HTMLParser):
    def __init__(self, path: str, places: Places) -> None:
        super().__init__(convert_charrefs=False)
        self.out: list[str] = []
        self._path, self._file, self._places = path, page_file(path), places
        self._in_form = False

    def handle_starttag(self, tag: str, attributes: Attributes) -> None:
        if tag == "form" and self._is_ours(dict(attributes).get("action") or ""):
            self._in_form = True
        self._copy(self._with_links(tag, attributes))

    def handle_startendtag(self, tag: str, attributes: Attributes) -> None:
        self._copy(self._with_links(tag, attributes))

    def handle_endtag(self, tag: str) -> None:
        self._copy(f"</{tag}>")
        if tag == "form":
            self._in_form = False

    def handle_data(self, data: str) -> None:
        self._copy(data)

    def handle_entityref(self, name: str) -> None:
        self._copy(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self._copy(f"&#{name};")

    def handle_comment(self, data: str) -> None:
        self._copy(f"<!--{data}-->")

    def handle_decl(self, decl: str) -> None:
        self._copy(f"<!{decl}>")

    def _copy(self, text: str) -> None:
        if not self._in_form:
            self.out.append(text)

    def _with_links(self, tag: str, attributes: Attributes) -> str:
        """The tag as it stands, or written anew where a link in it leads elsewhere in the archive."""
        raw = self.get_starttag_text() or ""
        if ("rel", "canonical") in attributes:  # says where the page was published
            return raw
        kept = [(name, value) for name, value in attributes if name != _COUNTED]
        changed = [(name, self._address(name, value) if name in _ADDRESSES and value else value) for name, value in kept]
        if changed == attributes:
            return raw
        written = "".join(f" {name}" if value is None else f' {name}="{escape(value)}"' for name, value in changed)
        return f"<{tag}{written}{'/' if raw.endswith('/>') else ''}>"

    def _address(self, name: str, value: str) -> str:
        if name != "srcset":
            return self._link(value)
        choices = [choice.split() for choice in value.split(",")]
        return ", ".join(" ".join([self._link(choice[0]), *choice[1:]]) for choice in choices if choice)

    def _link(self, value: str) -> str:
        if value.startswith("#"):
            return value
        link = self._places.link(value, self._path)
        if not link.file:
            return link.address
        fragment = urlsplit(value).fragment
        return relative(self._file, link.file) + (f"#{fragment}" if fragment else "")

    def _is_ours(self, action: str) -> bool:
        own = self._places.link("/", self._path).address
        return self._places.link(action, self._path).address.startswith(own)
