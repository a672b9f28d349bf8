"""A picture that is replaced in the office is the new one everywhere visitors see it, and no page asks for a file that is gone."""

import re
from datetime import date

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from wagtail.images import get_image_model

from huduma.platform.delivery.models import LivePage
from huduma.platform.institutions.models import Workspace
from huduma.platform.uploads.tests import corpus
from huduma.systems.websites.blocks import BodyBlock

from .factories import home_of, publish_news
from .visitor import visit

pytestmark = pytest.mark.django_db
HOST = "nemc.localhost"
FILES = re.compile(r"/media/(images/[^ \"]*)")


@pytest.fixture
def image(nemc, settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)
    folder = Workspace.objects.get(institution=nemc).collection
    content = ContentFile(corpus.picture("JPEG", (900, 600)), "mto.jpg")
    return get_image_model().objects.create(title="Mto", file=content, collection=folder)


def shown(path):
    """The files of the picture that the page shows; every one of them is there."""
    files = set(FILES.findall(visit(HOST, path)))
    assert all(default_storage.exists(file) for file in files), path
    return {re.split("[-._]", file.rpartition("/")[2])[0] for file in files}


@pytest.fixture
def replace(moderator, image, django_capture_on_commit_callbacks):
    """A function that changes the picture in the office; files that are thrown away are gone afterwards."""

    def change(**fields):
        form = {"title": "Mto", "collection": image.collection_id, **fields}
        with django_capture_on_commit_callbacks(execute=True):
            assert moderator.post(reverse("wagtailimages:edit", args=[image.pk]), form).status_code == 302

    return change


def test_it_is_new_on_its_page_in_every_list_and_on_the_first_page(nemc, image, replace):
    page = publish_news(nemc, "Mto", picture=image, picture_alt="Mto", date=date(2019, 3, 1))
    latest = BodyBlock().to_python([{"type": "latest", "value": {"title": "Mpya", "kind": "newspage", "most": 3}}])
    showing = publish_news(nemc, "Nyingine", date=date(2018, 3, 1), body=latest)
    home = home_of(nemc)
    home.picture, home.picture_alt = image, "Mto"
    home.save_revision().publish()
    paths = ["/", "/habari/", "/habari/2019/", page.path_on_site(), showing.path_on_site()]
    assert [shown(path) for path in paths] == [{"mto"}] * 5
    replace(file=SimpleUploadedFile("ziwa.png", corpus.picture(size=(500, 400))))
    assert [shown(path) for path in paths] == [{"ziwa"}] * 5


def test_another_title_draws_it_no_other_way(nemc, image, replace):
    page = publish_news(nemc, "Mto", picture=image, picture_alt="Mto")
    before = LivePage.objects.get(path=page.path_on_site()).html
    replace(title="Mto Ruaha")
    assert LivePage.objects.get(path=page.path_on_site()).html == before
    assert shown("/habari/") == {"mto"}
