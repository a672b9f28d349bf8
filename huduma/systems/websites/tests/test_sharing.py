"""What WhatsApp, Facebook and the like show of a page whose address somebody sends."""

import io
import re
from datetime import date
from html import unescape

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image as Picture
from wagtail.images import get_image_model

from huduma.platform.delivery.models import LivePage
from huduma.platform.institutions.actions import amend
from huduma.platform.institutions.models import Workspace
from huduma.platform.institutions.scoping import whole_nation
from huduma.platform.uploads.tests import corpus
from huduma.systems.websites.actions import redraw_sites_behind
from huduma.systems.websites.models import SiteDomain, SiteMap

from .factories import home_of, publish_news
from .officers import officer
from .visitor import ask, visit

pytestmark = pytest.mark.django_db
HOST, ORIGIN, NEW = "nemc.localhost", "http://nemc.localhost:8000", "mazingira.go.tz"


@pytest.fixture(autouse=True)
def _storage(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)


def add_picture(institution, kind="JPEG", size=(1800, 1200)):
    folder = Workspace.objects.get(institution=institution).collection
    content = ContentFile(corpus.picture(kind, size), f"mto.{kind.lower()}")
    return get_image_model().objects.create(title="Mto", file=content, collection=folder)


def told(path, host=HOST):
    """The properties that are told of the page, each once."""
    head = visit(host, path).partition("</head>")[0]
    found = re.findall(r'<meta (?:property|name)="((?:og|twitter):[^"]*)" content="([^"]*)">', head)
    assert len(dict(found)) == len(found), path
    return {name: unescape(value) for name, value in found}


def test_news_has_its_headline_its_summary_and_its_picture(nemc, client):
    image = add_picture(nemc)
    page = publish_news(nemc, "Mto “Ruaha” & ziwa", summary="Maji yamerudi.", picture=image, picture_alt="Mto wenye maji")
    properties = told(page.path_on_site())
    address = properties.pop("og:image")
    assert properties == {
        "og:type": "article",
        "og:title": "Mto “Ruaha” & ziwa",
        "og:description": "Maji yamerudi.",
        "og:url": ORIGIN + page.path_on_site(),
        "og:site_name": "Wakala wa nemc",
        "og:locale": "sw_TZ",
        "og:image:width": "945",
        "og:image:height": "630",
        "og:image:alt": "Mto wenye maji",
        "twitter:card": "summary_large_image",
    }
    assert address.startswith(f"{ORIGIN}/media/images/mto")
    answer = client.get(address.removeprefix(ORIGIN), headers={"host": HOST})
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/jpeg")
    sent = b"".join(answer.streaming_content)
    assert len(sent) < 300_000, "or WhatsApp shows none"
    with Picture.open(io.BytesIO(sent)) as shown:
        assert shown.size == (945, 630)


def test_a_picture_that_can_be_seen_through_is_shown_too(nemc):
    page = publish_news(nemc, "Mto", picture=add_picture(nemc, "PNG", (300, 200)), picture_alt="Mto")
    assert told(page.path_on_site())["og:image"].endswith(".jpg")


def test_without_a_picture_there_is_the_emblem_and_without_that_none(nemc):
    page = publish_news(nemc, "Mto")
    assert "og:image" not in told(page.path_on_site())
    assert told(page.path_on_site())["twitter:card"] == "summary"
    nemc.logo.save("nembo.png", ContentFile(corpus.picture(size=(240, 200))), save=False)
    amend(institution=nemc, by=None)
    redraw_sites_behind(by=None)
    properties = told(page.path_on_site())
    assert properties["og:image"] == f"{ORIGIN}{nemc.logo.url}"
    assert (properties["og:image:width"], properties["og:image:alt"]) == ("240", "Wakala wa nemc")
    assert properties["twitter:card"] == "summary"


def test_the_first_page_has_its_own(nemc):
    home = home_of(nemc)
    home.introduction, home.picture, home.picture_alt = "Tunalinda mazingira.", add_picture(nemc), "Mto"
    home.save_revision().publish()
    properties = told("/")
    assert properties["og:type"] == "website"
    assert (properties["og:title"], properties["og:description"]) == ("Wakala wa nemc", "Tunalinda mazingira.")
    assert properties["og:url"] == f"{ORIGIN}/"
    assert properties["og:image"].startswith(f"{ORIGIN}/media/images/mto")


def test_every_page_of_a_site_tells_where_and_what_it_is(nemc):
    publish_news(nemc, "Mto", date=date(2019, 3, 1))
    publish_news(nemc, "River", "en", date=date(2019, 3, 1))
    paths = LivePage.objects.filter(site__host=HOST).values_list("path", flat=True)
    assert len(paths) > 20
    for path in paths:
        properties = told(path)
        assert properties["og:url"] == ORIGIN + path
        assert properties["og:title"]
        assert properties["og:locale"] == ("en_TZ" if path.startswith("/en/") else "sw_TZ")
        assert f'<link rel="canonical" href="{ORIGIN}{path}">' in visit(HOST, path)
    assert told("/habari/2019/")["og:title"] == "Habari: 2019"


def test_a_site_that_moves_takes_all_of_it_along(nemc):
    page = publish_news(nemc, "Mto", picture=add_picture(nemc), picture_alt="Mto", date=date(2019, 3, 1))
    with whole_nation():
        SiteDomain.objects.create(institution=nemc, name=NEW, proven_at=timezone.now())
    keeper = officer("keeper", nemc, "websites.agency")
    assert keeper.post(reverse("all-websites:move", args=[nemc.pk]), {"host": NEW}).status_code == 302
    for path in (page.path_on_site(), "/", "/habari/", "/habari/2019/", "/kuhusu/"):
        assert HOST not in visit(NEW, path), path
        assert told(path, NEW)["og:url"] == f"http://{NEW}:8000{path}"
    assert told(page.path_on_site(), NEW)["og:image"].startswith(f"http://{NEW}:8000/media/images/mto")


def test_a_storage_with_an_origin_of_its_own_keeps_it(nemc, settings):
    settings.MEDIA_URL = "https://files.example.go.tz/"
    page = publish_news(nemc, "Mto", picture=add_picture(nemc), picture_alt="Mto")
    assert told(page.path_on_site())["og:image"].startswith("https://files.example.go.tz/images/mto")


def test_a_news_item_asks_no_more_for_it_than_for_the_picture_it_shows(nemc, django_assert_num_queries):
    page = publish_news(nemc, "Mto", picture=add_picture(nemc), picture_alt="Mto")
    site = SiteMap(nemc)
    assert page.language  # is known of what is drawn
    site.picture(page.picture_id, "")
    with django_assert_num_queries(0):
        page.share(site)


def test_it_weighs_little(nemc):
    page = publish_news(nemc, "Mto", picture=add_picture(nemc), picture_alt="Mto")
    body = ask(HOST, page.path_on_site(), accept_encoding="br").body
    assert len(body) < 4_000
