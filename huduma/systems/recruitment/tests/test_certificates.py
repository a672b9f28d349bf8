"""Certificates: judged, private, and kept while an application names them."""

import io
import os
import re
import time
from pathlib import Path

import pytest
from django.test import Client
from PIL import Image

from huduma.platform.accounts.tests.way_in import make_citizen, password_login
from huduma.platform.institutions.tests.factories import make_institution
from huduma.systems.recruitment.actions.certificates import clear_orphans
from huduma.systems.recruitment.models import Seeker, SeekerDocument

from .factories import make_application, make_seeker, make_vacancy

pytestmark = pytest.mark.django_db

PAGE = "/ajira/wasifu/documents/"
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\nstartxref\n9\n%%EOF\n"


def picture() -> bytes:
    content = io.BytesIO()
    Image.new("RGB", (8, 8), "orange").save(content, "JPEG", comment=b"mahali pa siri")
    return content.getvalue()


@pytest.fixture
def storage(settings, tmp_path) -> Path:
    settings.MEDIA_ROOT = str(tmp_path)
    return tmp_path


@pytest.fixture
def asha(storage) -> Client:
    make_citizen()
    browser = Client()
    password_login(browser)
    return browser


def send(browser: Client, content: bytes = PDF, name: str = "cheti cha chuo.pdf", kind: str = "award"):
    file = io.BytesIO(content)
    file.name = name
    return browser.post(PAGE, {"kind": kind, "file": file})


def files(storage: Path) -> list[str]:
    return [str(path.relative_to(storage)) for path in storage.rglob("*") if path.is_file()]


def test_a_certificate_is_for_its_owner_alone(asha, storage):
    assert send(asha).status_code == 302
    send(asha)  # a second tap
    document = SeekerDocument.objects.get()
    address = f"{PAGE}{document.public_id}/"
    answer = asha.get(address)
    assert b"".join(answer.streaming_content) == PDF
    assert answer["Content-Disposition"] == 'attachment; filename="cheti cha chuo.pdf"'
    assert "no-store" in answer["Cache-Control"]
    assert "sandbox" in answer["Content-Security-Policy"]
    assert asha.get(f"/media/{document.file.name}").status_code == 404

    juma = Client()
    make_citizen(email="juma@example.go.tz")
    password_login(juma, "juma@example.go.tz")
    assert [juma.get(address).status_code, juma.post(f"{address}remove/").status_code] == [404, 404]
    assert Client().get(address).status_code == 302
    assert SeekerDocument.objects.get() == document


def test_a_picture_is_drawn_anew_and_what_is_neither_is_refused(asha, storage):
    assert send(asha, picture(), "IMG_1.HEIC", "birth_certificate").status_code == 302
    document = SeekerDocument.objects.get()
    assert document.name == "IMG_1.jpg"
    assert b"siri" not in (storage / document.file.name).read_bytes()
    wrong = {
        "Hii si PDF kamili wala picha": b"MZ\x90 a program",
        "Faili – ": b"%PDF-1.4\n<< /JavaScript (x) >>\nstartxref\n0\n%%EOF",
        "Faili linazidi MB 2": b"%PDF-1.4\n" + b"0" * (2 * 1024 * 1024),
    }
    for said, content in wrong.items():
        page = send(asha, content)
        assert page.status_code == 400
        assert said in page.text
    assert SeekerDocument.objects.count() == len(files(storage)) == 1


def test_what_was_sent_stays_with_the_application_and_what_was_not_goes(asha, storage, django_capture_on_commit_callbacks):
    send(asha)
    send(asha, picture(), "cheti.jpg", "form_four")
    seeker = Seeker.objects.get()
    sent, other = SeekerDocument.objects.get(kind="award"), SeekerDocument.objects.get(kind="form_four")
    profile = seeker.as_profile()
    snapshot = {**profile, "documents": [one for one in profile["documents"] if one["public_id"] == str(sent.public_id)]}
    make_application(make_vacancy(make_institution("tra")), seeker, snapshot=snapshot)
    with django_capture_on_commit_callbacks(execute=True):
        for document in (sent, other):
            assert asha.post(f"{PAGE}{document.public_id}/remove/").status_code == 302
    assert re.findall(r"Faili halipo tena kwenye wasifu wako|Faili limeondolewa", asha.get(PAGE).text) == [
        "Faili halipo tena kwenye wasifu wako",
        "Faili limeondolewa",
    ]
    assert files(storage) == [sent.file.name]
    assert Seeker.objects.get().as_profile()["documents"] == []
    assert asha.get(f"{PAGE}{sent.public_id}/").status_code == 404  # it is out of the profile
    send(asha)  # and comes back as the same one
    assert SeekerDocument.objects.get().removed_at is None


def test_a_file_whose_row_was_never_written_is_cleared_away_after_a_day(storage):
    document = SeekerDocument(seeker=make_seeker("asha"), kind="award", name="x.pdf", size=1, digest="0" * 64)
    folder = storage / "certificates" / "ab"
    folder.mkdir(parents=True)
    document.file.name = "certificates/ab/kept.pdf"
    document.save()
    for name, age in (("kept.pdf", 3), ("orphan.pdf", 3), ("arriving.pdf", 0)):
        (folder / name).write_bytes(PDF)
        os.utime(folder / name, (time.time() - age * 86_400,) * 2)
    assert clear_orphans() == 1
    assert {path.name for path in folder.iterdir()} == {"kept.pdf", "arriving.pdf"}


def test_there_is_room_for_twenty(asha, storage):
    seeker = make_seeker("asha", person=make_citizen(email="b@example.go.tz"))
    browser = Client()
    password_login(browser, "b@example.go.tz")
    SeekerDocument.objects.bulk_create(
        SeekerDocument(seeker=seeker, kind="award", name="x.pdf", file=f"certificates/aa/{n}.pdf", size=1, digest=f"{n:064}")
        for n in range(20)
    )
    assert "haziwezi kuzidi 20" in send(browser).text
    assert "Tuma faili" not in browser.get(PAGE).text
