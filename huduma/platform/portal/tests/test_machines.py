"""What robots and feed readers get, on the portal and on an institution's host."""

from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree

import pytest
from django.test import Client

from huduma.platform.portal import machines

pytestmark = pytest.mark.django_db
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
ATOM = "{http://www.w3.org/2005/Atom}"


def body(response) -> bytes:
    assert response.status_code == 200
    return b"".join(response.streaming_content) if response.streaming else response.content


def locations(client: Client, path: str) -> list[str]:
    return [element.text or "" for element in ElementTree.fromstring(body(client.get(path))).iter(f"{SITEMAP}loc")]


def path_of(address: str) -> str:
    return "/" + address.split("/", 3)[3]


@pytest.fixture
def health(nation) -> Client:
    """A browser on the ministry's own host."""
    return Client(SERVER_NAME=nation["moh"].host)


def test_the_sitemap_leads_to_every_public_page(client, nation):
    pages = [address for file in locations(client, "/sitemap.xml") for address in locations(client, path_of(file))]

    assert len(set(pages)) == len(pages)
    for path in ("/", "/en/", "/taasisi/", "/en/statistics/", "/taasisi/moh/", "/en/institutions/moh/"):
        assert [page for page in pages if path_of(page) == path], path
    for page in pages:
        assert client.get(path_of(page)).status_code == 200


def test_a_listing_is_cut_into_files_of_the_size_allowed(client, nation, monkeypatch):
    monkeypatch.setattr(machines, "FILE", 4)
    files = [file for file in locations(client, "/sitemap.xml") if "institutions.register" in file]

    assert [file.rsplit("/", 1)[1] for file in files] == [f"institutions.register-{n}.xml" for n in (1, 2, 3)]
    assert [len(locations(client, path_of(file))) for file in files] == [4, 4, 2]


@pytest.mark.parametrize("name", ["institutions.register-9", "institutions.register-0", "no.such-1", "portal-2", "x%00-1"])
def test_a_file_that_the_index_does_not_name_is_not_there(client, nation, name):
    assert client.get(f"/sitemaps/{name}.xml").status_code == 404


def test_an_institutions_host_lists_its_own_only(health):
    files = locations(health, "/sitemap.xml")
    assert [path_of(file) for file in files] == ["/sitemaps/institutions.register-1.xml"]
    assert all(page.endswith("/moh/") for page in locations(health, path_of(files[0])))
    assert health.get("/sitemaps/portal-1.xml").status_code == 404


def test_robots_are_told_what_is_closed_and_where_the_maps_are(client, health):
    portal, site = body(client.get("/robots.txt")).decode(), body(health.get("/robots.txt")).decode()
    assert "Disallow: /office/" in portal
    assert "Disallow: /office/" not in site
    assert "Sitemap: http://localhost" in portal
    assert "Sitemap: http://afya.localhost" in site
    assert "Sitemap: http://localhost" in site


def test_security_txt_has_what_rfc_9116_requires(client, health):
    for visitor in (client, health):
        fields = dict(line.split(": ", 1) for line in body(visitor.get("/.well-known/security.txt")).decode().splitlines())
        assert fields["Contact"].startswith("mailto:")
        expires = datetime.strptime(fields["Expires"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
        assert timedelta(days=30) < expires - datetime.now(UTC) < timedelta(days=365)


def test_a_listing_has_feeds_in_both_languages(client, nation):
    rss = ElementTree.fromstring(body(client.get("/feeds/institutions.register.rss")))
    assert rss.findtext("channel/title") == "Taasisi – Huduma"
    assert rss.findtext("channel/language") == "sw"
    assert {item.findtext("title") for item in rss.iter("item")} >= {"Wizara ya Afya", "Mkoa wa Simiyu"}

    atom = ElementTree.fromstring(body(client.get("/en/feeds/institutions.register.atom")))
    assert "Ministry of Health" in {entry.findtext(f"{ATOM}title") for entry in atom.iter(f"{ATOM}entry")}
    assert all(entry.findtext(f"{ATOM}updated") for entry in atom.iter(f"{ATOM}entry"))
    assert client.get("/feeds/no.such.rss").status_code == 404


def test_a_feed_on_an_institutions_host_is_its_own(health):
    rss = ElementTree.fromstring(body(health.get("/feeds/institutions.register.rss")))
    assert [item.findtext("title") for item in rss.iter("item")] == ["Wizara ya Afya"]
    assert rss.findtext("channel/title") == "Taasisi – Wizara ya Afya"
