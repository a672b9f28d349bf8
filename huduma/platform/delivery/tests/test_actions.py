"""Opening sites and putting pages on them."""

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import registry as log_actions

from huduma.platform.delivery import actions
from huduma.platform.delivery.generations import counters, slot_of
from huduma.platform.delivery.models import LiveChrome, LivePage, LiveSite
from huduma.platform.delivery.pages import BadPath, BadSlots, Chrome, RenderedPage, assemble
from huduma.platform.delivery.tests.making import institution, page

pytestmark = pytest.mark.django_db


@pytest.fixture
def site() -> LiveSite:
    return actions.open_site(host="moha.localhost", institution=institution("moha"), by=None)


def generation(site: LiveSite) -> int:
    return LiveSite.objects.get(pk=site.pk).generation


def test_a_site_is_opened_once_and_written_down(site):
    assert [entry.action for entry in log_actions.get_logs_for_instance(site)] == ["delivery.open_site"]
    with pytest.raises(ValidationError) as refused:
        actions.open_site(host="moha.localhost", institution=institution("mof"), by=None)
    assert set(refused.value.message_dict) == {"host"}


@pytest.mark.parametrize(
    "host", ["", "Moha.localhost", "moha.localhost:8000", "moha..localhost", "-a.localhost", "moha/localhost", "a" * 64]
)
def test_a_host_that_is_none_is_refused(host):
    with pytest.raises(ValidationError) as refused:
        actions.open_site(host=host, institution=institution("moha"), by=None)
    assert "host" in refused.value.message_dict
    assert LiveSite.objects.count() == 1  # the portal's, which is always there


def test_there_is_one_portal(site):
    with pytest.raises(ValidationError):
        actions.open_site(host="other.localhost", institution=None, by=None)


def test_pages_are_put_over_what_was_there_and_taken_away(site):
    actions.put_pages(site=site, pages=[page("/"), page("/habari/"), page("/en/news/", language="en")])
    actions.put_pages(site=site, pages=[page("/", "Mpya")], gone=["/habari/", "/never-was/"])
    assert dict(LivePage.objects.values_list("path", "title")) == {"/": "Mpya", "/en/news/": "Karibu"}


def test_thousands_of_pages_are_put_at_once(site):
    actions.put_pages(site=site, pages=[page(f"/habari/{number}/") for number in range(1500)])
    actions.put_pages(site=site, pages=[], gone=[f"/habari/{number}/" for number in range(1400)])
    assert site.pages.count() == 100


def test_every_change_raises_the_generation_and_the_counter(site):
    seen = [generation(site)]
    actions.put_pages(site=site, pages=[page()])
    seen.append(generation(site))
    actions.put_chrome(site=site, language="sw", head="", top="<header>", bottom="<footer>")
    seen.append(generation(site))
    actions.forget(site=site)
    seen.append(generation(site))
    actions.forget_everything()
    seen.append(generation(site))
    assert seen == sorted(set(seen))
    assert counters().now(slot_of(site.pk)) == seen[-1]


def test_a_change_rolled_back_leaves_the_counter_ahead_and_its_number_is_never_used_again(site):
    before = generation(site)
    with transaction.atomic():
        actions.put_pages(site=site, pages=[page("/habari/")])
        lost = generation(site)
        transaction.set_rollback(True)
    assert generation(site) == before
    assert not site.pages.exists()
    assert counters().now(slot_of(site.pk)) == lost
    actions.forget(site=site)
    assert generation(site) > lost


def test_a_site_moves_to_another_host(site):
    actions.move_site(site=site, host="wizara.localhost", by=None)
    assert list(LiveSite.objects.filter(institution__code="moha").values_list("host", flat=True)) == ["wizara.localhost"]
    with pytest.raises(ValidationError):
        actions.move_site(site=site, host="localhost", by=None)


def test_chrome_is_kept_once_a_language(site):
    actions.put_chrome(site=site, language="sw", head="", top="<header>1", bottom="")
    actions.put_chrome(site=site, language="sw", head="", top="<header>2", bottom="")
    assert list(LiveChrome.objects.values_list("top", flat=True)) == ["<header>2"]


@pytest.mark.parametrize(
    "path",
    [
        "",
        "habari/",
        "/habari",
        "//",
        "/../",
        "/a/../b/",
        "/.git/",
        "/a b/",
        "/a%2fb/",
        "/a?b/",
        "/a\\b/",
        "/a\0/",
        "/e\u0301/",
        "/" + "a" * 500 + "/",
    ],
)
def test_a_path_that_no_page_can_have_is_refused(path):
    with pytest.raises(BadPath):
        page(path)


@pytest.mark.parametrize("path", ["/", "/habari/", "/en/news/2026-03-01.1/", "/ukurasa_wa~pili/", "/tāarifa/"])
def test_ordinary_paths_are_taken(path):
    assert page(path).path == path


def test_a_document_is_put_together_from_its_slots():
    chrome = Chrome(1, "<link>", '<a href="/habari/" data-hd-menu="/habari/"><a data-hd-menu="/">', "<footer>")
    html = "<title>T</title><!--hd:head--></head><!--hd:top--><main>x</main><!--hd:bottom--></html>"
    assert assemble(html, "/habari/", chrome) == (
        '<title>T</title><link></head><a href="/habari/" aria-current="page"><a data-hd-menu="/"><main>x</main><footer></html>'
    )
    assert assemble("<p>whole</p>", "/", chrome) == "<p>whole</p>"


@pytest.mark.parametrize("html", ["<!--hd:head-->", "<!--hd:top--><!--hd:head--><!--hd:bottom-->"])
def test_a_page_with_some_slots_is_refused(html):
    with pytest.raises(BadSlots):
        RenderedPage(language="sw", path="/", title="", html=html, modified_at=timezone.now(), source="tests.page:1")
