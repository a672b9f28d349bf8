"""Addresses are those that Wagtail would give, at a cost that does not grow with the number of sites."""

import ast
import inspect
import textwrap
from typing import Any

import pytest
from django.conf.urls.i18n import i18n_patterns
from django.db import transaction
from django.test import override_settings
from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.models import Page, Site
from wagtail.models import pages as wagtail_pages
from wagtail.models import sites as wagtail_sites

from huduma.platform.delivery import actions as delivery
from huduma.platform.delivery.models import LiveSite

from .factories import home_of, make_institution_with_site, publish_news

urlpatterns = i18n_patterns(path("", include(wagtail_urls)), prefix_default_language=False)


def stock(module: Any, name: str) -> Any:
    """The function ``name`` as Wagtail wrote it, whatever has been put in its place since."""
    tree = ast.parse(inspect.getsource(module))
    function = next(node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name == name)
    function.decorator_list = []
    scope = dict(vars(module))
    exec(textwrap.dedent(ast.unparse(function)), scope)
    return scope[name]


@pytest.mark.django_db
def test_every_address_is_the_one_that_wagtail_would_give():
    for code in ("nemc", "tra"):
        publish_news(make_institution_with_site(code), "Habari njema")
    with override_settings(ROOT_URLCONF=__name__, SCHEME="http", PUBLIC_PORT="80"):
        stock_parts, ours = stock(wagtail_pages, "get_url_parts"), []
        ours_paths = Site.get_site_root_paths()
        stock_paths = stock(wagtail_sites, "get_site_root_paths")()
        assert sorted(ours_paths) == sorted(stock_paths)  # their order decides nothing where no site lies within another
        for page in Page.objects.all():
            page._wagtail_cached_site_root_paths = stock_paths
            ours.append(page.get_url_parts())
            assert ours[-1] == stock_parts(page), page.url_path
            assert page.full_url == page.url == (ours[-1] and ours[-1][1] + ours[-1][2])
    assert len([parts for parts in ours if parts]) == 42
    assert len([parts for parts in ours if not parts]) == 13  # the root and the folders


@pytest.mark.django_db
def test_an_address_on_the_readers_own_site_is_a_path(rf):
    institution = make_institution_with_site("nemc")
    other = make_institution_with_site("tra")
    request = rf.get("/", SERVER_NAME="nemc.localhost")
    assert home_of(institution, "en").get_url(request) == "/en/"
    assert home_of(other, "en").get_url(request) == "http://tra.localhost:8000/en/"


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_what_is_known_of_a_site_costs_no_query_and_is_forgotten_when_it_moves(django_assert_num_queries):
    institution = make_institution_with_site("nemc")
    pages = list(Page.objects.filter(depth__gte=3))
    assert [page.url for page in pages]
    with django_assert_num_queries(0):
        assert {page.url.partition("8000")[0] for page in pages} == {"http://nemc.localhost:"}
    site = LiveSite.objects.get(institution=institution)
    Site.objects.update(hostname="nemc.go.tz")
    delivery.move_site(site=site, host="nemc.go.tz", by=None)
    assert {page.url.partition("8000")[0] for page in pages} == {"http://nemc.go.tz:"}


@pytest.mark.django_db(transaction=True)
def test_what_never_came_true_is_not_kept():
    institution = make_institution_with_site("nemc")
    home = home_of(institution)
    assert home.url == "http://nemc.localhost:8000/"
    with transaction.atomic():
        Site.objects.update(hostname="nemc.go.tz")
        delivery.move_site(site=LiveSite.objects.get(institution=institution), host="nemc.go.tz", by=None)
        assert home.url == "http://nemc.go.tz:8000/"
        transaction.set_rollback(True)
    assert home.url == "http://nemc.localhost:8000/"
