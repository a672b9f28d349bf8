"""Institutions, sites and pages for the tests, and a visitor who asks for them."""

import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from huduma.platform.delivery import actions
from huduma.platform.delivery.models import LiveSite
from huduma.platform.delivery.pages import BOTTOM, HEAD, TOP, RenderedPage
from huduma.platform.institutions.models import Institution

STYLE = ":root{--hd-primary:#0b5}"


def institution(code: str) -> Institution:
    return Institution.objects.create(
        code=code,
        kind=Institution.Kind.MINISTRY,
        name_sw=f"Wizara {code}",
        name_en=f"Ministry {code}",
        host=f"{code}.localhost",
        status_date=date(2026, 1, 1),
    )


def site(code: str, **chrome: str) -> LiveSite:
    """The site ``<code>.localhost`` with a chrome in both languages and no page."""
    made = actions.open_site(host=f"{code}.localhost", institution=institution(code), by=None)
    parts = {"head": f"<style>{STYLE}</style>", "top": f'<a href="/" data-hd-menu="/">{code}</a>', "bottom": f"<footer>{code}</footer>"}
    for language in ("sw", "en"):
        actions.put_chrome(site=made, language=language, **(parts | chrome))
    return made


def page(path: str = "/", text: str = "Karibu", language: str = "sw", size: int = 0) -> RenderedPage:
    """A page whose document says ``text``, and then ``size`` characters that do not compress to nothing."""
    filling = " ".join(str(number * 7919) for number in range(size // 7))
    html = f"<!doctype html><title>{text}</title>{HEAD}<body>{TOP}<main>{text} {filling}</main>{BOTTOM}"
    return RenderedPage(
        language=language, path=path, title=text[:300], html=html, modified_at=datetime(2026, 3, 1, tzinfo=UTC), source="tests.page:1"
    )


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


class Visitor:
    """Asks a WSGI application as a web server would on a visitor's behalf."""

    def __init__(self, application: Callable[..., Any], host: str) -> None:
        self.application, self.host = application, host

    def ask(self, path: str = "/", query: str = "", method: str = "GET", **headers: str) -> Answer:
        environ = {
            "REQUEST_METHOD": method,
            "PATH_INFO": path.encode().decode("latin-1"),
            "SCRIPT_NAME": "",
            "QUERY_STRING": query,
            "SERVER_NAME": "127.0.0.1",
            "SERVER_PORT": "8000",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "HTTP_HOST": self.host,
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(),
            "wsgi.errors": io.StringIO(),
            **{f"HTTP_{name.upper()}": value for name, value in headers.items()},
        }
        sent: list[Any] = []
        response = self.application(environ, lambda *status_and_headers: sent.append(status_and_headers))
        body = b"".join(response)
        if hasattr(response, "close"):
            response.close()
        status, pairs, *_ = sent[-1]
        assert len({name.title() for name, _ in pairs if name != "Set-Cookie"}) == len([name for name, _ in pairs if name != "Set-Cookie"])
        return Answer(int(status.split()[0]), {name.title(): value for name, value in pairs}, body)
