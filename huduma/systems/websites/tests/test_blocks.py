"""What editors put into the text of a page, as visitors get it."""

import re
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.images.tests.utils import get_test_image_file

from huduma.platform.institutions.models import Workspace
from huduma.systems.websites.blocks import BodyBlock

from .factories import publish_news
from .visitor import visit

pytestmark = pytest.mark.django_db
HOST = "nemc.localhost"


@pytest.fixture
def folder(nemc):
    return Workspace.objects.get(institution=nemc).collection


@pytest.fixture
def image(folder):
    return Image.objects.create(title="Mto", file=get_test_image_file(), collection=folder)


def raw(*blocks):
    """Blocks as the database holds them."""
    return [{"type": kind, "value": value} for kind, value in blocks]


def drawn(nemc, *blocks):
    """The text of a published page made of ``blocks``."""
    page = publish_news(nemc, "Ukurasa", body=BodyBlock().to_python(raw(*blocks)))
    html = visit(HOST, page.path_on_site())
    return html[html.index("<main") : html.index("</main>")]


def items(*values):
    return [{"type": "item", "value": value, "id": str(uuid4())} for value in values]


def test_every_block_is_drawn_with_words_for_all(nemc, image, folder):
    document = Document.objects.create(title="Ripoti", file=ContentFile(b"%PDF-1.4 " + b"x" * 2000, "ripoti.pdf"), collection=folder)
    picture = {"image": image.pk, "alt": "Mto Msimbazi", "caption": "Kabla"}
    table = {
        "columns": [{"type": "text", "heading": "Mkoa"}, {"type": "number", "heading": "Shule"}],
        "rows": [{"values": ["Dodoma", 412]}],
    }
    html = drawn(
        nemc,
        ("gallery", items(picture, {**picture, "alt": "Daraja"})),
        ("video", {"title": "Hotuba", "address": "https://www.youtube.com/watch?v=x", "image": image.pk, "minutes": 12, "text": "Alisema"}),
        ("documents", items({"document": document.pk, "title": ""})),
        ("table", {"caption": "Shule kwa mkoa", "table": table}),
        ("accordion", items({"title": "Lini?", "text": "<p>Kesho</p>"})),
        ("people", items({"name": "Asha Juma", "position": "Afisa", "image": None, "phone": "+255222774889", "email": ""})),
        ("map", {"title": "Ofisi kuu", "address": "Barabara ya Regent", "latitude": "-6.7724", "longitude": "39.2431"}),
        ("call_to_action", {"title": "Omba", "text": "", "label": "Anza", "page": None, "address": "https://example.go.tz/"}),
        ("statistics", items({"value": "411", "unit": "", "label": "Tovuti", "note": "Daftari, 2026"})),
        ("latest", {"title": "Habari mpya", "kind": "newspage", "most": 3}),
        ("service", {"service": "institutions.find"}),
    )
    for text in (
        'alt="Mto Msimbazi"',
        'alt="Daraja"',
        'href="https://www.youtube.com/watch?v=x"',
        "(dakika 12)",
        "Alisema",
        "Ripoti",
        "PDF, KB\xa02.0",
        "<caption",
        '<th scope="row">Dodoma</th>',
        "<summary",
        "Kesho",
        "Asha Juma",
        "+255 22 277 4889",
        "mlat=-6.7724",
        'href="https://example.go.tz/"',
        "411",
        "Daftari, 2026",
    ):
        assert text in html, text
    assert "<iframe" not in html
    assert "<script" not in html
    assert [tag for tag in re.findall(r"<img[^>]*>", html) if " alt=" not in tag] == []


def test_the_latest_of_a_list_changes_with_the_list(nemc):
    page = publish_news(nemc, "Ukurasa", body=BodyBlock().to_python(raw(("latest", {"title": "Mpya", "kind": "newspage", "most": 3}))))
    assert "Habari njema" not in visit(HOST, page.path_on_site())
    publish_news(nemc, "Habari njema")
    assert "Habari njema" in visit(HOST, page.path_on_site())


@pytest.mark.parametrize(
    ("kind", "value", "wrong"),
    [
        ("picture", {"image": None, "alt": "", "caption": ""}, "alt"),
        ("gallery", items({"image": None, "alt": "", "caption": ""}), "gallery"),
        ("call_to_action", {"title": "Omba", "text": "", "label": "Anza", "page": None, "address": ""}, "page"),
        ("map", {"title": "x", "address": "y", "latitude": "6°S", "longitude": "39.2431"}, "latitude"),
    ],
)
def test_what_would_leave_a_reader_out_is_refused(kind, value, wrong):
    block = BodyBlock()
    with pytest.raises(Exception) as refused:  # noqa: PT011  Wagtail's own, which holds the fields
        block.clean(block.to_python(raw((kind, value))))
    assert wrong in str(refused.value.as_json_data()) or wrong == kind
