"""WordPress exports for tests, written item by item, and the website they came from, as a real server."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from xml.sax.saxutils import escape

from huduma.platform.uploads.tests import corpus

SITE = "http://www.nemc.example"
_HEAD = """<?xml version="1.0" encoding="UTF-8" ?>
<!-- made for a test -->
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:wfw="http://wellformedweb.org/CommentAPI/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/">
<channel><title>NEMC</title><link>{site}</link><wp:wxr_version>1.2</wp:wxr_version>
<wp:base_site_url>{site}</wp:base_site_url><wp:base_blog_url>{site}</wp:base_blog_url>
<wp:author><wp:author_id>1</wp:author_id><wp:author_login>admin</wp:author_login></wp:author>
<wp:category><wp:term_id>1</wp:term_id><wp:category_nicename>taarifa</wp:category_nicename></wp:category>
"""


def cdata(text: str) -> str:
    return "<![CDATA[" + text.replace("]]>", "]]]]><![CDATA[>") + "]]>"


def item(number: int, title: str, content: str = "", *, kind: str = "post", meta: dict[str, Any] | None = None, **said: Any) -> str:
    """One item; ``said`` takes the place of what is usual."""
    site, slug = said.get("site", SITE), said.get("slug", title.lower().replace(" ", "-"))
    link = said.get("link", f"{site}/{slug}/" if kind == "page" else f"{site}/2019/05/{slug}/")
    usual = {
        "status": "inherit" if kind == "attachment" else "publish",
        "date": "2019-05-06 07:08:09",
        "modified": "2020-02-03 04:05:06",
        "parent": 0,
        "password": "",
        "excerpt": "",
        "guid": f"{site}/?p={number}",
        "attachment": "",
        "more": "",
        "order": 0,
    }
    s = {**usual, **said}
    metas = "".join(
        f"<wp:postmeta><wp:meta_key>{cdata(key)}</wp:meta_key><wp:meta_value>{cdata(str(value))}</wp:meta_value></wp:postmeta>"
        for key, value in (meta or {}).items()
    )
    attachment = f"<wp:attachment_url>{cdata(s['attachment'])}</wp:attachment_url>" if s["attachment"] else ""
    return f"""<item><title>{cdata(title)}</title><link>{escape(link)}</link><pubDate>{s.get("published", "")}</pubDate>
<dc:creator>admin</dc:creator><guid isPermaLink="false">{escape(s["guid"])}</guid><description></description>
<content:encoded>{cdata(content)}</content:encoded><excerpt:encoded>{cdata(s["excerpt"])}</excerpt:encoded>
<wp:post_id>{number}</wp:post_id><wp:post_date>{s["date"]}</wp:post_date><wp:post_modified>{s["modified"]}</wp:post_modified>
<wp:post_name>{cdata(slug)}</wp:post_name><wp:status>{s["status"]}</wp:status><wp:post_parent>{s["parent"]}</wp:post_parent>
<wp:menu_order>{s["order"]}</wp:menu_order><wp:post_type>{kind}</wp:post_type><wp:post_password>{s["password"]}</wp:post_password>
{attachment}{metas}{s["more"]}</item>
"""


def menu_entry(number: int, target: int, kind: str = "page", *, label: str = "", order: int = 0, menu: str = "kuu", **meta: Any) -> str:
    """One entry of the menu named ``menu``; ``label`` is empty where it is the title of what it leads to."""
    about = {"_menu_item_type": "post_type", "_menu_item_object": kind, "_menu_item_object_id": target, "_menu_item_menu_item_parent": 0}
    named = {"slug": str(number), "order": order, "more": filed(menu, menu, "nav_menu")}
    return item(number, label, kind="nav_menu_item", meta={**about, **meta}, **named)


def category(number: int, slug: str, name: str, parent: str = "") -> str:
    """A category in the head of an export."""
    return f"""<wp:category><wp:term_id>{number}</wp:term_id><wp:category_nicename>{cdata(slug)}</wp:category_nicename>
<wp:category_parent>{cdata(parent)}</wp:category_parent><wp:cat_name>{cdata(name)}</wp:cat_name></wp:category>
"""


def tag(number: int, slug: str, name: str) -> str:
    """A tag in the head of an export."""
    named = f"<wp:tag_slug>{cdata(slug)}</wp:tag_slug><wp:tag_name>{cdata(name)}</wp:tag_name>"
    return f"<wp:tag><wp:term_id>{number}</wp:term_id>{named}</wp:tag>"


def filed(slug: str, name: str, domain: str = "category") -> str:
    """What an item says of a category, a tag or a language that it has."""
    return f'<category domain="{domain}" nicename="{slug}">{cdata(name)}</category>'


def export(*items: str, site: str = SITE) -> str:
    return _HEAD.format(site=site) + "".join(items) + "</channel></rss>\n"


class OldServer(BaseHTTPRequestHandler):
    """The earlier website: it has a few files, and some that it only says it has."""

    files = {
        "/wp-content/uploads/2019/05/mto.jpg": corpus.picture("JPEG", (900, 600)),
        "/wp-content/uploads/2019/05/Mto%20Msimbazi.png": corpus.picture(),
        "/wp-content/uploads/2019/05/ripoti.pdf": corpus.PDF,
        "/wp-content/uploads/2019/05/si-picha.jpg": corpus.SCRIPT,
        "/wp-content/uploads/2019/05/si-hati.pdf": b"<html>" + corpus.SCRIPT,
    }
    asked: list[str] = []

    def do_GET(self) -> None:
        self.asked.append(self.path)
        if self.path.endswith("/kimya.jpg"):  # says nothing until the asker has gone
            time.sleep(5)
            return
        if self.path.endswith("/kidogokidogo.jpg"):
            self._head(200, Content_Length="1000000")
            self._slowly(b"x" * 100)
            return
        if self.path.endswith("/kidogo-kichwa.jpg"):  # a letter of its headers at a time
            self._slowly(b"HTTP/1.0 200 OK\r\nX: " + b"x" * 100)
            return
        if self.path.endswith("/kubwa.pdf"):
            self._head(200)
            for _piece in range(40):
                try:
                    self.wfile.write(bytes(1024 * 1024))
                except OSError:
                    return
            return
        if self.path.endswith("/kwingine.jpg"):
            self._head(302, Location="http://169.254.169.254/latest/meta-data/")
            return
        if self.path.endswith("/duara.jpg"):
            self._head(302, Location=self.path)
            return
        content = self.files.get(self.path)
        self._head(200 if content else 404, Content_Type="image/jpeg", Content_Length=str(len(content or b"")))
        self.wfile.write(content or b"")

    def _slowly(self, content: bytes) -> None:
        for letter in content:
            try:
                self.wfile.write(bytes([letter]))
            except OSError:
                return
            time.sleep(0.1)

    def _head(self, status: int, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()

    def log_message(self, *about: object) -> None:
        """Says nothing."""


@contextmanager
def old_website() -> Iterator[str]:
    """The address of the earlier website while it answers."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), OldServer)
    server.daemon_threads = True
    OldServer.asked.clear()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
