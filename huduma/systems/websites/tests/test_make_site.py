"""One action makes the whole site of an institution."""

import pytest
from wagtail.models import Collection, Page, Site

from huduma.platform.delivery.models import LivePage, LiveSite
from huduma.platform.institutions import actions as register
from huduma.platform.institutions.models import Institution, Workspace
from huduma.platform.institutions.tests.factories import make_institution
from huduma.platform.jobs.sweep import run_sweeps
from huduma.platform.jobs.testing import work_off
from huduma.platform.search.models import SearchEntry
from huduma.systems.websites import actions
from huduma.systems.websites.models import HomePage, InstitutionSite, SitePage, StandardPage
from huduma.systems.websites.rendering.look import look
from tests.peers.worlds import made_once

from .factories import home_of, make_institution_with_site
from .visitor import ask, visit

pytestmark = pytest.mark.django_db

SWAHILI = ("kuhusu", "uongozi", "huduma", "habari", "matukio", "zabuni", "machapisho", "mawasiliano")
ENGLISH = ("about", "leadership", "services", "news", "events", "tenders", "publications", "contact")
PATHS = {"/", "/en/", *(f"/{slug}/" for slug in SWAHILI), *(f"/en/{slug}/" for slug in ENGLISH)}
PATHS |= {"/mawasiliano/maoni/", "/en/contact/feedback/"}


@made_once
def nemc() -> Institution:
    return make_institution_with_site(
        "nemc",
        name_sw="Baraza la Taifa la Hifadhi na Usimamizi wa Mazingira",
        name_en="National Environment Management Council",
        email="info@nemc.go.tz",
        phone="+255222774889",
        physical_address="Barabara ya Regent 35, Mikocheni",
    )


def test_every_page_is_there_in_both_languages(nemc):
    assert set(LivePage.objects.filter(site__institution=nemc).values_list("path", flat=True)) == PATHS
    for path in PATHS:
        html = visit("nemc.localhost", path)
        english = path.startswith("/en/")
        assert f'<html lang="{"en" if english else "sw"}">' in html
        assert ("National Environment Management Council" if english else "Baraza la Taifa la Hifadhi") in html
    assert "info@nemc.go.tz" in visit("nemc.localhost", "/mawasiliano/")
    assert "Barabara ya Regent 35, Mikocheni" in visit("nemc.localhost", "/en/contact/")


def test_a_page_leads_to_its_translation_and_names_it_to_search_engines(nemc):
    html = visit("nemc.localhost", "/kuhusu/")
    assert '<link rel="alternate" hreflang="en" href="http://nemc.localhost:8000/en/about/">' in html
    assert '<link rel="canonical" href="http://nemc.localhost:8000/kuhusu/">' in html
    assert 'href="http://nemc.localhost:8000/kuhusu/" lang="sw"' in visit("nemc.localhost", "/en/about/")


def test_the_menu_is_the_first_level_of_the_site_with_the_current_page_marked(nemc):
    html = visit("nemc.localhost", "/en/news/")
    for path, label in {"/en/": "Home", "/en/about/": "About us", "/en/contact/": "Contact us"}.items():
        assert f'href="{path}" data-hd-menu="{path}">{label}<' in html
    assert 'href="/en/news/" aria-current="page">News<' in html


def test_the_theme_follows_the_kind():
    for code, kind in {"a": "ministry", "b": "region"}.items():
        make_institution_with_site(code, kind=kind)
    assert "--hd-primary:#0b5c6b" in visit("a.localhost")
    assert "--hd-primary:#8a3d12" in visit("b.localhost")


def test_names_are_text_and_never_markup():
    make_institution_with_site("evil", name_sw="<script>alert(1)</script>", name_en='"><img src=x onerror=alert(1)>')
    for path in PATHS:
        html = visit("evil.localhost", path)
        assert "<script>alert" not in html
        assert "<img src=x" not in html


def test_the_tree_is_sound_and_the_office_knows_the_site(nemc):
    other = make_institution_with_site("tra")
    assert Page.find_problems() == ([], [], [], [], [])
    assert Collection.find_problems() == ([], [], [], [], [])
    home = home_of(nemc)
    assert Site.objects.get(hostname="nemc.localhost").root_page_id == home.pk
    assert set(Workspace.objects.get(institution=nemc).pages.all()) == {p.page_ptr for p in HomePage.objects.filter(institution=nemc)}
    assert home.get_url() == "http://nemc.localhost:8000/"
    assert home_of(other, "en").get_url() == "http://tra.localhost:8000/en/"
    assert SitePage.objects.get(slug="about", institution=nemc).get_parent().specific == home_of(nemc, "en")


def test_search_finds_the_new_pages(nemc):
    found = SearchEntry.objects.search("mazingira", language="sw")
    assert {entry.url for entry in found} >= {"http://nemc.localhost:8000/", "http://nemc.localhost:8000/kuhusu/"}


def test_making_it_again_changes_nothing(nemc):
    before = (list(Page.objects.values_list("pk", "path")), LiveSite.objects.get(institution=nemc).generation)
    actions.make_site(institution=nemc, by=None)
    assert (list(Page.objects.values_list("pk", "path")), LiveSite.objects.get(institution=nemc).generation) == before


@pytest.mark.slow
def test_a_nation_is_made_in_batches_with_progress():
    institutions = [make_institution(f"t{n}", kind=kind) for n, kind in enumerate(Institution.Kind.values * 6)]
    seen: list[tuple[int, int]] = []
    assert actions.make_sites(institutions=institutions, by=None, progress=lambda made, total: seen.append((made, total))) == 36
    assert seen == [(25, 36), (36, 36)]
    assert Page.find_problems() == ([], [], [], [], [])
    assert LivePage.objects.count() == 36 * len(PATHS)
    assert set(InstitutionSite.objects.values_list("status", flat=True)) == {"MADE"}
    assert actions.make_sites(institutions=institutions, by=None) == 0


def test_a_batch_that_fails_leaves_nothing_behind_and_stays_owed(monkeypatch):
    institution = make_institution("half")
    monkeypatch.setattr(actions, "index_many", lambda **kwargs: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        actions.make_sites(institutions=[institution], by=None)
    assert list(InstitutionSite.objects.owed()) == [InstitutionSite.objects.get(institution=institution)]
    assert not HomePage.objects.exists()
    assert not LiveSite.objects.exclude(institution=None).exists()
    monkeypatch.undo()
    assert actions.make_owed_sites(by=None) == 1
    assert visit("half.localhost", "/en/")


def test_a_page_made_in_bulk_is_like_one_that_wagtail_adds(nemc):
    made = SitePage.objects.get(slug="kuhusu", institution=nemc).specific
    twin = StandardPage(title=made.title, slug="nyingine", show_in_menus=True, summary=made.summary, body=made.body)
    made.get_parent().add_child(instance=twin)
    ignored = {"id", "page_ptr", "sitepage_ptr", "path", "url_path", "slug", "translation_key", "first_published_at", "last_published_at"}
    ignored.add("text_print")  # found out when it first changes
    for field in type(made)._meta.concrete_fields:
        if field.name not in ignored:
            assert getattr(made, field.name) == getattr(twin, field.name), field.name


def test_a_change_on_the_register_shows_after_redrawing(nemc):
    nemc.name_sw, nemc.host, nemc.phone = "Mamlaka ya Mazingira", "nemc.go.tz", "+255800110115"
    register.amend(institution=nemc, by=None)
    assert [site.pk for site in InstitutionSite.objects.behind()] == [nemc.pk]
    actions.redraw_site(institution=nemc, by=None)
    assert not InstitutionSite.objects.behind().exists()
    assert ask("nemc.localhost").headers["Location"] == "http://nemc.go.tz:8000/"
    html = visit("nemc.go.tz")
    assert "Mamlaka ya Mazingira" in html
    assert "+255800110115" in html
    assert home_of(nemc).get_url() == "http://nemc.go.tz:8000/"


def test_a_release_that_draws_differently_has_all_sites_drawn_anew_by_the_worker(nemc, settings):
    assert not InstitutionSite.objects.behind().exists()
    assert 'rel="canonical" href="http://nemc.localhost:8000/"' in visit("nemc.localhost")
    settings.PUBLIC_PORT = "8100"
    look.cache_clear()
    try:
        assert run_sweeps()["websites.behind"] == 1
        work_off()
        assert 'rel="canonical" href="http://nemc.localhost:8100/"' in visit("nemc.localhost")
        assert run_sweeps()["websites.behind"] == 0
    finally:
        look.cache_clear()
