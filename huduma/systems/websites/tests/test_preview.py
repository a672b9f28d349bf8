"""What an editor sees of a page before anybody else does, in the site's own look; also of one that has never been saved."""

import pytest
from django.core.files.base import ContentFile
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.models import Page

from huduma.platform.institutions.models import Workspace
from huduma.platform.uploads.tests import corpus
from huduma.systems.websites.models import NewsPage, SitePage

from .everything import Maker, kinds_of_pages
from .factories import make_institution_with_site, news_index_of, publish_form
from .test_workflow import form

pytestmark = pytest.mark.django_db
NEW = [kind for kind in kinds_of_pages() if kind.is_creatable]


def preview_of_new(client, parent, **fields):
    """The answer to who looks at a news item below ``parent`` that was never saved, as the panel beside the editor asks for it."""
    address = f"/office/pages/add/websites/newspage/{parent.pk}/preview/"
    assert client.post(address, form(**fields)).json()["is_valid"]
    return client.get(address, {"in_preview_panel": "true"})


@pytest.mark.parametrize(("language", "look"), [("sw", "Wakala wa nemc"), ("en", "nemc Agency")])
def test_a_new_page_is_seen_before_it_is_saved(nemc, editor, language, look):
    html = preview_of_new(editor, news_index_of(nemc, language), title="Mpya kabisa").text
    assert "<h1>Mpya kabisa</h1>" in html
    assert look in html
    assert f'<html lang="{language}"' in html
    assert not NewsPage.objects.exists()


def test_nobody_sees_a_new_page_on_the_site_of_another_institution(nemc, editor):
    other = news_index_of(make_institution_with_site("tra"))
    address = f"/office/pages/add/websites/newspage/{other.pk}/preview/"
    assert editor.post(address, form()).status_code == 404
    assert editor.get(address).status_code == 404


@pytest.mark.parametrize("kind", NEW, ids=[kind.__name__ for kind in NEW])
def test_a_new_page_of_every_kind_is_drawn(nemc, kind, settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)
    folder = Workspace.objects.get(institution=nemc).collection
    image = Image.objects.create(title="Mto", file=ContentFile(corpus.picture(), "mto.png"), collection=folder)
    document = Document.objects.create(title="Ripoti", file=ContentFile(corpus.PDF, "ripoti.pdf"), collection=folder)
    page = Maker(image, document, publish_form(nemc)).page(kind)
    kinds = [name.rpartition(".")[2].lower() for name in kind.parent_page_types]
    parent = SitePage.objects.of(nemc).filter(locale__language_code="sw", content_type__model__in=kinds).first()
    page.path, page.depth, page.slug = Page._get_path(parent.path, parent.depth + 1, 99), parent.depth + 1, "mpya"  # as Wagtail does
    page.set_url_path(parent)
    page.minimal_clean()
    answer = page.make_preview_request(preview_mode=page.default_preview_mode)
    assert answer.status_code == 200
    assert "Wakala wa nemc" in answer.text
