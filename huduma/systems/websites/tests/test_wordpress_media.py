"""The pictures and documents of an earlier website: fetched from it alone, judged as every upload, kept in the institution's folder."""

import io
import time
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from PIL import Image as Picture
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import ReferenceIndex

from huduma.platform.institutions.models import Workspace
from huduma.systems.websites.models import ImportedItem, InstitutionSite, NewsPage
from huduma.systems.websites.wordpress.media import Fetcher, Unreachable

from .test_wordpress import HOST, run, storage  # noqa: F401  fixtures
from .visitor import leads, visit
from .wordpress_export import OldServer, export, item, old_website

pytestmark = pytest.mark.django_db
UPLOADS = "/wp-content/uploads/2019/05/"


@pytest.fixture
def old():
    with old_website() as address:
        yield address


def attachment(site: str, number: int, name: str, **said) -> str:
    link = f"{site}/?attachment_id={number}"
    return item(number, name.partition(".")[0], kind="attachment", site=site, attachment=f"{site}{UPLOADS}{name}", link=link, **said)


def bring(run, old: str, *items: str, **options) -> str:  # noqa: F811
    return run(export(*items, site=old), own_network=True, **options)


def test_a_picture_and_a_document_come_into_the_institutions_folder_and_their_addresses_lead_to_them(run, old, nemc):  # noqa: F811
    post = item(
        3,
        "Mto",
        f'<a href="{old}{UPLOADS}mto.jpg"><img class="wp-image-1" src="{old}{UPLOADS}mto-300x200.jpg" alt=""></a>'
        f'<p>Soma <a href="{old}{UPLOADS}ripoti.pdf">ripoti</a></p>',
        site=old,
        meta={"_thumbnail_id": 1},
    )
    media = attachment(old, 1, "mto.jpg", meta={"_wp_attachment_image_alt": "Mto Msimbazi"}), attachment(old, 2, "ripoti.pdf")
    said = bring(run, old, post, *media)
    assert "3 new, 0 changed, 0 unchanged, 0 left out" in said
    image, document = get_image_model().objects.get(), get_document_model().objects.get()
    collection = Workspace.objects.get(pk=nemc.pk).collection
    assert {image.collection, document.collection} == {collection}
    assert (image.width, image.title, document.title) == (900, "mto", "ripoti")
    with Picture.open(io.BytesIO(Path(image.file.path).read_bytes())) as kept:
        assert not kept.getexif()
    html = visit(HOST, "/habari/mto/")
    assert html.count('alt="Mto Msimbazi"') == 2
    assert f'<a href="{document.file.url}">ripoti</a>' in html
    assert leads(HOST, f"{UPLOADS}ripoti.pdf") == document.file.url
    assert leads(HOST, "/", "attachment_id=1") == leads(HOST, f"{UPLOADS}mto.jpg") == image.file.url
    assert ReferenceIndex.get_references_to(image).exists()
    assert ReferenceIndex.get_references_to(document).exists()
    OldServer.asked.clear()
    assert "0 new, 0 changed, 3 unchanged, 0 left out" in bring(run, old, post, *media)
    assert OldServer.asked == []
    call_command("render_sites", check=True)


def test_a_picture_that_no_item_names_is_fetched_once_and_without_words_has_the_title(run, old, nemc):  # noqa: F811
    picture = f'<img src="{UPLOADS}Mto Msimbazi.png">'
    said = bring(run, old, item(1, "Mto mzuri", picture * 2, site=old), item(2, "Tena", picture, site=old))
    assert OldServer.asked == [f"{UPLOADS}Mto%20Msimbazi.png"]
    assert get_image_model().objects.count() == 1
    assert 'alt="Mto mzuri"' in visit(HOST, "/habari/mto-mzuri/")
    assert "post 1 “Mto mzuri”: A picture without words for those who do not see it has the title instead" in said
    assert leads(HOST, f"{UPLOADS}Mto Msimbazi.png") == get_image_model().objects.get().file.url
    assert "0 new, 0 changed, 2 unchanged" in bring(
        run, old, item(1, "Mto mzuri", picture * 2, site=old), item(2, "Tena", picture, site=old)
    )


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("hayupo.jpg", "The earlier website answered 404."),
        ("si-picha.jpg", "This is not a whole picture."),
        ("si-hati.pdf", "This is not a whole document"),
        ("kimya.jpg", "The earlier website did not answer ("),
        ("kidogokidogo.jpg", "The file "),  # came too slowly, or was broken off
        ("kidogo-kichwa.jpg", "The earlier website did not answer"),
        ("kubwa.pdf", "The file is larger than 25 MB."),
        ("kwingine.jpg", "The host is not one of the earlier website’s: 169.254.169.254."),
        ("duara.jpg", "The address leads on and on."),
        ("barua.doc", "Files of this kind are not taken: barua.doc."),
        ("shell.php", "Files of this kind are not taken: shell.php."),
    ],
)
def test_what_cannot_be_had_is_left_out_with_its_reason(run, old, nemc, storage, tmp_path, name, reason):  # noqa: F811
    shown = f'<p>Maneno</p><img src="{old}{UPLOADS}{name}"><a href="{old}{UPLOADS}{name}">faili</a>'
    began = time.monotonic()
    said = bring(run, old, attachment(old, 1, name), item(2, "Habari", shown, site=old), seconds=1)
    assert time.monotonic() - began < 8
    [line] = [line for line in said.splitlines() if line.startswith("- attachment 1")]
    assert reason in line
    assert "A picture that could not be had is left out" in said
    assert "A link still leads to the earlier website" in said
    html = visit(HOST, "/habari/habari/")
    assert "<p>Maneno</p>" in html
    assert f'<a href="{old}{UPLOADS}{name}">faili</a>' in html
    assert f'src="{old}' not in html
    assert not get_image_model().objects.exists()
    assert not get_document_model().objects.exists()
    assert not [path for path in (tmp_path / "media").rglob("*") if path.is_file()]


def test_what_could_not_be_had_comes_when_it_is_there_the_next_time(run, nemc, monkeypatch):  # noqa: F811
    with old_website() as address:
        items = [attachment(address, 1, "baadaye.jpg"), item(2, "Habari", f'<img src="{UPLOADS}baadaye.jpg" alt="Mto">', site=address)]
        assert "1 new, 0 changed, 0 unchanged, 1 left out" in bring(run, address, *items)
        monkeypatch.setitem(OldServer.files, f"{UPLOADS}baadaye.jpg", OldServer.files[f"{UPLOADS}mto.jpg"])
        assert "1 new, 1 changed, 0 unchanged, 0 left out" in bring(run, address, *items)
        assert 'alt="Mto"' in visit(HOST, "/habari/habari/")


def test_a_website_that_is_silent_is_not_asked_for_ever(run, nemc):  # noqa: F811
    with old_website() as address:
        pass  # and it is gone
    said = bring(run, address, *(attachment(address, number, f"{number}.jpg") for number in range(1, 13)))
    assert said.count("The earlier website did not answer (ConnectionRefusedError).") == 5
    assert said.count("was not asked again") == 7
    assert not ImportedItem.objects.exists()


@pytest.mark.slow
@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "169.254.169.254", "[::1]", "10.0.0.1", "0.0.0.0", "[::ffff:127.0.0.1]", "2130706433"]
)
def test_private_addresses_are_not_asked(old, host):
    port = old.rpartition(":")[2]
    with pytest.raises(Unreachable, match=r"umma|haikujibu"):
        Fetcher({host.strip("[]")}).fetch(f"http://{host}:{port}{UPLOADS}mto.jpg")
    assert OldServer.asked == []


@pytest.mark.parametrize(
    "address", ["file:///etc/passwd", "ftp://127.0.0.1/a.jpg", "//127.0.0.1/a.jpg", "http://", "http://[", "http://127.0.0.1:x/"]
)
def test_only_addresses_of_the_web_are_asked(address):
    with pytest.raises(Unreachable):
        Fetcher({"127.0.0.1", ""}, own_network=True).fetch(address)


def test_where_clouds_keep_their_keys_is_never_asked_even_in_our_own_network():
    with pytest.raises(Unreachable, match="umma"):
        Fetcher({"169.254.169.254"}, own_network=True).fetch("http://169.254.169.254/latest/meta-data/a.jpg")


def test_a_foreign_picture_is_left_out_and_nothing_is_fetched_for_it(run, old, nemc):  # noqa: F811
    said = bring(run, old, item(1, "Habari", '<p>a</p><img src="http://127.0.0.2:9/x.jpg">', site=old))
    assert OldServer.asked == []
    assert "A picture that could not be had is left out: http://127.0.0.2:9/x.jpg." in said
    assert NewsPage.objects.get(institution=nemc).title == "Habari"


def test_a_file_does_not_come_into_a_frozen_website(run, old, nemc, monkeypatch):  # noqa: F811
    def freeze_and_fetch(self, address):
        InstitutionSite.objects.filter(pk=nemc.pk).update(frozen_at=timezone.now(), frozen_reason="Imevamiwa.")
        return fetch(self, address)

    fetch = Fetcher.fetch
    monkeypatch.setattr(Fetcher, "fetch", freeze_and_fetch)  # the agency does so while the file is on its way
    with pytest.raises(CommandError, match="Imevamiwa"):
        bring(run, old, attachment(old, 1, "mto.jpg"))
    assert not get_image_model().objects.exists()
    assert not ImportedItem.objects.exists()
