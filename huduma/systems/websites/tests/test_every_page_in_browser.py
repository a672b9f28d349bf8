"""Every kind of page with every block in it, in a real browser: on a phone and a desk, judged by axe, without scripts, without pictures.

The pages come from the platform's own WSGI application, asked in the place of the network, so that they need not be committed.
"""

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote, urlsplit

import brotli
import pytest
from django.core.files.base import ContentFile
from django.db import DEFAULT_DB_ALIAS, connections
from wagtail.documents.models import Document
from wagtail.images.models import Image

from huduma.platform.institutions.models import Workspace
from huduma.platform.uploads.tests import corpus
from huduma.systems.websites.blocks import BodyBlock
from huduma.systems.websites.models import FormPage, HomePage, SitePage
from tests.peers.browser import WIDTHS, accessibility_problems
from tests.peers.processes import ROOT

from .everything import WORDS, Maker, kinds_of_pages
from .factories import home_of, make_institution_with_site, publish, publish_form
from .visitor import ask

pytestmark = [pytest.mark.django_db, pytest.mark.browser]
HOST = "nemc.localhost"
FIRST_VIEW = 60_000  # bytes, compressed, without the editor's own pictures
PICTURES = ROOT / "var" / "screenshots"


@pytest.fixture(scope="module")
def kept():
    """The pictures of the pages are kept to be looked at."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    return PICTURES


@pytest.fixture
def site(settings, tmp_path):
    """A site with at least one page of every kind; its pages by kind."""
    settings.MEDIA_ROOT = str(tmp_path)
    nemc = make_institution_with_site("nemc", email="info@nemc.go.tz", phone="+255222774889", physical_address="Barabara ya Regent, Dodoma")
    folder = Workspace.objects.get(institution=nemc).collection
    image = Image.objects.create(title="Mto", file=ContentFile(corpus.picture("JPEG", (900, 600)), "mto.jpg"), collection=folder)
    document = Document.objects.create(title="Ripoti ya maji", file=ContentFile(corpus.PDF, "ripoti.pdf"), collection=folder)
    maker = Maker(image, document, publish_form(nemc, "Omba kibali cha maji"))
    for kind in kinds_of_pages():
        if kind is HomePage:
            furnish(home_of(nemc), maker.page(kind))
        elif hasattr(kind, "body") or kind is FormPage or not kind.objects.of(nemc).exists():
            publish(nemc, maker.page(kind))
    pages = SitePage.objects.of(nemc).live().filter(locale__language_code="sw").specific()
    return {kind: [page for page in pages if type(page) is kind][-1] for kind in kinds_of_pages()}


def furnish(page, like):
    """Publish on ``page``, which is there already, what its kind has of its own on the page ``like``."""
    for model_field in type(page)._meta.local_concrete_fields:
        if model_field.editable and not model_field.primary_key:
            setattr(page, model_field.name, getattr(like, model_field.name))
    page.save_revision().publish()


@dataclass
class Line:
    """The line between the browser and the platform; ``sent`` is what went over it, by path, in bytes as they were compressed."""

    database: Any
    images: bool = True
    sent: dict[str, int] = field(default_factory=dict)

    def __call__(self, route) -> None:
        connections[DEFAULT_DB_ALIAS] = self.database  # Playwright calls in a context of its own, which would open another one
        request = route.request
        parts = urlsplit(request.url)
        is_image = request.resource_type == "image"
        if (is_image and not self.images) or not (parts.hostname or "").endswith("localhost"):
            route.abort()
            return
        answer = ask(parts.hostname, unquote(parts.path), parts.query, accept_encoding="br", accept=request.headers.get("accept", "*/*"))
        if not is_image:
            self.sent[parts.path] = len(answer.body)
        packed = answer.headers.get("Content-Encoding") == "br"
        headers = {name: value for name, value in answer.headers.items() if name not in {"Content-Encoding", "Content-Length"}}
        route.fulfill(status=answer.status, headers=headers, body=brotli.decompress(answer.body) if packed else answer.body)


@pytest.fixture
def open_page(browser):
    """A function that opens a path of the site at a width, over a line of its own."""
    contexts, complaints = [], []

    def go(path: str, width: int, line: Line, **options):
        context = browser.new_context(viewport={"width": width, "height": 800}, locale="sw-TZ", service_workers="block", **options)
        contexts.append(context)
        context.route("**/*", line)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda said: complaints.append(said.text) if "Content Security Policy" in said.text else None)
        assert page.goto(f"http://{HOST}:8000{path}").status == 200
        return page

    yield go
    for context in contexts:
        context.close()
    assert complaints == []


def test_every_kind_of_page_with_every_block_is_there(site):
    every = set(BodyBlock().child_blocks)
    with_body = [page for page in site.values() if hasattr(page, "body") and hasattr(page.body, "stream_block")]
    assert len(with_body) > 5
    for page in with_body:
        assert {block.block_type for block in page.body} == every, page


def test_it_is_good_on_a_phone_and_at_a_desk(site, open_page, kept):
    wrong = []
    for kind, page in site.items():
        line = Line(connections[DEFAULT_DB_ALIAS])
        shown = open_page(page.path_on_site(), WIDTHS[0], line)
        for width in WIDTHS:
            shown.set_viewport_size({"width": width, "height": 800})
            shown.screenshot(path=kept / f"every-{kind.__name__.lower()}-{width}.png", full_page=True)
            wrong += [f"{kind.__name__} at {width}: {problem}" for problem in accessibility_problems(shown)]
            wide = shown.evaluate("document.documentElement.scrollWidth")
            if wide > width:
                wrong.append(f"{kind.__name__} at {width} is {wide} wide")
        if not 0 < sum(line.sent.values()) <= FIRST_VIEW:
            wrong.append(f"{kind.__name__} sends {line.sent}")
        shown.context.close()
    assert wrong == []


def test_it_is_read_without_scripts_and_without_pictures(site, open_page, kept):
    for kind, page in site.items():
        shown = open_page(page.path_on_site(), 360, Line(connections[DEFAULT_DB_ALIAS], images=False), java_script_enabled=False)
        assert page.title in shown.locator("h1").inner_text() or kind.__name__ == "HomePage"
        if hasattr(page, "body") and hasattr(page.body, "stream_block"):
            shown.screenshot(path=kept / f"every-{kind.__name__.lower()}-bare.png", full_page=True)
            text = shown.locator("main").inner_text()
            for said in (WORDS, "Kuchimba visima", "412.5", "maji@example.go.tz", "Omba kibali cha maji"):
                assert said in text, (kind, said)
            for summary in shown.locator("main summary").all():
                summary.click()  # opens without a script
            assert shown.locator("main details[open]").count() == shown.locator("main details").count()
        pictures = shown.locator("main img").all()
        words = [picture.get_attribute("alt") for picture in pictures]
        assert None not in words, kind
        silent = [picture for picture, alt in zip(pictures, words, strict=True) if not alt]
        for picture in silent:  # what it shows stands in words beside it
            assert picture.evaluate("one => one.closest('li, figure, a, article, section').innerText.trim() !== ''"), kind
        shown.context.close()
