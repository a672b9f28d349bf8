"""``manage.py nation websites``: what it makes can be read, searched and edited, and it can be interrupted and repeated."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from wagtail.documents import get_document_model
from wagtail.models import Page, ReferenceIndex

from huduma.platform.institutions.models import Institution
from huduma.platform.institutions.scoping import whole_nation
from huduma.platform.institutions.tests.factories import make_person
from huduma.platform.search.models import SearchEntry
from huduma.platform.uploads import documents
from huduma.project.demonstration import papers, size
from huduma.project.demonstration.writing import KINDS, RHYTHM
from huduma.systems.websites import actions
from huduma.systems.websites.agency.actions import freeze_site
from huduma.systems.websites.models import InstitutionSite, NewsPage, PublicationPage, SitePage
from huduma.systems.websites.tests.visitor import visit

pytestmark = pytest.mark.django_db
ALL = len(RHYTHM) + size.FIRST


@pytest.fixture(autouse=True)
def _files_of_its_own(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)


def nation(institutions: int, pages: int) -> str:
    said = StringIO()
    call_command("nation", "websites", institutions=institutions, pages=pages, stdout=said)
    return said.getvalue()


def pages_of(code: str, language: str) -> list[SitePage]:
    with whole_nation():
        found = SitePage.objects.filter(institution__code=code, locale__language_code=language)
        return list(found.live().order_by("path").specific())


@pytest.mark.slow
def test_every_site_has_its_pages_in_both_languages_and_visitors_read_them():
    said = nation(2, ALL)
    assert "sites: 2 of 2" in said
    assert f"{2 * 2 * len(RHYTHM)} of them are new" in said
    assert Page.find_problems() == ([], [], [], [], [])
    for code in Institution.objects.values_list("code", flat=True):
        for language in ("sw", "en"):
            pages = pages_of(code, language)
            assert len(pages) == ALL
            assert len({type(page) for page in pages}) == size.FIRST + len(KINDS)
            for page in pages:
                html = visit(page.institution.host, page.path_on_site())
                assert f'<html lang="{language}">' in html
                assert page.title.replace("'", "&#x27;") in html
                assert ("Inafungwa" in html or "Disemba" in html) <= (language == "sw"), page.title
                assert "{" not in f"{page.title} {page.description()} {page.words()}", page.title
    news = pages_of("ikulu", "sw")
    assert len({page.title for page in news}) == len(news)


def test_pages_are_found_by_search_and_lead_to_their_translations():
    nation(1, ALL)
    page = next(page for page in pages_of("ikulu", "en") if isinstance(page, NewsPage))
    assert any(page.path_on_site() in entry.url for entry in SearchEntry.objects.search(page.title, language="en"))
    swahili = page.get_translation(pages_of("ikulu", "sw")[0].locale)
    assert f'hreflang="sw" href="http://ikulu.localhost:8000{swahili.specific.path_on_site()}"' in visit(
        page.institution.host, page.path_on_site()
    )


@pytest.mark.slow
def test_an_editor_could_have_written_them():
    nation(1, ALL)
    for language in ("sw", "en"):
        for page in pages_of("ikulu", language):
            page.full_clean()
    publication = PublicationPage.objects.filter(institution__code="ikulu").first()
    document = publication.versions[0].value["document"]
    assert documents.judge(document.file.read(), document.filename) == "pdf"
    assert document.title.encode("latin-1", "replace") in papers.pdf(document.title)
    assert ReferenceIndex.get_references_to(document).count() == 2  # the publication in each language


@pytest.mark.slow
def test_repeating_it_adds_nothing_and_growing_adds_only_what_is_missing():
    nation(2, size.FIRST + 3)
    before = list(Page.objects.order_by("pk").values_list("pk", "path", "title", "last_published_at"))
    files = get_document_model().objects.count()
    assert "0 of them are new" in nation(2, size.FIRST + 3)
    assert list(Page.objects.order_by("pk").values_list("pk", "path", "title", "last_published_at")) == before
    nation(3, size.FIRST + 5)
    assert get_document_model().objects.count() == files + 1  # of the third institution
    after = {row[:3] for row in Page.objects.values_list("pk", "path", "title")}
    assert {row[:3] for row in before} <= after
    assert all(len(pages_of(i.code, language)) == size.FIRST + 5 for i in Institution.objects.all() for language in ("sw", "en"))


@pytest.mark.slow
def test_an_interrupted_run_goes_on_where_it_was(monkeypatch):
    nation(3, size.FIRST)
    monkeypatch.setattr(size, "BATCH", 1)
    real, calls = size.add_pages, []

    def second_fails(**kwargs):
        calls.append(kwargs)
        return real(**kwargs) if len(calls) < 2 else 1 / 0

    monkeypatch.setattr(size, "add_pages", second_fails)
    with pytest.raises(ZeroDivisionError):
        nation(3, size.FIRST + 2)
    monkeypatch.setattr(size, "add_pages", real)
    assert f"{2 * 2 * 2} of them are new" in nation(3, size.FIRST + 2)


@pytest.mark.slow
def test_a_new_site_is_there_with_all_its_pages_or_not_at_all(monkeypatch):
    monkeypatch.setattr(actions, "index_many", lambda **kwargs: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        nation(2, size.FIRST + 3)
    assert not SitePage.objects.exists()
    monkeypatch.undo()
    assert f"{2 * 2 * 3} of them are new" in nation(2, size.FIRST + 3)


def test_a_frozen_site_stays_as_it_is():
    nation(2, size.FIRST)
    with whole_nation():
        freeze_site(site=InstitutionSite.objects.get(institution__code="ikulu"), reason="Uchunguzi.", by=None)
    nation(2, size.FIRST + 2)
    assert len(pages_of("ikulu", "sw")) == size.FIRST
    assert InstitutionSite.objects.count() == 2


@pytest.mark.slow
def test_a_whole_nation_that_grew_is_in_step_with_its_register():
    nation(1, size.FIRST)
    nation(3, size.FIRST)
    assert not InstitutionSite.objects.behind().exists()
    assert actions.make_owed_sites(by=None) == 0


@pytest.mark.parametrize(("institutions", "pages"), [(0, 25), (412, 25), (3, size.FIRST - 1), (3, 501)])
def test_what_cannot_be_made_is_refused(institutions, pages):
    with pytest.raises(CommandError, match="from"):
        nation(institutions, pages)
    assert not Institution.objects.exists()


def test_it_writes_nothing_among_people_in_earnest(settings):
    make_person("halisi")
    with pytest.raises(CommandError, match="invented"):
        nation(1, 25)
    settings.DEMONSTRATION = True
    assert "new" in nation(1, 25)
