"""What officers may bring into the office, and what they may put on a page."""

import io
import itertools
import json
import zipfile
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image as Picture
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import UploadedFile
from wagtail.rich_text import RichText
from wagtail.test.utils.form_data import streamfield

from huduma.platform.institutions.models import Workspace
from huduma.platform.uploads.tests import corpus
from huduma.systems.websites.models import NewsPage
from huduma.systems.websites.models.belonging import foreign_references

from .factories import make_institution_with_site, publish_news
from .test_workflow import form, write
from .visitor import visit

pytestmark = pytest.mark.django_db
ONE, MANY = "one", "many"


@pytest.fixture(autouse=True)
def storage(settings, tmp_path) -> Path:
    settings.MEDIA_ROOT = str(tmp_path / "media")
    return tmp_path / "media"


def stored(storage: Path) -> list[Path]:
    return sorted(path for path in storage.rglob("*") if path.is_file())


def bring(client, kind: str, name: str, content: bytes, way: str, collection: int):
    """Upload a file as the office's forms do: one by one, or many at once."""
    file = SimpleUploadedFile("x", content)
    file._name = name  # as a hostile browser sends it
    if way == ONE:
        return client.post(f"/office/{kind}/add/", {"title": "Faili", "file": file, "collection": collection})
    return client.post(f"/office/{kind}/multiple/add/", {"title": "Faili", "files[]": file, "collection": collection})


@pytest.fixture
def collection(nemc) -> int:
    return Workspace.objects.get(pk=nemc.pk).collection_id


@pytest.mark.once
@pytest.mark.slow
@pytest.mark.parametrize("way", [ONE, MANY])
@pytest.mark.parametrize("name", corpus.GOOD_PICTURES)
def test_a_picture_is_stored_drawn_anew_under_a_name_of_ours(editor, collection, storage, name, way):
    response = bring(editor, "images", name, corpus.GOOD_PICTURES[name], way, collection)
    assert response.status_code in {200, 302}
    image = get_image_model().objects.get()
    original = Path(image.file.path)
    kept = original.read_bytes()
    assert original.parent == storage / "original_images"
    assert original.name.replace("-", "").replace(".", "").isalnum()
    assert original.name.isascii()
    assert original.name.count(".") == 1
    assert len(original.name) <= 100
    assert b"script" not in kept
    assert b"a.txt" not in kept
    with Picture.open(io.BytesIO(kept)) as drawn:
        assert drawn.size == (40, 30)


@pytest.mark.once
@pytest.mark.slow
@pytest.mark.parametrize("way", [ONE, MANY])
@pytest.mark.parametrize("name", corpus.BAD_PICTURES)
def test_what_is_no_picture_is_refused_with_its_reason_and_leaves_nothing(editor, collection, storage, name, way):
    response = bring(editor, "images", name, corpus.BAD_PICTURES[name], way, collection)
    assert response.status_code == 200
    if way == MANY:
        assert response.json()["success"] is False
        assert response.json()["error_message"]
    else:
        assert response.context["form"].errors["file"]
    assert not get_image_model().objects.exists()
    assert not UploadedFile.objects.exists()
    assert stored(storage) == []


def test_a_scan_keeps_its_greys(editor, collection):
    bring(editor, "images", "skani.png", corpus.scan(90), ONE, collection)
    with Picture.open(get_image_model().objects.get().file.path) as drawn:
        assert drawn.getpixel((20, 15)) == (90, 90, 90)


def test_a_photo_loses_its_place_and_stands_upright(editor, collection):
    bring(editor, "images", "shambani.jpg", corpus.photo_with_place(), ONE, collection)
    image = get_image_model().objects.get()
    content = Path(image.file.path).read_bytes()
    with Picture.open(io.BytesIO(content)) as drawn:
        assert drawn.size == (30, 40)
        assert not drawn.getexif()
    assert b"siri" not in content
    assert (image.width, image.height) == (30, 40)


@pytest.mark.once
@pytest.mark.slow
@pytest.mark.parametrize("way", [ONE, MANY])
@pytest.mark.parametrize("name", corpus.GOOD_DOCUMENTS)
def test_a_document_is_stored_as_it_came_under_a_name_of_ours(editor, collection, storage, name, way):
    assert bring(editor, "documents", name, corpus.GOOD_DOCUMENTS[name], way, collection).status_code in {200, 302}
    file = Path(get_document_model().objects.get().file.path)
    assert file.parent == storage / "documents"
    assert file.name.replace("-", "").replace(".", "").isalnum()
    assert file.read_bytes() == corpus.GOOD_DOCUMENTS[name]


@pytest.mark.once
@pytest.mark.slow
@pytest.mark.parametrize("way", [ONE, MANY])
@pytest.mark.parametrize("name", corpus.BAD_DOCUMENTS)
def test_what_is_no_document_is_refused_with_its_reason_and_leaves_nothing(editor, collection, storage, name, way):
    response = bring(editor, "documents", name, corpus.BAD_DOCUMENTS[name], way, collection)
    assert response.status_code == 200
    said = response.json()["error_message"] if way == MANY else response.context["form"].errors["file"]
    assert said
    assert not get_document_model().objects.exists()
    assert not UploadedFile.objects.exists()
    assert stored(storage) == []


@pytest.mark.parametrize("way", [ONE, MANY])
def test_a_document_packed_by_an_unknown_method_is_refused_with_its_reason(editor, collection, storage, way):
    content = corpus.packed_by(97, corpus.WRITER)
    with zipfile.ZipFile(io.BytesIO(content)) as archive, pytest.raises(RuntimeError, match="compression method"):
        archive.read("mimetype")
    response = bring(editor, "documents", "barua.odt", content, way, collection)
    assert response.status_code == 200
    said = response.json()["error_message"] if way == MANY else str(response.context["form"].errors["file"])
    assert "OpenDocument" in said
    assert not get_document_model().objects.exists()
    assert stored(storage) == []


def test_a_file_is_not_kept_as_it_came_when_something_else_in_its_form_is_wrong(editor, collection, storage):
    file = SimpleUploadedFile("picha.png", corpus.picture())
    response = editor.post("/office/images/multiple/add/", {"title": "x" * 300, "files[]": file, "collection": collection})
    assert response.json()["success"] is False
    assert not UploadedFile.objects.exists()
    assert stored(storage) == []


def test_a_replaced_picture_is_judged_too(editor, collection):
    bring(editor, "images", "picha.png", corpus.picture(), ONE, collection)
    image = get_image_model().objects.get()
    before = image.file.name
    address = f"/office/images/{image.pk}/"
    form_data = {"title": "Faili", "collection": collection}
    editor.post(address, {**form_data, "file": SimpleUploadedFile("picha.png", corpus.SCRIPT)})
    assert get_image_model().objects.get().file.name == before
    editor.post(address, {**form_data, "file": SimpleUploadedFile("nyingine.png", corpus.picture(size=(50, 20)))})
    assert get_image_model().objects.get().width == 50


def make_foreign():
    """A picture, a document and a page of another institution."""
    other = make_institution_with_site("tra")
    collection = Workspace.objects.get(pk=other.pk).collection
    image = get_image_model().objects.create(title="Siri", file=SimpleUploadedFile("siri.png", corpus.picture()), collection=collection)
    document = get_document_model().objects.create(title="Siri", file=SimpleUploadedFile("siri.pdf", corpus.PDF), collection=collection)
    page = publish_news(other, "Siri ya TRA")
    return image, document, page


def raw(html: str) -> str:
    """Rich text as the editor in the browser sends it."""
    from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter

    return ContentstateConverter(["link", "document-link", "bold"]).from_database_format(html)


def forgeries() -> dict[str, dict]:
    image, document, page = make_foreign()
    text = '<p data-block-key="a"><a {}>hapa</a></p>'.format
    return {
        "picture": {"picture": str(image.pk), "picture_alt": "Mto"},
        "block": {"body": streamfield([("picture", {"image": str(image.pk), "alt": "Mto", "caption": ""})])},
        "document": {"body": streamfield([("paragraph", raw(text(f'linktype="document" id="{document.pk}"')))])},
        "page": {"body": streamfield([("paragraph", raw(text(f'linktype="page" id="{page.pk}"')))])},
        "nobody": {"body": streamfield([("picture", {"image": "999999", "alt": "Siri", "caption": ""})])},
    }


@pytest.mark.slow
@pytest.mark.parametrize("what", ["picture", "block", "document", "page"])
def test_nothing_of_another_institution_gets_onto_a_page(nemc, editor, what):
    forged = forgeries()[what]
    response = write(editor, nemc, **forged)
    assert response.status_code == 200
    field = "picture" if what == "picture" else "body"
    assert field in response.context["form"].errors
    assert b"siri" not in response.content.lower(), "the form is shown again without a word of it"
    assert NewsPage.objects.filter(institution=nemc).count() == 0
    own = publish_news(nemc, "Yetu")
    edited = {**form(**forged), "slug": own.slug, "action-submit": "1"}
    response = editor.post(f"/office/pages/{own.pk}/edit/", edited)
    assert field in response.context["form"].errors
    assert b"siri" not in response.content.lower()
    preview = f"/office/pages/{own.pk}/edit/preview/"
    assert editor.post(preview, edited).json()["is_valid"] is False
    assert b"siri" not in editor.get(preview).content.lower()
    assert own.revisions.count() == 1


def test_an_own_picture_gets_onto_the_page_and_is_sent_to_visitors(nemc, editor, collection, client):
    bring(editor, "images", "mto.png", corpus.picture(size=(900, 600)), ONE, collection)
    image = get_image_model().objects.get()
    page = publish_news(nemc, "Mto", picture=image, picture_alt="Mto Msimbazi")
    html = visit("nemc.localhost", page.path_on_site())
    address = html.partition('<img src="')[2].partition('"')[0]
    assert address.startswith("/media/images/mto-")
    response = client.get(address, headers={"host": "nemc.localhost"})
    assert (response.status_code, response["Content-Type"]) == (200, "image/webp")
    with Picture.open(io.BytesIO(b"".join(response.streaming_content))) as shown:
        assert shown.width == 800


def entity(kind: str, data: dict) -> str:
    """Rich text with one word that refers to something, as a hostile browser sends it."""
    ranges = [{"key": 0, "offset": 0, "length": 4}]
    block = {"key": "a", "type": "unstyled", "text": "hapa", "depth": 0, "inlineStyleRanges": [], "entityRanges": ranges, "data": {}}
    return json.dumps({"blocks": [block], "entityMap": {"0": {"type": kind, "mutability": "MUTABLE", "data": data}}})


def chosen(kind: str, given: str) -> dict:
    """The part of the form in which ``given`` stands where a number belongs."""
    if kind == "picture":
        return {"picture": given, "picture_alt": "Siri"}
    if kind == "block":
        return {"body": streamfield([("picture", {"image": given, "alt": "Siri", "caption": ""})])}
    return {"body": streamfield([("paragraph", entity(kind, {"id": given, "url": "/siri/"}))])}


NUMBERS_OF_NOBODY, NO_NUMBERS = ["9" * 30, "-1"], ["abc", "1.5", "²", "1 or 1=1", ""]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("kind", "given"),
    [*itertools.product(["picture", "block", "DOCUMENT", "LINK"], NUMBERS_OF_NOBODY), *(("DOCUMENT", given) for given in NO_NUMBERS)],
)
def test_what_is_no_number_is_refused_like_what_is_another_institutions(nemc, editor, kind, given):
    response = write(editor, nemc, **chosen(kind, given))
    assert response.status_code == 200
    assert ("picture" if kind == "picture" else "body") in response.context["form"].errors
    assert NewsPage.objects.filter(institution=nemc).count() == 0


@pytest.mark.slow
def test_a_picture_embedded_in_text_is_not_kept(nemc, editor):
    image, _document, _page = make_foreign()
    write(editor, nemc, body=streamfield([("paragraph", entity("IMAGE", {"id": image.pk, "src": image.file.url, "alt": "Siri"}))]))
    assert "siri" not in json.dumps([list(page.body.raw_data) for page in NewsPage.objects.filter(institution=nemc)]).lower()
    html = f'<p>a</p><embed alt="Siri" embedtype="image" format="left" id="{image.pk}"/>'
    own = publish_news(nemc, "Yetu")
    own.body = [("paragraph", RichText(html))]
    assert set(foreign_references(own, nemc.pk)) == {"body"}
