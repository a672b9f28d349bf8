"""One institution's site whole: ordered in the office or written by the operator, with nothing of others and no drafts."""

import hashlib
import io
import json
import tracemalloc
import zipfile
from datetime import timedelta
from html.parser import HTMLParser
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.test.utils import override_settings
from django.urls import reverse
from django.utils import timezone
from PIL import Image as Picture
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import ModelLogEntry

from huduma.platform.delivery.actions import put_pages
from huduma.platform.delivery.models import LivePage, LiveSite
from huduma.platform.delivery.pages import RenderedPage
from huduma.platform.institutions.groups import sync_groups
from huduma.platform.institutions.models import Workspace
from huduma.platform.institutions.scoping import whole_nation
from huduma.platform.jobs.sweep import run_sweeps
from huduma.platform.jobs.testing import work_off
from huduma.systems.websites.agency.actions import move_host, publish_notice
from huduma.systems.websites.models import EventPage, NewsPage, OldAddress, SiteExport, SiteNotice, SitePage
from tests.peers.worlds import made_once

from .factories import make_institution_with_site, news_index_of, publish, publish_news
from .officers import officer

pytestmark = [pytest.mark.django_db, pytest.mark.slow]  # each makes two sites with all that a site can have
PDF = b"%PDF-1.4\n%%EOF"


@pytest.fixture(autouse=True)
def storage(settings, tmp_path) -> Path:
    settings.MEDIA_ROOT = str(tmp_path / "media")
    return tmp_path / "media"


def add_document(institution, name, content=PDF):
    collection = Workspace.objects.get(pk=institution.pk).collection
    return get_document_model().objects.create(title=name, file=ContentFile(content, f"{name}.pdf"), collection=collection)


def add_picture(institution, name, colour="orange"):
    content = io.BytesIO()
    Picture.new("RGB", (900, 600), colour).save(content, "PNG")
    collection = Workspace.objects.get(pk=institution.pk).collection
    return get_image_model().objects.create(title=name, file=ImageFile(content, f"{name}.png"), collection=collection)


@made_once
def everything_and_its_files():
    """A site with something of everything, beside another institution's; and what the files of both hold, by name."""
    with TemporaryDirectory() as folder, override_settings(MEDIA_ROOT=folder):
        nemc = make_everything()
        return nemc, {path.relative_to(folder): path.read_bytes() for path in Path(folder).rglob("*.*")}


@pytest.fixture
def nemc(everything_and_its_files, storage):
    nemc, files = everything_and_its_files
    for name, content in files.items():
        (storage / name).parent.mkdir(parents=True, exist_ok=True)
        (storage / name).write_bytes(content)
    return nemc


def make_everything():
    sync_groups()
    other = make_institution_with_site("tra")
    publish_news(other, "Kodi")
    other_document = add_document(other, "siri-ya-tra")
    nemc = make_institution_with_site("nemc")
    report, hidden = add_document(nemc, "ripoti"), add_document(nemc, "rasimu-tu")
    picture = add_picture(nemc, "mto")
    first = publish_news(nemc, "Mto Ruaha")
    text = (
        f'<p><a linktype="page" id="{first.pk}">Mto</a> <a linktype="document" id="{report.pk}">Ripoti</a> '
        f'<a href="http://nemc.localhost:8000/zamani/">Zamani</a> <a href="/hakuna/">Hakuna</a> <a href="https://who.int/">WHO</a> '
        f'<a href="http://nemc.localhost:8000{other_document.url}">TRA</a></p>'
    )
    body = [("paragraph", text), ("picture", {"image": picture, "alt": "Mto", "caption": ""})]
    body.append(("documents", [{"document": report, "title": "Ripoti ya mwaka"}]))
    publish_news(nemc, "Habari kamili & ndefu", body=body, picture=picture, picture_alt="Mto")
    publish_news(nemc, "River", language="en")
    starts = timezone.now() + timedelta(days=9)
    publish(nemc, EventPage(title="Mkutano", summary="x", starts_at=starts, place="Dodoma", body=[("paragraph", "<p>x</p>")]))
    OldAddress.objects.remember(nemc.pk, {"/zamani": first.pk})
    draft = news_index_of(nemc).add_child(instance=NewsPage(title="Rasimu ya siri", summary="s", date=timezone.localdate(), live=False))
    draft.body = [("documents", [{"document": hidden, "title": "Siri"}])]
    draft.save_revision()
    first.summary = "Muhtasari mpya wa siri"
    first.save_revision()
    return nemc


def export(code, tmp_path, *more) -> zipfile.ZipFile:
    target = tmp_path / "out.zip"
    call_command("export_site", code, "--to", str(target), *more, stdout=io.StringIO())
    return zipfile.ZipFile(target)


def lines(archive, name) -> list[dict]:
    return [json.loads(line) for line in archive.read(f"data/{name}.jsonl").decode().splitlines()]


class Links(HTMLParser):
    """All that a document loads or leads to, but for where it says that it was published."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        if ("rel", "canonical") in attributes:
            return
        for name, value in attributes:
            if name in ("href", "src") and value:
                self.found.append(value)
            elif name == "srcset":
                self.found += [choice.split()[0] for choice in value.split(",")]

    handle_startendtag = handle_starttag


def broken(archive) -> list[str]:
    """The links of its pages that lead to no file of the archive, and to nothing outside it."""
    names = set(archive.namelist())
    wrong = []
    for name in names:
        if name.endswith(".html"):
            for link in Links(archive.read(name).decode()).found:
                parts = urlsplit(link)
                there = (
                    unquote(urlsplit(urljoin(f"x:///{name}".replace("x:", "http:"), parts.path)).path).lstrip("/") if parts.path else name
                )
                if not parts.scheme and there not in names:
                    wrong.append(f"{name}: {link}")
    return wrong


def test_every_page_is_there_in_both_languages_and_every_link_leads_to_a_file(nemc, tmp_path):
    archive = export("nemc", tmp_path)
    names = archive.namelist()
    assert {"index.html", "en/index.html", "habari/mto-ruaha/index.html", "en/news/river/index.html"} <= set(names)
    served = SitePage.objects.of(nemc).live().count()
    assert len([name for name in names if name.endswith(".html")]) >= served
    assert broken(archive) == []
    page = archive.read("habari/habari-kamili-ndefu/index.html").decode()
    assert "Habari kamili &amp; ndefu" in page
    assert 'href="../mto-ruaha/index.html">Mto<' in page
    assert 'href="../mto-ruaha/index.html">Zamani<' in page
    assert 'href="../../media/documents/ripoti.pdf">Ripoti<' in page
    assert 'href="http://nemc.localhost:8000/hakuna/">Hakuna<' in page
    assert 'href="https://who.int/">WHO<' in page
    assert 'srcset="../../media/images/mto' in page
    assert '<link rel="canonical" href="http://nemc.localhost:8000/habari/habari-kamili-ndefu/">' in page
    assert "<form" not in page
    assert "viewBox=" in page
    calendar = next(name for name in names if name.endswith(".ics"))
    assert b"BEGIN:VCALENDAR" in archive.read(calendar)


@pytest.mark.once
def test_the_manifest_proves_every_file(nemc, tmp_path):
    archive = export("nemc", tmp_path)
    manifest = json.loads(archive.read("manifest.json"))
    assert manifest["institution"] == "nemc"
    assert manifest["drafts"] is False
    assert manifest["missing"] == []
    assert manifest["taken_at"]
    digests = {name: hashlib.sha256(archive.read(name)).hexdigest() for name in archive.namelist() if name != "manifest.json"}
    assert manifest["sha256"] == digests
    readme = archive.read("README.txt").decode()
    assert "TOVUTI YA" in readme
    assert "WEBSITE OF" in readme
    assert archive.testzip() is None


def test_the_content_is_there_as_data(nemc, tmp_path):
    archive = export("nemc", tmp_path)
    pages = {page["path"]: page for page in lines(archive, "pages")}
    page = pages["/habari/habari-kamili-ndefu/"]
    assert page["type"] == "newspage"
    assert page["title"] == "Habari kamili & ndefu"
    assert page["picture"] == "media/original_images/mto.png"
    assert [block["type"] for block in page["body"]] == ["paragraph", "picture", "documents"]
    assert page["body"][1]["value"]["image"] == "media/original_images/mto.png"
    assert page["body"][2]["value"] == [{"document": "media/documents/ripoti.pdf", "title": "Ripoti ya mwaka"}]
    assert 'href="/habari/mto-ruaha/"' in page["body"][0]["value"]
    assert 'href="media/documents/ripoti.pdf"' in page["body"][0]["value"]
    assert pages["/en/"]["translation_of"] == "/"
    assert pages["/"]["translation_of"] is None
    assert pages["/en/"]["language"] == "en"
    assert [picture["file"] for picture in lines(archive, "pictures")] == ["media/original_images/mto.png"]
    assert [document["title"] for document in lines(archive, "documents")] == ["ripoti"]
    assert {"from": "/zamani", "to": "/habari/mto-ruaha/"} in lines(archive, "redirects")
    row = json.loads(archive.read("data/institution.json"))
    assert row["code"] == "nemc"
    assert row["host"] == "nemc.localhost"
    for file in ("media/original_images/mto.png", "media/documents/ripoti.pdf"):
        assert file in archive.namelist()


def everything(archive) -> bytes:
    return b"".join(archive.read(name) for name in archive.namelist()) + " ".join(archive.namelist()).encode()


@pytest.mark.once
def test_nothing_of_others_and_no_drafts(nemc, tmp_path):
    archive = export("nemc", tmp_path)
    said = everything(archive)
    for foreign in (b"Kodi", b"Rasimu ya siri", b"wa siri", b"rasimu-tu"):
        assert foreign not in said, foreign
    assert not [name for name in archive.namelist() if "siri" in name]
    page = archive.read("habari/habari-kamili-ndefu/index.html").decode()
    assert 'href="http://nemc.localhost:8000/media/documents/siri-ya-tra.pdf">TRA<' in page


@pytest.mark.once
def test_drafts_are_there_when_asked_for(nemc, tmp_path):
    archive = export("nemc", tmp_path, "--drafts")
    pages = {page["path"]: page for page in lines(archive, "pages")}
    assert pages["/habari/rasimu-ya-siri/"]["live"] is False
    assert pages["/habari/rasimu-ya-siri/"]["body"][0]["value"][0]["document"] == "media/documents/rasimu-tu.pdf"
    first = pages["/habari/mto-ruaha/"]
    assert (first["summary"], first["draft"]["summary"]) == ("Muhtasari: Mto Ruaha", "Muhtasari mpya wa siri")
    assert "habari/rasimu-ya-siri/index.html" not in archive.namelist()
    assert "media/documents/rasimu-tu.pdf" in archive.namelist()
    assert "rasimu" in archive.read("README.txt").decode()


@pytest.mark.once
def test_former_hosts_and_uploads_of_their_own_origin(nemc, tmp_path, settings):
    move_host(institution=nemc, host="mazingira.localhost", by=None)
    archive = export("nemc", tmp_path)
    assert {"from": "http://nemc.localhost:8000/", "to": "http://mazingira.localhost:8000/"} in lines(archive, "redirects")
    assert broken(archive) == []


@pytest.mark.once
def test_a_file_that_is_lost_is_named(nemc, tmp_path):
    default_storage.delete("documents/ripoti.pdf")
    archive = export("nemc", tmp_path)
    assert json.loads(archive.read("manifest.json"))["missing"] == ["documents/ripoti.pdf"]


def test_what_cannot_be_exported_is_said(nemc, tmp_path):
    with pytest.raises(CommandError, match="no institution"):
        export("hakuna", tmp_path)
    with pytest.raises(CommandError, match="cannot be written"):
        call_command("export_site", "nemc", "--to", str(tmp_path / "hakuna" / "x.zip"))
    assert [path for path in tmp_path.iterdir() if path.name != "media"] == []


@pytest.fixture
def keeper(nemc):
    return officer("keeper", nemc, "websites.agency")


def order(client, institution, **more):
    return client.post(reverse("all-websites:export", args=[institution.pk]), more)


def only() -> SiteExport:
    with whole_nation():
        return SiteExport.objects.latest("pk")


def test_the_agency_orders_it_in_the_office_and_downloads_it(nemc, keeper):
    assert order(keeper, nemc).status_code == 302
    assert "Being made" in keeper.get(reverse("site-exports:index")).text
    address = reverse("site-exports:download", args=[only().pk])
    assert keeper.get(address).status_code == 404
    again = order(keeper, nemc)
    assert "being made already" in str(again.context["form"].errors)
    work_off()
    assert address in keeper.get(reverse("site-exports:index")).text
    assert address in keeper.get(reverse("site-exports:inspect", args=[only().pk])).text
    answer = keeper.get(address)
    assert answer["Content-Type"] == "application/zip"
    assert answer["Content-Disposition"].startswith('attachment; filename="nemc-')
    content = b"".join(answer.streaming_content)
    assert int(answer["Content-Length"]) == len(content)
    assert hashlib.sha256(content).hexdigest() == only().sha256
    assert broken(zipfile.ZipFile(io.BytesIO(content))) == []
    verbs = set(ModelLogEntry.objects.values_list("action", flat=True))
    assert {"websites.order_export", "websites.make_export", "websites.fetch_export"} <= verbs


def test_it_is_public_nowhere(nemc, keeper, client):
    order(keeper, nemc)
    work_off()
    file = only().file
    assert default_storage.exists(file)
    assert client.get(f"/media/{file}").status_code == 404
    assert client.get(f"/media/{file}", headers={"host": nemc.host}).status_code == 404


def test_it_is_removed_after_some_days(nemc, keeper):
    order(keeper, nemc)
    work_off()
    file = only().file
    run_sweeps()
    work_off()
    assert default_storage.exists(file)
    with whole_nation():
        SiteExport.objects.update(kept_until=timezone.now() - timedelta(minutes=1))
    run_sweeps()
    work_off()
    assert not default_storage.exists(file)
    assert only().status == SiteExport.Status.GONE
    assert keeper.get(reverse("site-exports:download", args=[only().pk])).status_code == 404
    assert "Removed" in keeper.get(reverse("site-exports:index")).text


def test_only_the_agency_may(nemc, keeper):
    order(keeper, nemc)
    work_off()
    for role in ("websites.moderator", "websites.editor", "institutions.manager"):
        person = officer(role.replace(".", "-"), nemc, role)
        assert order(person, nemc).status_code == 404
        assert person.get(reverse("site-exports:download", args=[only().pk])).status_code == 404


@pytest.mark.once
def test_a_banner_is_on_the_pages_as_visitors_see_it(nemc, tmp_path):
    with whole_nation():
        publish_notice(notice=SiteNotice(institution=nemc, text_sw="Ofisi imefungwa", text_en="Closed"), by=None)
    archive = export("nemc", tmp_path)
    assert b"Ofisi imefungwa" in archive.read("index.html")
    assert b"Closed" in archive.read("en/index.html")


@pytest.mark.browser
def test_it_opens_from_a_folder_in_a_browser_without_the_network(nemc, tmp_path, browser):
    folder = tmp_path / "unpacked"
    export("nemc", tmp_path).extractall(folder)
    context = browser.new_context(viewport={"width": 360, "height": 800})
    page = context.new_page()
    asked, failed, complaints = [], [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("requestfailed", lambda request: failed.append((request.url, request.failure)))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    pages = sorted(folder.rglob("index.html"))
    for file in pages:
        page.goto(file.as_uri())
        for link in page.eval_on_selector_all("a[href^='file:'], a:not([href*=':'])", "all => all.map(a => a.href)"):
            assert not link.startswith("file:") or Path(unquote(urlsplit(link).path)).is_file(), (file, link)
    page.goto((folder / "index.html").as_uri())
    assert page.evaluate("getComputedStyle(document.querySelector('.hd-topbar')).backgroundColor") != "rgba(0, 0, 0, 0)"
    page.goto((folder / "habari" / "habari-kamili-ndefu" / "index.html").as_uri())
    page.locator("main img").first.scroll_into_view_if_needed()
    assert page.wait_for_function("[...document.images].filter(i => i.loading != 'lazy').every(i => i.naturalWidth > 0)")
    page.locator("a[lang=en]").click()
    assert page.url == (folder / "en" / "index.html").as_uri()
    assert [url for url in asked if not url.startswith("file:")] == []
    # What a page was still fetching when the next one was opened is broken off, which says nothing of the file.
    assert ([url for url, why in failed if why != "net::ERR_ABORTED"], complaints) == ([], [])
    assert len(pages) > 20
    context.close()


@pytest.mark.once
def test_memory_does_not_hold_the_files_of_a_site(nemc, tmp_path):
    site = LiveSite.objects.get(institution=nemc)
    page = LivePage.objects.get(site=site, path="/habari/mto-ruaha/")
    text = "".join(f'<p><a href="/habari/mto-ruaha/">Mto {n}</a> wa Ruaha mkuu, mkoani Iringa na Mbeya.</p>' for n in range(250))
    html = page.html.replace("</article>", f"{text}</article>")
    pages = [RenderedPage("sw", f"/kubwa/{n}/", f"Kubwa {n}", html, page.modified_at, "tests.page") for n in range(100)]
    put_pages(site=site, pages=pages)
    size = sum(len(page.html) for page in pages)
    large = add_document(nemc, "kubwa", PDF + bytes(60_000_000))
    publish_news(nemc, "Kubwa", body=[("documents", [{"document": large, "title": "Kubwa"}])])
    del pages, large
    export("tra", tmp_path)  # what is only imported now is no memory of the site
    tracemalloc.start()

    archive = export("nemc", tmp_path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert archive.getinfo("kubwa/99/index.html").file_size > 20_000
    assert archive.getinfo("media/documents/kubwa.pdf").file_size > 60_000_000
    assert size > 2_000_000
    assert peak < 15_000_000  # 9 MB when this was written, beside a document of 60 MB
