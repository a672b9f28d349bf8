"""What is sent of what was uploaded, to whom, and with which rules for the browser."""

from pathlib import Path

import pytest
from django.test import Client

from huduma.platform.uploads.bucket import Bucket

from . import corpus

pytestmark = pytest.mark.django_db
UPLOADS = "https://faili.huduma.go.tz"


@pytest.fixture(autouse=True)
def storage(settings, tmp_path) -> Path:
    settings.MEDIA_ROOT = str(tmp_path)
    for name, content in {
        "images/mto.width-400.webp": corpus.picture("WEBP"),
        "original_images/mto-0123.png": corpus.picture(),
        "documents/taarifa-0123.pdf": corpus.PDF,
        "documents/wakazi-0123.csv": corpus.TABLE,
        "documents/ukurasa.html": b"<html>",
        "images/mchoro.svg": b"<svg/>",
        "wagtail_uploads/siri.png": corpus.picture(),
        "vyeti/siri.pdf": corpus.PDF,
        "siri.pdf": corpus.PDF,
    }.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(content)
    return tmp_path


def rules(response) -> tuple[str, str]:
    return response["Content-Security-Policy"], response["X-Content-Type-Options"]


@pytest.mark.parametrize(
    ("path", "media_type"), [("images/mto.width-400.webp", "image/webp"), ("original_images/mto-0123.png", "image/png")]
)
def test_a_picture_is_shown_and_may_do_nothing(client, storage, path, media_type):
    response = client.get(f"/media/{path}")
    assert (response.status_code, response["Content-Type"]) == (200, media_type)
    assert b"".join(response.streaming_content) == (storage / path).read_bytes()
    assert response["Content-Disposition"].startswith("inline")
    assert rules(response) == ("default-src 'none'; sandbox", "nosniff")
    assert "immutable" in response["Cache-Control"]
    assert "Set-Cookie" not in response


@pytest.mark.parametrize(("name", "media_type"), [("taarifa-0123.pdf", "application/pdf"), ("wakazi-0123.csv", "text/csv; charset=utf-8")])
def test_a_document_is_saved_and_never_opened_on_our_origin(client, name, media_type):
    response = client.get(f"/media/documents/{name}")
    assert (response.status_code, response["Content-Type"]) == (200, media_type)
    assert response["Content-Disposition"] == f'attachment; filename="{name}"'
    assert rules(response) == ("default-src 'none'; sandbox", "nosniff")


@pytest.mark.parametrize(
    "path",
    [
        *("documents/ukurasa.html", "images/mchoro.svg", "wagtail_uploads/siri.png", "vyeti/siri.pdf", "siri.pdf", "", "images/", "images"),
        *("images/../siri.pdf", "images/..%2f..%2fsiri.pdf", "documents/../../db.sqlite3", "images/hakuna.png", "images/%00.png"),
        "documents/" + "a" * 300 + ".pdf",
    ],
)
def test_nothing_else_is_sent(client, path):
    assert client.get(f"/media/{path}").status_code == 404


def test_only_reading_is_possible(client):
    assert client.post("/media/documents/taarifa-0123.pdf").status_code == 404
    assert client.head("/media/documents/taarifa-0123.pdf").status_code == 200


def test_with_an_origin_of_their_own_uploads_are_there_and_nothing_else_is(settings):
    settings.UPLOADS_ORIGIN = UPLOADS
    client = Client()
    assert client.get("/media/images/mto.width-400.webp").status_code == 404
    there = {"host": "faili.huduma.go.tz"}
    response = client.get("/media/images/mto.width-400.webp", headers=there)
    assert response.status_code == 200
    assert response["Cross-Origin-Resource-Policy"] == "cross-origin"
    for path in ("/", "/office/", "/account/login/", "/livez2", "/en/"):
        assert client.get(path, headers=there).status_code == 404


def test_a_bucket_is_told_the_same_rules_and_its_addresses_do_not_expire():
    bucket = Bucket(bucket_name="huduma", custom_domain="faili.huduma.go.tz")
    assert bucket.url("images/mto.webp") == "https://faili.huduma.go.tz/images/mto.webp"
    assert "ContentDisposition" not in bucket.get_object_parameters("images/mto.webp")
    assert bucket.get_object_parameters("documents/taarifa.pdf")["ContentDisposition"] == "attachment"
    assert "immutable" in bucket.get_object_parameters("documents/taarifa.pdf")["CacheControl"]
