"""A living platform is backed up, and restored into an empty place."""

import io
import subprocess
import sys
import tarfile
import threading
from datetime import date

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection, connections

from huduma.platform.institutions.actions import register
from huduma.platform.institutions.models import Institution
from huduma.platform.uploads.passing import passing_name
from huduma.project.backup.archive import uploaded_files
from huduma.systems.recruitment.actions.certificates import FOLDER as CERTIFICATES
from tests.peers.processes import ROOT, environment

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _state(settings, tmp_path):
    """Uploads and counters of this test's own."""
    settings.STATE = tmp_path / "state"
    settings.STATE.mkdir()
    settings.MEDIA_ROOT = str(settings.STATE / "media")


def enter(code):
    institution = Institution(code=code, kind="agency", name_sw=f"Wakala {code}", name_en=f"Agency {code}", host=f"{code}.localhost")
    institution.status_date = date(2017, 12, 1)
    return register(institution=institution, by=None)


@pytest.fixture
def archive(tmp_path):
    """A backup taken while another thread kept writing; the institutions and uploads that were there before it began."""
    for number in range(20):
        institution = enter(f"before-{number}")
        institution.logo.save(f"{number}.png", ContentFile(b"\x89PNG" + bytes([number]) * 1000))
    stop = threading.Event()
    writer = threading.Thread(target=_keep_writing, args=(stop,))
    writer.start()
    try:
        call_command("backup", str(tmp_path / "backup.tar"), stdout=io.StringIO(), stderr=io.StringIO())
    finally:
        stop.set()
        writer.join()
    assert Institution.objects.filter(code__startswith="during").exists()
    return tmp_path / "backup.tar"


def _keep_writing(stop):
    number = 0
    while not stop.wait(0.01):
        enter(f"during-{number}")
        number += 1
    connections.close_all()


@pytest.fixture
def empty_place(tmp_path):
    """The environment of a platform that has nothing yet, on a database of the same kind."""
    state = tmp_path / "elsewhere"
    if connection.vendor == "sqlite":
        yield environment(HUDUMA_STATE=str(state), HUDUMA_DATABASE_URL=f"sqlite:///{tmp_path}/elsewhere.sqlite3")
        return
    with connection.cursor() as cursor:
        cursor.execute("DROP DATABASE IF EXISTS elsewhere")
        cursor.execute("CREATE DATABASE elsewhere")
    url = environment()["HUDUMA_DATABASE_URL"].rpartition("/")[0] + "/elsewhere"
    yield environment(HUDUMA_STATE=str(state), HUDUMA_DATABASE_URL=url)
    with connection.cursor() as cursor:
        cursor.execute("DROP DATABASE elsewhere WITH (FORCE)")


def manage(environment, *arguments):
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


def test_an_empty_place_gets_everything_back(archive, empty_place):
    done = manage(empty_place, "restore", str(archive))
    assert done.returncode == 0, done.stderr
    assert "verified:" in done.stdout
    assert "20 uploads" in done.stdout
    listed = manage(empty_place, "shell", "-v0", "-c", _COUNT)
    assert listed.stdout.split()[-1] == "20"
    again = manage(empty_place, "restore", str(archive))
    assert again.returncode != 0
    assert "not empty" in again.stderr


_COUNT = """
from huduma.platform.institutions.models import Institution
print(sum(1 for i in Institution.objects.filter(code__startswith="before") if i.logo.open().read(4) == b"\\x89PNG"))
"""


def test_verifying_leaves_nothing_behind(archive, empty_place):
    said = io.StringIO()
    call_command("restore", str(archive), verify=True, stdout=said)
    assert said.getvalue().startswith("verified:")
    assert (settings.STATE / "last_verified_backup").exists()
    assert Institution.objects.filter(code__startswith="before").count() == 20
    assert {path.name for path in settings.STATE.iterdir()} <= {"media", "last_verified_backup", "generations"}


def test_a_tampered_upload_is_found(archive):
    raw = archive.read_bytes()
    archive.write_bytes(raw.replace(b"\x07" * 1000, b"\x08" * 1000))
    with pytest.raises(CommandError, match="damaged"):
        call_command("restore", str(archive), verify=True)


def test_an_archive_that_was_cut_off_is_refused(archive):
    archive.write_bytes(archive.read_bytes()[: archive.stat().st_size // 2])
    with pytest.raises(CommandError, match=r"cut off|cannot be read"):
        call_command("restore", str(archive), verify=True)


def test_something_else_is_refused(tmp_path):
    other = tmp_path / "letter.tar"
    other.write_bytes(b"Dear operator")
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("restore", str(other), verify=True)


def test_a_name_that_leaves_the_folder_is_refused(tmp_path):
    with tarfile.open(tmp_path / "evil.tar", "w") as tar:
        header = tarfile.TarInfo("../../evil")
        tar.addfile(header, io.BytesIO())
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("restore", str(tmp_path / "evil.tar"), verify=True)


def test_an_upload_lost_before_the_backup_is_found(archive, tmp_path):
    default_storage.delete(Institution.objects.get(code="before-3").logo.name)
    second = tmp_path / "second.tar"
    call_command("backup", str(second), stdout=io.StringIO(), stderr=io.StringIO())
    said = io.StringIO()
    with pytest.raises(CommandError):
        call_command("restore", str(second), verify=True, stderr=said)
    assert "3.png is missing" in said.getvalue()


def test_no_backup_is_overwritten(archive):
    with pytest.raises(CommandError, match="exists already"):
        call_command("backup", str(archive))


def test_what_is_there_for_some_days_only_is_left_out():
    certificate = f"{CERTIFICATES}/ab/cheti.pdf"  # private, and there to stay
    for name in ("documents/ripoti.pdf", passing_name("nakala.zip"), certificate):
        default_storage.save(name, ContentFile(b"x"))
    assert list(uploaded_files()) == [certificate, "documents/ripoti.pdf"]
